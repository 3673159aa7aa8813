"""Secrets for links, and ids. The one place that draws random numbers, but for invented histories."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

TOKEN_BYTES = 24
TOKEN_LENGTH = 32
ID_BITS, ID_HOUR_BITS, ID_RANDOM_BITS = 62, 20, 41
FIRST_HOUR = datetime(2020, 1, 1, tzinfo=UTC)
"""Hours are counted from here; there are enough for 119 years."""


def new_token() -> str:
    """192 random bits as 32 characters that fit a deep link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class LinkKind(StrEnum):
    """What a link to a brief is; the first letter of its payload."""

    PERSONAL = "b"
    STANDING = "s"


def payload(kind: LinkKind, token: str) -> str:
    """What a deep link to a brief carries: 33 characters, one more than an invitation's."""
    return f"{kind}{token}"


def read_payload(text: str) -> tuple[LinkKind, str] | None:
    """The kind and the token of a link to a brief, or None for what is not one."""
    kind, token = text[:1], text[1:]
    if len(token) != TOKEN_LENGTH or kind not in set(LinkKind):
        return None
    return LinkKind(kind), token


def token_hash(token: str) -> bytes:
    """What is stored of a token: its SHA-256. A token is random, so no salt is needed.

    A forged one may hold half a character, which has no UTF-8; it is read as a question mark.
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def new_id(now: datetime) -> int:
    """A random id for an interview, a brief or a client.

    Above its random bits it has the hour, so that the rows of one day lie side by side in every index, and
    what looks at a day touches few pages of the database, however many lie before them.
    """
    return id_of_hour(now, secrets.randbits(ID_RANDOM_BITS))


def id_of_hour(now: datetime, drawn: int) -> int:
    """The same with what was drawn: `ID_RANDOM_BITS` of it. Always `ID_BITS` long."""
    hours = (now - FIRST_HOUR) // timedelta(hours=1)
    return 1 << ID_BITS - 1 | (hours % (1 << ID_HOUR_BITS)) << ID_RANDOM_BITS | drawn
