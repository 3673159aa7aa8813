"""Joint results: kept for each pair of revisions, seen by the client's owner, corrected from either side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot.storage import Database, Transaction, tables
from bot.storage.queries import briefs, clients, erasure, handover, interviews, joint, people, results
from bot.storage.queries.briefs import Brief
from bot.storage.queries.joint import JointDraft
from bot.storage.queries.results import Correction
from tests.storage.samples import (
    BIG,
    CLIENT,
    INTERVIEW,
    MINUTE,
    NOW,
    answer,
    interview_about_lotus,
    manager,
    meet,
    result,
    rival,
    stored,
)

QUIZ, FILLED, BRIEF = INTERVIEW, BIG + 201, BIG + 301


def both(tx: Transaction) -> None:
    """Mara's quiz about Lotus Bakery and Anna's brief, each with a result."""
    mara = manager(tx)
    anna = people.get_or_create(tx, 800, "Anna", "ru", NOW)
    quiz = interview_about_lotus(tx, mara)
    filled = stored(
        tx, anna, FILLED, client_id=CLIENT, questionnaire="brief", answers=(answer("pace", "at_once"),)
    )
    via: Any = "link"
    briefs.create(tx, Brief(BRIEF, mara.id, CLIENT, anna.id, FILLED, via, "ru", b"hash", NOW, NOW + MINUTE))
    results.add(tx, [result(quiz), result(filled)])


def draft(**changes: Any) -> JointDraft:
    values: dict[str, Any] = {
        "quiz_id": QUIZ,
        "quiz_revision": 1,
        "brief_id": FILLED,
        "brief_revision": 1,
        "client_id": CLIENT,
        "predominant": "novices",
        "secondary": "cautious",
        "sub_segment": False,
        "verdict": "likely",
        "grades": "A",
        "content": {"views": {"disagreements": []}},
        "created_at": NOW,
    }
    return JointDraft(**values | changes)


def corrected(tx: Transaction, interview_id: int, to: str) -> None:
    """Mara says who the client really is, beside the last result of that interview."""
    mara = manager(tx).id
    if interview_id == QUIZ:
        assert results.correct(tx, QUIZ, Correction(mara, to, None, "I know them", NOW))
        return
    last = tx.connection.scalar(select(func.max(tables.results.c.id)).filter_by(interview_id=FILLED))
    values = {"result_id": last, "client_id": CLIENT, "person_id": mara, "predominant": to}
    tx.connection.execute(insert(tables.corrections).values(values | {"created_at": NOW}))


def predominant(tx: Transaction, interview_id: int = QUIZ) -> str | None:
    found = joint.latest_for(tx, manager(tx).id, interview_id)
    assert found is not None
    return found.predominant


async def test_a_joint_result_comes_back_as_it_was_stored_from_either_interview(database: Database) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        joint.add(tx, draft())
        for interview in (QUIZ, FILLED):
            found = joint.latest_for(tx, manager(tx).id, interview)
            assert found is not None
            assert (found.draft, found.correction) == (draft(), None)
        assert joint.latest_for_clients(tx, [CLIENT])[CLIENT].draft == draft()

    await database.transaction(work)


async def test_of_a_pair_of_revisions_the_first_result_stays(database: Database) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        joint.add(tx, draft())
        joint.add(tx, draft(predominant="pros"))
        assert predominant(tx) == "novices"

    await database.transaction(work)


async def test_the_last_of_several_counts(database: Database) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        joint.add(tx, draft())
        joint.add(tx, draft(brief_revision=2, predominant="pros"))
        assert predominant(tx) == "pros"
        assert joint.latest_for_clients(tx, [CLIENT])[CLIENT].predominant == "pros"

    await database.transaction(work)


async def test_somebody_elses_joint_result_is_not_there(database: Database) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        joint.add(tx, draft())
        anna = people.get_or_create(tx, 800, "Anna", "ru", NOW)
        for stranger in (rival(tx), anna):
            assert joint.latest_for(tx, stranger.id, QUIZ) is None
            assert joint.latest_for(tx, stranger.id, FILLED) is None

    await database.transaction(work)


async def test_it_changes_hands_with_its_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        joint.add(tx, draft())
        handover.all_clients(tx, manager(tx).id, rival(tx), NOW)
        assert joint.latest_for(tx, manager(tx).id, FILLED) is None
        assert joint.latest_for(tx, rival(tx).id, FILLED) is not None

    await database.transaction(work)


@pytest.mark.parametrize("interview", [QUIZ, FILLED])
async def test_a_correction_of_either_interview_counts_and_the_later_one_more(
    database: Database, interview: int
) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        joint.add(tx, draft())
        corrected(tx, QUIZ + FILLED - interview, "nimble")
        assert predominant(tx) == "nimble"
        corrected(tx, interview, "pros")
        assert predominant(tx) == "pros"
        joint.add(tx, draft(quiz_revision=2))
        assert predominant(tx) == "pros", "a correction outlives the result it was set beside"
        found = joint.latest_for(tx, manager(tx).id, QUIZ)
        assert found is not None and found.draft.predominant == "novices"

    await database.transaction(work)


def withdrawn(tx: Transaction) -> None:
    erasure.person(tx, people.get_or_create(tx, 800, "Anna", "ru", NOW).id, NOW)


def deleted(tx: Transaction) -> None:
    erasure.client(tx, manager(tx).id, CLIENT, NOW)


@pytest.mark.parametrize("leave", [withdrawn, deleted])
async def test_nothing_is_seen_of_who_withdrew_or_was_deleted(
    database: Database, leave: Callable[[Transaction], None]
) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        joint.add(tx, draft())
        leave(tx)
        assert joint.latest_for(tx, manager(tx).id, QUIZ) is None
        assert joint.latest_for(tx, manager(tx).id, FILLED) is None

    await database.transaction(work)


async def test_both_sides_are_found_with_their_answers(database: Database) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        assert joint.may_be_both(tx, CLIENT)
        found = joint.last_of_both(tx, CLIENT)
        assert found is not None
        quiz, brief = found
        assert (quiz.interview_id, quiz.questionnaire) == (QUIZ, "manager_quiz")
        assert (brief.interview_id, brief.questionnaire) == (FILLED, "brief")
        assert (quiz.answers, brief.answers) == ((), (answer("pace", "at_once"),))

    await database.transaction(work)


async def test_of_several_quizzes_the_one_with_the_last_result_counts(database: Database) -> None:
    def work(tx: Transaction) -> None:
        both(tx)
        mara = manager(tx)
        later = stored(tx, mara, BIG + 102, client_id=CLIENT)
        assert joint.last_of_both(tx, CLIENT) == _of(tx, QUIZ), "the later one has no result yet"
        results.add(tx, [result(later)])
        assert joint.last_of_both(tx, CLIENT) == _of(tx, later.id)
        row = interviews.load(tx, [(QUIZ, mara.id)])[QUIZ, mara.id]
        interviews.save(tx, {row.key: row}, [row._replace(revision=2)])
        results.add(tx, [result(row, revision=2)])
        assert joint.last_of_both(tx, CLIENT) == _of(tx, QUIZ)

    await database.transaction(work)


def _of(tx: Transaction, quiz_id: int) -> tuple[joint.Side, joint.Side]:
    found = joint.sides(tx, [quiz_id, FILLED])
    return found[quiz_id], found[FILLED]


async def test_a_quiz_without_a_brief_has_nobody_to_be_joined_with(database: Database) -> None:
    def work(tx: Transaction) -> None:
        results.add(tx, [result(interview_about_lotus(tx, manager(tx)))])
        assert not joint.may_be_both(tx, CLIENT)
        assert joint.last_of_both(tx, CLIENT) is None

    await database.transaction(work)


async def test_two_that_end_in_the_same_moment_find_each_other(database: Database) -> None:
    def prepare(tx: Transaction) -> None:
        mara, anna = manager(tx), people.get_or_create(tx, 800, "Anna", "ru", NOW)
        clients.create(tx, CLIENT, mara.id, "Lotus Bakery", NOW)
        stored(tx, mara, QUIZ, client_id=CLIENT)
        stored(tx, anna, FILLED, client_id=CLIENT, questionnaire="brief")
        via: Any = "link"
        briefs.create(
            tx, Brief(BRIEF, mara.id, CLIENT, anna.id, FILLED, via, "ru", b"hash", NOW, NOW + MINUTE)
        )

    barrier = asyncio.Barrier(2)

    def ends(telegram_id: int, interview: int) -> Callable[[Transaction], bool]:
        def work(tx: Transaction) -> bool:
            person = people.get_or_create(tx, telegram_id, "?", "en", NOW)
            row = interviews.load(tx, [(interview, person.id)])[interview, person.id]
            results.add(tx, [result(row)])
            meet(tx, barrier)
            return joint.may_be_both(tx, CLIENT) and joint.last_of_both(tx, CLIENT) is not None

        return work

    await database.transaction(prepare)
    saw = await asyncio.gather(database.transaction(ends(700, QUIZ)), database.transaction(ends(800, FILLED)))
    assert sorted(saw) == [False, True]
