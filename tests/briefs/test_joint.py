"""What a quiz and a brief about one client say together, drawn when either comes to a result."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.interviews import Conversation, Scripts, Unit
from bot.interviews.joint import Joint, latest
from bot.storage import Database, Transaction
from bot.storage.queries import erasure, results
from bot.storage.queries.results import Correction
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from questionnaires.interview import State, events
from questionnaires.interview.script import options_of
from scoring import two_views
from tests.briefs import cast
from tests.briefs.cast import CLIENT, DAY, NOW, manager

LATER = NOW + DAY / 24


def quiz_about_lotus(at: Unit) -> Conversation:
    """Mara's quiz about Lotus Bakery at its first question."""
    mara = manager(at.tx)
    quiz = at.start(mara.id, cast.MANAGERS)
    at.receive(quiz, events.Named(None, (events.Namesake(CLIENT, None),)))
    at.receive(quiz, events.Retaken(CLIENT))
    return quiz


def finish(at: Unit, quiz: Conversation, option: int = -1) -> None:
    """Answer all there is by the option of that place, to the card."""
    for _ in range(40):
        if quiz.interview.state is State.FINISHED:
            return
        if quiz.interview.state is State.OFFERING:
            at.receive(quiz, events.ResultRequested())
            continue
        question = quiz.interview.on_screen
        assert question is not None
        options = options_of(quiz.interview.script.questions[question])
        at.receive(quiz, events.Answered(question, options[option].id))
    raise AssertionError(f"no card after 40 answers, still {quiz.interview.state}")


def quiz(tx: Transaction, now: datetime = NOW, option: int = -1) -> int:
    """A finished quiz about Lotus Bakery."""
    at = cast.unit(tx, now)
    held = quiz_about_lotus(at)
    finish(at, held, option)
    at.flush()
    return held.id


def answer(at: Unit, held: Conversation, question: str, option: str) -> None:
    """Give another answer to a finished interview, by the list of answers."""
    at.receive(held, events.ReviewOpened())
    at.receive(held, events.ChangeRequested(question))
    at.receive(held, events.Answered(question, option))


def seen(tx: Transaction, interview: int) -> Joint | None:
    return latest(tx, cast.scripts(), manager(tx).id, interview)


def drawn(tx: Transaction, interview: int) -> Joint:
    found = seen(tx, interview)
    assert found is not None
    return found


async def test_a_quiz_after_a_brief_is_scored_together_with_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = cast.sent(tx)
        assert brief.interview_id is not None
        assert seen(tx, brief.interview_id) is None
        found = drawn(tx, quiz(tx, LATER))
        assert found.row == drawn(tx, brief.interview_id).row
        assert found.views == two_views(
            {"manager": found.quiz.script.model, "prospect": found.brief.script.model},
            {
                "manager": found.quiz.script.trait_answers(found.quiz.answers),
                "prospect": found.brief.script.trait_answers(found.brief.answers),
            },
        )
        assert (found.row.draft.predominant, found.verdicts.result) == (
            found.views.together.predominant,
            found.views.together,
        )

    await database.transaction(work)


async def test_a_brief_after_a_quiz_is_scored_together_with_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        cast.issued(tx)
        first = quiz(tx)
        assert seen(tx, first) is None
        _, brief = cast.sent(tx, LATER)
        assert drawn(tx, first).row.draft.brief_id == brief.interview_id

    await database.transaction(work)


async def test_both_in_one_batch_find_each_other_with_all_their_answers(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = cast.begun(tx)
        at = cast.unit(tx)
        filling, asking = cast.conversation(at, brief), quiz_about_lotus(at)
        cast.answer_all(at, filling)
        at.receive(filling, events.Sent())
        finish(at, asking)
        at.flush()
        found = drawn(tx, asking.id)
        assert found.brief.answers == filling.interview.answers
        assert found.quiz.answers == asking.interview.answers

    await database.transaction(work)


async def test_a_later_change_of_either_is_drawn_anew(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = cast.sent(tx)
        first = quiz(tx, LATER)
        before = drawn(tx, first)
        at = cast.unit(tx, LATER)
        held = cast.conversation(at, brief)
        changed = next(iter(held.interview.answers))
        answer(at, held, changed, options_of(held.interview.script.questions[changed])[-1].id)
        at.flush()
        after = drawn(tx, first)
        assert after.row.id > before.row.id
        assert after.row.draft.brief_revision > before.row.draft.brief_revision
        assert after.brief.answers == held.interview.answers

    await database.transaction(work)


async def test_a_new_quiz_takes_the_place_of_the_old_one(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = cast.sent(tx)
        assert brief.interview_id is not None
        first, second = quiz(tx, LATER), quiz(tx, LATER + DAY, option=0)
        assert drawn(tx, brief.interview_id).row.draft.quiz_id == second
        assert drawn(tx, first).row.draft.quiz_id == first, "the old card stays as it was"

    await database.transaction(work)


async def test_a_partial_brief_counts_too(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = cast.begun(tx)
        first = quiz(tx)
        at = cast.unit(tx, LATER)
        held = cast.conversation(at, brief)
        question = held.interview.on_screen
        assert question is not None
        option = options_of(held.interview.script.questions[question])[0]
        at.receive(held, events.Answered(question, option.id))
        assert seen(tx, first) is None
        at.receive(held, events.Expired())
        at.flush()
        assert drawn(tx, first).brief.answers == {question: option.id}

    await database.transaction(work)


def told(tx: Transaction, now: datetime) -> int:
    """Anna says, after sending, that there is no money; returns her interview."""
    _, brief = cast.sent(tx, now)
    at = cast.unit(tx, now)
    held = cast.conversation(at, brief)
    at.receive(held, events.Added())
    while held.interview.on_screen not in (None, "budget_range"):
        question = held.interview.on_screen
        assert question is not None
        at.receive(held, events.Answered(question, None))
    at.receive(held, events.Answered("budget_range", "not_now"))
    at.receive(held, events.Enough())
    at.flush()
    assert brief.interview_id is not None
    return brief.interview_id


async def test_a_contradiction_about_money_leaves_the_grade_open(database: Database) -> None:
    def work(tx: Transaction) -> None:
        cast.issued(tx)
        first = quiz(tx, option=0)
        told(tx, LATER)
        grade = drawn(tx, first).verdicts.grade
        assert grade is not None
        assert "budget" in grade.decisive

    await database.transaction(work)


async def test_a_manager_who_heard_the_client_first_settles_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        told(tx, NOW)
        found = drawn(tx, quiz(tx, LATER, option=0))
        assert found.verdicts.grade == found.quiz.script.grade(found.quiz.answers)
        assert found.on_card("en").criteria == {"budget"}, "the card still says that they said otherwise"

    await database.transaction(work)


async def test_a_correction_is_part_of_the_verdicts(database: Database) -> None:
    def work(tx: Transaction) -> None:
        cast.sent(tx)
        first = quiz(tx, LATER)
        assert results.correct(tx, first, Correction(manager(tx).id, "pros", "nimble", None, LATER))
        assert drawn(tx, first).verdicts.corrected == ("pros", "nimble")

    await database.transaction(work)


async def test_a_quiz_is_alone_again_once_the_prospect_withdrew(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, _ = cast.sent(tx)
        first = quiz(tx, LATER)
        erasure.person(tx, anna.id, LATER)
        assert seen(tx, first) is None
        assert seen(tx, quiz(tx, LATER + DAY)) is None

    await database.transaction(work)


@pytest.mark.parametrize("epsilon", [0.03, 0.04])
async def test_contents_that_do_not_fit_are_never_joined(
    database: Database, epsilon: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(tx: Transaction) -> None:
        cast.sent(tx)
        content = load(studio=StudioFacts.EXAMPLE)
        numbers = content.scoring.model_copy(update={"epsilon": epsilon})
        edited = Scripts(content.model_copy(update={"scoring": numbers}))
        monkeypatch.setattr(cast, "scripts", lambda: edited)
        first = quiz(tx, LATER)
        assert (seen(tx, first) is not None) is (epsilon == content.scoring.epsilon)

    await database.transaction(work)
