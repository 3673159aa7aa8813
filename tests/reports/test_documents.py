"""An export's files: the right cells in the right form, and nothing in them that a program would run."""

from __future__ import annotations

from csv import reader
from datetime import datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.reports.documents import Naming, columns
from bot.reports.documents.harmless import GUARD, LONGEST, SIGNS, guarded, looks_like_formula, one_line
from bot.reports.documents.plain import table, zipped
from bot.reports.documents.records import number_of
from bot.reports.documents.workbook import book
from messages import languages
from tests.reports.exported import answer, case, export, of_client, words

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
EVIL = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", " ", "\t", "\r\n", "\u3000", "\u200b", "\ufeff"]),
        st.sampled_from(sorted(SIGNS)),
        ANY_TEXT,
    ),
)


def opened(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def rows_of(content: bytes) -> list[list[str]]:
    return list(reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


# --- harmless ---------------------------------------------------------------------------------------------


@given(EVIL)
@example("=1+1")
@example("\t=cmd|' /C calc'!A0")
@example("＝１＋１")
@example("\ud800=1")
@settings(max_examples=200)
def test_what_looks_like_a_formula_is_guarded(text: str) -> None:
    assert guarded(text).startswith(GUARD) or not looks_like_formula(text)
    assert guarded(text)[0] not in SIGNS


@given(ANY_TEXT)
@settings(max_examples=200)
def test_a_cell_is_one_line_that_any_file_can_hold(text: str) -> None:
    line = one_line(text)
    assert not set("\t\r\n\x00\x0b\x1f\x7f\ufffe\uffff") & set(line)
    line.encode("utf-8")
    assert len(one_line("x" * (LONGEST + 9))) == LONGEST


@given(st.text(st.characters(categories=["L", "N"]), max_size=30))
@settings(max_examples=50)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@given(st.one_of(EVIL, ANY_TEXT))
@settings(max_examples=40, deadline=None)
def test_no_program_runs_a_cell_of_a_table(text: str) -> None:
    told = of_client(text)
    for content in (
        table(columns.of_cases(told, words()), told.cases),
        table(columns.of_answers(told, words()), told.answers),
    ):
        heads, *rows = rows_of(content)
        assert all(len(row) == len(heads) for row in rows) and len(rows) == 1
        assert not [cell for row in rows for cell in row if cell[:1] in SIGNS]


@given(st.one_of(EVIL, ANY_TEXT))
@settings(max_examples=25, deadline=None)
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    found = opened(book(of_client(text), words()))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    said = found["Results"]["B2"]
    assert (said.value or "") == one_line(text)
    assert said.quotePrefix is True if looks_like_formula(text) else not said.quotePrefix


# --- the workbook -----------------------------------------------------------------------------------------


def test_dates_and_shares_are_what_they_are() -> None:
    sheet = opened(book(export((case(),), (answer("Lotus", None),)), words()))["Results"]
    row = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert row["First result"].value == datetime(2031, 11, 25, 17, 30, 15)  # noqa: DTZ001 - as in Tokyo
    assert row["Counted on"].value == datetime(2031, 11, 25, 18, 30, 15)  # noqa: DTZ001 - as in Tokyo
    assert row["First result"].is_date and row["Brief answered"].value is None
    assert row["Novices: share"].value == 0.65 and row["Novices: share"].number_format == "0%"
    assert row["Mix"].value == "Novices + Cautious" and row["Grade"].value == "A/B"
    assert row["Next step"].value == "no_such_step"  # of a content that is not today's


def test_the_head_stays_in_sight_and_can_be_filtered() -> None:
    found = opened(book(export((case(),) * 3), words()))
    for name in ("Results", "Answers"):
        assert found[name].freeze_panes == "B2"
        assert found[name].auto_filter.ref.startswith("A1:")
    assert found["Results"].auto_filter.ref.endswith("4")


def test_every_column_is_explained() -> None:
    found = opened(book(export((case(),), (answer("Lotus", "yes"),)), words()))
    heads = {cell.value for name in ("Results", "Answers") for cell in found[name][1]}
    meanings = {row[0]: row[1] for row in found["Definitions"].iter_rows(min_row=2, values_only=True)}
    assert heads <= set(meanings) and all(meanings.values())


def test_the_summary_has_the_figures_and_charts_of_them() -> None:
    sheet = opened(book(export(), words()))["Summary"]
    figures = {row[0]: row[1:3] for row in sheet.iter_rows(values_only=True, max_col=3) if row[0]}
    assert figures["Novices"] == (6, 2.5) and figures["A"] == (3, 2.5)
    assert len(sheet._charts) == 3


@pytest.mark.parametrize("language", languages())
def test_it_is_told_in_the_readers_language(language: str) -> None:
    found = opened(book(export((case(),)), words(language)))
    assert len(found.sheetnames) == 4 and len(set(found.sheetnames)) == 4
    assert (
        len({cell.value for cell in found[found.sheetnames[1]][1]}) == found[found.sheetnames[1]].max_column
    )


def test_the_same_export_gives_the_same_bytes() -> None:
    assert book(export((case(),)), words()) == book(export((case(),)), words())
    assert zipped(export((case(),)), words()) == zipped(export((case(),)), words())


def test_without_names_there_is_no_column_for_them() -> None:
    told = export((case(None),), naming=Naming.NUMBERS)
    assert "Client" not in [column.head for column in columns.of_cases(told, words())]


# --- the tables -------------------------------------------------------------------------------------------


def test_the_tables_are_utf_8_with_a_mark_and_lines_as_the_standard_has_them() -> None:
    with ZipFile(BytesIO(zipped(of_client('Say "so", then'), words()))) as archive:
        content = archive.read("results.csv")
    assert (
        content.startswith(b"\xef\xbb\xbf") and content.endswith(b"\r\n") and b'"Say ""so"", then"' in content
    )
    row = dict(zip(*rows_of(content), strict=True))
    assert row["First result"] == "2031-11-25 17:30:15" and row["Novices: share"] == "0.6500"
    assert row["Brief answered"] == ""


def test_a_number_leads_back_to_no_id_and_stays_the_same() -> None:
    assert number_of(5) == number_of(5) != number_of(6)
    assert len({number_of(id) for id in range(20_000)}) == 20_000
