"""Between a row and an interview: nothing that the conversation knows is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from bot.interviews.records import draft_of, interview_of, language_of, row_of, verdicts_of
from bot.storage.queries.interviews import InterviewRow
from questionnaires.card.voices import Verdicts
from questionnaires.interview import NotNow, State, events
from tests.interview import briefs, driving
from tests.interview.driving import IN, Quiz, memory
from tests.interview.journeys import OF

NOW = datetime(2031, 3, 5, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
EMPTY = InterviewRow(
    id=1,
    client_id=None,
    person_id=5,
    chat_id=5,
    message_id=None,
    questionnaire="manager_quiz",
    content_hash="",
    model_hash="",
    state="naming",
    progress={},
    revision=0,
    shown_revision=0,
    practice=False,
    created_at=NOW,
    touched_at=NOW,
)


def stored(quiz: Quiz, before: InterviewRow = EMPTY, now: datetime = NOW) -> InterviewRow:
    """The row as a database gives it back: what it keeps of the progress has been JSON."""
    row = row_of(before, quiz.interview, 7, "ja", now)
    return row._replace(progress=json.loads(json.dumps(row.progress)))


@pytest.mark.parametrize("way", [*IN.values(), *briefs.IN.values(), briefs.branching])
def test_an_interview_comes_back_from_its_row_as_it_was(way: Callable[[], Quiz]) -> None:
    interview = way().interview
    assert memory(interview_of(stored(Quiz(interview)), interview.script)) == memory(interview)


def test_a_conversation_stored_after_each_event_goes_like_one_that_never_was() -> None:
    _goes_alike(driving.new)


def test_a_brief_stored_after_each_event_goes_like_one_that_never_was() -> None:
    _goes_alike(briefs.begun)


def _goes_alike(begin: Callable[[], Quiz]) -> None:
    chance = Random(7)
    kept, put_away = begin(), begin()
    for _ in range(300):
        event = chance.choice(list(OF.values()))(kept.interview, chance)
        try:
            done = kept.take(event)
        except NotNow:
            continue
        assert put_away.take(event) == done
        put_away.interview = interview_of(stored(put_away), put_away.interview.script)
        assert memory(put_away.interview) == memory(kept.interview)
    assert kept.interview.revision > 20


def test_a_new_row_is_an_interview_that_asks_for_the_name() -> None:
    assert memory(interview_of(EMPTY, driving.script())) == memory(driving.new().interview)


def test_the_row_keeps_the_language_it_was_shown_in() -> None:
    assert language_of(EMPTY) is None
    assert language_of(stored(driving.asking())) == "ja"


def test_the_row_keeps_the_order_of_asking() -> None:
    quiz = driving.offering()
    assert [(a.question_id, a.position) for a in stored(quiz).answers] == [
        (question, place) for place, question in enumerate(quiz.interview.answers)
    ]


def test_an_answer_that_stays_keeps_the_time_it_was_given() -> None:
    quiz = driving.asking()
    quiz.answer(times=2)
    before = stored(quiz)
    quiz.back()
    quiz.skip()
    first, second = stored(quiz, before, LATER).answers
    assert first == before.answers[0]
    assert (second.answered_at, second.revision, second.option_id) == (LATER, quiz.interview.revision, None)


def test_an_answer_that_others_moved_in_front_of_keeps_the_time_it_was_given() -> None:
    brief = briefs.answered()
    before = stored(brief)
    briefs.change(brief, "experience", "burned")
    briefs.say(brief, let_down="price")
    after = {answer.question_id: answer for answer in stored(brief, before, LATER).answers}
    assert (after["pace"].answered_at, after["pace"].position) == (NOW, 3)
    assert (after["let_down"].answered_at, after["let_down"].position) == (LATER, 2)


def test_a_brief_is_over_once_it_is_sent_whatever_is_added_to_it() -> None:
    brief = briefs.sent()
    row = stored(brief)
    assert row.finished_at == NOW
    brief.take(events.Added())
    assert (brief.state, stored(brief, row, LATER).finished_at) == (State.QUALIFYING, NOW)


def test_a_quiz_is_over_from_its_card_on_and_open_again_after_going_back() -> None:
    quiz = driving.finished()
    row = stored(quiz)
    assert row.finished_at == NOW
    quiz.take(events.NoteWritten("later"))
    assert stored(quiz, row, LATER).finished_at == NOW
    quiz.back()
    assert stored(quiz, row, LATER).finished_at is None


def test_nothing_a_person_wrote_is_in_the_row() -> None:
    quiz = driving.asking()
    quiz.take(events.NoteWritten("a secret"))
    assert "Lotus" not in repr(stored(quiz))
    assert "secret" not in repr(stored(quiz))


def test_a_result_is_read_back_as_it_was_stored() -> None:
    quiz = driving.finished()
    reached = quiz.results[0]
    draft = draft_of(quiz.interview, reached, NOW)
    content = json.loads(json.dumps(draft.content))
    assert verdicts_of(content) == Verdicts(reached.result, reached.grade, reached.next_question)
    assert (draft.predominant, draft.verdict) == (reached.result.predominant, str(reached.result.verdict))
    assert draft.grades == ",".join(reached.grade.grades)
