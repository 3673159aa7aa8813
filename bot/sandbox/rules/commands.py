"""The command menu and the bot's own texts: names, descriptions, languages, scopes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.rules.formatted import Json
from bot.sandbox.rules.refusals import broken_rule

MAX_COMMANDS = 100
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a list of commands is: a kind, and a chat and a person where the kind needs them."""

    type: str = "default"
    chat_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the command menu."""

    command: str
    description: str

    def as_json(self) -> Json:
        """The Bot API's BotCommand."""
        return {"command": self.command, "description": self.description}


def scope(value: Json | None) -> Scope:
    """Reads a BotCommandScope; None means the default one."""
    if value is None:
        return Scope()
    kind = value.get("type")
    if kind not in _SCOPES:
        raise broken_rule("can't parse BotCommandScope: unsupported type specified")
    ids = {name: _whole(value.get(name), name) for name in _SCOPES[kind]}
    return Scope(kind, ids.get("chat_id"), ids.get("user_id"))


def commands(values: list[Any]) -> tuple[Command, ...]:
    """Reads a list of BotCommand: at most 100, names of 1..32 `a-z0-9_`, descriptions of 1..256."""
    if len(values) > MAX_COMMANDS:
        raise broken_rule("BOT_COMMANDS_TOO_MUCH")
    return tuple(_command(value) for value in values)


def language(code: str) -> str:
    """A two-letter language code, or the empty string for all languages."""
    if code and not _LANGUAGE.fullmatch(code):
        raise broken_rule("invalid language code specified")
    return code


def own_text(text: str, limit: int, name: str) -> str:
    """A text of the bot about itself (name, description), at most `limit` characters."""
    if len(text) > limit:
        raise broken_rule(f"{name} is too long")
    return text


def _command(value: Any) -> Command:
    if not isinstance(value, dict):
        raise broken_rule("expected an Object as BotCommand")
    name, description = str(value.get("command", "")), str(value.get("description", ""))
    if not _NAME.fullmatch(name):
        raise broken_rule("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise broken_rule("BOT_COMMAND_DESCRIPTION_INVALID")
    return Command(name, description)


def _whole(value: Any, name: str) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise broken_rule(f"can't parse BotCommandScope: {name} must be a number, found {value!r}") from None
