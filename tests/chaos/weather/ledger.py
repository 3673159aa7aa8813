"""What people were sent, and which of it twice, with the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from bot.sandbox.world import World
from bot.sandbox.world.changes import Change, Shown
from bot.sandbox.world.chats import Message
from messages import label, languages
from tests.chaos.weather.reasons import LATE, UNANSWERED, Blow, Deliveries, Reason

MARKS = tuple(label("maybe_again", language) for language in languages())
"""How a letter begins that may be a repeat."""


@dataclass(frozen=True)
class Posted:
    """A message as it was when it came; edits in place are none."""

    chat: int
    at: datetime
    text: str
    buttons: tuple[str | None, ...]

    @property
    def is_marked(self) -> bool:
        """Whether it says itself that it may be a repeat."""
        return self.text.startswith(MARKS)

    @property
    def what(self) -> tuple[int, str, tuple[str | None, ...]]:
        """The same for two messages of which one repeats the other."""
        bare = next((self.text.removeprefix(mark) for mark in MARKS if self.text.startswith(mark)), self.text)
        return self.chat, bare.strip(), self.buttons


class Ledger:
    """Every message that the bot posted in a world, from the moment this is made."""

    def __init__(self, world: World) -> None:
        self.posted: list[Posted] = []
        self.deliveries = Deliveries(world.updates, world.clock)
        self._seen: set[tuple[int, int]] = set()
        world.watchers.add(self._notice)

    def _notice(self, change: Change) -> None:
        if isinstance(change, Shown) and change.message.from_bot:
            self._note(change.message)

    def _note(self, message: Message) -> None:
        if (message.chat_id, message.id) in self._seen:
            return
        self._seen.add((message.chat_id, message.id))
        data = tuple(button.data for button in message.buttons)
        self.posted.append(Posted(message.chat_id, message.date, message.text, data))

    def repeats(self) -> Iterator[tuple[Posted, Posted]]:
        """Each message that says what an earlier one said, with the one before it."""
        alike: dict[tuple[int, str, tuple[str | None, ...]], list[Posted]] = {}
        for each in self.posted:
            alike.setdefault(each.what, []).append(each)
        for copies in alike.values():
            yield from pairwise(copies)

    def reasons(self, struck: Sequence[Reason]) -> Reasons:
        """How many messages came twice, by what they came twice for, and those that did for no reason."""
        known, found = [*struck, *self.deliveries.again], Reasons()
        for first, second in self.repeats():
            reason = _reason(first, second, known)
            if reason is None:
                found.unexplained.append((first, second))
            else:
                found.counts[reason.what] += 1
        return found

    def cut_off(self, tap: str, struck: Iterable[Blow]) -> bool:
        """Whether Telegram did not take a tap's answer at once, and the process died meanwhile."""
        brought = self.deliveries.taps[tap]
        return any(
            blow.what == "kill" and brought + UNANSWERED <= blow.until and blow.since <= brought + LATE
            for blow in struck
        )


@dataclass(frozen=True)
class Reasons:
    """What came twice, and why."""

    counts: Counter[str] = field(default_factory=Counter)
    unexplained: list[tuple[Posted, Posted]] = field(default_factory=list)


def _reason(first: Posted, second: Posted, known: Sequence[Reason]) -> Reason | None:
    """What concerned this chat alone goes before what concerned everybody."""
    found = [each for each in known if each.chat in (None, first.chat) and each.explains(first.at, second.at)]
    return max(found, key=lambda reason: reason.chat is not None, default=None)
