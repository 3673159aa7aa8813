"""The invented history is whole: what it says is what the bot's own code says of it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.cli import app
from bot.effects import unit_of_work
from bot.interviews import joint as joint_results
from bot.outcomes import following
from bot.reports import demo
from bot.reports.funnel import Kind, funnel_of
from bot.reports.summary import summary_of
from bot.reports.windows import Schedule
from bot.storage import Database, Transaction, tables
from bot.storage.queries import results
from scoring import score
from tests.briefs.cast import scripts
from tests.conftest import KEY

SCHEDULE = Schedule(ZoneInfo("Asia/Tokyo"), time(18), frozenset(range(1, 6)))
PLAN = demo.Plan(datetime(2031, 3, 5, 9, 0, tzinfo=UTC), days=90, per_day=5)


def filled(tx: Transaction) -> Counter[str]:
    return demo.fill(tx, scripts(), SCHEDULE, PLAN, demo.hire(tx, PLAN, 2))


async def test_a_day_of_it_has_everything_that_a_summary_shows(database: Database) -> None:
    def work(tx: Transaction) -> None:
        stored = filled(tx)
        assert stored["interviews"] > 250
        assert min(stored.values()) > 0
        window = SCHEDULE.of_days(PLAN.until.date() - timedelta(6), PLAN.until.date(), PLAN.until)
        summary = summary_of(tx, scripts(), SCHEDULE, window)
        assert summary.cases.count > 10
        assert summary.mixes and summary.actions and not summary.briefs.is_empty
        assert {row.name for row in summary.managers} == {"Jonas", "Mara"}
        assert all(action.client_name for action in summary.actions)

    await database.transaction(work)


async def test_somebody_who_looks_for_where_people_leave_finds_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        filled(tx)
        month = SCHEDULE.of_days(PLAN.until.date() - timedelta(60), PLAN.until.date(), PLAN.until)
        for kind in Kind:
            funnel = funnel_of(tx, scripts(), kind, month, PLAN.until)
            assert funnel.is_telling and funnel.left > 5 and funnel.ended == 0
            assert funnel.most_left is not None and funnel.most_unknown is not None
            assert len([place for place in funnel.places if place.left]) > 3
            assert not any(place.is_older for place in funnel.places)

    await database.transaction(work)


async def test_the_usual_is_there_after_a_few_weeks(database: Database) -> None:
    def work(tx: Transaction) -> None:
        filled(tx)
        summary = summary_of(tx, scripts(), SCHEDULE, SCHEDULE.ending(next(SCHEDULE.ends_until(PLAN.until))))
        assert summary.cases.usual is not None
        assert all(bar.cases for bar in summary.trend)

    await database.transaction(work)


async def test_its_results_are_what_scoring_its_answers_gives(database: Database) -> None:
    def work(tx: Transaction) -> None:
        filled(tx)
        unit = unit_of_work(tx, scripts(), PLAN.until, UTC)
        for id, person in _quizzes(tx):
            held = unit.get((id, person))
            if held is None:
                continue  # of an erased client
            stored = results.latest_for_interview(tx, person, id)
            assert stored is not None
            script = held.interview.script
            assert (
                score(script.model, script.trait_answers(held.interview.answers)).as_dict()
                == (stored.draft.content["result"])
            )

    await database.transaction(work)


def _quizzes(tx: Transaction) -> list[tuple[int, int]]:
    rows = tables.interviews
    done = (rows.c.questionnaire == "manager_quiz", rows.c.first_result_at.is_not(None))
    found = select(rows.c.id, rows.c.person_id).where(*done)
    return [(id, person) for id, person in tx.connection.execute(found.order_by(rows.c.id).limit(20))]


async def test_its_joint_results_can_be_shown_on_cards(database: Database) -> None:
    def work(tx: Transaction) -> None:
        filled(tx)
        of = tables.joint_results.join(tables.clients)
        named = select(tables.clients.c.owner_id, tables.joint_results.c.quiz_id).select_from(of)
        rows = tx.connection.execute(named.where(tables.clients.c.deleted_at.is_(None)).limit(10)).all()
        for owner, quiz in rows:
            found = joint_results.latest(tx, scripts(), owner, quiz)
            assert found is not None
            assert found.on_card("en").yours is not None

    await database.transaction(work)


async def test_nothing_in_it_happens_after_its_end(database: Database) -> None:
    def work(tx: Transaction) -> None:
        filled(tx)
        for table in (tables.clients, tables.interviews, tables.results, tables.corrections, tables.briefs):
            for column in table.c:
                if column.name.endswith("_at") and column.name != "expires_at":
                    last = tx.connection.scalar(select(func.max(column)))
                    assert last is None or last <= PLAN.until, f"{column}"

    await database.transaction(work)


async def test_the_same_seed_gives_the_same_history_and_another_one_another(database: Database) -> None:
    class Undo(Exception):
        pass

    seen = []

    async def ids(seed: int) -> None:
        def work(tx: Transaction) -> None:
            plan = demo.Plan(PLAN.until, 10, 3, seed)
            demo.fill(tx, scripts(), SCHEDULE, plan, demo.hire(tx, plan, 1))
            seen.append(sorted(tx.connection.scalars(select(tables.interviews.c.id))))
            raise Undo

        with pytest.raises(Undo):
            await database.transaction(work)

    for seed in (1, 1, 2):
        await ids(seed)
    assert seen[0] == seen[1] != seen[2]


def test_the_command_fills_an_empty_database_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_KEY", KEY)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'demo.sqlite3'}")
    command = ["demo-data", "--days", "20", "--per-day", "2"]
    first, second = (CliRunner().invoke(app, command) for _ in range(2))
    assert first.exit_code == 0
    assert "interviews" in first.output
    assert second.exit_code == 2
    assert "holds interviews already; expected a database without any" in second.output


async def test_nobody_invented_is_written_to(database: Database) -> None:
    def work(tx: Transaction) -> int:
        filled(tx)
        morning = PLAN.until.replace(hour=1) + timedelta(days=1)  # ten in Tokyo
        return following.post_due(tx, SCHEDULE, morning)

    assert await database.transaction(work) == 0
