"""Reads the settings from the environment and `.env`, and says everything that is wrong with them at once.

The environment wins over the file. The exception is LANGUAGE: Linux desktops set a variable of that name for
themselves ("en_US:en"), so there the file wins, and in the environment only a bare two-letter code counts.
An empty value is the same as none.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.config.settings import Settings
from bot.config.values import hide_token

ENV_FILE = Path(".env")

NEEDED_TO_RUN = ("bot_token", "data_key")
"""The settings without which the real bot cannot start."""

Source = tuple[str, Mapping[str, str]]
"""Where values were written, as an error says it, and the values by their upper-case names."""


class ConfigError(Exception):
    """Settings are missing or wrong; the text lists every one of them, a paragraph each."""


@dataclass(frozen=True)
class Given:
    """One setting as somebody wrote it, and where."""

    value: str
    place: str


def load_settings(
    environ: Mapping[str, str] = os.environ,
    env_file: Path = ENV_FILE,
    needed: Collection[str] = (),
) -> Settings:
    """The settings of this deployment.

    `needed` names the fields that may not be missing, such as `NEEDED_TO_RUN`. Raises `ConfigError` with
    every fault at once: a missing setting, a wrong value, a key of the file that looks like a misspelt one.
    """
    written = _from_file(env_file)
    given = _given(environ, written, env_file)
    faults = _misspelt(written, env_file) + [_missing(name) for name in needed if name not in given]
    settings = Settings()
    try:
        settings = Settings.model_validate({name: one.value for name, one in given.items()})
    except ValidationError as error:
        faults += [_wrong(details, given) for details in error.errors()]
    if faults:
        raise ConfigError("\n\n".join(faults))
    return settings


def usual_command(environ: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE) -> str:
    """What `make run` starts: the real bot where a token is set, else the sandbox."""
    return "run" if "bot_token" in _given(environ, _from_file(env_file), env_file) else "try"


def _from_file(env_file: Path) -> dict[str, str]:
    if not env_file.is_file():
        return {}
    try:  # without interpolation, so that a password may hold a dollar sign
        found = dotenv_values(env_file, interpolate=False)
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{env_file.name} is not UTF-8 (byte {error.start + 1}). Expected a plain text; "
            "save it anew with the encoding UTF-8."
        ) from None
    return {key: value or "" for key, value in found.items()}


def _given(environ: Mapping[str, str], written: Mapping[str, str], env_file: Path) -> dict[str, Given]:
    surroundings, file = ("the environment", _without_desktops_language(environ)), (env_file.name, written)
    found = {
        name: _first(name.upper(), (file, surroundings) if name == "language" else (surroundings, file))
        for name in Settings.model_fields
    }
    return {name: given for name, given in found.items() if given}


def _without_desktops_language(environ: Mapping[str, str]) -> Mapping[str, str]:
    is_ours = re.fullmatch(r"[a-z]{2}", environ.get("LANGUAGE", ""))
    return environ if is_ours else {key: value for key, value in environ.items() if key != "LANGUAGE"}


def _first(key: str, sources: tuple[Source, ...]) -> Given | None:
    for place, given in sources:
        if value := given.get(key, "").strip():
            return Given(value, place)
    return None


def _misspelt(written: Mapping[str, str], env_file: Path) -> list[str]:
    known = [name.upper() for name in Settings.model_fields]
    nearest = {key: difflib.get_close_matches(key.upper(), known, n=1, cutoff=0.85) for key in written}
    return [
        f"{key} in {env_file.name} is not a setting. Did you mean {matches[0]}?"
        for key, matches in nearest.items()
        if matches and key not in known
    ]


def _missing(name: str) -> str:
    field = Settings.model_fields[name]
    extra = field.json_schema_extra
    hint = extra.get("missing", "") if isinstance(extra, dict) else ""
    return f"{name.upper()} is missing. Expected {field.description}. {hint}".rstrip()


def _wrong(details: ErrorDetails, given: Mapping[str, Given]) -> str:
    hint = str(details.get("ctx", {}).get("error", ""))
    if not details["loc"]:
        return hint  # about several settings; it names them
    name = str(details["loc"][0])
    field, written = Settings.model_fields[name], given[name]
    shown = "is not usable" if _is_secret(field.annotation) else f"is {hide_token(written.value)!r}"
    return f"{name.upper()} in {written.place} {shown}. Expected {field.description}. {hint}".rstrip()


def _is_secret(annotation: Any) -> bool:
    return annotation in (SecretStr, SecretStr | None)
