"""Invitations that let nobody in any more are forgotten in time."""

from __future__ import annotations

from bot.storage import Database, Transaction
from bot.storage.queries import invitations
from bot.storage.queries.invitations import Invitation, Refusal
from tests.storage.samples import MINUTE, NOW, manager


async def test_links_that_are_over_are_forgotten_and_open_ones_stay(database: Database) -> None:
    def work(tx: Transaction) -> None:
        lead = manager(tx).id
        for token, minutes in ((b"used", 90), (b"revoked", 90), (b"expired", 1), (b"open", 90)):
            id = invitations.create(tx, token, "manager", lead, NOW, NOW + minutes * MINUTE)
            if token == b"revoked":
                invitations.revoke(tx, lead, id, NOW)
        assert isinstance(invitations.redeem(tx, b"used", lead, NOW), Invitation)
        assert invitations.prune(tx, NOW) == 0
        assert invitations.prune(tx, NOW + 2 * MINUTE) == 3
        assert invitations.redeem(tx, b"used", lead, NOW) is Refusal.UNKNOWN
        assert isinstance(invitations.redeem(tx, b"open", lead, NOW), Invitation)

    await database.transaction(work)
