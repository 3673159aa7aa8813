"""The README and the other documents name what there is."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import Settings, load_settings
from tests.house.places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "GLOSSARY.md", *ROOT.glob("docs/**/*.md")]


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_a_newcomer_needs_two_commands() -> None:
    commands = [line.split("#")[0].strip() for line in _blocks("sh")[0].splitlines()]

    assert commands == ["make run", "make test"]


def test_the_example_settings_are_settings(tmp_path: Path) -> None:
    [example] = _blocks("ini")
    (tmp_path / ".env").write_text(re.sub(r"(BOT_TOKEN|DATA_KEY)=.*", r"\1=", example), encoding="utf-8")

    assert {line.strip().split("=")[0].lower() for line in example.strip().splitlines()} <= set(
        Settings.model_fields
    )
    assert load_settings({}, tmp_path / ".env").studio_name == "Lotus Studio"


def test_the_editors_schemas_are_all_hooked_in() -> None:
    hooked = json.loads(_blocks("json")[0])["yaml.schemas"]

    assert {ROOT / schema for schema in hooked} == set((ROOT / "questionnaires" / "schema").glob("*.json"))


def test_the_example_of_scoring_scores() -> None:
    [command] = [block for block in _blocks("sh") if "firstcall score" in block]
    case, arguments = re.fullmatch(r"echo '(.*)' \|\s+\.venv/bin/firstcall (.*)\n", command).groups()  # type: ignore[union-attr]

    scored = subprocess.run(
        [sys.executable, "-m", "bot", *shlex.split(arguments)],
        cwd=ROOT,
        input=case,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(scored.stdout)["id"] == "c1"


def test_the_glossary_has_every_term_in_three_languages() -> None:
    rows = [
        line.strip("|").split("|") for line in (ROOT / "GLOSSARY.md").read_text().splitlines() if "|" in line
    ]

    assert len(rows) > 40
    assert [row for row in rows if len(row) != 4 or not all(cell.strip() for cell in row)] == []
