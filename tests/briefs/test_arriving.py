"""What somebody finds who opens a link to a brief, and who may agree."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.briefs import arriving, issuing
from bot.briefs.arriving import Closed, GoOn, Preview, Terms, Welcome
from bot.briefs.refusals import Refusal
from bot.interviews import Conversation
from bot.people.tokens import LinkKind, new_token, payload
from bot.storage import Database, Transaction
from bot.storage.queries import briefs, clients, people
from tests.briefs.cast import (
    CLIENT,
    DAY,
    NOW,
    agreed,
    arrival,
    begun,
    brief_of,
    issued,
    kinds,
    manager,
    prospect,
    row_of,
    told,
    unit,
    welcomed,
)
from tests.storage.samples import meet

SECOND = timedelta(seconds=1)


async def test_opening_a_personal_link_uses_nothing_up(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = issued(tx)
        for who in (prospect(tx), prospect(tx), prospect(tx, 1, "Bela")):
            assert isinstance(arrival(tx, who, made.payload), Welcome)
        stored = brief_of(tx, made.brief)
        assert (stored.opened_at, stored.person_id, stored.interview_id) == (NOW, None, None)

    await database.transaction(work)


async def test_the_teams_own_look_leaves_no_trace(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = issued(tx)
        standing = issuing.new_standing_link(tx, made.brief.owner_id, NOW)
        for link, written_in in ((made.payload, made.brief.language), (standing, None)):
            for member in (manager(tx), manager(tx, 1, "Rolf")):
                assert arrival(tx, member, link) == Preview(made.brief.owner_id, written_in)
        assert brief_of(tx, made.brief) == made.brief
        assert briefs.count_of_owner(tx, made.brief.owner_id, "standing", NOW) == 0

    await database.transaction(work)


async def test_nobody_of_the_team_agrees_for_a_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = issued(tx)
        for member in (manager(tx), manager(tx, 1, "Rolf")):
            assert arriving.agree(unit(tx), member, made.brief.id, made.brief.mark, 7) is Refusal.MEMBER
        assert brief_of(tx, made.brief) == made.brief

    await database.transaction(work)


async def test_agreeing_begins_an_interview_about_the_managers_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, brief = begun(tx)
        row = row_of(tx, brief)
        assert (row.client_id, row.person_id, row.chat_id) == (CLIENT, anna.id, anna.telegram_id)
        assert row.state == "asking"
        assert (brief.person_id, brief.consented_at) == (anna.id, NOW)

    await database.transaction(work)


async def test_agreeing_twice_begins_once(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, brief = begun(tx)
        again = arriving.agree(unit(tx, NOW + SECOND), anna, brief.id, brief.mark, anna.telegram_id)
        assert isinstance(again, Conversation)
        assert again.id == brief.interview_id
        assert brief_of(tx, brief) == brief

    await database.transaction(work)


async def test_who_agreed_goes_on_by_the_same_link_and_nobody_else_does(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, bela, made = prospect(tx), prospect(tx, 1, "Bela"), issued(tx)
        agreed(unit(tx), anna, welcomed(tx, anna, made.payload))
        found = arrival(tx, anna, made.payload, NOW + 90 * DAY)
        assert isinstance(found, GoOn)
        assert found.brief.interview_id is not None
        assert arrival(tx, bela, made.payload) == Closed(Refusal.USED)
        assert arriving.agree(unit(tx), bela, made.brief.id, made.brief.mark, 801) is Refusal.USED

    await database.transaction(work)


async def test_of_two_who_agree_at_once_the_second_is_refused(database: Database) -> None:
    def prepare(tx: Transaction) -> issuing.Issued:
        prospect(tx), prospect(tx, 1, "Bela")
        unit(tx)
        return issued(tx)

    made = await database.transaction(prepare)
    barrier = asyncio.Barrier(2)

    async def agree(telegram_id: int) -> Conversation | Refusal:
        def work(tx: Transaction) -> Conversation | Refusal:
            person = people.by_telegram_ids(tx, [telegram_id])[telegram_id]
            meet(tx, barrier)
            return arriving.agree(unit(tx), person, made.brief.id, made.brief.mark, telegram_id)

        return await database.transaction(work)

    outcomes = await asyncio.gather(agree(800), agree(801))
    assert [each for each in outcomes if isinstance(each, Refusal)] == [Refusal.USED]


async def test_a_link_that_expired_was_revoked_or_never_was_leads_nowhere(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, old = prospect(tx), issued(tx, days=2)
        assert arrival(tx, anna, old.payload, NOW + 2 * DAY) == Closed(Refusal.EXPIRED)
        assert isinstance(arrival(tx, anna, old.payload, NOW + 2 * DAY - SECOND), Welcome)
        issuing.revoke(tx, old.brief.owner_id, old.brief.id, NOW)
        assert arrival(tx, anna, old.payload) == Closed(Refusal.REVOKED)
        for text in (
            payload(LinkKind.PERSONAL, new_token()),
            payload(LinkKind.STANDING, new_token()),
            "b",
            "",
        ):
            assert arrival(tx, anna, text) == Closed(Refusal.UNKNOWN)

    await database.transaction(work)


@pytest.mark.parametrize("mark", [0, 1, -1, 2**63 - 1])
async def test_a_button_without_the_links_mark_does_nothing(mark: int, database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, made = prospect(tx), issued(tx)
        assert arriving.agree(unit(tx), anna, made.brief.id, mark, 800) is Refusal.UNKNOWN
        assert arriving.decline(unit(tx), anna, made.brief.id, mark) is Refusal.UNKNOWN
        assert brief_of(tx, made.brief) == made.brief

    await database.transaction(work)


async def test_a_no_is_told_once_and_may_be_thought_better_of(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, made = prospect(tx), issued(tx)
        brief = welcomed(tx, anna, made.payload)
        assert arriving.decline(unit(tx), anna, brief.id, brief.mark) is None
        assert arriving.decline(unit(tx, NOW + SECOND), anna, brief.id, brief.mark) is None
        (declined,) = told(tx)
        assert (declined.kind, declined.to, declined.about) == ("brief_declined", 700, CLIENT)
        assert agreed(unit(tx), anna, welcomed(tx, anna, made.payload)).is_open

    await database.transaction(work)


async def test_a_standing_link_makes_each_person_a_client_of_their_own(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner = manager(tx)
        link = issuing.new_standing_link(tx, owner.id, NOW)
        for number, name in enumerate(("Anna", "Bela")):
            at, person = unit(tx), prospect(tx, number, name)
            agreed(at, person, welcomed(tx, person, link))
            at.flush()
        assert {client.name for client in clients.recent(tx, owner.id, 10)} == {"Anna", "Bela"}

    await database.transaction(work)


async def test_who_comes_by_a_standing_link_again_finds_what_they_left_there(database: Database) -> None:
    def work(tx: Transaction) -> None:
        link, anna = issuing.new_standing_link(tx, manager(tx).id, NOW), prospect(tx)
        first = welcomed(tx, anna, link)
        assert welcomed(tx, anna, link, NOW + SECOND).id == first.id
        agreed(unit(tx), anna, first)
        found = arrival(tx, anna, link, NOW + DAY)
        assert isinstance(found, GoOn)
        assert found.brief.id == first.id
        briefs.mark(tx, first.id, "sent_at", NOW + DAY)
        assert welcomed(tx, anna, link, NOW + 2 * DAY).id != first.id, "a day after sending it is done"

    await database.transaction(work)


async def test_somebody_elses_standing_brief_is_not_agreed_to(database: Database) -> None:
    def work(tx: Transaction) -> None:
        link, bela = issuing.new_standing_link(tx, manager(tx).id, NOW), prospect(tx, 1, "Bela")
        brief = welcomed(tx, prospect(tx), link)
        assert arriving.agree(unit(tx), bela, brief.id, brief.mark, 801) is Refusal.UNKNOWN

    await database.transaction(work)


async def test_a_no_by_a_standing_link_is_nobodys_news(database: Database) -> None:
    def work(tx: Transaction) -> None:
        link, anna = issuing.new_standing_link(tx, manager(tx).id, NOW), prospect(tx)
        brief = welcomed(tx, anna, link)
        assert arriving.decline(unit(tx), anna, brief.id, brief.mark) is None
        assert kinds(tx) == []

    await database.transaction(work)


async def test_a_standing_link_that_was_replaced_or_dropped_leads_nowhere(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, anna = manager(tx), prospect(tx)
        old = issuing.new_standing_link(tx, owner.id, NOW)
        new = issuing.new_standing_link(tx, owner.id, NOW)
        assert arrival(tx, anna, old) == Closed(Refusal.REVOKED)
        assert isinstance(arrival(tx, anna, new), Welcome)
        assert issuing.drop_standing_link(tx, owner.id, NOW)
        assert not issuing.drop_standing_link(tx, owner.id, NOW)
        assert arrival(tx, prospect(tx, 1, "Bela"), new) == Closed(Refusal.REVOKED)

    await database.transaction(work)


async def test_more_than_the_daily_number_come_back_another_day(database: Database) -> None:
    def work(tx: Transaction) -> None:
        link = issuing.new_standing_link(tx, manager(tx).id, NOW)
        few = Terms(days=14, language="en", daily_of_manager=2)
        found = [arriving.arrive(tx, prospect(tx, number), link, NOW, few) for number in range(3)]
        assert [type(each) for each in found] == [Welcome, Welcome, Closed]
        assert found[2] == Closed(Refusal.TOO_MANY)
        assert isinstance(arriving.arrive(tx, prospect(tx, 2), link, NOW + DAY + SECOND, few), Welcome)

    await database.transaction(work)


async def test_one_person_gets_three_briefs_a_day_by_standing_links(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna = prospect(tx)
        links = [
            issuing.new_standing_link(tx, manager(tx, number, f"Manager {number}").id, NOW)
            for number in range(4)
        ]
        found = [arrival(tx, anna, link) for link in links]
        assert [type(each) for each in found] == [Welcome, Welcome, Welcome, Closed]

    await database.transaction(work)


async def test_links_of_somebody_who_left_lead_nowhere(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made, anna = issued(tx), prospect(tx)
        standing = issuing.new_standing_link(tx, made.brief.owner_id, NOW)
        people.deactivate(tx, made.brief.owner_id)
        assert arrival(tx, anna, made.payload) == Closed(Refusal.REVOKED)
        assert arrival(tx, anna, standing) == Closed(Refusal.REVOKED)
        assert arriving.agree(unit(tx), anna, made.brief.id, made.brief.mark, 800) is Refusal.REVOKED

    await database.transaction(work)


async def test_what_is_stored_of_a_link_does_not_open_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        made = issued(tx)
        assert made.brief.token_hash is not None
        assert made.payload.encode() not in made.brief.token_hash
        assert 0 < made.brief.mark < 2**63

    await database.transaction(work)
