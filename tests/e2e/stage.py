"""The stage of the end-to-end tests: the wired bot on one side, people with phones on the other.

Nothing runs by itself here. People act, then `settle` plays what Telegram and the bot would do about it:
fetch, handle, send, write down what was shown. So a test decides what comes in one batch and what in two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from bot.firstcall import Firstcall
from bot.sandbox import Person, Sandbox
from bot.sandbox.person import Tap
from bot.sandbox.rules.keyboards import Button
from bot.sandbox.world.chats import Message
from bot.storage.tables import answers, interviews, people
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb

TOO_OLD = "message can't be deleted"
"""How the bot learns a message's age: it asks, and takes the buttons away instead."""
TO_CARD = "then the card"
"""On the button that leads on where enough is known to name the segment."""
RESULT = "Show the result"
"""The same where no question about the deal is open."""
POLL = {"timeout": 0, "allowed_updates": ["message", "callback_query", "my_chat_member"]}


class SteppingClock:
    """The bot's clock: a second later at every look, so that "the last touched" always means one thing."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    def forward(self, **span: float) -> None:
        """Let time pass: `forward(days=3)`."""
        self.time += timedelta(**span)


@dataclass
class Stage:
    """One bot and its world."""

    sandbox: Sandbox
    bot: Firstcall
    clock: SteppingClock
    phones: list[Phone] = field(default_factory=list)
    injected: int = 0
    """Broken rules that the test provoked on purpose."""
    may_leave_unanswered: bool = False
    """The test lost answers to taps on purpose."""
    has_forged: bool = False
    """The test tapped what no button says; a forger may lose their own screens."""
    may_log_errors: bool = False
    """The test made the bot fail on purpose."""

    @property
    def lead(self) -> Phone:
        """The team lead, who claimed the bot."""
        return self.phones[0]

    @property
    def max(self) -> Phone:
        """A manager, let in by the lead."""
        return self.phones[1]

    def phone(self, name: str, language: str | None = "en") -> Phone:
        """Somebody new."""
        phone = Phone(self, self.sandbox.person(name, language))
        self.phones.append(phone)
        return phone

    async def manager(self, name: str, language: str | None = "en") -> Phone:
        """Somebody new, let in by the lead."""
        invitation = await self.lead.says("/invite")
        phone = self.phone(name, language)
        await phone.follows(_link_in(invitation))
        return phone

    async def settle(self) -> None:
        """Let the bot do everything that is waiting for it."""
        while self.sandbox.world.updates.pending:
            await self.take_batch()
        await self.quieten()
        while await self.bot.outbox.tick(self.clock()):
            await self.quieten()

    async def take_batch(self) -> list[dict[str, Any]]:
        """One poll and its batch, confirmed afterwards; nothing is waited for."""
        batch: list[dict[str, Any]] = await self.bot.bot.call("getUpdates", POLL)
        await self.bot.counter.take(batch)
        self.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)
        return batch

    async def quieten(self) -> None:
        """Let everything be sent that is to be sent, and written down."""
        await self.bot.courier.drain()
        await self.bot.counter.settle()

    async def tick(self, **later: float) -> None:
        """Let time pass and the clockwork strike."""
        self.clock.forward(**later)
        await self.bot.clockwork.tick(self.clock())
        await self.settle()

    async def rows(self, table: Table) -> Sequence[Any]:
        """All rows of a table, as they are stored."""
        return await self.bot.database.read(lambda tx: tx.connection.execute(select(table)).all())

    async def interview(self, number: int = -1) -> Any:
        """A stored interview, in the order they were begun."""
        return sorted(await self.rows(interviews), key=lambda row: row.created_at)[number]

    async def answers(self, interview: int) -> dict[str, str | None]:
        """What is stored of an interview's answers, in the order of asking."""
        own = [row for row in await self.rows(answers) if row.interview_id == interview]
        return {row.question_id: row.option_id for row in sorted(own, key=lambda row: row.position)}

    async def check(self) -> None:
        """What must hold at the end of every test."""
        broken = [each for each in self.sandbox.world.broken_rules if TOO_OLD not in each.description]
        assert len(broken) == self.injected, broken
        unanswered = self.sandbox.world.queries.unanswered
        assert self.may_leave_unanswered or not unanswered, unanswered
        if not self.has_forged:
            await self._nobody_is_stranded()

    async def _nobody_is_stranded(self) -> None:
        reachable = {row.id for row in await self.rows(people) if row.telegram_id and not row.blocked_at}
        for row in await self.rows(interviews):
            if row.person_id in reachable:
                assert row.shown_revision == row.revision, row
                self._is_on_a_screen(row)

    def _is_on_a_screen(self, row: Any) -> None:
        """An open quiz is on a message that exists and whose buttons work."""
        message = self.sandbox.world.chats[row.chat_id].messages.get(row.message_id)
        if row.finished_at is None:
            assert message is not None, f"interview {row.id} is on a message that is gone"
            carried = [read(button) for button in message.buttons]
            assert any(each.subject == row.id and each.revision == row.revision for each in carried), message


class Phone:
    """One person as they act: every act is settled, and returns what is then on the screen."""

    def __init__(self, stage: Stage, person: Person) -> None:
        self.stage = stage
        self.person = person

    @property
    def screen(self) -> Message:
        """The bot's newest message."""
        return self.person.last_message

    @property
    def chat(self) -> list[Message]:
        """Everything the bot wrote that is still there."""
        return [message for message in self.person.messages if message.from_bot]

    @property
    def live(self) -> list[Message]:
        """Messages with a button that moves an interview, other than going on with it."""
        return [message for message in self.chat if any(moves(button) for button in message.buttons)]

    async def says(self, text: str, reply_to: Message | None = None) -> Message:
        """Write, and see what comes."""
        await self.person.send(text, reply_to)
        await self.stage.settle()
        return self.screen

    async def follows(self, link: str) -> Message:
        """Open a deep link and press START."""
        await self.person.open_link(link)
        await self.stage.settle()
        return self.screen

    async def taps(self, label: str, message: Message | None = None) -> Message:
        """Press the button whose label contains a text, on the newest message that has one."""
        await self.press(label, message)
        return self.screen

    async def press(self, label: str, message: Message | None = None) -> Tap:
        """The same, for what the tap was answered with."""
        tap = await self.touches(label, message)
        await self.stage.settle()
        return tap

    async def press_first(self) -> Message:
        """Press the first button of the newest message."""
        await self.touches_first()
        await self.stage.settle()
        return self.screen

    async def touches_first(self) -> Tap:
        """The same; the bot has not heard of it yet."""
        return await self.person.tap_raw(self.screen.id, self.screen.buttons[0].data or "")

    async def touches(self, label: str, message: Message | None = None) -> Tap:
        """Press a button; the bot has not heard of it yet."""
        where, button = self.find(label, message)
        return await self.person.tap_raw(where.id, button.data or "", where.chat_id)

    async def forges(self, callback: Callback | str, message: Message | None = None) -> Tap:
        """Send callback data as a tampered client would."""
        data = callback if isinstance(callback, str) else callbacks.write(callback)
        tap = await self.person.tap_raw((message or self.screen).id, data)
        await self.stage.settle()
        return tap

    async def answers(self, taps: Sequence[int]) -> Message:
        """Tap options by their number, one screen after the other."""
        for number in taps:
            await self.taps(f"{number} · ")
        return self.screen

    async def plays(self, option: int = 1) -> Message:
        """Answer everything that is asked with one option, up to the card."""
        while not self.screen.button("Why?"):
            onward = (name for name in (TO_CARD, RESULT) if self.sees(name))
            await self.taps(next(onward, f"{option} · "))
        return self.screen

    async def quiz(self, name: str, option: int = 1) -> Message:
        """A whole quiz about a client, up to the card."""
        await self.says(f"/quiz {name}")
        return await self.plays(option)

    def sees(self, label: str) -> bool:
        """Whether the newest message has such a button."""
        return any(label in button.text for button in self.screen.buttons)

    def find(self, label: str, message: Message | None = None) -> tuple[Message, Button]:
        """The newest message with such a button, and the button."""
        for candidate in [message] if message else reversed(self.chat):
            for button in candidate.buttons:
                if label in button.text:
                    return candidate, button
        labels = [button.text for button in (message or self.screen).buttons]
        raise LookupError(f"{self.person.user.first_name} sees no button {label!r}; there are {labels}")


def read(button: Button) -> Callback:
    """What a button carries."""
    return callbacks.read(button.data) or Callback(Verb.HELP)


def moves(button: Button) -> bool:
    """Whether the button moves an interview (going on with it is always harmless)."""
    verb = read(button).verb
    return verb < Verb.SCREEN and verb is not Verb.RESUME


def labels(message: Message) -> list[str]:
    """The labels of a message's buttons."""
    return [button.text for button in message.buttons]


def _link_in(message: Message) -> str:
    return next(word for word in message.text.split() if word.startswith("https://t.me/"))
