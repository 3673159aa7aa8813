"""Who is named for tomorrow: one test for each rule in docs/reports.md, by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from bot.reports.actions import Action, Rule
from bot.reports.differing import BUDGET
from bot.reports.summary import Summary
from bot.storage import Database, Transaction, tables
from bot.storage.queries import card_uses, interviews, outcomes
from bot.storage.queries.outcomes import Outcome
from questionnaires.interview import events
from tests.briefs import cast
from tests.reports.talks import (
    DAY,
    HOUR,
    LOTUS,
    MAPLE,
    OTHER,
    QUIZ,
    a_brief,
    corrected,
    drawn_together,
    holds,
    is_about,
    talk,
    told,
)
from tests.storage.samples import NOW, interview, manager


def named(summary: Summary) -> list[tuple[Rule, int]]:
    return [(action.rule, action.client_id) for action in summary.actions]


async def test_a_client_of_grade_a_is_hot_until_something_happens(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, grades="A")
        days = (NOW, NOW + DAY, NOW + 6 * DAY, NOW + 7 * DAY)  # a Wednesday, and on to the next one
        assert [len(told(tx, at).actions) for at in days] == [1, 1, 1, 0]
        a_brief(tx, created_at=NOW + 2 * HOUR)
        assert [len(told(tx, at).actions) for at in days] == [0, 0, 0, 0]
        talk(tx, OTHER, at=NOW + DAY, grades="A")
        assert named(told(tx, NOW + DAY)) == [(Rule.HOT, LOTUS)], "a new card, and nothing since"

    await holds(database, work)


async def test_what_was_sent_after_the_card_or_an_outcome_cools_a_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, grades="A")
        owner = manager(tx).id
        assert card_uses.tell(tx, owner, QUIZ, "used", NOW + HOUR)
        assert named(told(tx)) == [(Rule.HOT, LOTUS)], "it was used, and the client has nothing in hand"
        assert outcomes.tell(tx, owner, LOTUS, Outcome("postponed"), NOW + HOUR)
        assert named(told(tx)) == []
        assert outcomes.tell(tx, owner, LOTUS, Outcome("undecided"), NOW + 2 * HOUR)
        assert named(told(tx)) == [(Rule.HOT, LOTUS)], "it was taken back"
        assert card_uses.tell(tx, owner, QUIZ, "sent", NOW + 3 * HOUR)
        assert named(told(tx)) == []
        talk(tx, OTHER, at=NOW + DAY, grades="A")
        assert named(told(tx, NOW + DAY)) == [(Rule.HOT, LOTUS)], "a new card, and nothing since"

    await holds(database, work)


async def test_what_was_sent_goes_with_its_quiz_to_another_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, grades="A")
        talk(tx, OTHER, at=NOW + HOUR, grades="A")
        assert card_uses.tell(tx, manager(tx).id, OTHER, "sent", NOW + 2 * HOUR)
        assert named(told(tx)) == []
        talk(tx, OTHER + 1, MAPLE, grades="A")
        is_about(tx, OTHER, MAPLE)
        assert named(told(tx)) == [(Rule.HOT, LOTUS)], "nothing was sent to them; to the other something was"

    await holds(database, work)


async def test_two_who_differ_on_the_budget_are_named_until_it_is_cleared_up(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        cast.scripts().publish(tx, NOW)
        told_by = cast.scripts().current("prospect_brief")
        row = interview(
            manager(tx), OTHER, client_id=LOTUS, questionnaire="prospect_brief", content_hash=told_by.digest
        )
        interviews.create(tx, [row])
        drawn_together(tx, QUIZ, OTHER, "pros", "B")
        _say(tx, QUIZ, "budget", "enough", NOW)
        assert named(told(tx)) == []
        _say(tx, OTHER, "budget_range", _option_for(BUDGET, "no"), NOW + HOUR)
        assert named(told(tx)) == [(Rule.DIFFER, LOTUS)]
        assert told(tx).actions[0].criteria == (BUDGET,)
        _say(tx, QUIZ, "budget", "enough", NOW + 2 * HOUR)
        assert named(told(tx)) == []

    await holds(database, work)


async def test_a_brief_that_stopped_is_named_with_its_question(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = cast.begun(tx)
        unit = cast.unit(tx, NOW)
        held = cast.conversation(unit, brief)
        first = held.interview.on_screen
        assert first is not None
        unit.receive(held, events.Answered(first, None))
        unit.receive(held, events.Expired())
        unit.flush()
        tx.connection.execute(update(tables.briefs).values(stopped_at=NOW))
        [action] = told(tx).actions
        assert (action.rule, action.brief_id, action.question) == (Rule.STOPPED, brief.id, 2)
        assert action.of > 2
        assert told(tx, NOW + DAY).actions == ()

    await holds(database, work)


async def test_an_open_case_is_named(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, verdict="open")
        assert named(told(tx)) == [(Rule.OPEN, LOTUS)]
        corrected(tx, QUIZ, "pros")
        assert named(told(tx)) == []

    await holds(database, work)


async def test_a_client_of_grade_d_is_to_be_declined(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, grades="D")
        assert named(told(tx)) == [(Rule.DECLINE, LOTUS)]

    await holds(database, work)


async def test_the_message_names_the_newest_first_and_more_than_one_rule(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for place in range(4):
            talk(tx, QUIZ + place, LOTUS + place, NOW + place * HOUR, grades="A")
        assert _clients(told(tx).first_actions) == [LOTUS + 3, LOTUS + 2, LOTUS + 1]
        talk(tx, QUIZ + 9, LOTUS + 9, grades="D")
        assert _clients(told(tx).first_actions) == [LOTUS + 3, LOTUS + 2, LOTUS + 9]

    await holds(database, work)


def _clients(actions: tuple[Action, ...]) -> list[int]:
    return [action.client_id for action in actions]


def _option_for(criterion: str, value: str) -> str:
    asked = cast.scripts().current("prospect_brief").questionnaire.qualifying
    options = (option for question in asked for option in question.options)
    return next(option.id for option in options if option.criteria.get(criterion) == value)


def _say(tx: Transaction, id: int, question: str, option: str, at: datetime) -> None:
    key = (id, manager(tx).id)
    row = interviews.load(tx, [key])[key]
    given = interviews.AnswerRow(question, option, 0, 1, at)
    interviews.save(tx, {key: row}, [row._replace(revision=row.revision + 1, answers=(given,))])
