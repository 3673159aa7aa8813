"""What a valid set can still get wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check import given_facts, kinds_on_card
from questionnaires.content.errors import ContentError
from questionnaires.content.files.folders import LIBRARY, StudioFacts
from questionnaires.content.lint import lint
from questionnaires.content.lint.cards import ON_CARD
from questionnaires.content.lint.facts import missing_facts
from questionnaires.content.lint.prospects import holds_word
from questionnaires.content.loader import read
from questionnaires.content.model import ContentSet, Kind
from tests.content.folders import FIVE, copy_of_five, edit

QUIZ, BRIEF, TACTICS = "manager_quiz.yaml", "prospect_brief.yaml", "tactics/planners.yaml"
LONG = "x" * 200


def findings(folder: Path) -> tuple[ContentError, ...]:
    """All findings with the bot's own cards."""
    return lint(read(folder), kinds_on_card)


@pytest.mark.parametrize("folders", [(LIBRARY,), (FIVE,), (LIBRARY, FIVE)], ids=str)
def test_every_content_set_of_the_repository_is_clean(folders: tuple[Path, ...]) -> None:
    assert [str(finding) for finding in lint(read(*folders), kinds_on_card)] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "path", "limit"),
    [
        (QUIZ, 'label: {en: "A shot list"', f'label: {{en: "{LONG}"', "questions[0].options[0].label.en", 40),
        (QUIZ, 'example: {en: "They said so on the call."', f'example: {{en: "{LONG}"',
         "questions[0].options[0].example.en", 80),
        (QUIZ, 'reason: {en: "a shot list"', f'reason: {{en: "{LONG}"',
         "questions[0].options[0].reason.en", 50),
        (QUIZ, 'short: {en: "Brought"', f'short: {{en: "{LONG}"', "questions[0].short.en", 28),
        (QUIZ, "en: Both are set", f"en: {LONG}", "qualifying[0].options[0].label.en", 40),
        (QUIZ, "en: Cafés and food", f"en: {LONG}", "industry.options[0].label.en", 40),
        (BRIEF, 'label: {en: "A list of pictures"', f'label: {{en: "{LONG}"',
         "questions[0].options[0].label.en", 40),
        (BRIEF, 'text_without: {en: "Is there', f'text_without: {{en: "{LONG}',
         "qualifying[0].text_without.en", 140),
        (BRIEF, "short: {en: Liked", f"short: {{en: {LONG}", "free[0].short.en", 28),
        (BRIEF, 'text: {en: "Which pictures', f'text: {{en: "{LONG}', "free[0].text.en", 140),
        ("segments.yaml", "next_step_without: {en: Next", f"next_step_without: {{en: {LONG}{LONG}",
         "segments[0].next_step_without.en", 320),
        (TACTICS, "Send me the shot list, ", LONG, "tactics[0].forms[0].text.en", 170),
        (TACTICS, "We need it in writing.", LONG, "tactics[0].forms[1].text.en", 70),
        (TACTICS, "You have it tonight, ", LONG, "tactics[0].forms[1].answer.en", 170),
        (TACTICS, "Новый список кадров", LONG, "tactics[0].forms[2].text.ru", 150),
        (TACTICS, "Who signs off the selection?", LONG, "tactics[0].forms[3].text.en", 110),
        (TACTICS, "The schedule of a shoot", LONG, "tactics[0].forms[4].text.en", 110),
        (TACTICS, "Free experiments on the day.", LONG, "tactics[0].forms[5].text.en", 110),
        (TACTICS, "Send the schedule within a day.", LONG, "tactics[0].forms[6].text.en", 100),
    ],
)  # fmt: skip
def test_a_text_too_long_for_its_place_is_found_with_its_line(
    tmp_path: Path, name: str, old: str, new: str, path: str, limit: int
) -> None:
    own = copy_of_five(tmp_path)
    line = edit(own, name, old, new)
    [found] = findings(own)
    assert (found.file, found.line, found.path) == (name, line, path)
    assert found.expected.startswith(f"at most {limit} characters, has ")


def test_a_text_that_just_fits_is_no_finding(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, QUIZ, 'label: {en: "A shot list"', f'label: {{en: "{"x" * 40}"')
    assert findings(own) == ()


def test_a_segment_that_no_answers_lead_to_is_found(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    traits = own / "traits.yaml"
    # Dreamers become the image of sprinters, who come first in the file.
    text = traits.read_text(encoding="utf-8")
    levels = [line for line in text.splitlines() if "profile:" in line]
    for line in levels:
        marks = dict(pair.split(": ") for pair in line.split("{")[1].rstrip("}").split(", "))
        text = text.replace(
            line, line.replace(f"dreamers: {marks['dreamers']}", f"dreamers: {marks['sprinters']}")
        )
    traits.write_text(text, encoding="utf-8")
    found = findings(own)
    assert {(each.file, each.path) for each in found} == {("segments.yaml", "segments[2]")}
    assert any("answers in manager_quiz lead to 'sprinters'" in each.value for each in found)


def test_a_question_that_tells_nothing_is_found(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    line = edit(own, QUIZ, "    trait: extras\n", "    trait: extras\n    reliability: 0.34\n") - 2
    [found] = findings(own)
    assert (found.file, found.line, found.path) == (QUIZ, line, "questions[4]")
    assert "tells 0.000 nats" in found.value


def test_a_branch_is_judged_where_it_is_asked(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    line = edit(own, BRIEF, "    reliability: 0.5\n", "    reliability: 0.2001\n") - 2
    [found] = findings(own)
    assert (found.file, found.line, found.path) == (BRIEF, line, "questions[2]")


def test_more_screens_than_a_prospect_was_promised_are_found(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    _add_branches(own, 5)
    assert findings(own) == ()
    _add_branches(own, 6)
    [found] = findings(own)
    assert (found.path, found.value) == ("questions", "up to 9 questions")
    assert found.expected == "at most 8 on every way"


def _add_branches(folder: Path, count: int) -> None:
    """So many more copies of the branch, and so many that are asked of others instead."""
    lines = (FIVE / BRIEF).read_text(encoding="utf-8").splitlines(keepends=True)
    start, end = lines.index("  - id: held_back\n"), lines.index("qualifying:\n")
    one = "".join(lines[start:end])
    more = [one.replace("held_back", f"more_{number}") for number in range(count)]
    other = [copy.replace("more", "other").replace("[slow]", "[planned]") for copy in more]
    (folder / BRIEF).write_text("".join([*lines[:end], *more, *other, *lines[end:]]), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "path"),
    [
        (BRIEF, '"A mood"', '"You are a Dreamer"', "questions[0].options[1].label.en"),
        (BRIEF, '"Есть ли бюджет?"', '"Вы экономный?"', "qualifying[0].text_without.ru"),
        (BRIEF, '"Which pictures do you like?"', '"What do dreamers like?"', "free[0].text.en"),
        ("segments.yaml", "Next you get a schedule.", "Planners get a schedule.",
         "segments[0].next_step_without.en"),
    ],
)  # fmt: skip
def test_a_kind_of_client_named_where_a_prospect_reads_is_found(
    tmp_path: Path, name: str, old: str, new: str, path: str
) -> None:
    own = copy_of_five(tmp_path)
    line = edit(own, name, old, new)
    [found] = findings(own)
    assert (found.file, found.line, found.path) == (name, line, path)
    assert found.expected == "no name of a kind of client where a prospect reads"


def test_what_only_the_manager_reads_may_name_a_kind_of_client(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, BRIEF, '"has a mood"', '"a dreamer\'s mood"')
    assert findings(own) == ()


@pytest.mark.parametrize(
    ("line", "word", "there"),
    [
        ("私はプロです", "プロ", True),
        ("プロジェクトの進め方", "プロ", False),
        ("ウェブのプロジェクト", "プロ", False),
        ("慎重派の方", "慎重派", True),
        ("a professional", "pro", False),
        ("Like a Pro, then", "pro", True),
        ("профилактика", "профи", False),
        ("вы — Профи!", "профи", True),
    ],
)
def test_a_word_is_found_for_itself_and_not_as_a_part_of_another(line: str, word: str, there: bool) -> None:
    assert holds_word(line, word) is there


def test_a_criterion_nobody_asks_about_is_found(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    for value in ("yes", "partly", "no"):
        edit(own, QUIZ, f"criteria: {{budget: {value}, date: {value}}}", f"criteria: {{budget: {value}}}")
    [found] = findings(own)
    assert (found.path, found.value) == ("qualifying", "nothing asks about date")


def test_a_rule_that_earlier_ones_hide_is_found_and_so_is_its_step(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "grading.yaml", "when: {budget: [no]}", "when: {budget: [no], date: [no]}")
    found = {finding.path: finding.value for finding in findings(own)}
    assert found == {"rules[1]": "never decides", "steps[1]": "no rule leads to 'price_list'"}


def test_a_kind_of_line_that_needs_a_studio_fact_does_not_count(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, TACTICS, "Кто утверждает отбор?", "Кто утверждает отбор в {studio}?")
    values = [finding.value for finding in findings(own) if finding.file == TACTICS]
    assert values[0] == "no usable 'ask'"
    assert "the card for planners in ru has no ask" in values


def test_an_answer_that_needs_a_studio_fact_takes_its_objection_along(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, TACTICS, "You have it tonight", "{guarantee}")
    assert findings(own)[0].value == "no usable 'objection'"


def test_every_segment_and_every_ordered_pair_is_tried_in_every_language() -> None:
    tried: list[tuple[tuple[str, ...], str]] = []

    def bare_for_one(content: ContentSet, speaking: tuple[str, ...], language: str) -> tuple[Kind, ...]:
        tried.append((speaking, language))
        return ON_CARD[1:] if speaking == ("dreamers", "planners") and language == "ru" else ON_CARD

    [found] = lint(read(FIVE), bare_for_one)
    assert found.value == "the card for dreamers-planners in ru has no say"
    assert len(tried) == len(set(tried)) == (5 + 20) * 2


def test_a_missing_fact_lists_the_lines_left_unsaid_and_only_those() -> None:
    facts = {one.fact: one.lines for one in missing_facts(read(FIVE), frozenset())}
    assert set(facts) == {"case"}
    assert len(facts["case"]) == 5
    assert facts["case"][0].startswith("tactics/bargainers.yaml:")


def test_a_fact_that_is_given_leaves_nothing_unsaid() -> None:
    reading = read(FIVE)
    assert missing_facts(reading, given_facts(reading)) == ()


def test_the_example_studio_gives_every_fact_a_line_needs() -> None:
    reading = read(LIBRARY, studio=StudioFacts.EXAMPLE)
    assert missing_facts(reading, given_facts(reading)) == ()
