"""Secrets for links, and ids. The one place below `bot/` that draws random numbers."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 24
ID_BITS = 62


def new_token() -> str:
    """192 random bits as 32 characters that fit a deep link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> bytes:
    """What is stored of a token: its SHA-256. A token is random, so no salt is needed.

    A forged one may hold half a character, which has no UTF-8; it is read as a question mark.
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def new_id() -> int:
    """A random id for an interview or a client, never 0."""
    return secrets.randbits(ID_BITS) | 1 << ID_BITS - 1
