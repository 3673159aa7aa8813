"""Briefs in the database: begun, found again by who answers, and always about the owner's client."""

from __future__ import annotations

from datetime import UTC
from functools import cache

import pytest

from bot.effects import unit_of_work
from bot.interviews import Conversation, Scripts, Unit
from bot.storage import Database, Transaction
from bot.storage.queries import clients, erasure, handover, results
from bot.storage.queries.people import Person
from questionnaires.interview import State, events
from tests.briefs.cast import prospect
from tests.interview import briefs
from tests.interview.driving import library
from tests.storage.samples import CLIENT, NOW, manager, rival


@cache
def scripts() -> Scripts:
    """The manager's quiz and a brief of our own."""
    quiz = library().questionnaires["manager_quiz"]
    both = {quiz.id: quiz, briefs.OWN.id: briefs.OWN}
    return Scripts(library().model_copy(update={"questionnaires": both}))


def unit(tx: Transaction) -> Unit:
    scripts().publish(tx, NOW)
    return unit_of_work(tx, scripts(), NOW, UTC)


def lotus(tx: Transaction) -> Person:
    """The manager whose client is Lotus Bakery."""
    owner = manager(tx)
    clients.create(tx, CLIENT, owner.id, "Lotus Bakery", NOW)
    return owner


def begun(at: Unit, person: Person, owner: Person) -> Conversation:
    return at.start_brief(person.id, person.telegram_id, CLIENT, brief_owner=owner.id)


def answer(at: Unit, held: Conversation, **answers: str | None) -> None:
    for question, option in answers.items():
        at.receive(held, events.Answered(question, option))


def again(tx: Transaction, held: Conversation) -> Conversation:
    """The same, loaded anew."""
    found = unit(tx).get((held.id, held.person))
    assert found is not None
    return found


async def test_a_brief_is_found_again_by_who_answers_and_knows_its_owner(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, anna, at = lotus(tx), prospect(tx), unit(tx)
        held = begun(at, anna, owner)
        assert (held.interview.state, held.interview.current) == (State.ASKING, "clarity")
        at.flush()
        for found in (held, again(tx, held)):
            assert (found.person, found.owner, found.client_name) == (anna.id, owner.id, "Lotus Bakery")
            assert (found.is_brief, found.is_by_phone, found.is_open) == (True, False, True)
        assert unit(tx).get((held.id, owner.id)) is None

    await database.transaction(work)


async def test_no_brief_is_taken_for_a_quiz_nor_a_quiz_for_a_brief(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, at = lotus(tx), unit(tx)
        phone, quiz = begun(at, owner, owner), at.start(owner.id, owner.telegram_id)
        at.flush()
        for each in (at, unit(tx)):
            assert [held.id for held in each.open_of(owner.id)] == [quiz.id]
            held = each.get(phone.loaded.key)
            assert held is not None and held.is_open and held.is_brief
        assert (phone.is_by_phone, quiz.is_brief, quiz.owner) == (True, False, owner.id)
        assert at.namesake(quiz, CLIENT).open_interview is None

    await database.transaction(work)


async def test_a_brief_that_was_sent_is_not_open(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, anna, at = lotus(tx), prospect(tx), unit(tx)
        held = begun(at, anna, owner)
        answer(at, held, clarity="vague", experience=None, pace="planned")
        for event in (events.Sent(), events.Added()):
            at.receive(held, event)
        at.flush()
        assert unit(tx).at_hand(anna.id) is None
        assert again(tx, held).interview.state is State.QUALIFYING

    await database.transaction(work)


async def test_a_dropped_branch_is_not_there_after_loading(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, anna, at = lotus(tx), prospect(tx), unit(tx)
        held = begun(at, anna, owner)
        answer(at, held, clarity="vague", experience="burned", let_down="price")
        at.flush()
        at = unit(tx)
        found = at.get((held.id, anna.id))
        assert found is not None
        at.receive(found, events.SteppedBack())
        at.receive(found, events.SteppedBack())
        answer(at, found, experience="few_fine")
        at.flush()
        assert again(tx, held).interview.answers == {"clarity": "vague", "experience": "few_fine"}

    await database.transaction(work)


async def test_what_a_brief_finds_out_is_about_the_owner_s_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, anna, at = lotus(tx), prospect(tx), unit(tx)
        held = begun(at, anna, owner)
        answer(at, held, clarity="vague", experience=None, pace="planned")
        for event in (events.Sent(), events.Added()):
            at.receive(held, event)
        answer(at, held, deadline=None, examples=None, contact=None, trade="food")
        at.flush()
        known = clients.get(tx, owner.id, CLIENT)
        assert known is not None and known.industry == "food"
        assert results.latest_for_clients(tx, [CLIENT])[CLIENT].draft.interview_id == held.id

    await database.transaction(work)


async def test_a_brief_whose_client_changed_hands_has_another_owner(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, anna, at = lotus(tx), prospect(tx), unit(tx)
        held = begun(at, anna, owner)
        at.release()
        taker = rival(tx)
        handover.all_clients(tx, owner.id, taker, NOW)
        found = again(tx, held)
        assert (found.person, found.owner) == (anna.id, taker.id)

    await database.transaction(work)


async def test_a_brief_whose_client_was_deleted_is_gone(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, anna, at = lotus(tx), prospect(tx), unit(tx)
        held = begun(at, anna, owner)
        at.release()
        erasure.client(tx, owner.id, CLIENT, NOW)
        assert unit(tx).get((held.id, anna.id)) is None
        assert unit(tx).at_hand(anna.id) is None

    await database.transaction(work)


async def test_no_brief_begins_about_somebody_else_s_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        lotus(tx)
        anna, other = prospect(tx), rival(tx)
        with pytest.raises(LookupError, match=f"about client {CLIENT} of person {other.id}"):
            begun(unit(tx), anna, other)

    await database.transaction(work)


def test_a_studio_without_a_brief_asks_prospects_nothing() -> None:
    quiz = library().questionnaires["manager_quiz"]
    assert Scripts(library().model_copy(update={"questionnaires": {quiz.id: quiz}})).brief is None
    assert scripts().brief == "own_brief"
