"""`firstcall report`: the figures to a file, out of the database, with nobody named unasked."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from bot import clock
from bot.cli import app
from bot.reports.demo.names import COMPANIES
from tests.conftest import KEY

BEGINNINGS = {"png": b"\x89PNG", "pdf": b"%PDF-", "xlsx": b"PK", "csv": b"PK"}


def runs(*options: str) -> Result:
    return CliRunner().invoke(app, ["report", *options])


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with an invented fortnight."""
    file = tmp_path_factory.mktemp("history") / "demo.sqlite3"
    environment = {"DATA_KEY": KEY, "DATABASE_URL": f"sqlite:///{file}"}
    filled = CliRunner(env=environment).invoke(app, ["demo-data", "--days", "20", "--per-day", "3"])
    assert filled.exit_code == 0, filled.output
    return file


@pytest.fixture(autouse=True)
def studio(history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_KEY", KEY)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{history}")


def test_from_another_folder_it_says_where_it_looked_and_makes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    said = runs()
    assert said.exit_code == 2
    assert f"There is no database {tmp_path / 'firstcall.sqlite3'}" in said.output
    assert list(tmp_path.iterdir()) == []


def names_in(text: str) -> list[str]:
    return [name for name in COMPANIES if name in text]


def test_a_text_goes_to_the_terminal_without_names() -> None:
    said = runs()
    assert said.exit_code == 0, said.output
    assert "Segments" in said.output and "<b>" not in said.output
    assert names_in(said.output) == []


@pytest.mark.parametrize(("language", "word"), [("ru", "Сегменты"), ("ja", "タイプ")])
def test_it_is_told_in_the_language_that_was_asked_for(language: str, word: str) -> None:
    assert word in runs("--language", language, *_last_weeks()).output


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_each_kind_of_file_is_written_where_it_says(kind: str) -> None:
    said = runs("--as", kind)
    assert said.exit_code == 0, said.output
    assert Path(said.output.strip()).read_bytes().startswith(BEGINNINGS[kind])


def test_names_come_only_when_they_are_asked_for(tmp_path: Path) -> None:
    for options, is_named in (((), False), (("--names",), True)):
        file = tmp_path / f"{is_named}.xlsx"
        assert runs("--as", "xlsx", "--output", str(file), *_last_weeks(), *options).exit_code == 0
        rows = list(load_workbook(file)["Results"].iter_rows(values_only=True))
        assert len(rows) > 10
        assert bool(names_in(" ".join(str(cell) for row in rows for cell in row))) is is_named


def test_both_tables_are_in_the_archive(tmp_path: Path) -> None:
    file = tmp_path / "tables.zip"
    assert runs("--as", "csv", "--output", str(file), *_last_weeks()).exit_code == 0
    with ZipFile(BytesIO(file.read_bytes())) as archive:
        assert archive.namelist() == ["results.csv", "answers.csv"]


def test_a_file_that_is_there_stays_unless_it_is_said_that_it_need_not(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("mine")
    refused = runs("--output", str(file))
    assert refused.exit_code == 2 and "is there already; expected another name, or --force" in refused.output
    assert file.read_text() == "mine"
    assert runs("--output", str(file), "--force").exit_code == 0
    assert "Segments" in file.read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--as", "doc"], "--as doc is not known; expected txt, png, pdf, xlsx, csv"),
        (["--day", "yesterday"], "--day yesterday is no date; expected one such as 2026-11-30"),
        (["--day", "2020-01-01", "--from", "2020-01-01"], "--day stands beside --from"),
        (["--to", "2020-01-01"], "--to stands without --from"),
        (["--from", "2020-01-02", "--to", "2020-01-01"], "is before --from"),
        (["--from", "2020-01-01", "--to", "2022-01-01"], "is too long; expected 400 days at most"),
        (["--day", "0001-01-02"], "0001-01-02 is before there were bots; expected a day from 2000-01-01 on"),
        (["--day", "2999-01-01"], "2999-01-01 is still to come"),
        (["--language", "de"], "the language 'de' is not known; expected en, ja, ru"),
        (["--as", "png", "--names"], "--names with png: it names nobody"),
        (
            ["--output", "no/such/folder.txt"],
            "No such file or directory; expected a file that can be written",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_was_expected(options: list[str], said: str) -> None:
    refused = runs(*options)
    assert refused.exit_code == 2 and said in refused.output


def test_without_a_key_or_tables_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite3'}")
    assert runs().exit_code == 2
    monkeypatch.setenv("DATA_KEY", "")
    refused = runs()
    assert refused.exit_code == 2 and "DATA_KEY" in refused.output


def _last_weeks() -> tuple[str, ...]:
    """Days that certainly have some of the history."""
    today = clock.now().date()
    return "--from", str(today - timedelta(days=365)), "--to", str(today)
