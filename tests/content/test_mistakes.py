"""One broken file per rule: what is said, and of which line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.content.folders import FIVE, copy_of_five, edit, errors_of

QUIZ, GRADING, TRAITS, TACTICS = "manager_quiz.yaml", "grading.yaml", "traits.yaml", "tactics/planners.yaml"

BREAKS: list[dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("mistakes.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("broken", BREAKS, ids=lambda broken: broken["rule"])
def test_a_mistake_is_named_with_its_line_its_place_and_what_was_expected(
    broken: dict[str, str], tmp_path: Path
) -> None:
    own = copy_of_five(tmp_path)
    changed = edit(own, broken["file"], broken["old"], broken["new"])
    found = [
        error for error in errors_of(own) if (error.file, error.path) == (broken["file"], broken["path"])
    ]
    assert len(found) == 1
    assert broken["said"] in str(found[0])
    if "at" in broken:
        lines = (own / broken["file"]).read_text(encoding="utf-8").splitlines()
        assert broken["at"] in lines[found[0].line - 1]
    else:
        assert found[0].line == changed


def test_every_mistake_of_every_file_is_found_at_once(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    breaks = [
        ("segments.yaml", '"#24569c"', "blue"),
        (TRAITS, "planners: high", "planners: hihg"),
        (QUIZ, "trait: trust", "trait: trusst"),
        (QUIZ, "    short: {en: \"Pace\", ru: \"Темп\"}\n", ""),
        (GRADING, "step: price_list", "step: price_lists"),
        (TACTICS, "kind: trap", "kind: trick"),
        ("studio.yaml", "price: 180", "price: free"),
    ]  # fmt: skip
    for name, old, new in breaks:
        edit(own, name, old, new)
    (own / "tactics" / "sprinters.yaml").unlink()
    found = errors_of(own)
    assert {(error.file, error.path) for error in found} >= {
        ("segments.yaml", "segments[0].color"),
        (TRAITS, "traits[0].levels[0].profile.planners"),
        (QUIZ, "questions[2].trait"),
        (QUIZ, "questions[3].short"),
        (GRADING, "rules[1].step"),
        (TACTICS, "tactics[0].forms[2].kind"),
        ("studio.yaml", "packages[0].price"),
        ("tactics/sprinters.yaml", ""),
    }
    assert len(found) == len(breaks) + 1


def test_an_unreadable_file_is_one_mistake_and_hides_no_other(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    line = edit(own, "segments.yaml", "name: {en: Planners", "name: {en: [Planners")
    edit(own, "studio.yaml", "price: 180", "price: free")
    found = errors_of(own)
    assert [error.file for error in found] == ["segments.yaml", "studio.yaml"]
    assert abs(found[0].line - line) <= 1 and "a quote that is not closed" in found[0].hint


def test_a_file_that_is_not_utf8_says_on_which_line(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    (own / "studio.yaml").write_bytes("# ok\nname: {ru: Фонарь}\n".encode("cp1251"))
    [found] = errors_of(own)
    assert (found.line, found.value) == (2, "not UTF-8")


def test_an_empty_file_is_not_an_empty_set(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    (own / "studio.yaml").write_text("# nothing yet\n", encoding="utf-8")
    [found] = errors_of(own)
    assert (found.file, found.value) == ("studio.yaml", "an empty file")


def test_a_mistake_reads_as_one_line_with_file_line_and_path(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    line = edit(own, QUIZ, "trait: trust", "trait: trusst")
    [found] = errors_of(own)
    assert str(found) == (
        f"manager_quiz.yaml:{line}: questions[2].trait: 'trusst': expected one of the traits: "
        "brief, first_question, trust, pace, extras (did you mean 'trust'?)"
    )


def test_yes_and_no_need_no_quotes() -> None:
    assert "budget: yes" in (FIVE / QUIZ).read_text(encoding="utf-8")
    assert errors_of(FIVE) == ()
