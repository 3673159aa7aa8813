"""`firstcall check`: everything wrong at once, else what the content holds and what it leaves unsaid."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.check import check_content
from questionnaires.content.files.folders import LIBRARY
from tests.content.folders import FIVE, copy_of_five, edit


def checked(*folders: Path) -> tuple[int, list[str]]:
    """Exit code and lines."""
    lines: list[str] = []
    return check_content(folders, lines.append), lines


def test_a_clean_set_is_summed_up() -> None:
    code, lines = checked(FIVE)
    assert code == 0
    assert lines[0].startswith("manager_quiz: 5 questions, 1 about the deal, model ")
    assert lines[1].startswith("prospect_brief: 3 questions, 1 about the deal, model ")
    assert lines[2:5] == ["5 segments, 5 traits", "5 tactics in 50 forms", "languages en, ru"]
    assert not any("Left out" in line for line in lines)


def test_every_mistake_is_a_line_and_the_exit_code_is_one(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "studio.yaml", "price: 180", "price: free")
    edit(own, "scoring.yaml", "epsilon: 0.03", "epsilon: 3")
    code, lines = checked(LIBRARY, own)
    assert code == 1
    assert [line.split(": ")[0] for line in lines] == ["scoring.yaml:3", "studio.yaml:6", "2 to put right"]


def test_a_finding_fails_the_check_and_the_summary_follows(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "manager_quiz.yaml", 'label: {en: "A shot list"', f'label: {{en: "{"x" * 41}"')
    code, lines = checked(own)
    assert code == 1
    assert lines[0].endswith("expected at most 40 characters, has 41")
    assert lines[1].startswith("manager_quiz: ")


def test_facts_that_still_are_the_invented_studios_are_named_one_by_one(tmp_path: Path) -> None:
    text = (LIBRARY / "studio.yaml").read_text(encoding="utf-8")
    (tmp_path / "studio.yaml").write_text(text.replace("Riverbend Studio", "North Pier"), encoding="utf-8")
    code, lines = checked(LIBRARY, tmp_path)
    borrowed = [line.split(":")[1].strip() for line in lines if "invented studio" in line]
    assert code == 1
    assert "guarantee" in borrowed and "packages" in borrowed
    assert "name" not in borrowed


def test_facts_the_studio_has_not_given_are_listed_and_no_mistake(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    (own / "studio.yaml").unlink()
    code, lines = checked(LIBRARY, own)
    assert code == 0
    start = lines.index("Left out, because studio.yaml in CONTENT_DIR does not say:")
    assert lines[start + 1].startswith("  case (title of a case")
    assert len(lines[start + 2 :]) == 5
    assert all(line.startswith("    tactics/") for line in lines[start + 2 :])


@pytest.mark.parametrize("by", ["option", "setting"])
def test_the_studios_folder_is_given_as_an_option_or_a_setting(by: str, tmp_path: Path) -> None:
    option = ["--content-dir", str(FIVE)] if by == "option" else []
    setting = {"CONTENT_DIR": str(FIVE)} if by == "setting" else {}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "check", *option],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**setting, "PYTHONUTF8": "1"},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "5 segments, 5 traits" in ended.stdout


def test_a_mistake_is_printed_as_people_write_it_on_any_terminal(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "studio.yaml", "price: 180", "price: дёшево")
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "check", "--content-dir", str(own)],
        capture_output=True,
        env={"LC_ALL": "C"},
    )
    assert ended.returncode == 1
    assert "'дёшево': expected a number" in ended.stdout.decode()
