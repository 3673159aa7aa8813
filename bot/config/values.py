"""What a setting's value must look like, one function each.

Each takes what somebody wrote and returns what the program uses, or raises `WrongValue` with a hint. The
sentence "Expected …" is not theirs: it is the field's description in `settings`.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Callable, Iterable
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, SecretStr

from bot.config.errors import WrongValue
from messages import languages

KEY = r"[A-Za-z0-9_/+-]{43}="
"""A key of Fernet: 32 bytes in base64, of either alphabet (https://github.com/fernet/spec)."""
LAST_ID = 2**52
"""Telegram's ids have at most 52 significant bits."""


def secret(check: Callable[[str], str]) -> BeforeValidator:
    """A validator that applies `check` to a secret's bare text and wraps the result again."""
    return BeforeValidator(lambda value: None if value is None else SecretStr(check(_bare(value))))


def _bare(value: SecretStr | str) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def token(value: str) -> str:
    """A bot token: the bot's number, a colon, letters and digits."""
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", value):
        raise WrongValue("Copy it whole, the number and the colon included.")
    return value


def webhook_secret(value: str) -> str:
    """What Telegram puts into the header of every request, as it allows it."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value):
        raise WrongValue
    return value


def file(value: str | Path | None) -> Path | None:
    """A file that is there, and that may be read."""
    if value is None:
        return None
    path = _path(value)
    if not stat.S_ISREG(_mode(path, "file")):
        raise WrongValue(f"{path.absolute()} is no file.")
    return _permitted(path, os.R_OK)


def _path(value: str | Path) -> Path:
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise WrongValue("Nobody of that name has a home here; write the path from / on.") from None


def _mode(path: Path, kind: str) -> int:
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        raise WrongValue(f"There is no {kind} {path.absolute()}.") from None
    except OSError as error:
        raise WrongValue(f"{path.absolute()}: {error.strerror}.") from None


def _permitted(path: Path, access: int) -> Path:
    if not os.access(path, access):
        raise WrongValue(f"Whoever runs this may not read {path.absolute()}.")
    return path


def hide_token(text: str) -> str:
    """A value as an error may show it: a token that was pasted into the wrong place is still one."""
    return re.sub(r"[0-9]+:[A-Za-z0-9_-]{20,}", "***", text)


def keys(value: str) -> str:
    """Fernet keys, comma-separated."""
    found = split(value)
    for place, key in enumerate(found, start=1):
        if not re.fullmatch(KEY, key):
            hint = " Separate them with commas." if len(re.findall(KEY, key)) > 1 else ""
            raise WrongValue(f"Key {place} in it is not one.{hint} Make one with: firstcall keys")
    if not found:
        raise WrongValue
    return value


def split(value: str) -> tuple[str, ...]:
    """The parts of a comma-separated list, without spaces and empty parts."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def telegram_ids(value: object) -> object:
    """People's Telegram ids, from a comma-separated list."""
    if not isinstance(value, str):
        return value
    for part in split(value):
        if not re.fullmatch(r"[0-9]{1,16}", part) or int(part) >= LAST_ID:
            raise WrongValue(f"{part!r} is no id: ids are numbers such as 123456789, not names.")
    return tuple(int(part) for part in split(value))


def language(value: str) -> str:
    """A language that the bot speaks."""
    if value not in languages():
        raise WrongValue
    return value


def timezone(value: str | ZoneInfo) -> ZoneInfo:
    """A time zone by its IANA name."""
    if isinstance(value, ZoneInfo):
        return value
    if value not in (known := available_timezones()):
        raise WrongValue(_nearest_zone(value, known))
    return ZoneInfo(value)


def _nearest_zone(value: str, known: Iterable[str]) -> str:
    """Never one of Etc/: there GMT+3 is three hours behind UTC, where people mean ahead of it."""
    if re.search(r"[+-][0-9]", value):
        return "Name a city whose clocks yours go with; hours from UTC are no time zone."
    by_city = {name.rsplit("/", 1)[-1].lower(): name for name in sorted(known) if not name.startswith("Etc/")}
    city = value.rsplit("/", 1)[-1].replace(" ", "_").lower()
    nearest = difflib.get_close_matches(city, by_city, n=1)
    return f"Did you mean {by_city[nearest[0]]}?" if nearest else ""


def folder(value: str | Path) -> Path:
    """A folder that is there, and that may be entered and read."""
    path = _path(value)
    if not stat.S_ISDIR(_mode(path, "folder")):
        raise WrongValue(f"There is no folder {path.absolute()}.")
    return _permitted(path, os.R_OK | os.X_OK)


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def time_of_day(value: str | time) -> time:
    """A local time, as hours and minutes."""
    if isinstance(value, time):
        return value
    if not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", value):
        raise WrongValue
    hours, minutes = value.split(":")
    return time(int(hours), int(minutes))


def weekdays(value: object) -> object:
    """ISO weekdays, Monday = 1, from single ones and ranges: "mon-fri", "mon,wed,fri", "fri-mon"."""
    if not isinstance(value, str):
        return value
    days = frozenset(day for part in split(value) for day in _from_to(part))
    if not days:
        raise WrongValue
    return days


def _from_to(part: str) -> Iterable[int]:
    ends = [_weekday(name) for name in part.split("-")]
    if len(ends) > 2:
        raise WrongValue(f"{part!r} is no range: one has two ends, such as mon-fri.")
    length = (ends[-1] - ends[0]) % 7 + 1
    return ((ends[0] - 1 + step) % 7 + 1 for step in range(length))


def _weekday(name: str) -> int:
    written = name.strip().lower()
    for names in (WEEKDAYS, FULL_NAMES):
        if written in names:
            return names.index(written) + 1
    raise WrongValue(f"{name.strip()!r} is no weekday: they are {', '.join(WEEKDAYS)}.")


def holidays(value: str | None) -> str | None:
    """A country, and perhaps a region of it, whose holidays are known."""
    if value is None:
        return None
    import holidays as known  # an eighth of a second that only those pay who set it

    written, _, region = value.partition("-")
    country = written.upper()
    regions = known.list_supported_countries().get(country)
    if regions is None:
        raise WrongValue(f"The holidays of {country} are not known.")
    if not region:
        return country
    spelt = {name.casefold(): name for name in regions}  # most in capitals, but not DE-Augsburg
    if region.casefold() not in spelt:
        raise WrongValue(f"Regions of {country} are: {', '.join(regions) or 'none'}.")
    return f"{country}-{spelt[region.casefold()]}"
