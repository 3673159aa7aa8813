"""A crowd that answers quizzes at once, as people do: with double taps, stale taps, and a memory."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.sandbox import Person, Sandbox
from bot.sandbox.rules.keyboards import Button
from bot.sandbox.world.chats import Message
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb

LANGUAGES = ("en", "ru", "ja")
DOUBLE, STALE = 0.3, 0.2
"""How often a tap is a double one, and how often an older button is pressed as well."""
ANSWERS_OFFERED = (Verb.ANSWER, Verb.SHOW_RESULT)


@dataclass
class Tally:
    """What the crowd did and saw."""

    taps: int = 0
    pressed_again: int = 0
    """Taps made once more because nothing had come for as long as somebody waits."""
    seconds: list[float] = field(default_factory=list)
    """From each tap to its screen."""
    _marks: list[tuple[int, asyncio.Event]] = field(default_factory=list)

    def count(self) -> None:
        """One more tap."""
        self.taps += 1
        for mark, event in self._marks:
            if self.taps >= mark:
                event.set()

    async def reached(self, taps: int) -> None:
        """Wait until the crowd has tapped so often."""
        event = asyncio.Event()
        self._marks.append((taps, event))
        await event.wait()


@dataclass
class Member:
    """One person, with one client to tell about."""

    person: Person
    mind: random.Random
    tally: Tally
    patience: float
    meant: dict[int, int] = field(default_factory=dict)
    """Place of the question: number of the option that was tapped first on its screen."""
    is_done: bool = False
    _stale: tuple[int, str] | None = None

    async def play(self) -> None:
        """From the name to the card."""
        await self.person.send(f"/quiz Client {self.person.id % 1000}")
        screen = await self._screen(0, lambda: None)
        while not _has(screen, Verb.WHY):
            screen = await self._tap_on(screen)
        self.is_done = True

    async def _tap_on(self, screen: Message) -> Message:
        button = self._choice(screen)
        callback = _read(button)
        if callback.verb is Verb.ANSWER:
            self.meant[callback.a] = callback.b
        began = time.perf_counter()
        await self._press(screen, button)
        shown = await self._screen(callback.revision, lambda: self._press(screen, button))
        self.tally.seconds.append(time.perf_counter() - began)
        self._stale = (screen.id, screen.buttons[0].data or "")
        return shown

    def _choice(self, screen: Message) -> Button:
        offered = [button for button in screen.buttons if _read(button).verb in ANSWERS_OFFERED]
        shortcut = [button for button in offered if _read(button).verb is Verb.SHOW_RESULT]
        return shortcut[0] if shortcut else self.mind.choice(offered)

    async def _press(self, screen: Message, button: Button) -> None:
        """One thumb: now and then twice, now and then a button that has gone already."""
        for _ in range(1 + (self.mind.random() < DOUBLE)):
            await self.person.tap_raw(screen.id, button.data or "")
            self.tally.count()
        if self._stale and self.mind.random() < STALE:
            await self.person.tap_raw(*self._stale)
            self.tally.count()

    async def _screen(self, revision: int, again: object) -> Message:
        """The next screen; whoever waited in vain presses once more."""
        while True:
            try:
                return await self.person.wait_for(lambda seen: _revision(seen) > revision, self.patience)
            except TimeoutError:
                self.tally.pressed_again += 1
                if callable(again) and (pressed := again()):
                    await pressed


def crowd(sandbox: Sandbox, people: int, seed: int, patience: float) -> tuple[list[Member], Tally]:
    """People who have not written yet; each has a mind of their own, drawn from the seed."""
    tally = Tally()
    members = [
        Member(
            sandbox.person(f"Person {number}", LANGUAGES[number % len(LANGUAGES)]),
            random.Random(seed * 10_007 + number),
            tally,
            patience,
        )
        for number in range(people)
    ]
    return members, tally


def moments(seed: int, count: int, first: int, last: int) -> list[int]:
    """After how many taps of the whole crowd something is to happen."""
    return sorted(random.Random(seed).sample(range(first, last), count))


async def all_play(members: list[Member], within: float) -> None:
    """Everybody at once, within a number of seconds."""
    async with asyncio.timeout(within):
        await asyncio.gather(*(member.play() for member in members))


def _buttons(message: Message) -> Iterator[Callback]:
    for button in message.buttons:
        callback = callbacks.read(button.data)
        if callback is not None and callback.verb < Verb.NEW_CLIENT:
            yield callback


def _revision(message: Message) -> int:
    """Of the screen that a message shows; 0 for a message that shows none."""
    return max((callback.revision for callback in _buttons(message)), default=0)


def _has(message: Message, verb: Verb) -> bool:
    return any(callback.verb is verb for callback in _buttons(message))


def _read(button: Button) -> Callback:
    return callbacks.read(button.data) or Callback(Verb.HELP)
