"""What leads ask for may be of a year: no tap waits while it is read, and who may is asked once more."""

from __future__ import annotations

import importlib
from threading import Event
from typing import Any

import pytest

from tests.e2e.stage import Stage
from tests.e2e.team import appoints, opens

LOTUS, CEDAR = "Lotus Bakery", "Cedar Dental"
SUMMARY, FUNNEL, PAGE = (
    ("bot.telegram.summaries.asking", "summary_of"),
    ("bot.telegram.funnel.asking", "funnel_of"),
    ("bot.telegram.documents.onepage", "overview_of"),
)
YEAR = "2030-03-06 2031-03-05"
ASKED = [
    pytest.param(f"/summary {YEAR}", None, SUMMARY, id="summary"),
    pytest.param(f"/summary {YEAR}", "Details", SUMMARY, id="details"),
    pytest.param(f"/funnel {YEAR}", None, FUNNEL, id="funnel"),
    pytest.param(f"/funnel {YEAR}", "All figures", FUNNEL, id="figures"),
    pytest.param(f"/report {YEAR}", None, PAGE, id="page"),
    pytest.param(f"/summary {YEAR}", "One page", PAGE, id="page by button"),
]


@pytest.mark.parametrize(("command", "button", "where"), ASKED)
async def test_nobodys_tap_waits_until_a_year_is_read(
    on_sqlite: Stage,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    button: str | None,
    where: tuple[str, str],
) -> None:
    lead, max_, is_over = on_sqlite.lead, on_sqlite.max, Event()
    reading = getattr(importlib.import_module(where[0]), where[1])

    def slowly(*asked: Any) -> Any:
        assert is_over.wait(timeout=20), "somebody waits for the reading"
        return reading(*asked)

    await max_.quiz(LOTUS)
    await max_.says(f"/quiz {CEDAR}")
    if button is not None:
        await lead.says(command)
    monkeypatch.setattr(".".join(where), slowly)
    if button is None:
        await lead.person.send(command)
    else:
        await lead.touches(button)
    seen = len(lead.chat)
    await on_sqlite.take_batch()
    tap = await max_.touches("1 · ")
    await on_sqlite.take_batch()
    await tap.answer()
    assert len(lead.chat) == seen
    is_over.set()
    await on_sqlite.settle()
    assert len(lead.chat) == seen + 1


@pytest.mark.parametrize("command", ["/summary", "/funnel", "/report"])
async def test_who_is_no_lead_by_then_reads_nothing(on_sqlite: Stage, command: str) -> None:
    await on_sqlite.max.quiz(LOTUS)
    nina = await on_sqlite.manager("Nina")
    await appoints(on_sqlite.lead, "Nina")
    await opens(on_sqlite.lead, "Nina")
    before = len(nina.chat)
    await nina.person.send(command)
    await on_sqlite.lead.touches("Take the lead's role away")
    await on_sqlite.settle()
    assert len(nina.chat) == before
