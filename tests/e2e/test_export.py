"""/export: the file arrives, opens in a reader, says what the summary says, and has nobody's name unasked."""

from __future__ import annotations

import asyncio
from csv import reader
from io import BytesIO, StringIO
from threading import Event
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from bot.reports import documents
from bot.reports.documents import MOST_CASES
from bot.reports.documents import files as files_module
from bot.sandbox.world.chats import Message
from bot.storage import migrate
from bot.storage.queries import people
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.documents import exporting
from tests.e2e.prospects import do
from tests.e2e.stage import Phone, Stage, labels
from tests.e2e.team import deactivates, id_of

LOTUS, CEDAR = "=Lotus Bakery", "Cedar Dental"


def files(phone: Phone) -> list[Message]:
    """The documents somebody was sent, the oldest first."""
    return [
        message
        for message in phone.chat
        if message.media is not None and message.media.file.kind == "document"
    ]


def content(message: Message) -> bytes:
    assert message.media is not None
    return message.media.file.content


def sheets(message: Message) -> dict[str, list[tuple[Any, ...]]]:
    """A workbook's cells, by sheet."""
    book = load_workbook(BytesIO(content(message)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def column(rows: list[tuple[Any, ...]], head: str) -> list[Any]:
    place = rows[0].index(head)
    return [row[place] for row in rows[1:]]


async def two_clients(stage: Stage) -> Phone:
    nina = await stage.manager("Nina")
    await stage.max.quiz(LOTUS)
    await nina.quiz(CEDAR)
    return nina


async def test_a_lead_gets_the_teams_results_without_names(firstcall: Stage) -> None:
    await two_clients(firstcall)
    page = await firstcall.lead.says("/export")
    assert "The whole team's results" in page.text and "2 clients" in page.text
    assert "• Without names •" in labels(page)
    file = await firstcall.lead.taps("Workbook")
    assert file.media is not None and file.media.file.name == "firstcall-2031-02-04-2031-03-05.xlsx"
    assert "without names" in file.text
    found = sheets(file)
    assert list(found) == ["Summary", "Results", "Answers", "Definitions"]
    assert "Client" not in found["Results"][0]
    assert not [cell for rows in found.values() for row in rows for cell in row if cell in (LOTUS, CEDAR)]
    assert sorted(column(found["Results"], "Manager")) == ["Max", "Nina"]
    assert found["Summary"][0][0] == "2 clients"


async def test_the_cells_say_what_is_stored(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    await firstcall.lead.says("/export week")
    await firstcall.lead.taps("With clients' names")
    found = sheets(await firstcall.lead.taps("Workbook"))
    (row,) = [dict(zip(found["Results"][0], cells, strict=True)) for cells in found["Results"][1:]]
    interview = await firstcall.interview()
    assert row["Client"] == LOTUS and row["Answers from"] == "manager"
    assert row["First result"] == interview.first_result_at.replace(tzinfo=None, microsecond=0)
    shares = [value for head, value in row.items() if head.endswith(": share")]
    assert len(shares) == 4 and sum(shares) == pytest.approx(1)
    told = await firstcall.answers(interview.id)
    assert len(found["Answers"]) - 1 == len(told)
    assert column(found["Answers"], "Case") == [row["Case"]] * len(told)
    assert column(found["Answers"], "Answer").count("Don't know") == list(told.values()).count(None)


async def test_the_first_result_is_the_clients_first_and_what_counts_stands_beside_it(
    firstcall: Stage,
) -> None:
    max_, lead = firstcall.max, firstcall.lead
    await max_.quiz(LOTUS)
    first = (await firstcall.interview()).first_result_at
    for days in (40, 2):
        firstcall.clock.forward(days=days)
        await max_.says(f"/quiz {LOTUS}")
        await max_.taps("Ask again: ")
        await max_.plays()
    last = (await firstcall.interview()).first_result_at
    await lead.says("/export week")
    found = sheets(await lead.taps("Workbook"))["Results"]
    assert column(found, "First result") == [first.replace(tzinfo=None, microsecond=0)]
    assert column(found, "Counted on") == [last.replace(tzinfo=None, microsecond=0)]


async def test_the_tables_are_the_same_and_no_program_runs_them(firstcall: Stage) -> None:
    await two_clients(firstcall)
    await firstcall.lead.says("/export week")
    await firstcall.lead.taps("With clients' names")
    book = sheets(await firstcall.lead.taps("Workbook"))
    with ZipFile(BytesIO(content(await firstcall.lead.taps("Tables")))) as archive:
        table = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    rows = list(reader(StringIO(table["results.csv"], newline="")))
    assert tuple(rows[0]) == book["Results"][0]
    assert [row[1] for row in rows[1:]] == [f"'{LOTUS}", CEDAR]
    assert len(list(reader(StringIO(table["answers.csv"], newline="")))) == len(book["Answers"])


async def test_a_manager_gets_their_own_clients_and_no_others(firstcall: Stage) -> None:
    nina = await two_clients(firstcall)
    page = await nina.says("/export")
    assert "your clients" in page.text and "1 client\n" in page.text
    await nina.taps("With clients' names")
    found = sheets(await nina.taps("Workbook"))
    assert column(found["Results"], "Client") == [CEDAR]
    assert set(column(found["Answers"], "Client")) == {CEDAR}
    assert found["Summary"][0][0] == "1 client"


async def test_an_erased_client_stays_a_row_that_leads_to_nobody(firstcall: Stage) -> None:
    await two_clients(firstcall)
    await firstcall.max.says("/clients")
    await firstcall.max.taps(LOTUS)
    await firstcall.max.taps("Delete this client")
    await firstcall.max.taps("Yes, delete")
    await firstcall.lead.says("/export")
    await firstcall.lead.taps("With clients' names")
    found = sheets(await firstcall.lead.taps("Workbook"))
    assert column(found["Results"], "Client") == [None, CEDAR]
    assert column(found["Results"], "Case")[0] == "erased"
    assert set(column(found["Answers"], "Client")) == {CEDAR}


async def test_a_number_stands_for_the_same_client_in_every_export(on_sqlite: Stage) -> None:
    await two_clients(on_sqlite)
    await on_sqlite.lead.says("/export")
    first = sheets(await on_sqlite.lead.taps("Workbook"))
    await on_sqlite.max.says("/export week")
    second = sheets(await on_sqlite.max.taps("Workbook"))
    assert column(first["Results"], "Case")[:1] == column(second["Results"], "Case")


async def test_other_days_are_a_tap_away_and_keep_what_was_chosen(on_sqlite: Stage) -> None:
    await two_clients(on_sqlite)
    await on_sqlite.lead.says("/export")
    await on_sqlite.lead.taps("With clients' names")
    page = await on_sqlite.lead.taps("90 days")
    assert "Dec 6, 2030" in page.text and "• With clients' names •" in labels(page)


@pytest.mark.parametrize("days", ["tomorrow", "2031-03-06", "2020-01-01 2031-03-05"])
async def test_days_that_are_none_are_asked_for_again(on_sqlite: Stage, days: str) -> None:
    said = await on_sqlite.lead.says(f"/export {days}")
    assert "which days" in said.text and "30 days" in labels(said)


async def test_nothing_and_too_much_are_said_and_not_sent(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await on_sqlite.lead.says("/export")
    assert "Nothing came in" in page.text and not on_sqlite.lead.sees("Workbook")
    await two_clients(on_sqlite)
    await on_sqlite.lead.says("/export")
    assert MOST_CASES > 1
    monkeypatch.setattr(exporting, "MOST_CASES", 1)
    page = await on_sqlite.lead.taps("Workbook")
    assert "more than the 1 clients" in page.text and files(on_sqlite.lead) == []


async def test_who_leaves_before_it_is_made_gets_nothing(
    on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_clients(on_sqlite)
    await on_sqlite.max.says("/export")
    max_id = await id_of(on_sqlite, on_sqlite.max)

    database = on_sqlite.bot.database
    at_length = database.read_at_length

    async def left_meanwhile(make: Any) -> Any:
        await do(on_sqlite, lambda tx: people.deactivate(tx, max_id))
        return await at_length(make)

    monkeypatch.setattr(database, "read_at_length", left_meanwhile)
    before = len(on_sqlite.max.chat)
    await on_sqlite.max.press("Workbook")
    assert len(on_sqlite.max.chat) == before


async def test_a_stranger_and_somebody_who_left_get_nothing(on_sqlite: Stage) -> None:
    ada = await on_sqlite.manager("Ada")
    await two_clients(on_sqlite)
    await ada.says("/export")
    await deactivates(on_sqlite.lead, "Ada")
    tap = await ada.press("7 days")
    assert "not known here" in (await tap.answer()).text
    stranger = on_sqlite.phone("Otto")
    for phone in (ada, stranger):
        await phone.says("/export")
        assert files(phone) == [] and not phone.screen.buttons


@pytest.mark.parametrize(
    "forged",
    [
        Callback(Verb.EXPORT, 0, 1 << 60, 86_400),
        Callback(Verb.EXPORT_MAKE, 0, 0, 4_294_967_295),
        Callback(Verb.EXPORT_MAKE, 0, 1_900_000_000, 86_400, a=9),
        Callback(Verb.EXPORT_DAYS, a=99),
    ],
)
async def test_forged_numbers_make_nothing(on_sqlite: Stage, forged: Callback) -> None:
    await on_sqlite.lead.says("/export")
    tap = await on_sqlite.lead.forges(forged)
    assert (await tap.answer()).text and files(on_sqlite.lead) == []


async def test_a_file_that_cannot_be_made_is_said(on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    on_sqlite.may_log_errors = True

    def broken(*_: object) -> bytes:
        raise RuntimeError("no paper")

    monkeypatch.setattr(exporting, "written", broken)
    await two_clients(on_sqlite)
    await on_sqlite.lead.says("/export")
    assert "could not be made" in (await on_sqlite.lead.taps("Workbook")).text


async def test_others_write_while_a_file_is_made(on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    loop, done = asyncio.get_running_loop(), []

    def slow(*about: Any) -> bytes:
        work = on_sqlite.bot.database.transaction(lambda tx: done.append(tx))
        asyncio.run_coroutine_threadsafe(work, loop).result(timeout=20)
        return files_module.written(*about)

    monkeypatch.setattr(exporting, "written", slow)
    await two_clients(on_sqlite)
    await on_sqlite.lead.says("/export")
    await on_sqlite.lead.taps("Workbook")
    assert len(done) == len(files(on_sqlite.lead)) == 1


async def test_nobodys_tap_and_no_look_whether_the_bot_is_ready_waits_for_reading_an_export(
    firstcall: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, is_over = asyncio.Event(), Event()
    loop = asyncio.get_running_loop()

    def slowly(*asked: Any) -> Any:
        loop.call_soon_threadsafe(begun.set)
        assert is_over.wait(timeout=20), "somebody waits for the reading"
        return documents.read(*asked)

    monkeypatch.setattr(exporting, "read", slowly)
    await two_clients(firstcall)
    await firstcall.max.says("/quiz Elm Street Yoga")
    await firstcall.lead.says("/export")
    await firstcall.lead.touches("Workbook")
    await firstcall.take_batch()
    await begun.wait()
    tap = await firstcall.max.touches("1 · ")
    await firstcall.take_batch()
    await tap.answer()
    await firstcall.bot.database.read(lambda tx: migrate.check(tx.connection))  # what /readyz asks
    assert files(firstcall.lead) == []
    is_over.set()
    await firstcall.settle()
    assert len(files(firstcall.lead)) == 1


async def test_in_a_group_nothing_is_exported(on_sqlite: Stage) -> None:
    await two_clients(on_sqlite)
    group = on_sqlite.sandbox.group("Sales", [on_sqlite.lead.person])
    await on_sqlite.lead.person.send(f"/export@{on_sqlite.bot.bot.username}", chat=group)
    await on_sqlite.settle()
    assert not [message for message in group.messages if message.from_bot and message.media is not None]
    assert files(on_sqlite.lead) == []
