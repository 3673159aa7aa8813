"""One person of the crowd: a manager with a client to tell about."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from bot.sandbox import Person
from bot.sandbox.rules.keyboards import Button
from bot.sandbox.world.chats import Message
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb
from tests.chaos.crowd.habits import PLAIN, Habits, Tally


@dataclass
class Member:
    """One person who answers one questionnaire: a manager with a client to tell about."""

    person: Person
    mind: random.Random
    tally: Tally
    patience: float
    habits: Habits = PLAIN
    meant: dict[int, int] = field(default_factory=dict)
    """Place of the question: number of the option that was tapped last, on its own screen."""
    wrote: list[str] = field(default_factory=list)
    """Notes, in order."""
    is_done: bool = False
    interview: int | None = None
    """Which the buttons are about; known from the first screen on."""
    _stale: tuple[int, str] | None = None
    _has_answered: bool = False
    """Since they last went back."""
    _first: int | None = None
    """Place of the first question, from where Back leads to the name, and a note would be one. Whoever has
    just tapped may be there still: the tap came late and did not count."""

    questionnaire = "manager_quiz"
    answering = Verb.ANSWER
    backing = Verb.BACK
    onward: ClassVar[Collection[Verb]] = (Verb.SHOW_RESULT, Verb.PICK)
    """What is tapped wherever it is offered."""
    last = Verb.WHY
    """What only the last screen has."""

    async def play(self) -> None:
        """From the first word to the last screen."""
        screen = await self._begin()
        self._first = self._place(screen)
        while not self._has(screen, self.last):
            screen = await self._act_on(screen)
        self.is_done = True

    async def _begin(self) -> Message:
        """From the name to the first question."""
        await self.person.send(f"/quiz Client {self.person.id % 1000}")
        return await self._await(lambda seen: self._revision(seen) > 0)

    async def _act_on(self, screen: Message) -> Message:
        """One step: mostly a tap on an answer, now and then something else."""
        whim = self.mind.random()
        if whim < self.habits.note and self._offered(screen, [self.answering]):
            return await self._type()
        back = self._offered(screen, [self.backing])
        may_go_back = back and self._has_answered and self._place(screen) != self._first
        if whim < self.habits.note + self.habits.back and may_go_back:
            self._has_answered = False
            return await self._tap(screen, back[0])
        self._has_answered = True
        return await self._tap(screen, self._choice(screen))

    async def _type(self) -> Message:
        """A note; the screen then comes below it."""
        self.wrote.append(f"Note {len(self.wrote) + 1} of {self.person.id}")
        typed = await self.person.send(self.wrote[-1])
        return await self._await(lambda seen: seen.id > typed.id and self._revision(seen) > 0)

    async def _tap(self, screen: Message, button: Button) -> Message:
        callback = _read(button)
        if callback.verb is self.answering:
            self.meant[callback.a] = callback.b
        began = time.perf_counter()
        await self._press(screen, button)
        shown = await self._await(
            lambda seen: self._revision(seen) > callback.revision, lambda: self._press(screen, button)
        )
        self.tally.seconds.append(time.perf_counter() - began)
        self._stale = (screen.id, screen.buttons[0].data or "")
        return shown

    def _choice(self, screen: Message) -> Button:
        """What leads on, or else any answer.

        Raises:
            LookupError: the screen offers neither: whoever sees it is stranded.
        """
        offered = self._offered(screen, self.onward)[:1] or self._offered(screen, [self.answering])
        if not offered:
            raise LookupError(
                f"nothing to answer with on {screen.text!r}: {[b.text for b in screen.buttons]}"
            )
        return self.mind.choice(offered)

    def _place(self, screen: Message) -> int | None:
        """Of the question that waits for an answer."""
        return next((_read(button).a for button in self._offered(screen, [self.answering])), None)

    def _offered(self, screen: Message, verbs: Collection[Verb]) -> list[Button]:
        return [button for button in screen.buttons if _read(button).verb in verbs]

    async def _press(self, screen: Message, button: Button) -> None:
        """One thumb: now and then twice, now and then a button that has gone already."""
        for _ in range(1 + (self.mind.random() < self.habits.double)):
            await self.person.tap_raw(screen.id, button.data or "")
            self.tally.count()
        if self._stale and self.mind.random() < self.habits.stale:
            await self.person.tap_raw(*self._stale)
            self.tally.count()

    async def _await(
        self,
        expected: Callable[[Message], bool],
        again: Callable[[], Awaitable[object]] | None = None,
    ) -> Message:
        """The screen that is to come; whoever waited in vain presses once more."""
        while True:
            try:
                return await self.person.wait_for(expected, self.patience)
            except TimeoutError:
                self.tally.pressed_again += 1
                if again is not None:
                    await again()

    def _own(self, message: Message) -> Iterator[Callback]:
        """The buttons of the screen that a message shows; none for a message about something else."""
        for button in message.buttons:
            callback = callbacks.read(button.data)
            if callback is not None and self._is_about_it(callback):
                self.interview = self.interview or callback.subject
                yield callback

    def _is_about_it(self, callback: Callback) -> bool:
        """A button of this one's interview; the first such button seen tells which that is."""
        return callback.verb < Verb.NEW_CLIENT and callback.subject == (self.interview or callback.subject)

    def _revision(self, message: Message) -> int:
        """Of the screen that a message shows; 0 for a message that shows none."""
        return max((callback.revision for callback in self._own(message)), default=0)

    def _has(self, message: Message, verb: Verb) -> bool:
        return any(callback.verb is verb for callback in self._own(message))


def _read(button: Button) -> Callback:
    return callbacks.read(button.data) or Callback(Verb.HELP)
