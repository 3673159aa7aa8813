"""Outcomes, uses of cards, and what there is to ask: whose they are, what counts, and what is asked when."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot.storage import Database, Transaction
from bot.storage.queries import card_uses, clients, erasure, follow_ups, outcomes, people
from bot.storage.queries.outcomes import Outcome
from bot.storage.tables import card_uses as uses_table
from bot.storage.tables import outcomes as outcomes_table
from tests.reports.talks import DAY, HOUR, LOTUS, MAPLE, OTHER, QUIZ, holds, is_about, talk
from tests.storage.samples import NOW, manager, rival

WON, LOST = Outcome("won", 350_000), Outcome("lost", reason="price")
AFTER = timedelta(days=14)
TODAY = (NOW - HOUR, NOW + DAY)


def lotus(tx: Transaction) -> int:
    """A client of Mara's; returns Mara."""
    mara = manager(tx).id
    clients.create(tx, LOTUS, mara, "Lotus", NOW)
    return mara


def asked(found: list[follow_ups.Asked]) -> list[int]:
    return [each.client_id for each in found]


# --- outcomes ---------------------------------------------------------------------------------------------


async def test_the_latest_counts_and_all_are_kept(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = lotus(tx)
        assert outcomes.of_client(tx, mara, LOTUS) is None
        outcomes.tell(tx, mara, LOTUS, LOST, NOW)
        outcomes.tell(tx, mara, LOTUS, WON, NOW + DAY)
        told = outcomes.of_client(tx, mara, LOTUS)
        assert told == outcomes.Told(WON, NOW + DAY, count=2, note=None)
        assert outcomes.latest_for_clients(tx, [LOTUS, MAPLE]) == {LOTUS: WON}

    await holds(database, work)


async def test_what_is_taken_back_is_no_outcome(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = lotus(tx)
        outcomes.tell(tx, mara, LOTUS, WON, NOW)
        outcomes.tell(tx, mara, LOTUS, Outcome("undecided"), NOW)
        assert outcomes.latest_for_clients(tx, [LOTUS]) == {}

    await holds(database, work)


async def test_a_note_stays_with_what_is_made_more_precise_and_not_with_another_outcome(
    database: Database,
) -> None:
    def work(tx: Transaction) -> list[str | None]:
        mara = lotus(tx)
        notes: list[str | None] = []
        for outcome in (Outcome("lost"), LOST, WON, LOST):
            outcomes.tell(tx, mara, LOTUS, outcome, NOW)
            if not notes:
                assert outcomes.annotate(tx, mara, LOTUS, "their nephew")
            told = outcomes.of_client(tx, mara, LOTUS)
            notes.append(told.note if told else "?")
        return notes

    assert await database.transaction(work) == ["their nephew", "their nephew", None, None]


async def test_nobody_says_anything_of_somebody_elses_or_an_erased_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, rolf = lotus(tx), rival(tx).id
        outcomes.tell(tx, mara, LOTUS, LOST, NOW)
        assert not outcomes.tell(tx, rolf, LOTUS, WON, NOW)
        assert not outcomes.annotate(tx, rolf, LOTUS, "mine")
        assert outcomes.of_client(tx, rolf, LOTUS) is None
        erasure.client(tx, mara, LOTUS, NOW)
        assert not outcomes.tell(tx, mara, LOTUS, WON, NOW)
        assert outcomes.of_client(tx, mara, LOTUS) is None
        assert tx.connection.scalar(select(func.count()).select_from(outcomes_table)) == 1

    await holds(database, work)


# --- uses of cards ----------------------------------------------------------------------------------------


async def test_of_a_card_the_last_word_counts_and_the_same_is_not_stored_twice(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        mara = manager(tx).id
        for use in ("used", "used", "sent", "sent"):
            assert card_uses.tell(tx, mara, QUIZ, use, NOW)
        assert card_uses.latest(tx, [QUIZ, OTHER]) == {QUIZ: "sent"}
        assert tx.connection.scalar(select(func.count()).select_from(uses_table)) == 2

    await holds(database, work)


async def test_practice_and_somebody_elses_have_no_card_to_use(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        talk(tx, OTHER, MAPLE, practice=True)
        assert not card_uses.tell(tx, rival(tx).id, QUIZ, "sent", NOW)
        assert not card_uses.tell(tx, manager(tx).id, OTHER, "sent", NOW)
        assert card_uses.latest(tx, [QUIZ, OTHER]) == {}

    await holds(database, work)


# --- what there is to ask ---------------------------------------------------------------------------------


async def test_of_several_cards_of_a_client_the_last_is_asked_about(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        talk(tx, OTHER, at=NOW + HOUR)
        talk(tx, OTHER + 1, MAPLE, at=NOW + 2 * HOUR, practice=True)
        (lotus_,) = follow_ups.cards(tx, manager(tx).id, TODAY)
        assert (lotus_.name, lotus_.interview_id, lotus_.at) == ("Client 1", OTHER, NOW + HOUR)
        assert follow_ups.cards(tx, rival(tx).id, TODAY) == []

    await holds(database, work)


async def test_what_was_said_of_the_last_card_leaves_no_question_about_an_earlier_one(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        talk(tx, OTHER, at=NOW + HOUR)
        mara = manager(tx).id
        card_uses.tell(tx, mara, OTHER, "used", NOW + 2 * HOUR)
        assert follow_ups.cards(tx, mara, TODAY) == []
        talk(tx, OTHER + 1, at=NOW + 3 * HOUR)
        assert [each.interview_id for each in follow_ups.cards(tx, mara, TODAY)] == [OTHER + 1]

    await holds(database, work)


async def test_what_was_said_of_a_card_goes_with_its_quiz_to_another_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        talk(tx, OTHER, at=NOW + HOUR)
        talk(tx, OTHER + 1, MAPLE, at=NOW)
        mara = manager(tx).id
        card_uses.tell(tx, mara, OTHER, "sent", NOW + 2 * HOUR)
        assert asked(follow_ups.cards(tx, mara, TODAY)) == [MAPLE]
        is_about(tx, OTHER, MAPLE)
        assert asked(follow_ups.cards(tx, mara, TODAY)) == [LOTUS]

    await holds(database, work)


async def test_an_answer_before_the_end_is_no_question_and_one_after_it_still_is(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        talk(tx, OTHER, MAPLE)
        mara = manager(tx).id
        card_uses.tell(tx, mara, QUIZ, "not_yet", NOW + HOUR)
        outcomes.tell(tx, mara, MAPLE, WON, NOW + DAY)
        assert asked(follow_ups.cards(tx, mara, TODAY)) == [MAPLE]

    await holds(database, work)


async def test_an_outcome_from_before_the_card_says_nothing_of_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = lotus(tx)
        outcomes.tell(tx, mara, LOTUS, LOST, NOW - HOUR)
        talk(tx)
        assert asked(follow_ups.cards(tx, mara, TODAY)) == [LOTUS]

    await holds(database, work)


async def test_the_first_card_sets_the_time_to_decide(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        talk(tx, OTHER, at=NOW + 3 * DAY)
        mara = manager(tx).id
        found = [
            asked(follow_ups.decisions(tx, mara, (NOW + day * DAY, NOW + (day + 1) * DAY), AFTER))
            for day in (13, 14, 15, 17)
        ]
        assert found == [[], [LOTUS], [], []]

    await holds(database, work)


async def test_only_what_is_not_decided_is_asked_and_who_was_put_off_when_the_time_has_come(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx).id
        for place in range(4):
            talk(tx, QUIZ + place, LOTUS + place)
        outcomes.tell(tx, mara, LOTUS, LOST, NOW)
        put_off = Outcome("postponed", postponed_until=NOW + 14 * DAY + HOUR)
        outcomes.tell(tx, mara, LOTUS + 1, put_off, NOW + HOUR)
        outcomes.tell(tx, mara, LOTUS + 2, put_off, NOW + HOUR)
        outcomes.tell(tx, mara, LOTUS + 2, WON, NOW + 2 * HOUR)
        outcomes.tell(tx, mara, LOTUS + 3, LOST, NOW)
        outcomes.tell(tx, mara, LOTUS + 3, Outcome("undecided"), NOW + HOUR)
        found = follow_ups.decisions(tx, mara, (NOW + 14 * DAY, NOW + 15 * DAY), AFTER)
        assert [(each.client_id, each.interview_id) for each in found] == [
            (LOTUS + 3, QUIZ + 3),
            (LOTUS + 1, None),
        ]

    await holds(database, work)


async def test_an_erased_client_is_not_asked_about(database: Database) -> None:
    def work(tx: Transaction) -> None:
        talk(tx)
        mara = manager(tx).id
        outcomes.tell(tx, mara, LOTUS, Outcome("postponed", postponed_until=NOW + HOUR), NOW - DAY)
        erasure.client(tx, mara, LOTUS, NOW)
        assert follow_ups.cards(tx, mara, TODAY) == []
        assert follow_ups.decisions(tx, mara, TODAY, AFTER) == []

    await holds(database, work)


# --- who was asked ----------------------------------------------------------------------------------------


async def test_each_member_who_wants_it_is_asked_once_up_to_a_moment(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, rolf = manager(tx), rival(tx)
        people.get_or_create(tx, 900, "A prospect", "en", NOW)
        assert [(person.id, end) for person, end in follow_ups.to_ask(tx, NOW)] == [
            (mara.id, None),
            (rolf.id, None),
        ]
        assert follow_ups.asked(tx, mara.id, NOW) and not follow_ups.asked(tx, mara.id, NOW)
        assert not follow_ups.asked(tx, mara.id, NOW - HOUR)
        follow_ups.want(tx, rolf.id, wanted=False)
        assert follow_ups.to_ask(tx, NOW) == []
        assert [(person.id, end) for person, end in follow_ups.to_ask(tx, NOW + DAY)] == [(mara.id, NOW)]
        people.deactivate(tx, mara.id)
        assert follow_ups.to_ask(tx, NOW + DAY) == []
        assert follow_ups.reached(tx, rolf.id) == follow_ups.Reached(False, None)

    await holds(database, work)
