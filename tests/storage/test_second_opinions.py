"""Second opinions: who may read them, and that nothing of the call outlives what they are about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.storage import Database, Transaction
from bot.storage.queries import clients, erasure, handover, interviews, notes, people, second_opinions
from bot.storage.queries.notes import Note
from bot.storage.queries.people import Person
from bot.storage.queries.second_opinions import Opinion
from tests.storage.samples import (
    CLIENT,
    INTERVIEW,
    MINUTE,
    NOW,
    interview_about_lotus,
    manager,
    rival,
    stored,
)

End = Callable[[Transaction, Person, Person, Opinion], None]
SECOND = INTERVIEW + 1
SAID = {"answers": {"trust": ["much", "little"]}, "segments": ["pros", None]}


def asked(tx: Transaction) -> tuple[Person, Person, Opinion]:
    """A manager who asks another one about Lotus Bakery, who has begun."""
    asker, colleague = manager(tx), rival(tx)
    first = interview_about_lotus(tx, asker)
    opinion = second_opinions.ask(tx, first.id, asker.id, colleague.id, NOW)
    assert opinion is not None
    stored(tx, colleague, SECOND, practice=True, progress={"asked": ["trust"]})
    second_opinions.begin(tx, opinion.id, SECOND, NOW)
    notes.add(tx, SECOND, Note("trust", "what the colleague heard", NOW), 1)
    return asker, colleague, opinion


def state_of(tx: Transaction, person: Person) -> str:
    return interviews.load(tx, [(SECOND, person.id)])[SECOND, person.id].state


async def test_it_is_there_for_the_two_and_for_nobody_else(database: Database) -> None:
    def work(tx: Transaction) -> None:
        asker, colleague, opinion = asked(tx)
        for reader in (asker, colleague):
            found = second_opinions.get(tx, reader.id, opinion.id)
            assert found is not None and second_opinions.call(tx, found) == "Lotus Bakery"
        assert second_opinions.get(tx, manager(tx, 703, "Nora").id, opinion.id) is None
        assert second_opinions.calls(tx, [SECOND]) == {SECOND: "Lotus Bakery"}

    await database.transaction(work)


async def test_nobody_asks_about_somebody_elses_quiz_and_nobody_is_asked_twice(database: Database) -> None:
    def work(tx: Transaction) -> None:
        asker, colleague, opinion = asked(tx)
        assert second_opinions.ask(tx, INTERVIEW, colleague.id, asker.id, NOW) is None
        again = second_opinions.ask(tx, INTERVIEW, asker.id, colleague.id, NOW)
        assert again is not None and again.id == opinion.id
        second_opinions.decline(tx, opinion.id, NOW)
        anew = second_opinions.ask(tx, INTERVIEW, asker.id, colleague.id, NOW)
        assert anew is not None and anew.id != opinion.id

    await database.transaction(work)


async def test_who_scored_a_call_for_its_former_owner_is_not_asked_by_the_new_one(database: Database) -> None:
    def work(tx: Transaction) -> None:
        asker, colleague, opinion = asked(tx)
        second_opinions.finish(tx, opinion.id, SAID, NOW)
        _hand_over(tx, asker, colleague, opinion)
        nora = manager(tx, 703, "Nora")
        assert second_opinions.asked_ever(tx, INTERVIEW) == {colleague.id}
        assert second_opinions.ask(tx, INTERVIEW, nora.id, colleague.id, NOW) is None
        assert second_opinions.ask(tx, INTERVIEW, nora.id, asker.id, NOW) is not None

    await database.transaction(work)


def _delete(tx: Transaction, asker: Person, colleague: Person, opinion: Opinion) -> None:
    erasure.client(tx, asker.id, CLIENT, NOW)


def _hand_over(tx: Transaction, asker: Person, colleague: Person, opinion: Opinion) -> None:
    second_opinions.end_of_clients(tx, asker.id, NOW)
    handover.all_clients(tx, asker.id, manager(tx, 703, "Nora"), NOW)


def _withdraw(tx: Transaction, asker: Person, colleague: Person, opinion: Opinion) -> None:
    second_opinions.withdraw(tx, opinion.id, NOW)


def _leave(tx: Transaction, asker: Person, colleague: Person, opinion: Opinion) -> None:
    second_opinions.end_of_person(tx, colleague.id, NOW)


def _forget(tx: Transaction, asker: Person, colleague: Person, opinion: Opinion) -> None:
    erasure.person(tx, colleague.id, NOW)


@pytest.mark.parametrize("end", [_delete, _hand_over, _withdraw, _leave, _forget])
@pytest.mark.parametrize("is_finished", [True, False])
async def test_what_ends_is_on_no_page_and_asks_nobody(
    database: Database, end: End, is_finished: bool
) -> None:
    def work(tx: Transaction) -> None:
        asker, colleague, opinion = asked(tx)
        if is_finished:
            second_opinions.finish(tx, opinion.id, SAID, NOW)
        end(tx, asker, colleague, opinion)
        stays = is_finished and end in (_withdraw, _leave)
        assert (second_opinions.get(tx, asker.id, opinion.id) is not None) is stays
        assert (second_opinions.calls(tx, [SECOND]) != {}) is stays
        assert state_of(tx, colleague) == "cancelled"
        if end in (_delete, _forget):
            assert notes.of_interview(tx, colleague.id, SECOND) == []
        said = second_opinions.said_by(tx, colleague.id, asker.id, 10)
        assert said == ([(asker.id, SAID)] if is_finished else []), "figures stay, and name nobody"

    await database.transaction(work)


async def test_what_both_said_is_kept_once(database: Database) -> None:
    def work(tx: Transaction) -> None:
        asker, colleague, opinion = asked(tx)
        second_opinions.finish(tx, opinion.id, SAID, NOW)
        second_opinions.finish(tx, opinion.id, {"answers": {}, "segments": [None, None]}, NOW + MINUTE)
        found = second_opinions.get(tx, colleague.id, opinion.id)
        assert found is not None and (found.content, found.finished_at) == (SAID, NOW)
        (partner,) = second_opinions.partners(tx, colleague.id)
        assert (partner.person_id, partner.calls) == (asker.id, 1)

    await database.transaction(work)


async def test_erased_practice_takes_along_what_colleagues_heard_in_the_same_call(database: Database) -> None:
    def work(tx: Transaction) -> None:
        asker, colleague = manager(tx), rival(tx)
        first = stored(tx, asker, practice=True, state="finished", progress={"made_client": True})
        interviews.name_call(tx, first.id, "The call at ten")
        opinion = second_opinions.ask(tx, first.id, asker.id, colleague.id, NOW)
        assert opinion is not None
        stored(tx, colleague, SECOND, practice=True, progress={"asked": ["trust"]})
        second_opinions.begin(tx, opinion.id, SECOND, NOW)
        notes.add(tx, SECOND, Note("trust", "what the colleague heard", NOW), 1)
        assert interviews.old_calls(tx, NOW, 10) == []
        erasure.practice(tx, interviews.old_calls(tx, NOW + MINUTE, 10), NOW + MINUTE)
        assert second_opinions.get(tx, asker.id, opinion.id) is None
        assert notes.of_interview(tx, colleague.id, SECOND) == [] and state_of(tx, colleague) == "cancelled"
        assert interviews.old_calls(tx, NOW + MINUTE, 10) == []

    await database.transaction(work)


async def test_a_renamed_client_is_called_the_same_by_both(database: Database) -> None:
    def work(tx: Transaction) -> None:
        asker, *_ = asked(tx)
        clients.rename(tx, asker.id, CLIENT, "Lotus & Lily")
        assert second_opinions.calls(tx, [SECOND]) == {SECOND: "Lotus & Lily"}
        assert people.name_of(tx, asker.id) == "Mara"

    await database.transaction(work)
