"""A quiz turns out to be about somebody else, when the client that it made was asked for a brief already."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.briefs import issuing
from bot.storage import Database, Transaction
from bot.storage.queries import clients
from questionnaires.interview import events
from tests.briefs import cast
from tests.storage.samples import NOW, manager

Asked = Callable[[Transaction, int], None]


def _nothing(tx: Transaction, client: int) -> None:
    pass


def _a_link(tx: Transaction, client: int) -> None:
    assert issuing.issue(tx, manager(tx).id, client, "en", NOW, 14) is not None


def _on_the_phone(tx: Transaction, client: int) -> None:
    at = cast.unit(tx)
    assert issuing.begin_by_phone(at, manager(tx).id, client, 700) is not None
    at.flush()


@pytest.mark.parametrize(("asked", "stays"), [(_nothing, False), (_a_link, True), (_on_the_phone, True)])
async def test_a_client_who_was_asked_themselves_is_not_discarded(
    database: Database, asked: Asked, stays: bool
) -> None:
    def work(tx: Transaction) -> None:
        owner = manager(tx)
        at = cast.unit(tx)
        held = at.start(owner.id, owner.telegram_id)
        at.receive(held, events.Named("Alpha Oil"))
        at.flush()
        client = held.interview.client
        assert client is not None
        clients.create(tx, cast.CLIENT, owner.id, "Beta Gas", NOW)
        asked(tx, client)
        at.receive(held, events.SteppedBack())
        at.receive(held, events.Named(None, (at.namesake(held, cast.CLIENT),)))
        at.receive(held, events.Retaken(cast.CLIENT))
        at.flush()
        assert held.interview.client == cast.CLIENT
        assert (clients.get(tx, owner.id, client) is not None) == stays

    await database.transaction(work)
