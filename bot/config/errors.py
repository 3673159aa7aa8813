"""What is wrong with the settings, in words for whoever starts a command."""

from __future__ import annotations


class ConfigError(Exception):
    """Settings are missing or wrong; the text lists every one of them, a paragraph each."""


class WrongValue(ValueError):
    """A value that cannot be used; the text is a hint, or empty where the expectation says it all."""
