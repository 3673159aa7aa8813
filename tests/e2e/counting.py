"""Everything that the bot counts or tells of clients, for tests of what must not be among it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, select

from bot.calibration.evidence import gather
from bot.reports.conversion import conversions
from bot.reports.documents.records import Asked, Naming
from bot.reports.documents.records import read as read_export
from bot.reports.funnel import Kind, funnel_of
from bot.reports.windows import Window
from bot.storage import Transaction
from bot.storage.queries import brief_steps, clients, follow_ups, joint, reports, results, team
from bot.storage.tables import interviews, metadata
from tests.e2e.stage import Stage


def figures(stage: Stage, owner: int, client: int) -> Callable[[Transaction], dict[str, Any]]:
    """The figures of the team, of one owner and of one client, as plain values."""
    scripts, schedule = stage.bot.desk.scripts, stage.bot.desk.house.schedule
    span = (stage.clock.time.replace(year=2000), stage.clock.time.replace(year=2100))
    window = Window(*span, span[0].date(), span[1].date())

    def read(tx: Transaction) -> dict[str, Any]:
        learned = gather(tx, scripts)
        return {
            "funnel": [funnel_of(tx, scripts, kind, window, span[1], owner) for kind in Kind],
            "conversions": conversions(tx, scripts.segments, window),
            "asked in the morning": [
                follow_ups.cards(tx, owner, span),
                follow_ups.decisions(tx, owner, span, timedelta(days=14)),
            ],
            "exported": read_export(tx, scripts, schedule, Asked(window, None, Naming.NAMES, "en")),
            "learned from": [len(learned.confirmed), len(learned.recent)],
            "cases": [reports.cases(tx, span, who) for who in (None, owner)],
            "count": [reports.count_cases(tx, span, who) for who in (None, owner)],
            "hot": [reports.cases_of_grade(tx, span, None, grade) for grade in "ABCD"],
            "stirred": reports.stirred(tx, [client]),
            "briefs": [brief_steps.steps(tx, span, None), brief_steps.stopped(tx, span, None)],
            "results": [results.history(tx, owner, client), results.latest_for_clients(tx, [client])],
            "joint": [joint.latest_for_clients(tx, [client]), joint.last_of_both(tx, client)],
            "clients": clients.page(tx, owner, "", 0, 50),
            "holdings": team.holdings(tx, owner).interviews,
        }

    return read


def forget_practice(tx: Transaction) -> None:
    """Delete every practice interview with all that hangs on it, as if nobody had practised."""
    practised = select(interviews.c.id).where(interviews.c.practice)
    for table in reversed(metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column is interviews.c.id:
                _delete(tx, table, key.parent.in_(practised))
    _delete(tx, interviews, interviews.c.practice)


def _delete(tx: Transaction, table: Table, which: ColumnElement[bool]) -> None:
    """Rows, after the rows that hang on them."""
    gone = select(table.c.id).where(which) if "id" in table.c else None
    for other in metadata.sorted_tables:
        for key in other.foreign_keys:
            if gone is not None and key.column.table is table and table is not interviews:
                _delete(tx, other, key.parent.in_(gone))
    tx.connection.execute(delete(table).where(which))
