"""A manager's clients, the results about them, and the corrections beside those."""

from __future__ import annotations

import asyncio

from bot.storage import Database, Transaction, Vault
from bot.storage.queries import clients, contents, interviews, results
from bot.storage.queries.results import Correction
from tests.conftest import KEY
from tests.storage.samples import BIG, CLIENT, MINUTE, NOW, interview_about_lotus, manager, result, rival


async def test_a_client_is_found_by_its_exact_name_however_it_is_spelt(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner = manager(tx).id
        clients.create(tx, CLIENT, owner, "Lotus Bakery", NOW)
        clients.create(tx, CLIENT + 1, owner, "Lotus", NOW)
        assert [client.name for client in clients.by_name(tx, owner, " lotus  BAKERY")] == ["Lotus Bakery"]

    await database.transaction(work)


async def test_a_name_stored_under_an_old_key_is_still_found(database: Database, database_url: str) -> None:
    owner = await database.transaction(lambda tx: manager(tx).id)
    await database.transaction(lambda tx: clients.create(tx, CLIENT, owner, "Lotus Bakery", NOW))

    def with_a_new_key_in_front(tx: Transaction) -> list[str]:
        return [client.name for client in clients.by_name(tx, owner, "lotus bakery")]

    later = await Database.open(database_url, Vault([Vault.new_key(), KEY]))
    assert await later.read(with_a_new_key_in_front) == ["Lotus Bakery"]
    await later.close()


async def test_somebody_elses_client_is_not_there_to_read_or_change(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner, other = manager(tx).id, rival(tx).id
        clients.create(tx, CLIENT, owner, "Lotus Bakery", NOW)
        assert clients.get(tx, other, CLIENT) is None
        assert clients.by_name(tx, other, "Lotus Bakery") == []
        assert clients.recent(tx, other, 10) == []
        assert clients.page(tx, other, "lotus", 0, 10).count == 0
        assert not clients.rename(tx, other, CLIENT, "Taken over")
        assert not clients.set_industry(tx, other, CLIENT, "cafe")
        assert not clients.touch(tx, other, CLIENT, NOW + MINUTE)
        unchanged = clients.get(tx, owner, CLIENT)
        assert unchanged is not None
        assert (unchanged.name, unchanged.industry, unchanged.touched_at) == ("Lotus Bakery", None, NOW)

    await database.transaction(work)


async def test_a_renamed_client_is_found_by_the_new_name_only(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner = manager(tx).id
        clients.create(tx, CLIENT, owner, "Lotus Bakery", NOW)
        assert clients.rename(tx, owner, CLIENT, "Lily Bakery")
        assert clients.by_name(tx, owner, "Lotus Bakery") == []
        assert [client.id for client in clients.by_name(tx, owner, "Lily Bakery")] == [CLIENT]

    await database.transaction(work)


async def test_recent_clients_come_last_touched_first(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner = manager(tx).id
        for number in range(4):
            clients.create(tx, BIG + number, owner, f"Client {number}", NOW + number * MINUTE)
        clients.touch(tx, owner, BIG, NOW + 9 * MINUTE)
        assert [client.id - BIG for client in clients.recent(tx, owner, 3)] == [0, 3, 2]

    await database.transaction(work)


async def test_clients_nobody_touched_for_long_are_found_whoever_owns_them(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for number, owner in enumerate((manager(tx).id, rival(tx).id, rival(tx).id)):
            clients.create(tx, BIG + number, owner, f"Client {number}", NOW + number * MINUTE)
        old = clients.untouched_since(tx, NOW + 2 * MINUTE, 10)
        assert [(client - BIG, owner) for owner, client in old] == [
            (0, manager(tx).id),
            (1, rival(tx).id),
        ]

    await database.transaction(work)


async def test_pages_cover_every_client_once_with_and_without_a_search(database: Database) -> None:
    def work(tx: Transaction) -> None:
        owner = manager(tx).id
        for number in range(7):
            clients.create(tx, BIG + number, owner, f"Café {number}" if number % 2 else f"Bar {number}", NOW)
        every = [clients.page(tx, owner, "", offset, 3) for offset in (0, 3, 6)]
        assert [page.count for page in every] == [7, 7, 7]
        assert sorted(client.id - BIG for page in every for client, _ in page.entries) == list(range(7))
        cafes = clients.page(tx, owner, "CAFÉ", 1, 5)
        assert cafes.count == 3
        assert [client.id - BIG for client, _ in cafes.entries] == [3, 5]

    await database.transaction(work)


async def test_a_page_shows_the_latest_result_of_each_client(database: Database) -> None:
    def work(tx: Transaction) -> None:
        person = manager(tx)
        row = interview_about_lotus(tx, person)
        clients.create(tx, CLIENT + 1, person.id, "Without a result", NOW - MINUTE)
        results.add(tx, [result(row), result(row, revision=2, predominant="pros")])
        shown = clients.page(tx, person.id, "", 0, 10).entries
        assert [latest and latest.predominant for _, latest in shown] == ["pros", None]

    await database.transaction(work)


async def test_a_result_is_kept_as_it_was_first_stored(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = interview_about_lotus(tx, manager(tx))
        results.add(tx, [result(row)])
        results.add(tx, [result(row, predominant="pros")])
        assert [kept.draft for kept in results.history(tx, row.person_id, CLIENT)] == [result(row)]

    await database.transaction(work)


async def test_the_latest_correction_counts_and_the_computed_result_stays(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = interview_about_lotus(tx, manager(tx))
        results.add(tx, [result(row)])
        for predominant, reason in (("nimble", "paid at once"), ("pros", None)):
            author = Correction(row.person_id, predominant, None, reason, NOW)
            assert results.correct(tx, row.id, author)
        latest = results.latest_for_interview(tx, row.person_id, row.id)
        assert latest is not None
        assert (latest.predominant, latest.secondary) == ("pros", None)
        assert (latest.draft.predominant, latest.draft.secondary) == ("novices", "cautious")
        assert len(results.history(tx, row.person_id, CLIENT)) == 1

    await database.transaction(work)


async def test_nobody_corrects_or_reads_somebody_elses_result(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = interview_about_lotus(tx, manager(tx))
        results.add(tx, [result(row)])
        other = rival(tx).id
        assert not results.correct(tx, row.id, Correction(other, "pros", None, None, NOW))
        assert results.latest_for_interview(tx, other, row.id) is None
        assert results.history(tx, other, CLIENT) == []
        own = results.latest_for_interview(tx, row.person_id, row.id)
        assert own is not None
        assert own.correction is None

    await database.transaction(work)


async def test_content_is_kept_under_its_hash_whoever_stores_it_again(database: Database) -> None:
    def keep(tx: Transaction, text: str) -> None:
        contents.keep(tx, "c0ffee", "questionnaire", text, NOW)

    await asyncio.gather(*(database.transaction(lambda tx: keep(tx, "first")) for _ in range(4)))
    await database.transaction(lambda tx: keep(tx, "second"))
    assert await database.read(lambda tx: contents.body(tx, "c0ffee")) == "first"
    assert await database.read(lambda tx: contents.body(tx, "decaf")) is None


async def test_a_client_whose_interview_goes_on_is_not_old(database: Database) -> None:
    def work(tx: Transaction) -> None:
        row = interview_about_lotus(tx, manager(tx))
        assert [client for _, client in clients.untouched_since(tx, NOW + MINUTE, 10)] == [CLIENT]
        interviews.save(tx, {row.key: row}, [row._replace(revision=2, touched_at=NOW + MINUTE)])
        assert clients.untouched_since(tx, NOW + MINUTE, 10) == []
        assert len(clients.untouched_since(tx, NOW + 2 * MINUTE, 10)) == 1

    await database.transaction(work)
