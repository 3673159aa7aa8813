"""What is left of a prospect who asked to be forgotten, and what their manager sees of it."""

from __future__ import annotations

from sqlalchemy import func, select

from bot import leaving
from bot.briefs import issuing, telling, withdrawing
from bot.briefs.status import Stage, status
from bot.storage import Database, Transaction
from bot.storage.queries import attachments, briefs, clients, interviews, notes, people, results
from bot.storage.queries.attachments import Attachment
from bot.storage.queries.notes import Note
from bot.storage.tables import joint_results, metadata
from bot.storage.tables import results as every_result
from tests.briefs.cast import (
    CLIENT,
    NOW,
    agreed,
    brief_of,
    issued,
    kinds,
    manager,
    prospect,
    sent,
    told,
    unit,
    welcomed,
)
from tests.storage.samples import stored

PHOTO = Attachment("photo", "AgACAgIAAx0", None, "our old site", 1_000, NOW, "examples")


def forget(tx: Transaction, person_id: int) -> None:
    at = unit(tx)
    at.release()
    withdrawing.forget(at, person_id)


async def test_a_manager_reads_what_a_prospect_gave_and_nobody_else_does(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, brief = sent(tx)
        assert brief.interview_id is not None
        notes.add(tx, brief.interview_id, Note("clarity", "call me after six", NOW), 1)
        attachments.add(tx, brief.interview_id, PHOTO, 2)
        for reader in (anna.id, brief.owner_id):
            assert [note.text for note in notes.of_interview(tx, reader, brief.interview_id)] == [
                "call me after six"
            ]
            (file,) = attachments.of_interview(tx, reader, brief.interview_id)
            assert (file.file_id, file.caption, file.question_id) == (
                "AgACAgIAAx0",
                "our old site",
                "examples",
            )
            assert results.latest_for_interview(tx, reader, brief.interview_id) is not None
        for stranger in (manager(tx, 1, "Rolf").id, prospect(tx, 1, "Bela").id):
            assert notes.of_interview(tx, stranger, brief.interview_id) == []
            assert attachments.of_interview(tx, stranger, brief.interview_id) == []
            assert results.latest_for_interview(tx, stranger, brief.interview_id) is None
            assert briefs.own_of_interview(tx, stranger, brief.interview_id) is None

    await database.transaction(work)


async def test_a_withdrawn_brief_is_out_of_every_view_and_still_counted(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, brief = sent(tx)
        assert brief.interview_id is not None
        notes.add(tx, brief.interview_id, Note(None, "call me after six", NOW), 1)
        attachments.add(tx, brief.interview_id, PHOTO, 2)
        drawn = tx.connection.scalar(select(func.count()).select_from(every_result))
        forget(tx, anna.id)
        owner = brief.owner_id
        assert briefs.own_of_interview(tx, owner, brief.interview_id) is None
        assert results.latest_for_interview(tx, owner, brief.interview_id) is None
        assert results.latest_for_clients(tx, [CLIENT]) == {}
        assert results.history(tx, owner, CLIENT) == []
        assert attachments.count(tx, brief.interview_id) == 0
        assert notes.of_interview(tx, owner, brief.interview_id) == []
        assert tx.connection.scalar(select(func.count()).select_from(every_result)) == drawn == 1
        assert status(brief_of(tx, brief), None, NOW) == status(brief_of(tx, brief), None, NOW)
        assert status(brief_of(tx, brief), None, NOW).stage is Stage.WITHDRAWN
        client = clients.get(tx, owner, CLIENT)
        assert client is not None
        assert client.name == "Lotus Bakery", "what the manager knew without the brief stays"

    await database.transaction(work)


async def test_the_manager_is_told_that_somebody_withdrew_and_no_more(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, brief = sent(tx)
        telling.talk(tx, brief, "call me after six", NOW, unit(tx).zone, 1)
        assert telling.reply(tx, brief, "I will.", NOW, unit(tx).zone, 2)
        forget(tx, anna.id)
        (only,) = told(tx)
        assert (only.kind, only.to, only.facts) == ("brief_withdrew", 700, {"brief": brief.id})

    await database.transaction(work)


async def test_what_was_written_before_agreeing_is_gone_as_well(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna = prospect(tx)
        brief = welcomed(tx, anna, issued(tx).payload)
        briefs.reserve(tx, brief.id, anna.id)
        telling.talk(tx, brief, "who are you?", NOW, unit(tx).zone, 1)
        forget(tx, anna.id)
        assert kinds(tx) == ["brief_withdrew"]
        deliveries = metadata.tables["deliveries"]
        words = select(deliveries.c.sealed_facts).where(deliveries.c.kind == "brief_talk")
        assert tx.connection.scalars(words).all() == [None]

    await database.transaction(work)


async def test_joint_results_go_with_the_prospects_half(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, brief = sent(tx)
        quiz = stored(tx, manager(tx), client_id=CLIENT)
        row: dict[str, object] = {
            "quiz_id": quiz.id,
            "quiz_revision": 1,
            "brief_id": brief.interview_id,
            "brief_revision": 1,
            "client_id": CLIENT,
            "sub_segment": False,
            "verdict": "clear",
            "content": {},
            "created_at": NOW,
        }
        tx.connection.execute(joint_results.insert().values(row))
        forget(tx, prospect(tx, 1, "Bela").id)
        count = select(func.count()).select_from(joint_results)
        assert tx.connection.scalar(count) == 1
        forget(tx, anna.id)
        assert tx.connection.scalar(count) == 0
        assert [id for id, _ in interviews.open_of(tx, manager(tx).id)] == [quiz.id]

    await database.transaction(work)


async def test_a_client_named_after_the_prospect_goes_with_them(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, anna = manager(tx), prospect(tx)
        at = unit(tx)
        agreed(at, anna, welcomed(tx, anna, issuing.new_standing_link(tx, mara.id, NOW)))
        at.flush()
        forget(tx, anna.id)
        assert clients.recent(tx, mara.id, 10) == []
        assert kinds(tx) == ["brief_withdrew"]

    await database.transaction(work)


async def test_a_client_that_a_quiz_is_about_is_called_by_a_date(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, anna = manager(tx), prospect(tx)
        at = unit(tx)
        held = agreed(at, anna, welcomed(tx, anna, issuing.new_standing_link(tx, mara.id, NOW)))
        at.flush()
        stored(tx, mara, client_id=held.interview.client)
        forget(tx, anna.id)
        assert [client.name for client in clients.recent(tx, mara.id, 10)] == ["2031-03-05"]

    await database.transaction(work)


async def test_who_is_forgotten_twice_or_gave_nothing_is_no_news(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, anna, bela = manager(tx), prospect(tx), prospect(tx, 1, "Bela")
        welcomed(tx, bela, issuing.new_standing_link(tx, mara.id, NOW))
        forget(tx, bela.id)
        assert kinds(tx) == []
        forget(tx, sent(tx)[0].id)
        forget(tx, anna.id)
        assert kinds(tx) == ["brief_withdrew"]

    await database.transaction(work)


async def test_links_of_somebody_who_is_deactivated_die_and_what_was_begun_goes_on(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        mara, anna = manager(tx), prospect(tx)
        people.grant(tx, manager(tx, 1, "Rolf").id, "lead")
        rolf = manager(tx, 1, "Rolf")
        _, begun = sent(tx)
        lily = clients.create(tx, CLIENT + 1, mara.id, "Lily", NOW)
        unopened = issuing.issue(tx, mara.id, lily.id, "ru", NOW, 14)
        issuing.new_standing_link(tx, mara.id, NOW)
        assert unopened is not None
        assert leaving.deactivate(unit(tx), mara, rolf, ()) is None
        assert briefs.own(tx, rolf.id, begun.id) is not None
        left = briefs.own(tx, rolf.id, unopened.brief.id)
        assert left is not None
        assert left.revoked_at == NOW
        assert not issuing.drop_standing_link(tx, mara.id, NOW), "it was dropped already"
        assert [(each.kind, each.to) for each in told(tx)] == [
            ("brief_sent", rolf.telegram_id),
            ("clients_received", rolf.telegram_id),
        ]
        assert told(tx)[1].facts == {"giver": mara.id, "count": 2}
        assert anna.telegram_id == 800

    await database.transaction(work)


async def test_who_cannot_leave_keeps_their_links(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara, made = manager(tx), issued(tx)
        issuing.new_standing_link(tx, mara.id, NOW)
        assert leaving.deactivate(unit(tx), mara, None, ()) is leaving.Obstacle.NO_TAKER
        assert brief_of(tx, made.brief).revoked_at is None
        assert issuing.drop_standing_link(tx, mara.id, NOW)

    await database.transaction(work)
