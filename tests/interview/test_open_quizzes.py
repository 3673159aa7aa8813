"""However many quizzes somebody has open, they are found in the same few statements, in the right order."""

from __future__ import annotations

import pytest

from bot.interviews import Conversation, Unit
from bot.storage import Database, Transaction
from bot.storage.queries import clients
from questionnaires.interview import events
from tests.briefs.cast import manager, unit
from tests.storage.samples import CLIENT, NOW
from tests.storage.test_plans import statements

NAME = "Lotus Bakery"


def begun(at: Unit, count: int) -> list[Conversation]:
    """So many open quizzes of Mara's, each about a client of its own, all of one name."""
    mara = manager(at.tx)
    for number in range(count):
        clients.create(at.tx, CLIENT + number, mara.id, NAME, NOW)
    quizzes = [at.start(mara.id, mara.telegram_id) for _ in range(count)]
    for number, quiz in enumerate(quizzes):
        name(at, quiz, CLIENT + number)
    at.flush()
    return quizzes


def name(at: Unit, quiz: Conversation, client: int) -> None:
    """Let a quiz be about a client picked from the list."""
    at.receive(quiz, events.Named(None, (events.Namesake(client),)))
    at.receive(quiz, events.Retaken(client))


@pytest.mark.parametrize("count", [1, 10])
async def test_open_quizzes_are_loaded_and_locked_at_once(count: int, database: Database) -> None:
    def work(tx: Transaction) -> None:
        quizzes = begun(unit(tx), count)
        at, mara = unit(tx), manager(tx)
        sent = statements(tx, lambda tx: at.open_of(mara.id))
        assert len(sent) == 3, "which they are · interviews · answers"
        assert {held.id for held in at.open_of(mara.id)} == {quiz.id for quiz in quizzes}

    await database.transaction(work)


@pytest.mark.parametrize("count", [1, 10])
async def test_clients_of_one_name_are_found_with_their_open_quizzes_at_once(
    count: int, database: Database
) -> None:
    def work(tx: Transaction) -> None:
        quizzes = begun(unit(tx), count)
        at, mara = unit(tx), manager(tx)
        at.open_of(mara.id)
        another = at.start(mara.id, mara.telegram_id)
        sent = statements(tx, lambda tx: at.namesakes(another, NAME))
        assert len(sent) == 2, "clients of the name · which quizzes are open"
        known = {each.client: each.open_interview for each in at.namesakes(another, NAME)}
        assert known == {CLIENT + number: quiz.id for number, quiz in enumerate(quizzes)}

    await database.transaction(work)


async def test_of_two_open_quizzes_about_a_client_the_last_touched_is_offered(database: Database) -> None:
    def work(tx: Transaction) -> None:
        at = unit(tx)
        (first,) = begun(at, 1)
        second, another = (at.start(first.person, first.person) for _ in range(2))
        name(at, second, CLIENT)
        assert at.namesake(another, CLIENT).open_interview == second.id
        at.receive(first, events.Resumed())
        assert at.namesake(another, CLIENT).open_interview == first.id

    await database.transaction(work)
