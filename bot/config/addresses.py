"""What the addresses among the settings must look like: databases, servers, and where this machine listens.

As in `values`: each function takes what somebody wrote, and raises `WrongValue` with a hint.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, urlsplit

from bot.config.errors import WrongValue

LAST_PORT = 65_535
POSTGRES_OPTIONS = (
    "ssl",
    "host",
    "port",
    "user",
    "password",
    "passfile",
    "target_session_attrs",
    "krbsrvname",
    "gsslib",
    "prepared_statement_cache_size",
)
"""What may follow the ? of an address: what asyncpg.connect takes as a text, and one of SQLAlchemy's own
(https://docs.sqlalchemy.org/en/20/dialects/postgresql.html#prepared-statement-cache)."""
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
"""https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-SSLMODE-STATEMENTS."""


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
    options = _options(value)
    hint = _sqlite_hint if value.startswith("sqlite") else _postgres_hint
    if hints := [said for name, chosen in options if (said := hint(name, chosen))]:
        raise WrongValue(" ".join(hints))
    return value


def _options(value: str) -> list[tuple[str, str]]:
    """What stands after the ?; one in a password begins nothing, as SQLAlchemy reads it."""
    without_userinfo = re.sub(r"://[^:/@]*:[^@]*@", "://", value, count=1)
    return parse_qsl(without_userinfo.partition("?")[2], keep_blank_values=True)


def _sqlite_hint(_name: str, _chosen: str) -> str:
    return "Nothing follows the name of the file; leave out what begins with ?."


def _postgres_hint(name: str, chosen: str) -> str:
    """What is wrong with one option; empty where nothing is."""
    if name == "sslmode":
        return f"Write ?ssl={chosen if chosen in SSL_MODES else 'require'} in place of ?sslmode=…."
    if name == "ssl" and chosen not in SSL_MODES:
        return f"After ssl= expected one of {', '.join(SSL_MODES)}."
    if name not in POSTGRES_OPTIONS:
        shown = f"{name}=" if re.fullmatch("[a-z_]+", name) and chosen else "an option"
        return f"Leave out {shown}: after ? expected only {', '.join(POSTGRES_OPTIONS)}."
    return ""


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
    url = _url(value)
    if url.scheme not in ("https", "http") or not url.hostname:
        raise WrongValue
    if url.scheme == "http" and url.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise WrongValue("Telegram sends to https only.")
    if url.path in ("", "/") or url.query or url.fragment:
        raise WrongValue("Give it a path of its own and nothing after that, such as /telegram.")
    return value


def hide_password(url: str) -> str:
    """A database's address as logs and messages may show it."""
    without_userinfo = re.sub(r"(://[^:/@]*):.*@", r"\1:***@", url)
    return re.sub(r"(?i)(password=)[^&]*", r"\1***", without_userinfo)
