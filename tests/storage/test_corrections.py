"""Which correction counts: a word about the client, whichever interview it was set beside."""

from __future__ import annotations

from bot.interviews.records import word_in
from bot.storage import Database, Transaction
from bot.storage.queries import results
from bot.storage.queries.results import Correction
from tests.briefs import cast
from tests.reports.talks import HOUR, LOTUS, MAPLE, OTHER, QUIZ, corrected, holds, talk
from tests.storage.samples import NOW, manager


def counted(tx: Transaction, interview: int) -> str | None:
    """The segment that counts on the card of an interview."""
    row = results.latest_for_interview(tx, manager(tx).id, interview)
    assert row is not None
    return row.predominant


async def test_a_word_about_the_client_counts_for_every_interview_about_them(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, QUIZ, predominant="novices")
        corrected(tx, QUIZ, "cautious")
        talk(tx, OTHER, at=NOW + HOUR, predominant="pros")
        talk(tx, OTHER + 1, MAPLE, predominant="pros")
        assert [counted(tx, each) for each in (QUIZ, OTHER, OTHER + 1)] == ["cautious", "cautious", "pros"]
        corrected(tx, OTHER, "nimble")
        assert [counted(tx, each) for each in (QUIZ, OTHER, OTHER + 1)] == ["nimble", "nimble", "pros"]
        assert {row.predominant for row in results.history(tx, manager(tx).id, LOTUS)} == {"nimble"}
        assert results.latest_for_clients(tx, [LOTUS])[LOTUS].predominant == "nimble"

    await holds(database, work)


async def test_what_was_said_of_a_practice_call_counts_for_no_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx, QUIZ, predominant="novices")
        talk(tx, OTHER, at=NOW + HOUR, predominant="pros", practice=True)
        corrected(tx, OTHER, "nimble")
        assert counted(tx, QUIZ) == "novices"

    await holds(database, work)


def test_a_word_that_the_scripts_content_has_no_segment_for_is_left_out() -> None:
    script = cast.scripts().current("manager_quiz")
    assert word_in(script, Correction(1, "pros", None, None, NOW)) == ("pros", None)
    assert word_in(script, Correction(1, "pros", "gone", None, NOW)) is None
    assert word_in(script, Correction(1, "gone", None, None, NOW)) is None
    assert word_in(script, None) is None
