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

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from bot.config.env_file import BadLine, EnvFile, read_env_file
from bot.config.errors import ConfigError
from bot.config.settings import Settings
from bot.config.values import hide_token

ENV_FILE = Path(".env")

NEEDED_TO_RUN = ("bot_token", "data_key")
"""The settings without which the real bot cannot start."""

ALIKE = 0.85
"""How much a name must be like a setting's to be taken for it misspelt, from 0 to 1: `difflib`'s ratio."""
VERY_ALIKE = 0.9
"""The same for the environment: TIME_ZONE is, with a letter more, and others' names mostly are not."""

Source = tuple[str, Mapping[str, str]]
"""Where values were written, as an error says it, and the values by their upper-case names."""


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
    every fault at once: a line of the file that cannot be read, a missing setting, a wrong value, a key of
    the file that looks like a misspelt one.
    """
    file = read_env_file(env_file)
    given = _given(environ, file)
    unread = [_unread(line, file) for line in file.bad_lines]
    faults = unread + _misspelt_in(file) + _missing(needed, given, file)
    settings = Settings()
    try:
        settings = Settings.model_validate({name: one.value for name, one in given.items()})
    except ValidationError as error:
        faults += [_wrong(details, given) for details in error.errors()]
    if faults:
        raise ConfigError("\n\n".join(faults + _near_misses(environ, given)))
    return settings


def usual_command(environ: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE) -> str:
    """What `make run` starts: the real bot where a token is set, or where it is to say what is wrong; else
    the sandbox.
    """
    try:
        file = read_env_file(env_file)
    except ConfigError:
        return "run"
    return "run" if file.bad_lines or "bot_token" in _given(environ, file) else "try"


def near_misses(environ: Mapping[str, str] = os.environ, env_file: Path = ENV_FILE) -> list[str]:
    """What of the environment looks like a misspelt setting, in words for the log; never a reason to refuse.

    The environment is full of other programs' names, so a setting that is given needs no look-alike.
    """
    return _near_misses(environ, _given(environ, read_env_file(env_file)))


def _near_misses(environ: Mapping[str, str], given: Collection[str]) -> list[str]:
    meant = {key: _meant(key, VERY_ALIKE) for key, value in environ.items() if value.strip()}
    return [
        f"{key} in the environment is not a setting. Did you mean {name}?"
        for key, name in meant.items()
        if name and key != name and name.lower() not in given
    ]


def _given(environ: Mapping[str, str], file: EnvFile) -> dict[str, Given]:
    surroundings: Source = ("the environment", _without_desktops_language(environ))
    written: Source = (file.path.name, file.values)
    found = {
        name: _first(name.upper(), (written, surroundings) if name == "language" else (surroundings, written))
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


def _unread(line: BadLine, file: EnvFile) -> str:
    """One of another program may be called as it likes: only what is ours, or nearly, is shown."""
    name = line.name if line.name and _meant(line.name, ALIKE) else "it"
    return f"{file.path.name}, line {line.number}: {name} cannot be read. Expected {line.expected}."


def _misspelt_in(file: EnvFile) -> list[str]:
    meant = {key: _meant(key, ALIKE) for key in file.values}
    return [
        f"{key} in {file.path.name} is not a setting. Did you mean {name}?"
        for key, name in meant.items()
        if name and key != name
    ]


def _meant(key: str, alike: float) -> str | None:
    """The setting of that name, or of a name that much like it."""
    known = [name.upper() for name in Settings.model_fields]
    return next(iter(difflib.get_close_matches(key.upper(), known, n=1, cutoff=alike)), None)


def _missing(needed: Collection[str], given: Mapping[str, Given], file: EnvFile) -> list[str]:
    """Not what stands in a line that cannot be read: it was meant to be there."""
    unread = {line.name for line in file.bad_lines}
    missing = [name for name in needed if name not in given and name.upper() not in unread]
    said = [_missing_one(name) for name in missing]
    if missing and not file.is_there:
        said.append(
            f"There is no {file.path.name} in {file.path.absolute().parent}. Expected one in the folder that "
            "the command is started in, or the settings in the environment."
        )
    return said


def _missing_one(name: str) -> str:
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
