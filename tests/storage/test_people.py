"""Who is known, what they may do, and the links that let them in."""

from __future__ import annotations

import asyncio
from functools import partial

from bot.people.joining import claim_token, join
from bot.storage import Database, Transaction
from bot.storage.queries import invitations, people
from bot.storage.queries.invitations import Invitation, Refusal
from bot.storage.queries.people import Person
from tests.storage.samples import MINUTE, NOW, manager, meet, rival

TOKEN = b"hash of a token"


async def test_the_same_account_is_the_same_person_and_keeps_its_first_name(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first = people.get_or_create(tx, 700, "Mara", "en", NOW)
        assert people.get_or_create(tx, 700, "Another", "ru", NOW + MINUTE) == first
        assert people.name_of(tx, first.id) == "Mara"
        assert people.by_telegram_ids(tx, [700, 999]) == {700: first}

    await database.transaction(work)


async def test_somebody_new_has_no_role_at_all(database: Database) -> None:
    person = await database.transaction(lambda tx: people.get_or_create(tx, 700, "Mara", None, NOW))
    assert (person.is_lead, person.is_manager, person.is_admin, person.active) == (False, False, False, True)
    assert person.language is None


async def test_accounts_that_arrive_twice_at_once_become_one_person(database: Database) -> None:
    barrier = asyncio.Barrier(8)

    def work(tx: Transaction) -> int:
        meet(tx, barrier)
        return people.get_or_create(tx, 700, "Mara", "en", NOW).id

    assert len(set(await asyncio.gather(*(database.transaction(work) for _ in range(8))))) == 1


async def test_what_is_set_on_a_person_is_read_back(database: Database) -> None:
    def work(tx: Transaction) -> Person | None:
        person = manager(tx)
        people.rename(tx, person.id, "Mara K.")
        people.set_language(tx, person.id, "ja")
        people.set_expecting(tx, person.id, {"what": "client_name"})
        people.block(tx, person.id, NOW)
        assert people.name_of(tx, person.id) == "Mara K."
        return people.by_id(tx, person.id)

    person = await database.transaction(work)
    assert person is not None
    assert (person.language, person.expecting, person.blocked_at) == ("ja", {"what": "client_name"}, NOW)


async def test_what_was_awaited_and_blocked_can_be_taken_back(database: Database) -> None:
    def work(tx: Transaction) -> Person | None:
        person = manager(tx)
        people.set_expecting(tx, person.id, {"what": "client_name"})
        people.set_expecting(tx, person.id, None)
        people.block(tx, person.id, NOW)
        people.unblock(tx, person.id)
        return people.by_id(tx, person.id)

    person = await database.transaction(work)
    assert person is not None
    assert (person.expecting, person.blocked_at) == (None, None)


async def test_only_active_people_are_found_by_role(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first, second = manager(tx), rival(tx)
        people.deactivate(tx, first.id)
        assert [person.id for person in people.with_role(tx, "manager")] == [second.id]
        people.set_active(tx, first.id)
        people.withdraw(tx, second.id, "manager")
        assert [person.id for person in people.with_role(tx, "manager")] == [first.id]

    await database.transaction(work)


async def test_of_all_who_claim_the_bot_at_once_one_becomes_the_lead(database: Database) -> None:
    barrier = asyncio.Barrier(8)

    def claim(tx: Transaction, telegram_id: int) -> bool:
        person = people.get_or_create(tx, telegram_id, "Somebody", None, NOW)
        meet(tx, barrier)
        return people.claim(tx, person.id)

    claims = (database.transaction(partial(claim, telegram_id=n)) for n in range(1, 9))
    assert sorted(await asyncio.gather(*claims)) == [False] * 7 + [True]
    assert len(await database.read(lambda tx: people.with_role(tx, "lead"))) == 1


def invited(tx: Transaction) -> int:
    return invitations.create(tx, TOKEN, "manager", manager(tx).id, NOW, NOW + MINUTE)


async def test_an_invitation_lets_in_once(database: Database) -> None:
    def work(tx: Transaction) -> None:
        invited(tx)
        guest = rival(tx).id
        redeemed = invitations.redeem(tx, TOKEN, guest, NOW)
        assert isinstance(redeemed, Invitation)
        assert redeemed.role == "manager"
        assert invitations.redeem(tx, TOKEN, guest, NOW) is Refusal.USED

    await database.transaction(work)


async def test_of_all_who_come_at_once_with_one_link_one_is_let_in(database: Database) -> None:
    await database.transaction(invited)
    guest = await database.transaction(lambda tx: rival(tx).id)
    barrier = asyncio.Barrier(8)

    def redeem(tx: Transaction) -> bool:
        meet(tx, barrier)
        return isinstance(invitations.redeem(tx, TOKEN, guest, NOW), Invitation)

    assert sorted(await asyncio.gather(*(database.transaction(redeem) for _ in range(8)))) == [False] * 7 + [
        True
    ]


async def test_a_link_that_does_not_work_says_why(database: Database) -> None:
    def work(tx: Transaction) -> None:
        id, issuer, guest = invited(tx), manager(tx).id, rival(tx).id
        assert invitations.redeem(tx, b"no such token", guest, NOW) is Refusal.UNKNOWN
        assert invitations.redeem(tx, TOKEN, guest, NOW + MINUTE) is Refusal.EXPIRED
        invitations.revoke(tx, guest, id, NOW)
        assert len(invitations.open_of(tx, issuer, NOW)) == 1, "only the issuer may revoke"
        invitations.revoke(tx, issuer, id, NOW)
        assert invitations.redeem(tx, TOKEN, guest, NOW) is Refusal.REVOKED
        assert invitations.open_of(tx, issuer, NOW) == []

    await database.transaction(work)


async def test_every_link_of_a_start_works_until_one_of_them_has_made_a_lead(database: Database) -> None:
    """Replicas that start together each print one."""

    def work(tx: Transaction) -> None:
        first, second = claim_token(tx, NOW), claim_token(tx, NOW)
        assert first and second
        assert not isinstance(join(tx, people.get_or_create(tx, 41, "Vera", None, NOW), first, NOW), Refusal)
        assert join(tx, people.get_or_create(tx, 42, "Otto", None, NOW), second, NOW) is Refusal.REVOKED
        assert claim_token(tx, NOW) is None
        assert [each.telegram_id for each in people.with_role(tx, "lead")] == [41]

    await database.transaction(work)


async def test_links_of_a_start_are_made_void_without_those_of_a_lead(database: Database) -> None:
    def work(tx: Transaction) -> None:
        invitations.create(tx, TOKEN, "lead", None, NOW, NOW + MINUTE)
        invited_by_lead = invitations.create(tx, b"other", "manager", manager(tx).id, NOW, NOW + MINUTE)
        invitations.create(tx, b"of a trial", "manager", None, NOW, NOW + MINUTE)
        invitations.revoke_claims(tx, NOW)
        assert isinstance(invitations.redeem(tx, b"of a trial", rival(tx).id, NOW), Invitation)
        assert invitations.redeem(tx, TOKEN, rival(tx).id, NOW) is Refusal.REVOKED
        assert [left.id for left in invitations.open_of(tx, manager(tx).id, NOW)] == [invited_by_lead]

    await database.transaction(work)
