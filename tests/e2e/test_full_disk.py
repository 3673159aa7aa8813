"""A full disk parks nothing: what cannot be written now is written when there is room again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError

from bot.interviews import Unit
from bot.storage.tables import answers, failed_updates
from tests.e2e.stage import POLL, Stage

WITHOUT_END = 4_294_967_294
BIG = 1 << 20


def flush_without_room(unit: Unit) -> None:
    """Needs pages that are not there; a smaller transaction would find some."""
    connection = unit.tx.connection
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    try:
        connection.exec_driver_sql(
            "INSERT INTO settings (key, sealed_value) VALUES (?, zeroblob(?))", ("x", BIG)
        )
    finally:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {WITHOUT_END}")


async def test_an_answer_that_finds_no_room_is_kept_by_telegram_and_not_given_up(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    max_ = on_sqlite.max
    await max_.says("/quiz Lotus Bakery")
    await max_.touches("1 · ")
    batch: list[dict[str, Any]] = await on_sqlite.bot.bot.call("getUpdates", POLL)
    with monkeypatch.context() as patch:
        patch.setattr(Unit, "flush", flush_without_room)
        for _ in range(2):
            with pytest.raises(DatabaseError, match="full"):
                await on_sqlite.bot.counter.take(batch)
    assert await on_sqlite.rows(failed_updates) == []
    on_sqlite.may_log_errors = True
    await on_sqlite.settle()
    assert len(await on_sqlite.rows(answers)) == 1
