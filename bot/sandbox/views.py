"""Chats as their members see them: what is in them, and waiting for what the bot shows.

Waiting is driven by the world's changes, never by the clock; a timeout only ends a wait that failed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.sandbox.world import World
from bot.sandbox.world.changes import Change, Shown
from bot.sandbox.world.chats import Chat, Message

PATIENCE = 5.0
Expected = str | Callable[[Message], bool]


class ChatView:
    """One chat as its members see it.

    `wait_for` looks at everything that the bot showed or edited since the last action here, so a message
    from before a tap never answers for what the tap should have brought.
    """

    def __init__(self, world: World, chat: Chat) -> None:
        self.world = world
        self.chat = chat
        self._since: list[Message] = []
        self._waiting: list[tuple[Callable[[Message], bool], asyncio.Future[Message]]] = []
        world.watchers.add(self._notice, chat.id)

    @property
    def id(self) -> int:
        """The chat's id; a person's own id in their private chat."""
        return self.chat.id

    @property
    def messages(self) -> list[Message]:
        """Everything in the chat, oldest first."""
        return list(self.chat.messages.values())

    @property
    def last_message(self) -> Message:
        """The newest message of the bot.

        Raises:
            LookupError: the bot has written nothing here.
        """
        for message in self.chat.newest_first():
            if message.from_bot:
                return message
        raise LookupError(f"the bot has written nothing to {self.chat.name}")

    async def wait_for(self, expected: Expected, timeout: float = PATIENCE) -> Message:
        """The first message, shown or edited since the last action here, that is as expected.

        Args:
            expected: a part of the text, or a predicate over messages.
            timeout: seconds after which the wait has failed.

        Raises:
            TimeoutError: nothing came; says what did.
        """
        fits = _fits(expected)
        if found := next(filter(fits, self._since), None):
            return found
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting.append((fits, future))
        try:
            return await asyncio.wait_for(future, timeout)
        except TimeoutError:
            raise TimeoutError(self._disappointment(expected)) from None
        finally:
            self._waiting.remove((fits, future))

    def acts(self) -> None:
        """Something is done here: what the bot showed before no longer counts for `wait_for`."""
        self._since.clear()

    def _notice(self, change: Change) -> None:
        if not (isinstance(change, Shown) and change.message.from_bot):
            return
        self._since.append(change.message)
        for fits, future in self._waiting:
            if not future.done() and fits(change.message):
                future.set_result(change.message)

    def _disappointment(self, expected: Expected) -> str:
        seen = "; ".join(repr(message.text[:80]) for message in self._since) or "nothing"
        return f"{self.chat.name} waited for {expected!r}; since the last action the bot showed: {seen}"


class Group(ChatView):
    """A group or supergroup; people write to it with `person.send(text, chat=group)`."""

    def migrate(self, new_id: int) -> Group:
        """Becomes a supergroup with another id."""
        return Group(self.world, self.world.migrate(self.chat, new_id))

    def delete(self) -> None:
        """The group is deleted: 400 for what the bot writes."""
        del self.world.chats[self.id]

    def delete_topic(self, number: int) -> None:
        """A topic of the group is deleted: 400 for what the bot writes there."""
        self.chat.gone_topics.add(number)

    def remove_bot(self) -> None:
        """The bot is no longer a member: 403 for what it writes."""
        self.chat.open = False


def _fits(expected: Expected) -> Callable[[Message], bool]:
    if isinstance(expected, str):
        return lambda message: expected in message.text
    return expected
