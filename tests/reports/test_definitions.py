"""What a summary counts: one test for each definition in docs/reports.md, by name."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import timedelta

from bot.briefs import issuing
from bot.reports.figures import ManagerRow
from bot.reports.summary import Summary, summary_of
from bot.storage import Database, Transaction
from bot.storage.queries import erasure
from tests.briefs import cast
from tests.house.places import ROOT
from tests.reports.talks import (
    DAY,
    HOUR,
    LOTUS,
    MAPLE,
    OTHER,
    QUIZ,
    SCHEDULE,
    a_brief,
    again,
    corrected,
    drawn_together,
    holds,
    so_far,
    talk,
    told,
)
from tests.storage.samples import BIG, NOW, manager, rival


def segments(summary: Summary) -> dict[str, int]:
    """Those that there are, and what is open."""
    return {count.id: count.count for count in (*summary.segments, summary.open) if count.count}


def grades(summary: Summary) -> dict[str, int]:
    return {count.id: count.count for count in summary.grades if count.count}


# --- cases ------------------------------------------------------------------------------------------------


async def test_a_client_is_a_case_of_the_window_of_the_first_result(database: Database) -> None:
    def work(tx: Transaction) -> None:
        end = SCHEDULE.next_end(NOW)
        talk(tx, QUIZ, LOTUS, end - timedelta(microseconds=1))
        talk(tx, OTHER, MAPLE, end)
        assert [told(tx, at).cases.count for at in (NOW - DAY, NOW, end, end + DAY)] == [0, 1, 1, 0]

    await holds(database, work)


async def test_a_client_counts_once_a_window(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        talk(tx, OTHER, at=NOW + HOUR, predominant="pros")
        talk(tx, OTHER + 1, at=NOW + DAY)
        assert (told(tx).cases.count, told(tx, NOW + DAY).cases.count) == (1, 1)

    await holds(database, work)


async def test_a_late_edit_keeps_its_first_day(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, predominant="novices")
        again(tx, QUIZ, LOTUS, NOW + 3 * DAY, predominant="pros", revision=2)
        assert segments(told(tx)) == {"pros": 1}
        assert told(tx, NOW + 2 * DAY).is_empty and told(tx, NOW + 3 * DAY).is_empty

    await holds(database, work)


async def test_a_corrected_segment_wins_everywhere(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, predominant="novices", verdict="open")
        corrected(tx, QUIZ, "nimble")
        talk(tx, OTHER, at=NOW + DAY, predominant="pros")
        assert segments(told(tx)) == segments(told(tx, NOW + DAY)) == {"nimble": 1}
        corrected(tx, OTHER, "cautious")
        assert segments(told(tx)) == {"cautious": 1}

    await holds(database, work)


async def test_a_joint_result_counts_before_a_result(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, predominant="novices", grades="D")
        talk(tx, OTHER, predominant="nimble")
        drawn_together(tx, QUIZ, OTHER, "pros", "A")
        assert (segments(told(tx)), grades(told(tx))) == ({"pros": 1}, {"A": 1})

    await holds(database, work)


async def test_an_open_verdict_is_counted_as_open(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, predominant="novices", verdict="open")
        assert segments(told(tx)) == {"open": 1}

    await holds(database, work)


async def test_a_grade_counts_where_only_one_is_left(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, grades="A")
        talk(tx, OTHER, MAPLE, grades="A,B")
        assert grades(told(tx)) == {"A": 1, "open": 1}

    await holds(database, work)


async def test_a_mix_is_a_named_pair_or_a_corrected_one(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, predominant="novices", secondary="cautious", sub_segment=True)
        talk(tx, OTHER, MAPLE, predominant="novices", secondary="cautious")
        assert [(mix.predominant, mix.secondary, mix.count) for mix in told(tx).mixes] == [
            ("novices", "cautious", 1)
        ]
        corrected(tx, QUIZ, "pros")
        assert told(tx).mixes == ()
        corrected(tx, OTHER, "pros", "nimble")
        assert [(mix.predominant, mix.secondary) for mix in told(tx).mixes] == [("pros", "nimble")]

    await holds(database, work)


async def test_practice_never_counts(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, predominant="novices")
        talk(tx, OTHER, at=NOW + HOUR, predominant="pros", grades="D", practice=True)
        corrected(tx, OTHER, "nimble")
        talk(tx, OTHER + 1, MAPLE, practice=True)
        assert (segments(told(tx)), grades(told(tx))) == ({"novices": 1}, {"B": 1})

    await holds(database, work)


async def test_erased_clients_count_and_are_never_named(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, grades="A")
        talk(tx, OTHER, MAPLE, verdict="open", grades="D")
        assert len(told(tx).actions) == 2
        for client in (LOTUS, MAPLE):
            assert erasure.client(tx, manager(tx).id, client, NOW)
        assert (told(tx).cases.count, told(tx).actions) == (2, ())

    await holds(database, work)


async def test_a_withdrawn_brief_says_nothing_of_the_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, _ = cast.sent(tx)
        assert told(tx).cases.count == 1
        erasure.person(tx, anna.id, NOW + HOUR)
        assert (told(tx).cases.count, told(tx).briefs.done) == (0, 1)

    await holds(database, work)


async def test_the_day_that_is_under_way_ends_its_trend(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        summary = so_far(tx, NOW + HOUR)
        assert (summary.cases.count, summary.trend[-1].cases) == (1, 1)
        assert summary.trend[-1].ends_on == summary.window.ends_on
        assert len(summary.trend) == len(told(tx).trend)
        assert summary.observations == ()

    await holds(database, work)


# --- the usual --------------------------------------------------------------------------------------------


async def test_usual_is_the_median_of_four_windows_alike(database: Database) -> None:
    """Five Wednesdays back there was one case, then 2, 9, none at all, 4 and 3: the four that count."""

    def work(tx: Transaction) -> None:
        serial = iter(range(BIG + 1000, BIG + 2000))
        for weeks, count in enumerate((3, 4, 0, 9, 2, 1), start=1):
            for _ in range(count):
                id = next(serial)
                talk(tx, id, id + 5000, NOW - weeks * 7 * DAY)
        talk(tx, at=NOW - DAY)  # a Tuesday's is no Wednesday's
        summary = told(tx)
        assert (summary.cases.usual, summary.cases.count) == (3.5, 0)
        assert [bar.cases for bar in summary.trend][-6:] == [3, 0, 0, 0, 1, 0]

    await holds(database, work)


async def test_a_day_after_the_days_were_changed_is_not_held_against_weeks(database: Database) -> None:
    fridays = replace(SCHEDULE, days=frozenset({5}))
    friday = SCHEDULE.ending(SCHEDULE.next_end(NOW + 2 * DAY))

    def work(tx: Transaction) -> None:
        for place, back in enumerate((5, 12, 19)):
            talk(tx, OTHER + place, at=NOW - back * DAY)
        assert summary_of(tx, cast.scripts(), SCHEDULE, friday).cases.usual == 1.0
        assert summary_of(tx, cast.scripts(), fridays, friday).cases.usual is None, "it has Friday alone"
        week = fridays.ending(friday.end)
        assert summary_of(tx, cast.scripts(), fridays, week).cases.usual == 1.0

    await holds(database, work)


async def test_of_one_window_alike_nothing_is_usual_yet(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, at=NOW - 7 * DAY)
        assert told(tx).cases.usual is None
        talk(tx, OTHER, at=NOW - 84 * DAY)
        assert told(tx).cases.usual == 1.0
        assert told(tx, NOW + 7 * DAY).cases.usual is None, "thirteen weeks are too long ago"

    await holds(database, work)


# --- briefs -----------------------------------------------------------------------------------------------


async def test_each_step_of_a_brief_counts_at_its_own_moment(database: Database) -> None:
    steps = {"opened_at": "opened", "declined_at": "declined", "sent_at": "done", "stopped_at": "stopped"}

    def work(tx: Transaction) -> None:
        for place, name in enumerate(steps):
            a_brief(tx, BIG + 301 + place, created_at=NOW - 30 * DAY, **{name: NOW + place * DAY})
        for place, step in enumerate(("opened", "declined", "done")):
            found = told(tx, NOW + place * DAY).briefs
            assert {field.name: getattr(found, field.name) for field in fields(found)} == {
                field.name: int(field.name == step) for field in fields(found)
            }
        a_brief(tx, BIG + 400, created_at=NOW - 20 * DAY, expires_at=NOW - DAY)
        assert (told(tx, NOW - DAY).briefs.expired, told(tx, NOW - 20 * DAY).briefs.sent) == (1, 1)
        assert told(tx, NOW + 5 * DAY).briefs.stopped == 1, "a Saturday's is told on Monday"

    await holds(database, work)


async def test_a_replaced_link_and_a_phone_brief_are_not_sent(database: Database) -> None:
    def work(tx: Transaction) -> None:
        a_brief(tx, revoked_at=NOW + HOUR)
        a_brief(tx, BIG + 302, via="phone", sent_at=NOW)
        assert told(tx).briefs.is_empty
        a_brief(tx, BIG + 303, revoked_at=NOW + HOUR, opened_at=NOW)
        assert (told(tx).briefs.sent, told(tx).briefs.opened) == (1, 1)

    await holds(database, work)


async def test_a_link_that_had_run_out_before_it_was_replaced_was_sent_and_expired(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        a_brief(tx, created_at=NOW - 20 * DAY, expires_at=NOW)
        before = [told(tx, at).briefs for at in (NOW - 20 * DAY, NOW)]
        assert [(each.sent, each.expired) for each in before] == [(1, 0), (0, 1)]
        issuing.issue(tx, manager(tx).id, LOTUS, "en", NOW + 2 * DAY, 14)
        assert [told(tx, at).briefs for at in (NOW - 20 * DAY, NOW)] == before
        erasure.client(tx, manager(tx).id, LOTUS, NOW + 5 * DAY)
        assert [told(tx, at).briefs for at in (NOW - 20 * DAY, NOW)] == before

    await holds(database, work)


async def test_a_window_with_only_a_brief_is_not_empty(database: Database) -> None:
    def work(tx: Transaction) -> None:
        assert told(tx).is_empty
        a_brief(tx)
        assert not told(tx).is_empty
        assert told(tx, NOW + DAY).is_empty

    await holds(database, work)


# --- people -----------------------------------------------------------------------------------------------


async def test_no_row_of_a_manager_tells_of_corrections(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, predominant="novices")
        before = told(tx).managers
        corrected(tx, QUIZ, "pros")
        assert told(tx).managers == before != ()
        assert not any("correct" in field.name for field in fields(ManagerRow))

    await holds(database, work)


async def test_a_group_reads_no_names_and_no_rows(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, grades="A")
        assert "Client 1" in repr(told(tx))
        shown = repr(told(tx).without_names())
        assert "Client 1" not in shown and "Mara" not in shown

    await holds(database, work)


async def test_a_managers_summary_is_about_their_own_clients(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, grades="A")
        a_brief(tx)
        mine, other = (told(tx, owner_id=person.id) for person in (manager(tx), rival(tx)))
        assert (mine.cases.count, len(mine.actions), mine.briefs.sent) == (1, 1, 1)
        assert (other.is_empty, other.actions, other.managers) == (True, (), ())

    await holds(database, work)


# --- the document -----------------------------------------------------------------------------------------


def test_every_definition_names_a_test_that_is_here() -> None:
    page = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
    here = "".join(
        (ROOT / "tests" / "reports" / f"test_{name}.py").read_text()
        for name in ("definitions", "actions", "funnel", "conversion")
    )
    named = re.findall(r"`(test_\w+)` \|", page)
    assert len(named) > 20
    assert [name for name in named if f"def {name}(" not in here] == []
    definitions = page.partition("## Definitions")[2].partition("## Observations")[0]
    rows = [row for row in definitions.splitlines() if row.startswith("| ") and not row.endswith("| Test |")]
    assert [row for row in rows if "`test_" not in row] == []
