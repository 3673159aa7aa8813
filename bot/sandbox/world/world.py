"""The world of one bot: everybody in it and everything that was said, and the two ways to change it.

What people do (`writes`, `taps`, `blocks`) becomes updates; what the bot does (`show`, `replace`, `delete`,
`answer`) becomes changes that people see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.sandbox.rules import refusals
from bot.sandbox.rules.formatted import FormattedText, Json, units
from bot.sandbox.rules.keyboards import Keyboard
from bot.sandbox.rules.reply_keyboards import ReplyKeyboard
from bot.sandbox.rules.texts import MAX_CAPTION, MAX_TEXT, plain
from bot.sandbox.world.changes import (
    Answered,
    Deleted,
    Rearranged,
    Shown,
    Violation,
    Watchers,
    Webhook,
    WebhookHealth,
)
from bot.sandbox.world.chats import Chat, ChatKind, Contact, Message, User
from bot.sandbox.world.faults import Faults
from bot.sandbox.world.files import Files, Media
from bot.sandbox.world.flood import FloodGate
from bot.sandbox.world.payloads import membership_json, message_json, query_json
from bot.sandbox.world.profile import Profile
from bot.sandbox.world.queries import Answer, Queries, Query
from bot.sandbox.world.updates import UpdateQueue

Clock = Callable[[], datetime]


class World:
    """All state of the sandbox.

    Args:
        bot: the bot itself.
        clock: returns the current time, aware.
        first_update_id: where update ids start.
        query_lifetime: how long a tap can be answered.
    """

    def __init__(
        self,
        bot: User,
        clock: Clock,
        first_update_id: int = 1,
        query_lifetime: timedelta = timedelta(minutes=15),
    ) -> None:
        self.bot = bot
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.updates = UpdateQueue(first_update_id)
        self.queries = Queries(query_lifetime)
        self.profile = Profile()
        self.faults = Faults()
        self.flood = FloodGate()
        self.watchers = Watchers()
        self.violations: list[Violation] = []
        self.webhook: Webhook | None = None
        self.webhook_health = WebhookHealth()
        self.calls: dict[str, int] = {}

    @property
    def broken_rules(self) -> list[Violation]:
        """Refused calls that a bot without a bug never makes."""
        return [violation for violation in self.violations if not violation.expected]

    # People and chats

    def add_person(self, user: User) -> Chat:
        """A new person; their private chat with the bot is not open until they write."""
        chat = self.chats[user.id] = Chat(user.id, "private", user.first_name, {user.id: user})
        return chat

    def add_group(self, chat_id: int, kind: ChatKind, title: str, members: list[User]) -> Chat:
        """A group that the bot has been added to."""
        people = {user.id: user for user in members}
        chat = self.chats[chat_id] = Chat(chat_id, kind, title, people, open=True)
        if members:
            self._membership(chat, members[0], "left", "member")
        return chat

    def migrate(self, group: Chat, new_id: int) -> Chat:
        """Turns a group into a supergroup with another id; calls to the old one are told so."""
        group.migrated_to = new_id
        chat = Chat(new_id, "supergroup", group.name, group.members, open=True)
        self.chats[new_id] = chat
        return chat

    def reachable(self, chat_id: int) -> Chat:
        """The chat, if the bot may write to it.

        Raises:
            Refused: 400 not found or migrated, 403 blocked, kicked, or never started.
        """
        chat = self.chats.get(chat_id)
        if chat is None:
            raise refusals.chat_not_found()
        if chat.migrated_to is not None:
            raise refusals.migrated(chat.migrated_to)
        if chat.blocked:
            raise refusals.blocked()
        if not chat.open:
            raise refusals.cannot_write_first() if chat.kind == "private" else refusals.kicked()
        return chat

    # What people do

    def writes(self, chat: Chat, user: User, text: str, reply_to: int | None = None) -> Message:
        """A person writes; the first word in a private chat opens it.

        Raises:
            ValueError: the text is empty or too long to be typed, or the person has blocked the bot.
        """
        body = plain(text)
        if not 0 < units(body.text) <= MAX_TEXT:
            raise ValueError(f"a person's text has 1..{MAX_TEXT} UTF-16 units, found {units(body.text)}")
        message = self._put(replace(self._from_person(chat, user, body), reply_to=reply_to))
        if chat.kind == "private" or self._addressed(chat, message):
            self.updates.push("message", self.message_json(message))
        return message

    def uploads(
        self, chat: Chat, user: User, media: Media, text: str = "", album: str | None = None
    ) -> Message:
        """A person sends a file with a caption, perhaps as a part of an album.

        Raises:
            ValueError: the caption is too long to be typed, or the person has blocked the bot.
        """
        body = plain(text)
        if units(body.text) > MAX_CAPTION:
            raise ValueError(f"a caption has at most {MAX_CAPTION} UTF-16 units, found {units(body.text)}")
        return self._hears(replace(self._from_person(chat, user, body), media=media, album=album))

    def shares(self, chat: Chat, user: User, contact: Contact) -> Message:
        """A person shares a telephone number."""
        return self._hears(replace(self._from_person(chat, user, plain("")), contact=contact))

    def folds(self, chat: Chat, folded: bool) -> None:
        """A person puts the reply keyboard out of the way, or takes it out again."""
        chat.is_folded = folded
        self.watchers.tell(Rearranged(chat.id))

    def rewrites(self, message: Message, text: str) -> Message:
        """A person edits their own message."""
        edited = replace(message, body=plain(text), edited=self.clock())
        self._put(edited)
        self.updates.push("edited_message", self.message_json(edited))
        return edited

    def taps(self, chat: Chat, user: User, message_id: int, data: str) -> Query:
        """A person presses a button, or a client out of step sends any data for any message."""
        query = self.queries.ask(user.id, chat.id, message_id, data, self.clock())
        self.updates.push("callback_query", query_json(chat, user, query))
        return query

    def blocks(self, chat: Chat, blocked: bool) -> None:
        """A person blocks the bot, or takes it back."""
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        states = ("member", "kicked") if blocked else ("kicked", "member")
        self._membership(chat, chat.members[chat.id], *states)
        self.watchers.tell(Rearranged(chat.id))

    # What the bot does

    def show(
        self,
        chat: Chat,
        body: FormattedText,
        *,
        keyboard: Keyboard = (),
        below: ReplyKeyboard | None = None,
        media: Media | None = None,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Message:
        """The bot sends a message that has passed the rules; None leaves what is below as it is."""
        number = chat.next_message_id()
        message = Message(
            chat.id,
            number,
            self.bot,
            self.clock(),
            body,
            keyboard=keyboard,
            media=media,
            reply_to=reply_to,
            thread_id=thread_id,
            changes_below=below is not None,
        )
        self._put(message)
        if below is not None:
            chat.below = below
            self.folds(chat, False)
        return message

    def replace(self, message: Message, *, silently: bool = False) -> Message:
        """The bot edits a message; `silently` leaves no "edited" (Telegram shows none for keyboards)."""
        changed = message if silently else replace(message, edited=self.clock())
        self._put(changed)
        return changed

    def delete(self, chat: Chat, message_id: int) -> None:
        """A message goes away for everyone."""
        del chat.messages[message_id]
        self.watchers.tell(Deleted(chat.id, message_id))

    def answer(self, query_id: str, answer: Answer) -> None:
        """The bot answers a tap."""
        query = self.queries.answer(query_id, answer, self.clock())
        self.watchers.tell(Answered(query))

    def message_json(self, message: Message) -> Json:
        """The Bot API's Message."""
        return message_json(self.chats[message.chat_id], message)

    def _from_person(self, chat: Chat, user: User, body: FormattedText) -> Message:
        """A person's next message, not yet seen by anyone."""
        if chat.blocked:
            raise ValueError(f"{user.first_name} has blocked the bot and must unblock it before writing")
        if not chat.open:
            chat.open = True
            self.watchers.tell(Rearranged(chat.id))
        return Message(chat.id, chat.next_message_id(), user, self.clock(), body)

    def _hears(self, message: Message) -> Message:
        """A message is seen, and the bot is told of it."""
        self._put(message)
        self.updates.push("message", self.message_json(message))
        return message

    def _addressed(self, chat: Chat, message: Message) -> bool:
        """In a group a bot sees commands, its name and replies to it (privacy mode, the default)."""
        original = chat.messages.get(message.reply_to or 0)
        named = f"@{self.bot.username}" in message.text
        return named or message.text.startswith("/") or (original is not None and original.from_bot)

    def _put(self, message: Message) -> Message:
        self.chats[message.chat_id].messages[message.id] = message
        self.watchers.tell(Shown(message))
        return message

    def _membership(self, chat: Chat, by: User, old: str, new: str) -> None:
        self.updates.push("my_chat_member", membership_json(chat, by, self.bot, (old, new), self.clock()))
