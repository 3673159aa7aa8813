"""Why a server cannot begin. Apart from the server, so that whoever has none need not load it."""

from __future__ import annotations


class CannotListen(Exception):
    """A port or a certificate cannot be used; the message names the setting and what was expected."""
