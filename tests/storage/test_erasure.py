"""What is erased, and that nothing personal is readable in the stored bytes before or after."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from bot.storage import Database, Transaction, Vault
from bot.storage.queries import (
    attachments,
    card_uses,
    clients,
    deliveries,
    erasure,
    interviews,
    invitations,
    lending,
    links,
    notes,
    outcomes,
    people,
    results,
    shown,
    updates,
)
from bot.storage.queries.attachments import Attachment
from bot.storage.queries.interviews import InterviewRow
from bot.storage.queries.notes import Note
from bot.storage.queries.results import Correction
from bot.storage.tables import metadata
from tests.storage.samples import (
    CLIENT,
    INTERVIEW,
    MINUTE,
    NOW,
    answer,
    delivery,
    interview_about_lotus,
    manager,
    result,
    rival,
    stored,
)

PERSONAL = (
    "Lotus Bakery",
    "Mara",
    "asked twice about refunds",
    "paid at once",
    "their nephew builds it",
    "our menu.pdf",
    "see page two",
    "BQACAgIAAx0",
    "token-of-mara",
)


def filled(tx: Transaction) -> InterviewRow:
    """Store one of everything that may hold personal data."""
    person = manager(tx)
    row = interview_about_lotus(tx, person)
    clients.set_industry(tx, person.id, CLIENT, "cafe")
    notes.add(tx, row.id, Note("trust", "asked twice about refunds", NOW), 1)
    results.add(tx, [result(row)])
    results.correct(tx, row.id, Correction(person.id, "nimble", None, "paid at once", NOW))
    outcomes.tell(tx, person.id, CLIENT, outcomes.Outcome("lost", reason="price"), NOW)
    outcomes.annotate(tx, person.id, CLIENT, "their nephew builds it")
    card_uses.tell(tx, person.id, row.id, "sent", NOW)
    file = Attachment("document", "BQACAgIAAx0", "our menu.pdf", "see page two", 9, NOW)
    attachments.add(tx, row.id, file, 2)
    links.replace(tx, person.id, "token-of-mara", b"hash", NOW)
    updates.record_failure(tx, 7, 1, "ValueError", {"text": "Lotus Bakery"}, NOW)
    told = delivery("to the manager", person_id=person.id, client_id=CLIENT, interview_id=row.id)
    deliveries.enqueue(tx, [told], NOW)
    return row


def counts(tx: Transaction) -> dict[str, int]:
    return {
        name: tx.connection.scalar(select(func.count()).select_from(table)) or 0
        for name, table in metadata.tables.items()
    }


def sealed(tx: Transaction) -> int:
    """Count the cells that still hold ciphertext, but for the payloads of failed updates and the settings."""
    return sum(
        tx.connection.scalar(select(func.count()).where(column.is_not(None))) or 0
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.startswith("sealed_") and table.name not in ("failed_updates", "settings")
    )


async def test_nothing_personal_is_readable_in_any_cell(database: Database) -> None:
    await database.transaction(filled)

    def dump(tx: Transaction) -> str:
        tables = metadata.tables.values()
        return "\n".join(repr(tuple(row)) for table in tables for row in tx.connection.execute(select(table)))

    stored_cells = await database.read(dump)
    assert "novices" in stored_cells
    assert [text for text in PERSONAL if text in stored_cells] == []


async def test_nothing_personal_is_readable_in_the_files_of_sqlite(
    sqlite_url: str, tmp_path: Path, vault: Vault
) -> None:
    database = await Database.open(sqlite_url, vault)
    await database.transaction(filled)
    raw = b"".join(file.read_bytes() for file in tmp_path.glob("test.sqlite3*"))
    await database.close()
    assert b"novices" in raw
    assert [text for text in PERSONAL if text.encode() in raw] == []


async def test_a_deleted_client_is_gone_and_its_counts_are_not(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = filled(tx)
        before = counts(tx)
        assert erasure.client(tx, row.person_id, CLIENT, NOW)
        assert counts(tx) == before | {"notes": 0, "attachments": 0}
        assert sealed(tx) == 2, "the manager's own name and standing link"
        assert clients.get(tx, row.person_id, CLIENT) is None
        assert clients.by_name(tx, row.person_id, "Lotus Bakery") == []
        assert clients.page(tx, row.person_id, "", 0, 10).count == 0
        assert lending.claim(tx, "reminder", "a", NOW, MINUTE, 10) == []
        assert interviews.open_of(tx, row.person_id) == []
        assert shown.take_behind(tx, NOW + 2 * MINUTE, MINUTE, 10) == []

    await database.transaction(work)


async def test_an_interview_about_a_deleted_client_names_nobody(database: Database) -> None:
    def work(tx: Transaction) -> InterviewRow:
        row = filled(tx)
        erasure.client(tx, row.person_id, CLIENT, NOW)
        return interviews.load(tx, [row.key])[row.key]

    row = await database.transaction(work)
    assert (row.client_name, row.notes, row.state, row.finished_at) == (None, 0, "cancelled", NOW)


async def test_a_finished_interview_keeps_its_state_when_the_client_is_deleted(database: Database) -> None:
    def work(tx: Transaction) -> InterviewRow:
        person = manager(tx)
        clients.create(tx, CLIENT, person.id, "Lotus Bakery", NOW)
        row = stored(
            tx, person, client_id=CLIENT, state="finished", finished_at=NOW, answers=(answer("q", "o"),)
        )
        erasure.client(tx, person.id, CLIENT, NOW + MINUTE)
        return interviews.load(tx, [row.key])[row.key]

    row = await database.transaction(work)
    assert (row.state, row.finished_at, row.answers) == ("finished", NOW, (answer("q", "o"),))


async def test_nobody_deletes_somebody_elses_client_or_one_twice(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = filled(tx)
        before = sealed(tx)
        assert not erasure.client(tx, rival(tx).id, CLIENT, NOW)
        assert sealed(tx) == before + 1, "the rival's own name has come"
        assert erasure.client(tx, row.person_id, CLIENT, NOW)
        assert not erasure.client(tx, row.person_id, CLIENT, NOW)

    await database.transaction(work)


async def test_deleting_one_client_leaves_the_others_as_they_are(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = filled(tx)
        person = manager(tx)
        clients.create(tx, CLIENT + 1, person.id, "Lily", NOW)
        other = stored(tx, person, INTERVIEW + 1, client_id=CLIENT + 1)
        deliveries.enqueue(tx, [delivery("other", client_id=CLIENT + 1)], NOW)
        erasure.client(tx, row.person_id, CLIENT, NOW)
        assert [client.name for client in clients.recent(tx, person.id, 10)] == ["Lily"]
        assert interviews.open_of(tx, person.id) == [other.key]
        (claimed,) = lending.claim(tx, "reminder", "a", NOW, MINUTE, 10)
        found = lending.read(tx, claimed)
        assert found is not None and found.draft.facts == {"client": "Lotus Bakery"}

    await database.transaction(work)


async def test_a_person_who_is_erased_is_unknown_and_may_come_again_as_somebody_new(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        row = filled(tx)
        invitations.create(tx, b"token", "manager", row.person_id, NOW, NOW + MINUTE)
        before = counts(tx)
        erasure.person(tx, row.person_id, NOW)
        assert counts(tx) == before | {"notes": 0, "attachments": 0}
        assert links.open_of(tx, row.person_id) is None
        assert people.by_id(tx, row.person_id) is None
        assert people.name_of(tx, row.person_id) is None
        assert people.by_telegram_ids(tx, [700]) == {}
        assert lending.claim(tx, "reminder", "a", NOW, MINUTE, 10) == []
        assert invitations.open_of(tx, row.person_id, NOW) == []
        assert people.get_or_create(tx, 700, "Mara", None, NOW).id != row.person_id

    await database.transaction(work)


async def test_no_cell_keeps_an_erased_persons_telegram_id(database: Database) -> None:
    def work(tx: Transaction) -> list[str]:
        row = filled(tx)
        erasure.person(tx, row.person_id, NOW)
        columns = [column for table in metadata.tables.values() for column in table.columns]
        chats = [column for column in columns if column.name in ("telegram_id", "chat_id", "recipient_chat")]
        return [str(column) for column in chats if tx.connection.scalar(select(column).where(column == 700))]

    assert await database.transaction(work) == []


async def test_failed_updates_of_an_erased_person_are_gone_and_others_are_not(database: Database) -> None:
    def work(tx: Transaction) -> list[int]:
        person = manager(tx)
        said = {"update_id": 1, "message": {"from": {"id": 700}, "text": "Lotus Bakery"}}
        tapped = {"update_id": 2, "callback_query": {"from": {"id": 700}, "data": "x"}}
        others = {"update_id": 3, "message": {"from": {"id": 701}, "text": "700"}}
        for payload in (said, tapped, others):
            updates.record_failure(tx, 7, int(str(payload["update_id"])), "ValueError", payload, NOW)
            updates.park(tx, 7, int(str(payload["update_id"])), NOW)
        erasure.person(tx, person.id, NOW)
        return [failed.update_id for failed in updates.parked(tx)]

    assert await database.transaction(work) == [3]
