"""/segments on the phones: for leads, of any days, as a picture whose caption stands alone."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from bot.reports.conversion import Conversions, conversions
from bot.sandbox.world.chats import Message
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.evenings import summaries
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import appoints, opens

LOTUS, CEDAR = "Lotus Bakery", "Cedar Dental"


async def ends(phone: Phone, name: str, how: str, amount: str | None = None) -> None:
    """A client has a card, and it ends."""
    await phone.quiz(name)
    await phone.says(f"/clients {name}")
    await phone.taps(name)
    await phone.taps("How did it end?")
    await phone.taps(how)
    if amount is not None:
        await phone.says(amount)


def told(phone: Phone) -> Message:
    return summaries(phone)[-1]


async def test_a_lead_reads_what_became_of_the_teams_clients(firstcall: Stage) -> None:
    await ends(firstcall.max, LOTUS, "Won", "3.5k")
    await ends(firstcall.max, CEDAR, "Lost")
    await ends(firstcall.lead, "Elm Street Yoga", "Won", "900")
    await firstcall.lead.says("/segments")
    text = told(firstcall.lead).text
    assert "Mar 6, 2030 – Mar 5, 2031" in text
    assert "3 clients, won 2 of 3, too few to tell; total $4,400 (2 known)" in text
    assert LOTUS not in text and "Max" not in text


async def test_ten_decided_have_a_share_and_an_interval(on_sqlite: Stage) -> None:
    for number in range(10):
        await ends(on_sqlite.max, f"Client {number}", "Won" if number < 4 else "Lost")
    await on_sqlite.lead.says("/segments")
    assert "won 4 of 10 decided: 40 % (17–69 %)" in told(on_sqlite.lead).text


async def test_other_days_are_a_tap_or_a_date_away(firstcall: Stage) -> None:
    await ends(firstcall.max, LOTUS, "Won")
    await firstcall.lead.says("/segments")
    await firstcall.lead.taps("3 months")
    assert "Dec 6, 2030 – Mar 5, 2031" in told(firstcall.lead).text
    await firstcall.lead.says("/segments 2031-03-05")
    assert "Mar 5, 2031" in told(firstcall.lead).text and "–" not in told(firstcall.lead).text.split("\n")[0]
    await firstcall.lead.says("/segments 2031-02-01 2031-02-20")
    assert "No clients in these days" in firstcall.lead.screen.text
    await firstcall.lead.says("/segments the best ones")
    assert "I don't know which days that is" in firstcall.lead.screen.text
    tap = await firstcall.lead.forges(Callback(Verb.SEGMENTS, a=3))
    assert "not known" in ((await tap.answer()).text or "")


async def test_a_manager_reads_none_of_it(firstcall: Stage) -> None:
    await ends(firstcall.max, LOTUS, "Won")
    assert "for team leads" in (await firstcall.max.says("/segments")).text
    await firstcall.max.says("/settings")
    await firstcall.max.forges(Callback(Verb.SEGMENTS))
    assert "for team leads" in firstcall.max.screen.text
    assert summaries(firstcall.max) == []


async def test_a_long_reading_delays_nobodys_tap(firstcall: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    lead, max_, is_over = firstcall.lead, firstcall.max, Event()

    def slowly(*asked: Any) -> Conversions:
        assert is_over.wait(timeout=20), "somebody waits for the reading"
        return conversions(*asked)

    await ends(max_, LOTUS, "Won")
    await max_.says(f"/quiz {CEDAR}")
    monkeypatch.setattr("bot.telegram.segments.asking.conversions", slowly)
    await lead.person.send("/segments")
    await firstcall.take_batch()
    tap = await max_.touches("1 · ")
    await firstcall.take_batch()
    await tap.answer()
    assert not summaries(lead)
    is_over.set()
    await firstcall.settle()
    assert "1 client" in told(lead).text


async def test_who_is_no_lead_by_then_reads_nothing(on_sqlite: Stage) -> None:
    nina = await on_sqlite.manager("Nina")
    await appoints(on_sqlite.lead, "Nina")
    before = len(nina.chat)
    await opens(on_sqlite.lead, "Nina")
    await nina.person.send("/segments")
    await on_sqlite.lead.touches("Take the lead's role away")
    await on_sqlite.settle()
    assert len(nina.chat) == before


async def test_where_it_cannot_be_read_somebody_says_so(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("bot.telegram.segments.message.fitted")
    on_sqlite.may_log_errors = True
    await ends(on_sqlite.max, LOTUS, "Won")
    assert "went wrong" in (await on_sqlite.lead.says("/segments")).text


async def test_each_reads_it_in_their_language(on_sqlite: Stage) -> None:
    await ends(on_sqlite.max, LOTUS, "Won", "3500")
    lead = on_sqlite.lead
    said = []
    for name in ("Русский", "日本語"):
        await lead.says("/settings")
        await lead.taps(name)
        await lead.says("/segments")
        said.append(told(lead).text)
    assert "клиентов 1, договоров 1 из 1, мало данных; всего 3 500 $ (известно 1)" in said[0].replace(
        "\xa0", " "
    )
    assert "1件。確定1件中、受注1件（件数不足）。合計$3,500（1件）" in said[1]
