"""What is wrong with the settings, in words for whoever starts a command."""

from __future__ import annotations


class ConfigError(Exception):
    """Settings are missing or wrong; the text lists every one of them, a paragraph each."""
