"""Receives a batch of updates inside one transaction: each person is known, each update is handled once."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import datetime

from bot.effects import unit_of_work
from bot.interviews import Scripts, Unit
from bot.people.access import Action, may
from bot.people.joining import recognise
from bot.storage.queries import parked, people, shown, updates
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction
from bot.telegram import callbacks, reports
from bot.telegram.callbacks import Verb
from bot.telegram.desk import taps, texts
from bot.telegram.incoming import Attached, Blocked, Incoming, SharedContact, Tap, Written
from bot.telegram.news import News
from bot.telegram.outgoing import Answer, Courtesy, Outgoing, Post
from bot.telegram.quiz import views
from bot.telegram.visit import House, Visit
from messages import languages
from questionnaires.interview import State, events

__all__ = ["Desk", "House"]


class Desk:
    """One for a bot. Holds no state between batches."""

    def __init__(self, bot_id: int, house: House, scripts: Scripts) -> None:
        """Take what every visit needs."""
        self._bot_id = bot_id
        self.house = house
        self.scripts = scripts

    def receive(
        self, tx: Transaction, batch: Sequence[Incoming], news: News, now: datetime
    ) -> list[Outgoing]:
        """Handle a batch in order, in the caller's transaction.

        Args:
            tx: committed by the caller when this returns.
            batch: updates in the order Telegram gave them.
            news: what sending taught since the last batch; written down first.
            now: the moment it all happens at.

        Returns:
            What is to be sent after the commit.
        """
        people.take_turns(tx, senders := {each.sender.telegram_id for each in batch})
        if news:  # whatever it is, it locks what comes after interviews: deliveries above all
            shown.hold(tx, _subjects(batch), senders)
        self.write_down(tx, news, now)
        fresh = updates.claim(tx, self._bot_id, [each.update_id for each in batch], now)
        unit = unit_of_work(tx, self.scripts, now, self.house.zone)
        visitors = self._visitors(tx, batch, fresh, now)
        unit.preload(_touched(batch, visitors))
        out: list[Outgoing] = []
        for incoming in batch:
            if incoming.sender.telegram_id not in visitors:
                visitors |= self._visitors(tx, [incoming], fresh, now)
            said = self._receive_one(unit, visitors, incoming, incoming.update_id in fresh)
            out += _unsaid(said, out) if isinstance(incoming, Attached) and incoming.album else said
        unit.flush()
        return out

    def _receive_one(
        self, unit: Unit, visitors: dict[int, Person], incoming: Incoming, is_fresh: bool
    ) -> list[Outgoing]:
        """Handle one update; whoever it changed is read anew by the next one of theirs."""
        person = visitors.get(incoming.sender.telegram_id)
        if person is None:
            return self._to_nobody(incoming)
        visit = Visit(self.house, unit, person, incoming.sender.name, incoming)
        unit.update_id = incoming.update_id
        if is_fresh:
            _handle(visit)
        else:
            _again(visit)
        visitors[incoming.sender.telegram_id] = visit.person
        for telegram_id in visit.outdated:
            visitors.pop(telegram_id, None)
        return visit.out if may(visit.person, Action.USE) else [_at_leisure(each) for each in visit.out]

    def _to_nobody(self, incoming: Incoming) -> list[Outgoing]:
        """What somebody gets of whom nothing is stored: a bystander in a group, or who was forgotten."""
        if isinstance(incoming, Tap):
            return [Answer(incoming.chat_id, incoming.callback_id)]
        if isinstance(incoming, Written) and not incoming.is_private:
            return texts.to_a_group(self.house, self._language_of(incoming), incoming)
        return []

    def _language_of(self, incoming: Incoming) -> str:
        """Of somebody who is not looked up: their Telegram's, where the bot speaks it; else the house's."""
        hint = incoming.sender.language
        return hint if hint is not None and hint in languages() else self.house.language

    def write_down(self, tx: Transaction, news: News, now: datetime) -> None:
        """Record what was shown, how deliveries went, and who blocked the bot."""
        reports.write_down(tx, news, now, self.house.zone)
        if news.shown:
            seen = [(each.interview, each.revision, each.message) for each in news.shown.values()]
            news.too_early = shown.mark(tx, seen)
        if news.blocked:
            for person in people.by_telegram_ids(tx, news.blocked).values():
                people.block(tx, person.id, now)

    def apologise(self, incoming: Incoming) -> list[Outgoing]:
        """What somebody reads whose update failed."""
        out: list[Outgoing] = []
        if isinstance(incoming, Tap):
            out.append(Answer(incoming.chat_id, incoming.callback_id))
        if incoming.is_private:
            out.append(Post(incoming.chat_id, views.apology(self._language_of(incoming))))
        return out

    def _visitors(
        self, tx: Transaction, batch: Sequence[Incoming], fresh: Container[int], now: datetime
    ) -> dict[int, Person]:
        """The people behind a batch, by Telegram id; who is new is made known."""
        known = people.by_telegram_ids(tx, {incoming.sender.telegram_id for incoming in batch})
        for incoming in batch:
            sender = incoming.sender
            if sender.telegram_id not in known and _introduces(incoming, fresh):
                known[sender.telegram_id] = people.get_or_create(
                    tx, sender.telegram_id, sender.name, None, now, seen=sender.language
                )
        return {id: recognise(tx, person, self.house.admin_ids) for id, person in known.items()}


def _at_leisure(said: Outgoing) -> Outgoing:
    """To somebody outside the team: what has no button leads nowhere, and need not come before all else."""
    if type(said) is not Post or said.page.keyboard or said.page.below is not None:
        return said
    return Courtesy(said.chat, said.page, said.reply_to, said.thread)


def _unsaid(said: Sequence[Outgoing], before: Sequence[Outgoing]) -> list[Outgoing]:
    """What was not said before: ten photos of an album are ten updates, and one answer."""
    return [each for each in said if each not in before]


def _introduces(incoming: Incoming, fresh: Container[int]) -> bool:
    """Whether somebody unknown becomes known by it.

    Blocking the bot and what was handled before do not: either may come from somebody who was forgotten.
    Nor does anything in a group, where people talk who never asked for the bot.
    """
    is_new = incoming.update_id in fresh and incoming.is_private
    return is_new and not isinstance(incoming, Blocked)


def _touched(batch: Sequence[Incoming], visitors: dict[int, Person]) -> set[tuple[int, int]]:
    """The interviews that the taps of a batch speak of."""
    keys = set()
    for incoming in batch:
        person, subject = visitors.get(incoming.sender.telegram_id), _subject(incoming)
        if person is not None and subject is not None:
            keys.add((subject, person.id))
    return keys


def _subjects(batch: Sequence[Incoming]) -> set[int]:
    """The same, whosever they are."""
    return {subject for incoming in batch if (subject := _subject(incoming)) is not None}


def _subject(incoming: Incoming) -> int | None:
    """The interview that a tap speaks of, or None."""
    callback = callbacks.read(incoming.data) if isinstance(incoming, Tap) else None
    return callback.subject if callback is not None and _is_about_interview(callback.verb) else None


def _is_about_interview(verb: Verb) -> bool:
    """Whether a button's subject is an interview: a quiz, or a brief being filled in."""
    return verb.is_of_quiz or verb.fills_brief


def _handle(visit: Visit) -> None:
    """Let one update have its effect."""
    incoming = visit.incoming
    if isinstance(incoming, Blocked):
        _blocked(visit, incoming)
        return
    _hear(visit)
    if visit.person.blocked_at is not None:
        _welcome_back(visit)
    if visit.person.expecting is not None and _moves_on(incoming):
        visit.given_up = visit.person.expecting
        visit.expect(None)
    if isinstance(incoming, Tap):
        taps.handle(visit, incoming)
    elif isinstance(incoming, Written):
        texts.handle(visit, incoming)
    elif isinstance(incoming, Attached | SharedContact) and incoming.is_private:
        texts.sent_along(visit, incoming)


def _hear(visit: Visit) -> None:
    """Remember the language of their Telegram where it is another one than it was."""
    heard = visit.incoming.sender.language
    if heard is not None and heard != visit.person.seen_language:
        people.see_language(visit.tx, visit.person.id, heard)
        visit.person = replace(visit.person, seen_language=heard)


def _moves_on(incoming: Incoming) -> bool:
    """Whether somebody who was asked for a text does something else; what cannot be read is only a slip."""
    is_command = isinstance(incoming, Written) and (incoming.text or "").startswith("/")
    return is_command or isinstance(incoming, Tap)


def _blocked(visit: Visit, incoming: Blocked) -> None:
    if incoming.is_blocked:
        people.block(visit.tx, visit.person.id, visit.unit.now)
        visit.person = replace(visit.person, blocked_at=visit.unit.now)
    else:
        _welcome_back(visit)


def _welcome_back(visit: Visit) -> None:
    """Who may be written to again is told what was kept back meanwhile."""
    people.unblock(visit.tx, visit.person.id)
    visit.person = replace(visit.person, blocked_at=None)
    parked.welcome_back(visit.tx, visit.person.id, visit.unit.now)


def _again(visit: Visit) -> None:
    """An update that was committed before: nothing changes; its answer may have been lost, so it comes."""
    incoming = visit.incoming
    if isinstance(incoming, Tap):
        taps.repeat(visit, incoming)
    elif isinstance(incoming, Written):
        texts.repeat(visit, incoming)
    elif isinstance(incoming, Attached | SharedContact) and incoming.is_private:
        texts.stand_by(visit)


def remind(visit: Visit, interview: int) -> None:
    """Bring a quiz back whose manager asked for it."""
    conversation = visit.unit.get((interview, visit.person.id))
    if conversation is None or not conversation.is_open:
        return
    visit.nudge(visit.page("reminder", client=conversation.client_name))
    visit.unit.receive(conversation, events.Resumed())
    views.show(visit, conversation)


def expire(visit: Visit, interview: int) -> None:
    """Close a quiz that nobody touched for too long."""
    conversation = visit.unit.get((interview, visit.person.id))
    if conversation is None or not conversation.is_idle_since(visit.house.idle_before(visit.unit.now)):
        return
    visit.unit.receive(conversation, events.Expired())
    if conversation.interview.state is State.EXPIRED:
        views.show(visit, conversation)
