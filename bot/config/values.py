"""What a setting's value must look like, one function each.

Each takes what somebody wrote and returns what the program uses, or raises `WrongValue` with a hint. The
sentence "Expected …" is not theirs: it is the field's description in `settings`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from datetime import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from cryptography.fernet import Fernet
from pydantic import BeforeValidator, SecretStr

from messages import languages

LAST_PORT = 65_535
LAST_ID = 2**52
"""Telegram's ids have at most 52 significant bits."""


class WrongValue(ValueError):
    """A value that cannot be used; the text is a hint, or empty where the expectation says it all."""


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


def api_root(value: str) -> str:
    """The address that `/bot<token>/<method>` is appended to, without a slash at its end."""
    root, url = value.rstrip("/"), _url(value)
    if url.scheme not in ("http", "https"):
        raise WrongValue("Begin it with https://, or with http:// for a server of your own.")
    if not url.hostname or url.username or url.query or url.fragment:
        raise WrongValue
    if appended := re.search(r"/bot([0-9]+:[^/]*)?$", root):
        raise WrongValue(f"Did you mean {root[: appended.start()]}?")
    return root


def _url(value: str) -> SplitResult:
    """The parts of an address whose port there is."""
    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError as error:
        raise WrongValue(f"{error}.") from None
    return url


def database_url(value: str) -> str:
    """An address of one of the two databases, with the driver that we use."""
    if value.startswith(("postgres://", "postgresql://")):
        raise WrongValue("Begin it with postgresql+asyncpg:// instead.")
    if not re.match(r"(sqlite:///|postgresql\+asyncpg://).", value):
        raise WrongValue
    if urlsplit(value).fragment:
        raise WrongValue("Write # in a password as %23.")
    return value


class Address(NamedTuple):
    """Where a server of ours listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def address(value: str | Address | None) -> Address | None:
    """A host's name or address and a port; an address of IPv6 in square brackets."""
    if value is None or isinstance(value, Address):
        return value
    written = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]\s]+):([0-9]{1,5})", value)
    if written is None:
        raise WrongValue
    host, port = written[1].strip("[]"), int(written[2])
    if port > LAST_PORT:
        raise WrongValue(f"There are {LAST_PORT} ports.")
    return Address(host, port)


def webhook_url(value: str | None) -> str | None:
    """An address that Telegram can send to: by https, or on this machine alone by http, for trying it."""
    if value is None:
        return None
    url = urlsplit(value)
    if url.scheme not in ("https", "http") or not url.hostname:
        raise WrongValue
    if url.scheme == "http" and url.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise WrongValue("Telegram sends to https only.")
    if url.path in ("", "/") or url.query or url.fragment:
        raise WrongValue("Give it a path of its own and nothing after that, such as /telegram.")
    return value


def webhook_secret(value: str) -> str:
    """What Telegram puts into the header of every request, as it allows it."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value):
        raise WrongValue
    return value


def file(value: str | Path | None) -> Path | None:
    """A file that is there."""
    if value is None:
        return None
    path = Path(value).expanduser()
    if not path.is_file():
        raise WrongValue(f"There is no file {path.absolute()}.")
    return path


def hide_token(text: str) -> str:
    """A value as an error may show it: a token that was pasted into the wrong place is still one."""
    return re.sub(r"[0-9]+:[A-Za-z0-9_-]{20,}", "***", text)


def hide_password(url: str) -> str:
    """A database's address as logs and messages may show it."""
    without_userinfo = re.sub(r"(://[^:/@]*):.*@", r"\1:***@", url)
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", without_userinfo)


def keys(value: str) -> str:
    """Fernet keys, comma-separated."""
    for place, key in enumerate(split(value), start=1):
        try:
            Fernet(key)
        except ValueError:
            raise WrongValue(f"Key {place} in it is not one. Make one with: firstcall keys") from None
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
    by_city = {name.rsplit("/", 1)[-1].lower(): name for name in sorted(known)}
    city = value.rsplit("/", 1)[-1].replace(" ", "_").lower()
    nearest = difflib.get_close_matches(city, by_city, n=1)
    return f"Did you mean {by_city[nearest[0]]}?" if nearest else ""


def folder(value: str | Path) -> Path:
    """A folder that is there."""
    path = Path(value).expanduser()
    if not path.is_dir():
        raise WrongValue(f"There is no folder {path.absolute()}.")
    return path


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


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
    ends = [_weekday(name) for name in part.split("-", 1)]
    length = (ends[-1] - ends[0]) % 7 + 1
    return ((ends[0] - 1 + step) % 7 + 1 for step in range(length))


def _weekday(name: str) -> int:
    short = name.strip().lower()[:3]
    if short not in WEEKDAYS:
        raise WrongValue(f"{name.strip()!r} is no weekday: they are {', '.join(WEEKDAYS)}.")
    return WEEKDAYS.index(short) + 1


def holidays(value: str | None) -> str | None:
    """A country, and perhaps a region of it, whose holidays are known."""
    if value is None:
        return None
    import holidays as known  # an eighth of a second that only those pay who set it

    country, _, region = value.upper().partition("-")
    regions = known.list_supported_countries().get(country)
    if regions is None:
        raise WrongValue(f"The holidays of {country} are not known.")
    if region and region not in regions:
        raise WrongValue(f"Regions of {country} are: {', '.join(regions) or 'none'}.")
    return value.upper()
