"""One update being handled: who came, what they hold, and what will be sent to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.interviews import Conversation, Unit
from bot.people.access import Action, Standing, Whose, may, standing
from bot.reports.windows import Schedule
from bot.storage.queries import people
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction
from bot.telegram import callbacks
from bot.telegram.incoming import Incoming, Tap
from bot.telegram.keys import Keys, plain
from bot.telegram.outgoing import (
    Answer,
    Button,
    Inquiry,
    Keyboard,
    Letter,
    Menu,
    Nudge,
    Outgoing,
    Page,
    Post,
    Remove,
    Replace,
    Show,
)
from messages import label, languages

USUAL_DAYS = Schedule(ZoneInfo("UTC"), time(18), frozenset(range(1, 6)))


@dataclass(frozen=True)
class House:
    """What every visit knows of the deployment."""

    username: str
    """Of the bot, for its links."""
    language: str
    zone: ZoneInfo
    admin_ids: tuple[int, ...] = ()
    studio: str | None = None
    contact: str | None = None
    retention_days: int = 730
    expiry_days: int = 30
    brief_link_days: int = 14
    schedule: Schedule = USUAL_DAYS
    """When the studio's day ends, and on which days it works."""

    def schedule_on(self, days: Iterable[int]) -> Schedule:
        """The same for a chat that is told on other weekdays."""
        return replace(self.schedule, days=frozenset(days))

    def idle_before(self, now: datetime) -> datetime:
        """The moment since when an unfinished quiz must have been touched not to be closed."""
        return now - timedelta(days=self.expiry_days)

    def link(self, payload: str) -> str:
        """A deep link into the bot."""
        return f"https://t.me/{self.username}?start={payload}"


@dataclass
class Visit:
    """Everything a handler needs, and the pile of what is to be sent once it is committed."""

    house: House
    unit: Unit
    person: Person
    name: str
    """As Telegram tells it now; it is stored when they come in by a link."""
    incoming: Incoming
    out: list[Outgoing] = field(default_factory=list)
    is_answered: bool = False
    given_up: Mapping[str, Any] = field(default_factory=dict)
    """What text was awaited from the person until they did this instead."""
    outdated: set[int] = field(default_factory=set)
    """Telegram ids of people who are not any more what the batch knows of them."""

    @property
    def tx(self) -> Transaction:
        return self.unit.tx

    @property
    def chat(self) -> int:
        return self.incoming.chat_id

    @property
    def language(self) -> str:
        """The language the person chose; else their Telegram's, where the bot speaks it; else the house's."""
        for language in (self.person.language, self.incoming.sender.language, self.person.seen_language):
            if language in languages():
                return language
        return self.house.language

    def local(self, moment: datetime) -> datetime:
        """A moment in the deployment's time zone."""
        return moment.astimezone(self.house.zone)

    def page(self, template: str, keyboard: Keyboard = (), **facts: object) -> Page:
        """A page in the person's language."""
        return Page(template, self.language, facts, keyboard)

    def expect(self, what: Mapping[str, Any] | None) -> None:
        """Say what the next text is to be taken for; None: for whatever they are at.

        What the batch knows of the person says so too: that text may be in it.
        """
        people.set_expecting(self.tx, self.person.id, what)
        self.person = replace(self.person, expecting=what)

    # --- what is sent -------------------------------------------------------------------------------------

    def say(self, template: str, keyboard: Keyboard = (), **facts: object) -> None:
        """A new message."""
        self.out.append(Post(self.chat, self.page(template, keyboard, **facts)))

    def nudge(self, page: Page) -> None:
        """A new message that nobody has asked for just now: rather lost than sent twice."""
        self.out.append(Nudge(self.chat, page))

    def put(self, page: Page) -> None:
        """A page where the tapped button is, or a new message where nothing was tapped.

        So it is where the message shows something unfinished by now: that must stay before their eyes.
        """
        tapped = self.incoming.message_id if isinstance(self.incoming, Tap) else None
        is_kept = tapped is not None and self.unit.is_open_on(self.person.id, self.chat, tapped)
        self.out.append(Post(self.chat, page) if is_kept else self.in_place(page))

    def in_place(self, page: Page) -> Post | Replace:
        """The same, for what is said later."""
        message = self.incoming.message_id if isinstance(self.incoming, Tap) else None
        return Post(self.chat, page) if message is None else Replace(self.chat, message, page)

    def inquire(self, action: Action, ask: Callable[[Transaction], Letter | Replace | None]) -> None:
        """What is read when it is sent, by somebody who may do something by then, too."""

        def asked(tx: Transaction) -> Letter | Replace | None:
            return ask(tx) if self.may_still(tx, action) else None

        self.out.append(Inquiry(self.chat, asked, self.page("apology")))

    def may_still(self, tx: Transaction, action: Action, whose: Whose = Whose.OWN) -> bool:
        """Whether the person may do something in a later transaction: roles change meanwhile."""
        reader = people.by_id(tx, self.person.id)
        return reader is not None and may(reader, action, whose)

    def hang_menu(self) -> None:
        """Offer the commands that suit the person, in their language."""
        self.out.append(Menu(self.chat, self.language, standing(self.person)))

    def changed(self, person: Person) -> None:
        """Somebody's role has changed: so do what the batch knows of them and the commands they find."""
        self.outdated.add(person.telegram_id)
        now = people.by_id(self.tx, person.id)
        role = standing(now) if now is not None else Standing.STRANGER
        language = person.language or person.seen_language or self.house.language
        self.out.append(Menu(person.telegram_id, language, role))

    def toast(self, name: str | None = None, *, is_alert: bool = False) -> None:
        """Answer the tap, once; without a name it only stops the spinner."""
        if isinstance(self.incoming, Tap) and not self.is_answered:
            text = label(name, self.language) if name else None
            self.out.append(Answer(self.chat, self.incoming.callback_id, text, is_alert))
            self.is_answered = True

    def show(self, conversation: Conversation, page: Page, *, is_view: bool = False) -> None:
        """The screen of an interview, or a look around it; what it left behind is taken away."""
        if conversation.left_behind is not None:
            self.leave(conversation, conversation.left_behind)
        if conversation.interview.practice:
            page = replace(page, preface="practice_mark")
        show = Show(
            chat=conversation.loaded.chat_id,
            interview=conversation.id,
            revision=conversation.interview.revision,
            message=conversation.message,
            page=page,
            is_new=conversation.is_moving,
            is_view=is_view,
        )
        conversation.left_behind, conversation.is_moving = None, False
        conversation.language = page.language
        self.out.append(show)

    def settle(self, conversation: Conversation, revision: int) -> None:
        """One message shows an interview; a second one, left behind by a broken line, goes when tapped."""
        tapped = self.incoming.message_id if isinstance(self.incoming, Tap) else None
        if tapped is None or tapped == conversation.message:
            return
        if conversation.message is None and revision == conversation.interview.revision:
            conversation.message = tapped
        else:
            self.leave(conversation, tapped)

    def leave(self, conversation: Conversation, message: int) -> None:
        """A message that does not show the interview any more must not look as if it did.

        A client's name, as their manager wrote it, is nothing for a prospect to read.
        """
        name = None if conversation.is_brief else conversation.client_name
        moved = self.page("moved", client=name)
        self.out.append(Remove(conversation.loaded.chat_id, conversation.id, message, moved))

    # --- small parts --------------------------------------------------------------------------------------

    def keys(self, conversation: Conversation) -> Keys:
        """Makes buttons of the interview as it stands."""
        return Keys(conversation.id, conversation.interview.revision, self.language)

    def language_name(self, language: str) -> str:
        """A language by its own name; the one in use is marked."""
        name = label(f"language_{language}", language)
        return f"• {name} •" if language == self.language else name

    def button(self, name: str, verb: callbacks.Verb, subject: int = 0, a: int = 0, text: str = "") -> Button:
        """A button that belongs to no interview."""
        return plain(name, verb, self.language, subject, a, text)
