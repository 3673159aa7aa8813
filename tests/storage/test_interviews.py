"""Interviews and their answers: loaded, changed and saved by the batch."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlalchemy.util import await_only

from bot.storage import Database, Transaction, Vault
from bot.storage.queries import clients, interviews, notes, people, shown
from bot.storage.queries.interviews import InterviewRow, Key
from bot.storage.queries.notes import Note
from tests.storage.samples import (
    BIG,
    CLIENT,
    INTERVIEW,
    MINUTE,
    NOW,
    answer,
    interview,
    interview_about_lotus,
    manager,
    meet,
    rival,
    stored,
)


async def changed(database: Database, change: Callable[[InterviewRow], InterviewRow]) -> InterviewRow:
    """Load the sample interview, save what `change` makes of it, and return it as it is stored then."""

    def work(tx: Transaction) -> None:
        loaded = interviews.load(tx, [(INTERVIEW, manager(tx).id)])
        interviews.save(tx, loaded, [change(row) for row in loaded.values()])

    await database.transaction(work)
    return await again(database)


async def again(database: Database) -> InterviewRow:
    def work(tx: Transaction) -> InterviewRow:
        key = (INTERVIEW, manager(tx).id)
        return interviews.load(tx, [key])[key]

    return await database.transaction(work)


async def test_an_interview_comes_back_as_it_was_stored(database: Database) -> None:
    def work(tx: Transaction) -> InterviewRow:
        return stored(tx, manager(tx), answers=(answer("experience", "none"), answer("trust", None, 1)))

    row = await database.transaction(work)
    assert row.id == INTERVIEW
    assert row.created_at == NOW
    assert row.progress == {"question": "experience"}
    assert [(a.question_id, a.option_id) for a in row.answers] == [("experience", "none"), ("trust", None)]


async def test_every_field_of_an_interview_comes_back_in_its_own_place(database: Database) -> None:
    """No two are equal, so that none can be taken for another."""

    def work(tx: Transaction) -> None:
        person, other = manager(tx), stored(tx, rival(tx), BIG + 1)
        clients.create(tx, CLIENT, person.id, "Lotus Bakery", NOW)
        plain = interview(
            person,
            client_id=CLIENT,
            chat_id=71,
            message_id=72,
            content_hash=other.content_hash,
            revision=3,
            shown_revision=2,
            practice=True,
            created_at=NOW + MINUTE,
            touched_at=NOW + 2 * MINUTE,
            finished_at=NOW + 3 * MINUTE,
            answers=(answer("experience", "none"),),
        )
        interviews.create(tx, [plain])
        notes.add(tx, plain.id, Note(None, "call back", NOW), None)
        found = interviews.load(tx, [plain.key])[plain.key]
        assert found == plain._replace(client_name="Lotus Bakery", client_owner=person.id, notes=1)

    await database.transaction(work)


async def test_somebody_elses_interview_is_not_there(database: Database) -> None:
    def work(tx: Transaction) -> None:
        own, foreign = stored(tx, manager(tx)), rival(tx)
        other = stored(tx, foreign, INTERVIEW + 1)
        found = interviews.load(tx, [own.key, other.key, (own.id, foreign.id), (other.id, own.person_id)])
        assert set(found) == {own.key, other.key}
        assert interviews.by_message(tx, foreign.id, own.chat_id, 5) is None

    await database.transaction(work)


async def test_saving_adds_replaces_and_removes_answers(database: Database) -> None:
    before = (answer("experience", "none"), answer("trust", None, 1), answer("pace", "fast", 2))
    await database.transaction(lambda tx: stored(tx, manager(tx), answers=before))
    after = (answer("experience", "many", 0, 2), answer("pace", "fast", 2), answer("clarity", None, 3, 2))
    row = await changed(database, lambda row: row._replace(revision=2, answers=after))
    assert row.revision == 2
    assert row.answers == after


async def test_saving_stores_what_the_conversation_changed(database: Database) -> None:
    await database.transaction(lambda tx: interview_about_lotus(tx, manager(tx)))
    new = {"state": "finished", "progress": {"page": 2}, "message_id": 9, "touched_at": NOW + MINUTE}
    row = await changed(database, lambda row: row._replace(**new, finished_at=NOW + MINUTE))  # type: ignore[arg-type]
    assert {name: getattr(row, name) for name in new} == new
    assert row.finished_at == NOW + MINUTE


async def test_saving_does_not_undo_what_was_shown_meanwhile(database: Database) -> None:
    def work(tx: Transaction) -> None:
        loaded = {row.key: row for row in [stored(tx, manager(tx))]}
        shown.mark(tx, [(INTERVIEW, 1, 33)])
        interviews.save(tx, loaded, [row._replace(revision=2, shown_revision=0) for row in loaded.values()])

    await database.transaction(work)
    assert (await again(database)).shown_revision == 1


async def test_saving_what_did_not_change_sends_nothing_to_the_database(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = stored(tx, manager(tx))
        broken = Transaction(None, tx.vault)  # type: ignore[arg-type]
        interviews.save(broken, {row.key: row}, [row._replace()])

    await database.transaction(work)


async def test_a_batch_is_loaded_and_saved_with_every_interview_its_own_answers(database: Database) -> None:
    ids = [BIG + n for n in range(40)]

    def work(tx: Transaction) -> None:
        person = manager(tx)
        for id in ids:
            stored(tx, person, id)
        loaded = interviews.load(tx, [(id, person.id) for id in ids])
        interviews.save(
            tx, loaded, [row._replace(answers=(answer("q", f"o{row.id - BIG}"),)) for row in loaded.values()]
        )
        for (id, _), row in interviews.load(tx, list(loaded)).items():
            assert [given.option_id for given in row.answers] == [f"o{id - BIG}"]

    await database.transaction(work)


async def test_an_interview_brings_its_clients_name_and_how_many_notes_it_has(database: Database) -> None:
    def work(tx: Transaction) -> InterviewRow:
        person = manager(tx)
        row = interview_about_lotus(tx, person)
        notes.add(tx, row.id, Note("trust", "asked twice about refunds", NOW), 4711)
        notes.add(tx, row.id, Note(None, "call back", NOW), None)
        assert notes.of_interview(tx, rival(tx).id, row.id) == []
        kept = notes.of_interview(tx, person.id, row.id)
        assert [note.text for note in kept] == ["asked twice about refunds", "call back"]
        return interviews.load(tx, [row.key])[row.key]

    row = await database.transaction(work)
    assert (row.client_name, row.notes) == ("Lotus Bakery", 2)


async def test_what_was_not_shown_is_found_until_it_is(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = stored(tx, manager(tx))
        assert shown.take_behind(tx, NOW + MINUTE / 2, MINUTE, 10) == [], "on its way to the screen"
        assert shown.take_behind(tx, NOW + 2 * MINUTE, MINUTE, 10) == [row.key]
        shown.mark(tx, [(row.id, 1, 33)])
        assert shown.take_behind(tx, NOW + 9 * MINUTE, MINUTE, 10) == []
        assert interviews.by_message(tx, row.person_id, row.chat_id, 33) == row.key

    await database.transaction(work)


async def test_what_was_touched_by_a_clock_that_was_put_back_is_not_on_its_way(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = stored(tx, manager(tx))
        assert shown.take_behind(tx, NOW, MINUTE, 10) == []
        assert shown.take_behind(tx, NOW - 180 * MINUTE, MINUTE, 10) == [row.key]

    await database.transaction(work)


async def test_what_a_sweep_took_is_left_alone_while_it_may_be_on_its_way(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = stored(tx, manager(tx))
        assert shown.take_behind(tx, NOW + 5 * MINUTE, MINUTE, 10) == [row.key]
        assert shown.take_behind(tx, NOW + 5.5 * MINUTE, MINUTE, 10) == []
        assert shown.take_behind(tx, NOW + 7 * MINUTE, MINUTE, 10) == [row.key], "it was not shown"
        assert shown.take_behind(tx, NOW + 3 * MINUTE, MINUTE, 10) == [row.key], "the clock was put back"

    await database.transaction(work)


async def test_what_another_replica_is_taking_is_not_waited_for(postgres_url: str, vault: Vault) -> None:
    one, other = await Database.open(postgres_url, vault), await Database.open(postgres_url, vault)
    found = list[Key]()

    def at_once(tx: Transaction) -> None:
        assert len(shown.take_behind(tx, NOW + 5 * MINUTE, MINUTE, 10)) == 1
        await_only(other.transaction(meanwhile))

    def meanwhile(tx: Transaction) -> None:
        found.extend(shown.take_behind(tx, NOW + 5 * MINUTE, MINUTE, 10))

    try:
        await one.transaction(lambda tx: stored(tx, manager(tx)))
        await one.transaction(at_once)
    finally:
        await one.close()
        await other.close()
    assert found == []


async def test_what_cannot_be_shown_to_somebody_who_blocked_the_bot_waits_until_they_are_back(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        blocked = stored(tx, manager(tx), touched_at=NOW - MINUTE)
        other = stored(tx, rival(tx), INTERVIEW + 1)
        people.block(tx, blocked.person_id, NOW)
        assert shown.take_behind(tx, NOW + 2 * MINUTE, MINUTE, 1) == [other.key]
        people.unblock(tx, blocked.person_id)
        assert shown.take_behind(tx, NOW + 4 * MINUTE, MINUTE, 1) == [blocked.key]

    await database.transaction(work)


async def test_a_report_of_before_it_moved_does_not_bring_an_interview_back_to_its_old_message(
    database: Database,
) -> None:
    """It was shown in message 22 up to revision 3, moved down with revision 4, and 33 shows it by now."""

    def work(tx: Transaction) -> list[tuple[int, int | None]]:
        row = stored(tx, manager(tx), revision=4, shown_revision=2, message_id=None)
        found = []
        for revision, message in ((3, 22), (4, 33)):
            shown.mark(tx, [(row.id, revision, message)])
            now = interviews.load(tx, [row.key])[row.key]
            found.append((now.shown_revision, now.message_id))
        return found

    assert await database.transaction(work) == [(3, None), (4, 33)]


async def test_a_late_report_of_an_older_screen_changes_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = stored(tx, manager(tx), revision=3)
        shown.mark(tx, [(row.id, 3, 33)])
        shown.mark(tx, [(row.id, 2, 22)])

    await database.transaction(work)
    row = await again(database)
    assert (row.shown_revision, row.message_id) == (3, 33)


async def test_open_interviews_come_last_touched_first_and_finished_ones_do_not(database: Database) -> None:
    def work(tx: Transaction) -> list[int]:
        person = manager(tx)
        stored(tx, person, BIG + 1, touched_at=NOW - MINUTE)
        stored(tx, person, BIG + 2, touched_at=NOW)
        stored(tx, person, BIG + 3, finished_at=NOW)
        stored(tx, rival(tx), BIG + 4)
        return [id for id, _ in interviews.open_of(tx, person.id)]

    assert await database.transaction(work) == [BIG + 2, BIG + 1]


async def test_idle_interviews_are_the_open_ones_nobody_touched_since(database: Database) -> None:
    def work(tx: Transaction) -> list[int]:
        person = manager(tx)
        stored(tx, person, BIG + 1, touched_at=NOW - 2 * MINUTE)
        stored(tx, person, BIG + 2, touched_at=NOW - 3 * MINUTE)
        stored(tx, person, BIG + 3, touched_at=NOW)
        stored(tx, person, BIG + 4, touched_at=NOW - 9 * MINUTE, finished_at=NOW)
        return [id for id, _ in interviews.idle_since(tx, NOW - MINUTE, 10)]

    assert await database.transaction(work) == [BIG + 2, BIG + 1]


async def test_two_batches_that_meet_in_one_interview_take_effect_one_after_the_other(
    database: Database,
) -> None:
    key = (await database.transaction(lambda tx: stored(tx, manager(tx), revision=0))).key
    barrier = asyncio.Barrier(8)

    def one_more(tx: Transaction) -> None:
        meet(tx, barrier)
        loaded = interviews.load(tx, [key])
        interviews.save(tx, loaded, [row._replace(revision=row.revision + 1) for row in loaded.values()])

    await asyncio.gather(*(database.transaction(one_more) for _ in range(8)))
    assert (await again(database)).revision == 8
