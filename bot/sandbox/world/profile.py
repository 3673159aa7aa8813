"""What the bot has told Telegram about itself: names and descriptions by language, commands by scope."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.sandbox.rules.commands import Command, Scope
from bot.sandbox.world.chats import Chat, User

PRIVATE_SCOPES = ("all_private_chats", "default")
GROUP_SCOPES = ("all_group_chats", "default")


@dataclass(slots=True)
class Profile:
    """Each text is kept by language code, the empty string meaning every other language."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[Scope, str], tuple[Command, ...]] = field(default_factory=dict)

    def menu(self, chat: Chat, user: User) -> tuple[Command, ...]:
        """The commands this person sees in this chat, in Telegram's order of scopes: narrow to wide."""
        scopes = [Scope("chat_member", chat.id, user.id), Scope("chat", chat.id)]
        scopes += [Scope(kind) for kind in (PRIVATE_SCOPES if chat.kind == "private" else GROUP_SCOPES)]
        keys = [(scope, code) for scope in scopes for code in (user.language_code or "", "")]
        return next((self.commands[key] for key in keys if key in self.commands), ())


def in_language(texts: dict[str, str], language: str | None) -> str:
    """The text for a language, else the one for all."""
    return texts.get(language or "") or texts.get("", "")
