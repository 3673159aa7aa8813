"""People who do anything at all, one step after the other, and all that is left to chance hangs on one seed.

They press old and new buttons, twice, write, reply, follow any link they can see, send files, block the bot
and let it write again, talk in a group; days go by, updates come twice, the questions are edited. What
the bot draws, ids and links, comes from the same seed (`drawn_from`), so that a walk can be taken again.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from bot.interviews import Scripts
from bot.people import tokens
from bot.sandbox.rules.keyboards import Button
from bot.sandbox.world.chats import Message
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.prospects import link_for, png
from tests.e2e.stage import Phone, Stage, read

WORDS = (
    *("1", "2", "3", "9", "99", "skip", "Don't know", "да", "3500", "3.5k"),
    *("+7 999 123", "x" * 1200, "x" * 4000),
)
CLIENTS = ("Lotus", "Cedar", "Beta Gas")
OWN_WORDS = re.compile(rf"\w+ (says \d{{5}}|{'|'.join(CLIENTS)})")
"""What one person writes and nobody else: their first name is in it."""
COMMANDS = (
    *("start", "quiz", "brief", "clients", "settings", "help", "cancel", "privacy", "mydata", "forget"),
    *(
        "quiz",
        "brief",
        "clients",
        "practice",
        "practice call",
        "mylink",
        "team",
        "invite",
        "outbox",
        "summary",
        "summary week",
        "funnel",
    ),
    *("segments", "subscribe", "subscribe weekly", "unsubscribe", "report", "export", "calibrate", "foo"),
)
ABOUT_CLIENTS = ("quiz", "brief", "clients")
LATER: tuple[Mapping[str, float], ...] = (
    *({"minutes": 2}, {"minutes": 2}, {"hours": 1}, {"hours": 11}, {"hours": 26}),
    *({"hours": 2}, {"days": 1}, {"days": 4}, {"days": 20}),
)
LINK = re.compile(r"https://t\.me/\S+?start=[\w-]+")
ONWARD = (Verb.ANSWER, Verb.BRIEF_ANSWER, Verb.CONSENT, Verb.SHOW_RESULT, Verb.BRIEF_SEND)
"""Pressed as often as anything new: or few would ever come to a card."""
FADING = 0.6
"""How much less people are drawn to the buttons of a message than to those of the next one."""
FINAL = ("delete everything", "Удалить всё")
"""On buttons after which somebody of the team is nobody here any more: or a walk is soon over."""


@contextmanager
def drawn_from(seed: int) -> Iterator[None]:
    """Ids and links come from a seed, and nothing else that the bot does is changed."""
    chance = random.Random(seed)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    seeded = SimpleNamespace(
        randbits=chance.getrandbits,
        token_urlsafe=lambda size: "".join(chance.choices(letters, k=size * 4 // 3)),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "secrets", seeded)
        yield


@dataclass
class Since:
    """What people did that the bot may not have heard of before."""

    taps: list[tuple[Phone, Callback]] = field(default_factory=list)
    is_mixed: bool = False
    """Whether anything else was done, too."""
    writers: set[int] = field(default_factory=set)
    """By Telegram id, who wrote or sent something: that may be an answer."""


class Walk:
    """One walk over a stage with a lead, two managers and three people from outside."""

    def __init__(self, stage: Stage, seed: int, editions: Sequence[Scripts]) -> None:
        self.stage = stage
        self.editions = editions
        self.chance = random.Random(seed)
        self.since = Since()
        self.diary: list[str] = []
        self._written = 0
        self._acting: Phone = stage.lead
        self._pressed = Counter[Verb]()
        self._acts: dict[Callable[[Phone], Awaitable[str]], int] = {
            self._taps: 70,
            self._writes: 10,
            self._commands: 11,
            self._follows: 5,
            self._sends: 2,
            self._blocks: 2,
        }

    async def people_come(self) -> None:
        """All who take part are there, two of them in a group; there is a card, and a brief begun."""
        await self.stage.manager("Nina", "ru")
        for name, language in (("Anna", "en"), ("Bo", "ja"), ("Cy", "ru")):
            self.stage.phone(name, language)
        members = [phone.person for phone in self.stage.phones[:2]]
        self.group = self.stage.sandbox.group("Riverbend", members)
        await self.stage.max.quiz("Max Lotus")
        anna = self.stage.phones[3]
        await anna.follows(await link_for(self.stage, "Max Cedar"))
        await anna.press_first()

    async def step(self) -> bool:
        """Somebody does something, or time passes; whether the bot has then done all it has to."""
        if self.chance.random() < 0.03:
            await self._happens()
            return True
        phone = self._acting = self._next()
        (act,) = self.chance.choices(list(self._acts), list(self._acts.values()))
        self._note(phone, await (self._stays_away if phone.person.chat.blocked else act)(phone))
        if self.chance.random() < 0.2:
            return False
        await self.stage.settle()
        return True

    def _next(self) -> Phone:
        """Mostly the same as before: some things take several steps of one person."""
        return self._acting if self.chance.random() < 0.6 else self.chance.choice(self.stage.phones)

    async def everybody_is_back(self) -> None:
        """Whoever blocked the bot lets it write again, and the next sweep is over."""
        for phone in self.stage.phones:
            phone.person.unblock()
        await self.stage.settle()
        await self.stage.tick(minutes=1)

    # --- what somebody does ---------------------------------------------------------------------------------

    async def _taps(self, phone: Phone) -> str:
        drawn = [
            (message, button, self._pull(button) * FADING**age)
            for age, message in enumerate(message for message in reversed(phone.chat) if message.buttons)
            for button in message.buttons
            if button.data
        ]
        if not drawn:
            return "has nothing to press"
        ((message, button, _),) = self.chance.choices(drawn, [pull for _, _, pull in drawn])
        is_final = any(words in button.text for words in FINAL)
        if is_final and phone in self.stage.phones[:3] and self.chance.random() < 0.9:
            return f"thinks better of {button.text!r}"
        times = 2 if self.chance.random() < 0.15 else 1
        for _ in range(times):
            await phone.person.tap_raw(message.id, button.data or "", message.chat_id)
            self.since.taps.append((phone, read(button)))
            self._pressed[read(button).verb] += 1
        return f"taps {button.text!r} of {message.id}, {times}x: {read(button)}"

    def _pull(self, button: Button) -> float:
        """What was pressed seldom draws people, so that a walk comes to every corner."""
        verb = read(button).verb
        return 1.0 if verb in ONWARD else 1 / (1 + self._pressed[verb])

    async def _writes(self, phone: Phone) -> str:
        text = self.chance.choice([*WORDS, *(self._own_words(phone) for _ in range(8))])
        reply = self.chance.choice(phone.chat) if phone.chat and self.chance.random() < 0.3 else None
        return await self._says(phone, text, reply)

    async def _commands(self, phone: Phone) -> str:
        command = self.chance.choice(COMMANDS)
        if command in ABOUT_CLIENTS and self.chance.random() < 0.7:
            command = f"{command} {phone.person.user.first_name} {self.chance.choice(CLIENTS)}"
        if phone in self.stage.phones[:2] and self.chance.random() < 0.05:
            self.since.is_mixed = True
            await phone.person.send(f"/{command}", chat=self.group)
            return f"says '/{command}' in the group"
        return await self._says(phone, f"/{command}", None)

    async def _follows(self, phone: Phone) -> str:
        shown = (LINK.findall(message.text) for each in self.stage.phones for message in each.chat)
        links = list(dict.fromkeys(link for found in shown for link in found))
        if not links:
            return "knows no link"
        link = self.chance.choice(links)
        self.since.is_mixed = True
        await phone.person.open_link(link)
        return f"follows {link}"

    async def _sends(self, phone: Phone) -> str:
        self.since.is_mixed = True
        self.since.writers.add(phone.person.user.id)
        kind = self.chance.choice(("a file", "a bad file", "an album", "a number"))
        if kind == "an album":
            await phone.person.send_album([png()] * 2)
        elif kind == "a number":
            await phone.person.share_contact()
        else:
            name = "a.pdf" if kind == "a file" else "b.exe"
            await phone.person.send_document(name, b"%PDF", caption=self._own_words(phone))
        return f"sends {kind}"

    async def _blocks(self, phone: Phone) -> str:
        self.since.is_mixed = True
        pressed = await self._taps(phone) if self.chance.random() < 0.5 else "reads"
        phone.person.block()
        return f"{pressed}, and blocks the bot"

    async def _stays_away(self, phone: Phone) -> str:
        if self.chance.random() < 0.7:
            return "stays away"
        self.since.is_mixed = True
        phone.person.unblock()
        return "lets the bot write again"

    async def _says(self, phone: Phone, text: str, reply: Message | None) -> str:
        self.since.is_mixed = True
        self.since.writers.add(phone.person.user.id)
        await phone.person.send(text, reply)
        return f"says {text[:40]!r}" + (f" to {reply.id}" if reply else "")

    def _own_words(self, phone: Phone) -> str:
        """What nobody else writes, nor they themselves a second time."""
        self._written += 1
        return f"{phone.person.user.first_name} says {self._written:05}"

    # --- what happens to all --------------------------------------------------------------------------------

    async def _happens(self) -> None:
        pending = list(self.stage.sandbox.world.updates.pending)
        if pending and self.chance.random() < 0.5:
            self._note(None, f"{len(pending)} updates come twice")
            await self.stage.bot.counter.take(pending)
            await self.stage.quieten()
            await self.stage.settle()
        elif self.chance.random() < 0.2:
            await self.stage.settle()
            self.stage.bot.desk.scripts = self.chance.choice(self.editions)
            self._note(None, f"edition {self.editions.index(self.stage.bot.desk.scripts)} is in use")
        else:
            later = self.chance.choice(LATER)
            self._note(None, f"{later} pass")
            await self.stage.settle()
            await self.stage.tick(**later)

    def _note(self, phone: Phone | None, what: str) -> None:
        who = phone.person.user.first_name if phone else "-"
        self.diary.append(f"{len(self.diary):4} {self.stage.clock.time:%d %H:%M:%S} {who}: {what}")
