"""Who is told what, when, and how often."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.briefs import issuing, telling
from bot.people.quiet import waking
from bot.storage import Database, Transaction
from bot.storage.queries import briefs, handover, lending, pacing, people
from questionnaires.interview import events
from questionnaires.interview.events import Thing
from tests.briefs.cast import (
    CLIENT,
    NOW,
    answer_all,
    begun,
    issued,
    kinds,
    manager,
    sent,
    told,
    unit,
)

MINUTE = timedelta(minutes=1)
TOKYO = ZoneInfo("Asia/Tokyo")


async def test_a_manager_is_told_at_once_when_a_brief_is_sent(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        (only,) = told(tx)
        assert (only.kind, only.to, only.about, only.due_at) == ("brief_sent", 700, CLIENT, NOW)
        assert only.facts == {"brief": brief.id}
        assert brief.sent_at == NOW

    await database.transaction(work)


async def test_changes_of_a_few_minutes_are_one_message_about_all_since_the_first(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        assert brief.interview_id is not None
        for seconds in range(10):
            telling.changed(tx, brief.interview_id, NOW + seconds * timedelta(seconds=1), TOKYO)
        assert kinds(tx) == ["brief_sent", "brief_changed"]
        change = told(tx)[1]
        assert (change.due_at, change.facts["since"]) == (NOW + 3 * MINUTE, NOW.isoformat())

    await database.transaction(work)


def told_by_now(tx: Transaction) -> None:
    """Everything that is due goes out."""
    lent = lending.claim_first(tx, [], "a", NOW, MINUTE, 10)
    pacing.begin(tx, {each.id: NOW for each in lent})
    lending.sent(tx, [each.id for each in lent], NOW)


async def test_what_was_told_and_is_taken_back_together_is_one_message_with_counts(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        told_by_now(tx)
        for thing in (Thing.FILE, Thing.CONTACT, Thing.FILE):
            telling.took_back(tx, brief.interview_id or 0, thing, NOW, NOW + MINUTE, TOKYO)
        (only,) = told(tx)
        assert (only.kind, only.due_at) == ("brief_took_back", NOW + 4 * MINUTE)
        assert only.facts == {"brief": brief.id, "file": 2, "contact": 1}

    await database.transaction(work)


async def test_what_came_after_the_last_message_is_taken_back_unsaid(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        interview = brief.interview_id or 0
        telling.took_back(tx, interview, Thing.WORDS, NOW, NOW, TOKYO)
        assert kinds(tx) == ["brief_sent"], "the card itself is still to come"
        told_by_now(tx)
        telling.took_back(tx, interview, Thing.WORDS, NOW + MINUTE, NOW + MINUTE, TOKYO)
        assert kinds(tx) == []
        telling.changed(tx, interview, NOW + 2 * MINUTE, TOKYO)
        telling.took_back(tx, interview, Thing.WORDS, NOW, NOW + 2 * MINUTE, TOKYO)
        assert kinds(tx) == ["brief_changed", "brief_took_back"], "that one was on the card"

    await database.transaction(work)


async def test_a_message_that_had_nothing_to_tell_has_told_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        (lent,) = lending.claim_first(tx, [], "a", NOW, MINUTE, 10)
        pacing.begin(tx, {lent.id: NOW})
        lending.cancel(tx, lent)
        telling.took_back(tx, brief.interview_id or 0, Thing.WORDS, NOW, NOW, TOKYO)
        assert kinds(tx) == []

    await database.transaction(work)


async def test_what_is_on_its_way_already_is_given_no_more_to_tell(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        told_by_now(tx)
        telling.took_back(tx, brief.interview_id or 0, Thing.WORDS, NOW, NOW, TOKYO)
        later = NOW + 4 * MINUTE
        (lent,) = lending.claim_first(tx, [], "a", later, MINUTE, 10)
        telling.took_back(tx, brief.interview_id or 0, Thing.FILE, NOW, later, TOKYO)
        assert [each.facts for each in told(tx)] == [
            {"brief": brief.id, "words": 1},
            {"brief": brief.id, "file": 1},
        ]
        assert lending.read(tx, lent) is not None

    await database.transaction(work)


async def test_a_change_while_another_is_on_its_way_is_told_as_well(database: Database) -> None:
    """It may have been worded a moment before."""

    def work(tx: Transaction) -> None:
        _, brief = sent(tx)
        assert brief.interview_id is not None
        telling.changed(tx, brief.interview_id, NOW, TOKYO)
        (lent,) = lending.claim(tx, "brief_changed", "a", NOW + 3 * MINUTE, MINUTE, 1)
        telling.changed(tx, brief.interview_id, NOW + 3 * MINUTE, TOKYO)
        assert kinds(tx).count("brief_changed") == 2
        lending.sent(tx, [lent.id], NOW + 4 * MINUTE)
        telling.changed(tx, brief.interview_id, NOW + 4 * MINUTE, TOKYO)
        assert kinds(tx).count("brief_changed") == 1, "the one that waits tells of this, too"

    await database.transaction(work)


async def test_nobody_is_told_of_changes_before_sending(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _, brief = begun(tx)
        assert brief.interview_id is not None
        telling.changed(tx, brief.interview_id, NOW, TOKYO)
        assert kinds(tx) == []

    await database.transaction(work)


async def test_words_for_a_person_come_each_time_and_answers_go_back(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, brief = begun(tx)
        telling.talk(tx, brief, "Do you make shops, too?", NOW, TOKYO, 1)
        telling.talk(tx, brief, "Do you make shops, too?", NOW, TOKYO, 2)
        telling.talk(tx, brief, "the same update once more", NOW, TOKYO, 2)
        assert telling.reply(tx, brief, "We do.", NOW, TOKYO, 3)
        first, second, back = told(tx)
        assert (first.facts["words"], second.facts["words"]) == ("Do you make shops, too?",) * 2
        assert (back.kind, back.to, back.facts["words"]) == ("reply", anna.telegram_id, "We do.")

    await database.transaction(work)


async def test_nobody_answers_a_prospect_who_is_not_there(database: Database) -> None:
    def work(tx: Transaction) -> None:
        assert not telling.reply(tx, issued(tx).brief, "Hello?", NOW, TOKYO, 1)

    await database.transaction(work)


async def test_a_brief_on_the_phone_is_sent_without_a_word(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner = manager(tx)
        issued(tx)
        at = unit(tx)
        held = issuing.begin_by_phone(at, owner.id, CLIENT, owner.telegram_id)
        assert held is not None
        answer_all(at, held)
        at.receive(held, events.Sent())
        at.flush()
        (brief,) = [each for each in briefs.of_client(tx, owner.id, CLIENT) if each.via == "phone"]
        assert (brief.person_id, brief.sent_at) == (owner.id, NOW)
        assert kinds(tx) == []

    await database.transaction(work)


async def test_only_ones_own_client_is_asked_on_the_phone(database: Database) -> None:
    def work(tx: Transaction) -> None:
        issued(tx)
        rolf = manager(tx, 1, "Rolf")
        assert issuing.begin_by_phone(unit(tx), rolf.id, CLIENT, rolf.telegram_id) is None

    await database.transaction(work)


async def test_what_is_to_be_told_follows_the_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, rolf = manager(tx), manager(tx, 1, "Rolf")
        _, brief = sent(tx)
        handover.all_clients(tx, mara.id, rolf, NOW)
        assert [each.to for each in told(tx)] == [rolf.telegram_id]
        assert briefs.own(tx, mara.id, brief.id) is None
        assert brief.interview_id is not None
        telling.changed(tx, brief.interview_id, NOW, TOKYO)
        assert [each.to for each in told(tx)] == [rolf.telegram_id] * 2

    await database.transaction(work)


async def test_nobody_is_told_in_their_quiet_hours(database: Database) -> None:
    def work(tx: Transaction) -> None:
        people.set_quiet(tx, manager(tx).id, (18, 9))
        brief = issued(tx).brief
        evening = datetime(2031, 3, 5, 20, 15, tzinfo=TOKYO)
        telling.declined(tx, brief, evening, TOKYO)
        telling.talk(tx, brief, "Hello", datetime(2031, 3, 6, 17, 59, tzinfo=TOKYO), TOKYO, 1)
        assert [each.due_at for each in told(tx)] == [
            datetime(2031, 3, 6, 9, tzinfo=TOKYO),
            datetime(2031, 3, 6, 17, 59, tzinfo=TOKYO),
        ]

    await database.transaction(work)


async def test_quiet_hours_end_when_the_local_clock_says_so(database: Database) -> None:
    def work(tx: Transaction) -> None:
        people.set_quiet(tx, manager(tx).id, (22, 8))
        mara, berlin = manager(tx), ZoneInfo("Europe/Berlin")
        night = datetime(2031, 3, 29, 23, 30, tzinfo=berlin)  # the clocks go forward before morning
        assert waking(mara, night, berlin) == datetime(2031, 3, 30, 8, tzinfo=berlin)
        assert waking(mara, night, berlin) - night == timedelta(hours=7, minutes=30)
        people.set_quiet(tx, mara.id, (12, 14))
        noon = datetime(2031, 3, 29, 12, tzinfo=berlin)
        for hours, wait in ((-1, 0), (0, 2), (1, 1), (2, 0)):
            moment = noon + timedelta(hours=hours)
            assert waking(manager(tx), moment, berlin) == moment + timedelta(hours=wait)
        people.set_quiet(tx, mara.id, None)
        assert waking(manager(tx), night, berlin) == night

    await database.transaction(work)
