"""What /segments counts: one test for each definition in docs/reports.md, by name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.reports.conversion import ENOUGH, ENOUGH_AMOUNTS, Conversion, Conversions, conversions
from bot.storage import Database, Transaction
from bot.storage.queries import erasure, outcomes
from bot.storage.queries.outcomes import Outcome
from scoring import wilson
from tests.reports.talks import DAY, HOUR, LOTUS, OTHER, QUIZ, SCHEDULE, corrected, holds, talk
from tests.storage.samples import NOW, manager

SEGMENTS = ("pros", "nimble", "novices", "cautious")
WON, LOST = Outcome("won", 90_000), Outcome("lost", reason="price")


def said(tx: Transaction, outcome: Outcome, client: int = LOTUS, at: datetime = NOW + DAY) -> None:
    assert outcomes.tell(tx, manager(tx).id, client, outcome, at)


def found(tx: Transaction, at: datetime = NOW) -> Conversions:
    """Of the day that a moment is in."""
    return conversions(tx, SEGMENTS, SCHEDULE.ending(SCHEDULE.next_end(at)))


def of(told: Conversions, segment: str) -> Conversion:
    return next(each for each in told.segments if each.ids == (segment,))


def clients(tx: Transaction, won: int, lost: int, **drawn: Any) -> None:
    """Clients of whom so many are won and so many lost."""
    for place in range(won + lost):
        talk(tx, QUIZ + place, LOTUS + place, **drawn)
        said(tx, WON if place < won else LOST, LOTUS + place)


async def test_an_outcome_counts_for_the_window_of_the_clients_card(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        said(tx, WON, at=NOW + 30 * DAY)
        assert (found(tx).all.won, found(tx, NOW + 30 * DAY).all.cases) == (1, 0)

    await holds(database, work)


async def test_the_latest_outcome_counts(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        said(tx, WON)
        said(tx, LOST, at=NOW + 2 * DAY)
        assert (found(tx).all.decided, found(tx).all.won, found(tx).all.total) == (1, 0, 0)

    await holds(database, work)


async def test_decided_is_won_or_lost_and_nothing_else(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for place, outcome in enumerate((WON, LOST, Outcome("postponed"), Outcome("undecided"), None)):
            talk(tx, QUIZ + place, LOTUS + place)
            if outcome is not None:
                said(tx, outcome, LOTUS + place)
        assert (found(tx).all.cases, found(tx).all.decided, found(tx).all.won) == (5, 2, 1)

    await holds(database, work)


async def test_what_was_taken_back_is_not_decided(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        said(tx, WON)
        said(tx, Outcome("undecided"))
        assert (found(tx).all.decided, found(tx).all.total) == (0, 0)

    await holds(database, work)


async def test_conversion_goes_by_the_segment_that_counts_now(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, predominant="novices")
        said(tx, WON)
        corrected(tx, QUIZ, "pros")
        told = found(tx)
        assert (of(told, "novices").cases, of(told, "pros").won) == (0, 1)

    await holds(database, work)


async def test_below_ten_decided_it_is_too_few_to_tell(database: Database) -> None:
    def work(tx: Transaction) -> None:
        clients(tx, 5, ENOUGH - 6, predominant="pros")
        assert (of(found(tx), "pros").decided, of(found(tx), "pros").interval) == (ENOUGH - 1, None)
        talk(tx, QUIZ + 50, LOTUS + 50, predominant="pros")
        said(tx, LOST, LOTUS + 50)
        pros = of(found(tx), "pros")
        assert (pros.share, pros.interval) == (5 / ENOUGH, wilson(5, ENOUGH))

    await holds(database, work)


async def test_amounts_are_those_that_were_said_and_a_median_needs_three(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for place, amount in enumerate((90_000, None, 350_000)):
            talk(tx, QUIZ + place, LOTUS + place)
            said(tx, Outcome("won", amount), LOTUS + place)
        told = found(tx).all
        assert (told.won, told.amounts, told.total, told.median) == (3, 2, 440_000, None)
        said(tx, Outcome("won", 100_000), LOTUS + 1)
        assert (found(tx).all.amounts, found(tx).all.median) == (ENOUGH_AMOUNTS, 100_000)

    await holds(database, work)


async def test_mixes_and_grades_are_told_where_there_are_enough(database: Database) -> None:
    def work(tx: Transaction) -> None:
        clients(tx, 4, 5, predominant="pros", secondary="cautious", sub_segment=True, grades="A")
        assert (found(tx).mixes, [each.ids for each in found(tx).grades]) == ((), [("A",)])
        talk(tx, OTHER + 50, LOTUS + 50, predominant="pros", secondary="cautious", sub_segment=True)
        said(tx, WON, LOTUS + 50)
        (mix,) = found(tx).mixes
        assert (mix.ids, mix.decided) == (("pros", "cautious"), ENOUGH)
        assert [(each.ids[0], each.decided) for each in found(tx).grades] == [("A", 9), ("B", 1)]

    await holds(database, work)


async def test_practice_and_clients_without_a_card_have_no_conversion(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, practice=True)
        said(tx, WON)
        assert found(tx).all.cases == 0

    await holds(database, work)


async def test_an_erased_client_stays_in_the_conversion(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        said(tx, WON, at=NOW + HOUR)
        assert erasure.client(tx, manager(tx).id, LOTUS, NOW + DAY)
        assert (found(tx).all.won, found(tx).all.total) == (1, 90_000)

    await holds(database, work)
