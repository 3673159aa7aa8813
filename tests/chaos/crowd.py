"""A crowd that answers at once, as people do: double taps, stale taps, second thoughts, and a memory.

What each person meant is kept here, apart from the bot, to be compared with what it stored.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from bot.sandbox import Person, Sandbox
from bot.sandbox.rules.keyboards import Button
from bot.sandbox.world.chats import Message
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb

LANGUAGES = ("en", "ru", "ja")
REPLY_PATIENCE = 40.0
"""Seconds after which somebody who was told nothing asks again."""
LINK = re.compile(r"https://t\.me/\w+\?start=[\w-]+")


@dataclass(frozen=True)
class Habits:
    """How often somebody does more than to tap once, as shares of their taps."""

    double: float = 0.3
    """The tap is a double one."""
    stale: float = 0.2
    """An older button is pressed as well."""
    note: float = 0.0
    """Something is typed beside the questions."""
    back: float = 0.0
    """They go back and answer the question before once more."""


PLAIN = Habits()
RESTLESS = Habits(note=0.1, back=0.1)


@dataclass
class Tally:
    """What the crowd did and saw."""

    taps: int = 0
    pressed_again: int = 0
    """Taps made once more because nothing had come for as long as somebody waits."""
    asked_again: list[tuple[int, datetime]] = field(default_factory=list)
    """Where and when a command was given once more: a reply is lost where a fault meets a death."""
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
        if self.taps >= taps:
            return
        self._marks.append((taps, event))
        await event.wait()


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


@dataclass
class Prospect(Member):
    """Somebody who follows a manager's standing link and fills in the brief."""

    manager: Member | None = None

    questionnaire = "prospect_brief"
    answering = Verb.BRIEF_ANSWER
    backing = Verb.BRIEF_BACK
    onward: ClassVar[Collection[Verb]] = (Verb.BRIEF_SEND,)
    last = Verb.BRIEF_ADD

    async def _begin(self) -> Message:
        assert self.manager is not None, "a prospect comes by a manager's link"
        link = await self._link(self.manager.person)
        intro = await self._reply(
            self.person,
            lambda: self.person.open_link(link),
            lambda seen: bool(self._offered(seen, [Verb.CONSENT])),
        )
        agree = self._offered(intro, [Verb.CONSENT])[0]
        await self.person.tap_raw(intro.id, agree.data or "")
        self.tally.count()
        return await self._await(lambda seen: self._revision(seen) > 0)

    async def _link(self, manager: Person) -> str:
        """As the manager gets it from the bot, and hands it on; made first, as nobody has one yet."""
        offer = await self._reply(
            manager,
            lambda: manager.send("/mylink"),
            lambda seen: bool(self._offered(seen, [Verb.MY_LINK_NEW])),
        )
        make = self._offered(offer, [Verb.MY_LINK_NEW])[0].data or ""
        shown = await self._reply(
            manager, lambda: manager.tap_raw(offer.id, make), lambda seen: LINK.search(seen.text) is not None
        )
        found = LINK.search(shown.text)
        assert found is not None
        return found[0]

    async def _reply(
        self, to: Person, ask: Callable[[], Awaitable[object]], expected: Callable[[Message], bool]
    ) -> Message:
        """What somebody is told at once; where nothing came, they ask again."""
        await ask()
        while True:
            try:
                return await to.wait_for(expected, REPLY_PATIENCE)
            except TimeoutError:
                self.tally.asked_again.append((to.id, to.world.clock()))
                await ask()

    def _is_about_it(self, callback: Callback) -> bool:
        is_of_a_brief = Verb.BRIEF_ANSWER <= callback.verb < Verb.CONSENT
        return is_of_a_brief and callback.subject == (self.interview or callback.subject)


def crowd(
    sandbox: Sandbox, people: int, seed: int, patience: float, habits: Habits = PLAIN
) -> tuple[list[Member], Tally]:
    """People who have not written yet; each has a mind of their own, drawn from the seed."""
    tally = Tally()
    members = [Member(*_somebody(sandbox, number, seed), tally, patience, habits) for number in range(people)]
    return members, tally


def prospects_of(sandbox: Sandbox, managers: list[Member], count: int, seed: int) -> list[Member]:
    """A client for each of the first managers, who fills in a brief meanwhile."""
    return [
        Prospect(
            *_somebody(sandbox, len(managers) + number, seed),
            manager.tally,
            manager.patience,
            manager.habits,
            manager=manager,
        )
        for number, manager in enumerate(managers[:count])
    ]


def _somebody(sandbox: Sandbox, number: int, seed: int) -> tuple[Person, random.Random]:
    person = sandbox.person(f"Person {number}", LANGUAGES[number % len(LANGUAGES)])
    return person, random.Random(seed * 10_007 + number)


def moments(seed: int, count: int, first: int, last: int) -> list[int]:
    """After how many taps of the whole crowd something is to happen."""
    return sorted(random.Random(seed).sample(range(first, last), count))


async def all_play(members: list[Member], within: float) -> None:
    """Everybody at once, within a number of seconds.

    Raises:
        TimeoutError: some are stranded; says on which screens.
    """
    try:
        async with asyncio.timeout(within):
            await asyncio.gather(*(member.play() for member in members))
    except TimeoutError:
        stranded = [f"{each.person.user.first_name}: {_newest(each)}" for each in members if not each.is_done]
        raise TimeoutError("stranded after all this time: " + "; ".join(stranded)) from None


def _newest(member: Member) -> str:
    return next((repr(message.text[:80]) for message in member.person.chat.newest_first()), "nothing")


def _read(button: Button) -> Callback:
    return callbacks.read(button.data) or Callback(Verb.HELP)
