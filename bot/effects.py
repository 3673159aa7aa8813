"""What the world does about an interview's effects: clients, notes, results, reminders, managers told.

Above the rooms that it reaches into; an interview's unit of work is told of it when it begins.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import singledispatch

from bot.briefs import telling
from bot.interviews import Conversation, Scripts, Unit, joint
from bot.interviews.records import draft_of
from bot.opinions import comparing
from bot.storage.queries import attachments, clients, deliveries, erasure, interviews, notes, results
from bot.storage.transaction import Transaction
from questionnaires.interview import effects
from questionnaires.interview.events import Thing

REMINDER = "reminder"


def unit_of_work(tx: Transaction, scripts: Scripts, now: datetime, zone: tzinfo) -> Unit:
    """Begin a unit of work whose effects are carried out in its transaction.

    Args:
        tx: the transaction everything happens in.
        scripts: where scripts come from.
        now: the moment that everything in it happens at.
        zone: where the studio's days begin: in quiet hours nothing is delivered.
    """
    return Unit(tx, scripts, now, zone, carry_out)


@singledispatch
def carry_out(effect: effects.Effect, conversation: Conversation, unit: Unit) -> None:
    """Do what an effect asks for, in the unit's transaction. What only concerns the screen needs nothing."""


@carry_out.register(effects.CreateClient)
def _(effect: effects.CreateClient, conversation: Conversation, unit: Unit) -> None:
    _create_client(unit, conversation, effect.name)


@carry_out.register(effects.CreateNamesake)
def _(effect: effects.CreateNamesake, conversation: Conversation, unit: Unit) -> None:
    like = clients.get(unit.tx, conversation.owner, effect.client)
    assert like is not None, f"client {effect.client} gives a namesake its name and is not there"
    _create_client(unit, conversation, like.name)


@carry_out.register(effects.NameCall)
def _(effect: effects.NameCall, conversation: Conversation, unit: Unit) -> None:
    interviews.name_call(unit.tx, conversation.id, effect.name)
    conversation.client_name = effect.name


@carry_out.register(effects.RenameClient)
def _(effect: effects.RenameClient, conversation: Conversation, unit: Unit) -> None:
    assert conversation.interview.client is not None
    clients.rename(unit.tx, conversation.owner, conversation.interview.client, effect.name)
    conversation.client_name = effect.name


@carry_out.register(effects.UseClient)
def _(effect: effects.UseClient, conversation: Conversation, unit: Unit) -> None:
    known = clients.get(unit.tx, conversation.owner, effect.client)
    conversation.client_name = known.name if known else None
    clients.touch(unit.tx, conversation.owner, effect.client, unit.now)


@carry_out.register(effects.DiscardClient)
def _(effect: effects.DiscardClient, conversation: Conversation, unit: Unit) -> None:
    unit.save(conversation)
    if not clients.was_asked(unit.tx, conversation.owner, effect.client):  # else it is no empty entry
        erasure.client(unit.tx, conversation.owner, effect.client, unit.now)


@carry_out.register(effects.KeepNote)
def _(effect: effects.KeepNote, conversation: Conversation, unit: Unit) -> None:
    note = notes.Note(effect.question, effect.text, unit.now)
    notes.add(unit.tx, conversation.id, note, unit.update_id)
    conversation.has_notes = True


@carry_out.register(effects.TakeBack)
def _(effect: effects.TakeBack, conversation: Conversation, unit: Unit) -> None:
    drop = attachments.drop if effect.thing is Thing.FILE else notes.drop
    given_at = drop(unit.tx, conversation.id, effect.id)
    if given_at is not None:
        telling.took_back(unit.tx, conversation.id, effect.thing, given_at, unit.now, unit.zone)


@carry_out.register(effects.SetIndustry)
def _(effect: effects.SetIndustry, conversation: Conversation, unit: Unit) -> None:
    if conversation.interview.client is not None:
        clients.set_industry(unit.tx, conversation.owner, conversation.interview.client, effect.industry)


@carry_out.register(effects.StoreResult)
def _(effect: effects.StoreResult, conversation: Conversation, unit: Unit) -> None:
    results.add(unit.tx, [draft_of(conversation.interview, effect, unit.now)])
    joint.draw(unit, conversation)
    if conversation.is_second:
        comparing.draw(unit, conversation)


@carry_out.register(effects.BriefSent)
def _(effect: effects.BriefSent, conversation: Conversation, unit: Unit) -> None:
    telling.sent(unit.tx, conversation.id, unit.now, unit.zone)


@carry_out.register(effects.BriefChanged)
def _(effect: effects.BriefChanged, conversation: Conversation, unit: Unit) -> None:
    telling.changed(unit.tx, conversation.id, unit.now, unit.zone)


@carry_out.register(effects.ScheduleReminder)
def _(effect: effects.ScheduleReminder, conversation: Conversation, unit: Unit) -> None:
    deliveries.cancel_for_interview(unit.tx, conversation.id, REMINDER)
    draft = deliveries.DeliveryDraft(
        kind=REMINDER,
        recipient_chat=conversation.loaded.chat_id,
        person_id=conversation.person,
        interview_id=conversation.id,
        client_id=conversation.interview.client,
        template=REMINDER,
        language="",
        due_at=unit.now + effect.after,
        dedup_key=f"{REMINDER}:{conversation.id}:{conversation.interview.revision}",
        facts={},
    )
    deliveries.enqueue(unit.tx, [draft], unit.now)


@carry_out.register(effects.CancelReminder)
def _(effect: effects.CancelReminder, conversation: Conversation, unit: Unit) -> None:
    deliveries.cancel_for_interview(unit.tx, conversation.id, REMINDER)


@carry_out.register(effects.ShowAnew)
def _(effect: effects.ShowAnew, conversation: Conversation, unit: Unit) -> None:
    conversation.move_down()


def _create_client(unit: Unit, conversation: Conversation, name: str) -> None:
    created = clients.create(unit.tx, unit.new_id(), conversation.owner, name, unit.now)
    conversation.interview.client, conversation.client_name = created.id, created.name
