"""The page on security names tests that exist, and every one that only it would hold."""

from __future__ import annotations

import re

import pytest

from tests.house.places import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[a-z_/0-9]+\.py)`", PAGE)))
THREATS = [line for line in PAGE.partition("## How long")[0].splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize("file", NAMED)
def test_a_named_test_exists_and_tests_something(file: str) -> None:
    assert re.search(r"^(async )?def test_", (ROOT / file).read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_every_threat_names_the_test_that_holds_it() -> None:
    assert len(THREATS) > 12
    assert [line for line in THREATS if not re.search(r"`tests/[^`]+\.py`", line.split("|")[4])] == []
