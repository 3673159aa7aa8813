"""Briefs by whose they are, what becomes of them, and which of them time does something to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.storage import Database, Transaction
from bot.storage.queries import (
    attachments,
    briefs,
    briefs_due,
    clients,
    erasure,
    handover,
    links,
    notes,
    team,
)
from bot.storage.queries.attachments import Attachment
from bot.storage.queries.briefs import Brief
from bot.storage.queries.notes import Note
from bot.storage.queries.people import Person
from bot.storage.queries.team import Holdings
from tests.storage.samples import (
    BIG,
    CLIENT,
    INTERVIEW,
    MINUTE,
    NOW,
    interview_about_lotus,
    manager,
    rival,
    stored,
)

DAY = timedelta(days=1)


def a_brief(owner: Person, id: int = BIG + 500, **changes: Any) -> Brief:
    """A brief of a manager's, not stored yet."""
    values: dict[str, Any] = {
        "id": id,
        "owner_id": owner.id,
        "client_id": None,
        "person_id": None,
        "interview_id": None,
        "via": "link",
        "language": "ru",
        "token_hash": None,
        "created_at": NOW,
        "expires_at": NOW + DAY,
    }
    return Brief(**values | changes)


def kept(tx: Transaction, brief: Brief) -> Brief:
    briefs.create(tx, brief)
    return brief


async def test_a_brief_is_read_as_it_was_stored_by_its_owner_alone(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        brief = kept(tx, a_brief(mara, token_hash=b"h" * 32, opened_at=NOW + MINUTE))
        assert briefs.own(tx, mara.id, brief.id) == brief
        assert briefs.own(tx, rival(tx).id, brief.id) is None
        assert briefs.by_token(tx, b"h" * 32) == brief
        assert briefs.by_token(tx, b"i" * 32) is None

    await database.transaction(work)


async def test_the_mark_is_the_beginning_of_the_hash_and_fits_a_button(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        assert a_brief(mara).mark == 0
        assert a_brief(mara, token_hash=b"\xff" * 32).mark == 2**63 - 1
        one, two = (a_brief(mara, token_hash=bytes([number]) * 32).mark for number in (8, 10))
        assert one != two

    await database.transaction(work)


async def test_a_step_is_recorded_once(database: Database) -> None:
    def work(tx: Transaction) -> None:
        brief = kept(tx, a_brief(manager(tx)))
        assert briefs.mark(tx, brief.id, "opened_at", NOW)
        assert not briefs.mark(tx, brief.id, "opened_at", NOW + DAY)
        found = briefs.own(tx, brief.owner_id, brief.id)
        assert found is not None
        assert found.opened_at == NOW

    await database.transaction(work)


async def test_only_what_nobody_agreed_to_is_revoked(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        waiting = kept(tx, a_brief(mara))
        begun = kept(tx, a_brief(mara, BIG + 501, consented_at=NOW))
        assert not briefs.revoke(tx, rival(tx).id, waiting.id, NOW)
        assert not briefs.revoke(tx, mara.id, begun.id, NOW)
        assert briefs.revoke(tx, mara.id, waiting.id, NOW)
        assert not briefs.revoke(tx, mara.id, waiting.id, NOW + DAY)

    await database.transaction(work)


async def test_briefs_of_a_client_come_newest_first(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        clients.create(tx, CLIENT, mara.id, "Lotus Bakery", NOW)
        for number in range(3):
            kept(
                tx,
                a_brief(mara, BIG + 500 + number, client_id=CLIENT, created_at=NOW + number * MINUTE),
            )
        assert [each.id - BIG for each in briefs.of_client(tx, mara.id, CLIENT)] == [502, 501, 500]
        assert briefs.of_client(tx, rival(tx).id, CLIENT) == []

    await database.transaction(work)


async def test_somebody_may_work_on_the_briefs_they_agreed_to_the_last_first(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, anna = manager(tx), manager(tx, 800, "Anna")
        row = stored(tx, anna)
        agreed: dict[str, Any] = {"person_id": anna.id, "interview_id": row.id, "consented_at": NOW}
        kept(tx, a_brief(mara, **agreed))
        later = kept(tx, a_brief(mara, BIG + 501, **agreed | {"consented_at": NOW + MINUTE}))
        kept(tx, a_brief(mara, BIG + 502, **agreed | {"consented_at": NOW + DAY, "withdrawn_at": NOW + DAY}))
        kept(tx, a_brief(mara, BIG + 503, **agreed | {"consented_at": NOW + DAY, "via": "phone"}))
        assert [each.id - BIG for each in briefs.open_of(tx, anna.id, NOW)] == [501, 500]
        briefs.mark(tx, later.id, "sent_at", NOW + MINUTE)
        assert [each.id - BIG for each in briefs.open_of(tx, anna.id, NOW)] == [501, 500]
        assert [each.id - BIG for each in briefs.open_of(tx, anna.id, NOW + MINUTE)] == [500]

    await database.transaction(work)


async def test_standing_links_are_stored_sealed_and_one_works_at_a_time(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        assert links.open_of(tx, mara.id) is None
        links.replace(tx, mara.id, "first", b"1", NOW)
        links.replace(tx, mara.id, "second", b"2", NOW + MINUTE)
        assert links.open_of(tx, mara.id) == "second"
        assert links.open_of(tx, rival(tx).id) is None
        assert links.owner_of(tx, b"1") == (mara.id, False)
        assert links.owner_of(tx, b"2") == (mara.id, True)
        assert links.owner_of(tx, b"3") is None
        assert links.prune(tx, NOW + DAY) == 1
        assert links.owner_of(tx, b"1") is None

    await database.transaction(work)


async def test_files_are_counted_and_dropped_within_their_interview(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        row, other = interview_about_lotus(tx, mara), stored(tx, mara, INTERVIEW + 1)
        photo = Attachment("photo", "AgAC", None, None, 9, NOW, "examples")
        first, second = (attachments.add(tx, row.id, photo, number) for number in (1, 2))
        assert attachments.count(tx, row.id) == 2
        assert not attachments.drop(tx, other.id, first)
        assert attachments.drop(tx, row.id, first) == NOW
        assert attachments.drop(tx, row.id, first) is None
        assert [file.id for file in attachments.of_interview(tx, mara.id, row.id)] == [second]

    await database.transaction(work)


async def test_a_note_is_dropped_within_its_interview_once(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        row, other = interview_about_lotus(tx, mara), stored(tx, mara, INTERVIEW + 1)
        for text in ("+7 900", "a bakery"):
            notes.add(tx, row.id, Note("contact", text, NOW), None)
        number, bakery = notes.of_interview(tx, mara.id, row.id)
        assert notes.drop(tx, other.id, number.id) is None
        assert notes.drop(tx, row.id, number.id) == NOW
        assert notes.drop(tx, row.id, number.id) is None
        assert notes.of_interview(tx, mara.id, row.id) == [bakery]

    await database.transaction(work)


async def test_links_to_a_deleted_client_lead_nowhere(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        clients.create(tx, CLIENT, mara.id, "Lotus Bakery", NOW)
        brief, other = kept(tx, a_brief(mara, client_id=CLIENT)), kept(tx, a_brief(mara, BIG + 501))
        erasure.client(tx, mara.id, CLIENT, NOW + MINUTE)
        found = briefs.own(tx, mara.id, brief.id)
        assert found is not None
        assert found.revoked_at == NOW + MINUTE
        assert briefs.own(tx, mara.id, other.id) == other

    await database.transaction(work)


async def test_briefs_go_with_their_clients_also_those_of_the_phone(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, rolf, anna = manager(tx), rival(tx), manager(tx, 800, "Anna")
        row = interview_about_lotus(tx, mara)
        phone = kept(tx, a_brief(mara, client_id=CLIENT, person_id=mara.id, interview_id=row.id, via="phone"))
        theirs = kept(tx, a_brief(mara, BIG + 501, client_id=CLIENT, person_id=anna.id))
        kept(tx, a_brief(mara, BIG + 502, via="standing", person_id=anna.id))
        handover.all_clients(tx, mara.id, rolf, NOW)
        moved = {brief.id: brief for brief in briefs.of_client(tx, rolf.id, CLIENT)}
        assert moved.keys() == {phone.id, theirs.id}
        assert (moved[phone.id].person_id, moved[theirs.id].person_id) == (rolf.id, anna.id)
        assert briefs.own(tx, mara.id, BIG + 502) is not None, "nobody's client yet"
        assert team.holdings(tx, rolf.id) == Holdings(1, 0, 0, 1)

    await database.transaction(work)


async def test_what_nothing_came_of_is_forgotten_in_time(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        clients.create(tx, CLIENT, mara.id, "Lotus Bakery", NOW)
        kept(tx, a_brief(mara, via="standing"))
        kept(tx, a_brief(mara, BIG + 501, client_id=CLIENT))
        assert briefs_due.prune(tx, NOW + DAY) == 0, "it expires just now"
        assert briefs_due.prune(tx, NOW + 2 * DAY) == 1
        assert briefs.own(tx, mara.id, BIG + 501) is not None

    await database.transaction(work)
