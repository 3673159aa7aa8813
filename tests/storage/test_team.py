"""Who is on the team, what they hold, and what goes along when clients change hands."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

from bot.storage import Database, Transaction, Vault
from bot.storage.queries import (
    clients,
    deliveries,
    handover,
    interviews,
    invitations,
    lending,
    notes,
    people,
    results,
    shown,
    team,
)
from bot.storage.queries.notes import Note
from bot.storage.queries.results import Correction
from bot.storage.queries.team import Holdings
from bot.storage.tables import settings
from tests.storage.samples import (
    CLIENT,
    INTERVIEW,
    MINUTE,
    NOW,
    answer,
    delivery,
    interview_about_lotus,
    manager,
    meet,
    result,
    rival,
    stored,
)


async def test_the_team_is_everybody_with_a_role_the_active_first(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first, second = manager(tx), rival(tx)
        people.get_or_create(tx, 702, "A stranger", None, NOW)
        people.deactivate(tx, first.id)
        clients.create(tx, CLIENT, second.id, "Lotus Bakery", NOW)
        page = team.page(tx, 0, 10)
        assert [(m.id, m.name, m.person.active, m.clients) for m in page.entries] == [
            (second.id, "Rolf", True, 1),
            (first.id, "Mara", False, 0),
        ]
        assert page.count == 2
        assert [m.name for m in team.page(tx, 1, 1).entries] == ["Mara"]

    await database.transaction(work)


async def test_only_somebody_of_the_team_is_a_member(database: Database) -> None:
    def work(tx: Transaction) -> None:
        member, stranger = manager(tx), people.get_or_create(tx, 702, "A stranger", None, NOW)
        found = team.member(tx, member.id)
        assert found is not None and found.person == people.by_id(tx, member.id)
        assert [team.member(tx, id) for id in (stranger.id, 0, -1, 2**63 - 1)] == [None] * 4

    await database.transaction(work)


async def test_colleagues_are_the_other_active_members(database: Database) -> None:
    def work(tx: Transaction) -> None:
        one, two, three = manager(tx), rival(tx), manager(tx, 703, "Ines")
        people.deactivate(tx, three.id)
        assert [m.id for m in team.colleagues(tx, one.id, 0, 10).entries] == [two.id]
        assert team.colleagues(tx, three.id, 0, 10).count == 2

    await database.transaction(work)


async def test_deleted_clients_are_not_held(database: Database) -> None:
    def work(tx: Transaction) -> None:
        person = manager(tx)
        row = interview_about_lotus(tx, person)
        notes.add(tx, row.id, Note(None, "paid at once", NOW), None)
        clients.create(tx, CLIENT + 1, person.id, "Lily", NOW)
        assert team.holdings(tx, person.id) == Holdings(2, 1, 1)
        assert team.holdings(tx, rival(tx).id) == Holdings(0, 0, 0)

    await database.transaction(work)


async def test_a_client_goes_with_everything_about_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        giver, taker = manager(tx), rival(tx)
        row = interview_about_lotus(tx, giver)
        notes.add(tx, row.id, Note("trust", "paid at once", NOW), None)
        results.add(tx, [result(row)])
        results.correct(tx, row.id, Correction(giver.id, "nimble", None, None, NOW))
        assert handover.all_clients(tx, giver.id, taker, NOW) == 1
        assert clients.recent(tx, giver.id, 10) == [] and interviews.open_of(tx, giver.id) == []
        assert interviews.load(tx, [(row.id, giver.id)]) == {}
        (client,) = clients.by_name(tx, taker.id, "lotus  bakery")
        (history,) = results.history(tx, taker.id, client.id)
        assert history.predominant == "nimble"
        assert [note.text for note in notes.of_interview(tx, taker.id, row.id)] == ["paid at once"]
        assert results.latest_for_interview(tx, giver.id, row.id) is None

    await database.transaction(work)


async def test_an_interview_that_moved_is_on_no_screen_and_no_late_report_says_otherwise(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        giver, taker = manager(tx), rival(tx)
        row = interview_about_lotus(tx, giver)
        shown.mark(tx, [(row.id, row.revision, 33)])
        handover.all_clients(tx, giver.id, taker, NOW)
        shown.mark(tx, [(row.id, row.revision, 34)])
        moved = interviews.load(tx, [(row.id, taker.id)])[row.id, taker.id]
        assert (moved.chat_id, moved.message_id) == (taker.telegram_id, None)
        assert moved.revision == moved.shown_revision == row.revision + 1
        assert shown.take_behind(tx, NOW + 2 * MINUTE, MINUTE, 10) == []

    await database.transaction(work)


async def test_what_belongs_to_no_client_of_the_giver_stays_where_it_is(database: Database) -> None:
    def work(tx: Transaction) -> None:
        giver, taker, third = manager(tx), rival(tx), manager(tx, 703, "Ines")
        nameless = stored(tx, giver)
        clients.create(tx, CLIENT, third.id, "Lily", NOW)
        others = stored(tx, third, INTERVIEW + 1, client_id=CLIENT, answers=(answer("q", "o"),))
        assert handover.all_clients(tx, giver.id, taker, NOW) == 0
        keys = [nameless.key, others.key]
        assert interviews.load(tx, keys) == {nameless.key: nameless, others.key: others}
        assert [client.name for client in clients.recent(tx, third.id, 10)] == ["Lily"]

    await database.transaction(work)


async def test_what_is_still_to_be_told_about_a_client_is_told_to_the_new_owner(database: Database) -> None:
    def work(tx: Transaction) -> None:
        giver, taker = manager(tx), rival(tx)
        row = interview_about_lotus(tx, giver)
        about = delivery("about", person_id=giver.id, client_id=CLIENT, interview_id=row.id)
        deliveries.enqueue(tx, [about, delivery("else", person_id=giver.id)], NOW)
        handover.all_clients(tx, giver.id, taker, NOW)
        lent = lending.claim(tx, "reminder", "a", NOW, MINUTE, 10)
        told = {each.draft.dedup_key: each.draft for one in lent if (each := lending.read(tx, one))}
        assert (told["about"].person_id, told["about"].recipient_chat) == (taker.id, taker.telegram_id)
        assert told["else"].person_id == giver.id

    await database.transaction(work)


async def test_any_leads_invitation_can_be_withdrawn_once_but_not_the_link_of_the_start(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        lead, other = manager(tx), rival(tx)
        first = invitations.create(tx, b"one", "manager", lead.id, NOW, NOW + MINUTE)
        second = invitations.create(tx, b"two", "manager", other.id, NOW, NOW + MINUTE)
        start = invitations.create(tx, b"start", "lead", None, NOW, NOW + MINUTE)
        assert [each.id for each in invitations.open_of_team(tx, NOW)] == [second, first]
        assert invitations.revoke_of_team(tx, first, NOW)
        assert not invitations.revoke_of_team(tx, first, NOW)
        assert not invitations.revoke_of_team(tx, start, NOW)
        invitations.revoke_all_of(tx, other.id, NOW)
        assert invitations.open_of_team(tx, NOW) == []

    await database.transaction(work)


async def test_who_changes_roles_at_once_comes_one_after_the_other(database: Database) -> None:
    """Each of two leads would lay the role down if the other one stays."""
    barrier = asyncio.Barrier(2)

    def prepare(tx: Transaction) -> list[int]:
        both = [manager(tx).id, rival(tx).id]
        for person in both:
            people.grant(tx, person, "lead")
        return both

    def lay_down(tx: Transaction, person: int) -> None:
        meet(tx, barrier)
        people.lock_roles(tx)
        if len(people.with_role(tx, "lead")) > 1:
            people.withdraw(tx, person, "lead")

    one, two = await database.transaction(prepare)
    await asyncio.gather(
        database.transaction(lambda tx: lay_down(tx, one)), database.transaction(lambda tx: lay_down(tx, two))
    )
    assert len(await database.read(lambda tx: people.with_role(tx, "lead"))) == 1


async def test_who_changes_roles_waits_also_where_a_setting_has_come_meanwhile(
    postgres_url: str, vault: Vault
) -> None:
    database = await Database.open(postgres_url, vault)

    def set_something(tx: Transaction) -> None:
        tx.connection.execute(insert(settings).values(key="a", sealed_value=b""))

    def change_too(tx: Transaction) -> None:
        tx.connection.exec_driver_sql("SET LOCAL lock_timeout = '10ms'")
        people.lock_roles(tx)

    def change(tx: Transaction) -> None:
        people.lock_roles(tx)
        await_only(database.transaction(set_something))
        with pytest.raises(DBAPIError, match="lock timeout"):
            await_only(database.transaction(change_too))

    await database.transaction(change)
    await database.close()
