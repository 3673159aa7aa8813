"""What stands at the head and the foot of a card, and the playbook behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pytest

from questionnaires.card.card import REASONS_AGAINST, REASONS_FOR, Card, Client, card, message_to_client
from questionnaires.card.playbook import HIDDEN, PAGE_LENGTH, pages, playbook
from questionnaires.card.voices import voices
from questionnaires.content.canonical import edition
from questionnaires.content.model import ContentSet, Phase
from questionnaires.interview.script import Script, options_of
from scoring import Verdict
from tests.card.clients import (
    LANGUAGES,
    NO_FACTS,
    PAIRS,
    SEGMENTS,
    Case,
    everybody,
    example_studio,
    of_pair,
    of_segment,
    script,
    visible,
)

NOTES = ("first", "second", "third")


def first_where(**wanted: object) -> tuple[Case, Card]:
    """The first of everybody whose result has these values."""
    for case in everybody():
        if all(getattr(case.verdicts.result, name) == value for name, value in wanted.items()):
            return case, case.card(NO_FACTS)
    raise AssertionError(f"nobody has {wanted}")


def graded(*numbers: int | None) -> Case:
    """A typical novice, and the options given about the deal."""
    base = of_segment("novices")
    deal = {
        question.id: None if number is None else options_of(question)[number].id
        for question, number in zip(script().questionnaire.qualifying, numbers, strict=False)
    }
    return Case("graded", {**base.answers, **deal})


def test_a_typical_client_of_each_segment_is_named_as_one() -> None:
    for segment in SEGMENTS:
        shown = of_segment(segment).card(NO_FACTS)
        names = {s.id: s.name["en"] for s in script().content.segments.segments}
        assert (shown.predominant, shown.verdict) == (names[segment], Verdict.CLEAR)
        assert shown.few_answers is None


def test_a_card_on_fewer_answers_than_the_quiz_wants_says_on_how_many() -> None:
    guess = Case("a guess", {"experience": "none", "trust": None}).card(NO_FACTS)
    assert guess.few_answers == 1
    assert "on 1 answer only" in visible(guess)
    assert "first guess" not in visible(of_segment("pros").card(NO_FACTS))


def test_a_sub_segment_has_a_name_of_two_halves() -> None:
    segments = {segment.id: segment for segment in script().content.segments.segments}
    found = 0
    for case in everybody():
        named, shown = case.verdicts.result.sub_segment, case.card(NO_FACTS)
        assert (shown.compound is None) is (named is None), case.name
        if named is not None:
            found += 1
            assert shown.compound == tuple(segments[id].compound["en"] for id in named), case.name
            assert shown.secondary == segments[named[1]].name["en"], case.name
    assert found > 20


def test_a_tentative_sub_segment_is_a_leaning() -> None:
    case, shown = first_where(tentative=True)
    assert shown.leaning, case.name
    assert shown.leaning.startswith("leaning")


def test_a_pair_names_both() -> None:
    case, shown = first_where(verdict=Verdict.CLEAR_PAIR)
    assert {shown.predominant, shown.secondary} == {
        s.name["en"] for s in script().content.segments.segments if s.id in (case.verdicts.result.pair or ())
    }


def test_a_third_voice_never_speaks() -> None:
    assert all(len(voices(case.verdicts).shares) <= 2 for case in everybody())


def test_the_reasons_are_few_and_the_strongest_first() -> None:
    for case in everybody()[:60]:
        shown = case.card(NO_FACTS)
        assert len(shown.reasons_for) <= REASONS_FOR
        assert len(shown.reasons_against) <= REASONS_AGAINST
    case = of_pair("novices", "cautious")
    strongest = case.verdicts.result.reasons[0].trait
    asked = next(q for q in script().questionnaire.questions if q.trait == strongest)
    option = next(option for option in asked.options if option.id == case.answers[asked.id])
    assert case.card(NO_FACTS).reasons_for[0] == option.reason["en"]


def test_the_last_two_notes_stand_on_the_card() -> None:
    case = of_segment("pros")
    client = Client("Lotus", None, NOTES)
    shown = card(script(), client, case.answers, case.verdicts, NO_FACTS, "en")
    assert shown.notes == NOTES[-2:]


def test_without_a_word_about_the_deal_there_is_no_grade() -> None:
    assert of_segment("novices").card(NO_FACTS).grade is None
    assert graded(None, None, None, None).card(NO_FACTS).grade is None


def test_a_grade_that_is_open_says_what_to_ask() -> None:
    shown = graded(0).card(NO_FACTS).grade
    assert shown is not None
    assert len(shown.grades) > 1
    criteria = {c.name["en"]: c.ask["en"] for c in script().content.grading.criteria}
    assert shown.ask == criteria[shown.missing[0]]
    assert shown.reason is None


def test_a_grade_that_is_settled_says_why() -> None:
    shown = graded(0, 0, 0, 0).card(NO_FACTS).grade
    assert shown is not None
    assert (len(shown.grades), shown.missing, shown.ask) == (1, (), None)
    assert shown.reason


def test_a_result_stored_without_a_grade_still_has_its_card() -> None:
    case = graded(0, 0, 0, 0)
    verdicts = replace(case.verdicts, grade=None)
    shown = card(script(), Client("Lotus"), case.answers, verdicts, NO_FACTS, "en")
    assert shown.grade is None
    assert len(shown.lines) == 7


def test_facts_and_industry_of_today_go_into_an_old_result() -> None:
    case = of_segment("novices")
    before, after = case.card(NO_FACTS), case.card(example_studio())
    assert all(not line.quotes for line in before.lines.values())
    assert any(line.quotes for line in after.lines.values())


# --- the message to the client ----------------------------------------------------------------------------


def with_a_conflict(side: Callable[[dict[str, Any]], str | None]) -> ContentSet:
    """The library's content, but with opinions about haste alone, and long texts that lose every conflict."""
    plain = script().content.model_dump()
    for tactic in (tactic for file in plain["tactics"].values() for tactic in file["tactics"]):
        for form in tactic["forms"]:
            stance = side(form)
            form["topics"] = {"haste": stance} if stance else {}
            form["traits"] = {} if form["kind"] == "follow_up" else {**tactic["traits"], **form["traits"]}
        tactic["traits"] = {}
    return ContentSet.model_validate(plain)


def message_in(content: ContentSet, case: Case) -> str:
    changed = Script.of(edition(content), "manager_quiz")
    written = message_to_client(changed, Client("Lotus"), case.answers, case.verdicts, NO_FACTS, "en")
    assert written is not None
    return written


def test_a_message_is_a_text_of_the_predominant_and_a_line_of_the_second() -> None:
    assert len(message_in(script().content, of_segment("novices")).split("\n\n")) == 1
    assert len(message_in(script().content, of_pair("novices", "cautious")).split("\n\n")) == 2


def test_the_text_of_the_message_wins_over_the_added_line() -> None:
    pairs, calm = [of_pair(*pair) for pair in PAIRS], with_a_conflict(lambda form: None)
    sides = {"follow_up": "push", "follow_up_line": "hold"}
    torn = with_a_conflict(lambda form: sides.get(form["kind"]))
    parts = [(message_in(calm, case).split("\n\n"), message_in(torn, case)) for case in pairs]
    assert sum(len(two) == 2 for two, _ in parts) > 5
    assert all(written == two[0] for two, written in parts)


def test_the_message_takes_the_side_of_the_card() -> None:
    case = of_segment("cautious")
    calm = message_in(with_a_conflict(lambda form: None), case)

    def against_the_best_text(form: dict[str, Any]) -> str | None:
        if form["kind"] == "say":
            return "hold"
        return "push" if calm in (form["text"]["en"], (form["without"] or {}).get("en")) else None

    assert message_in(with_a_conflict(against_the_best_text), case) != calm


# --- the playbook -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("segment", SEGMENTS)
def test_every_phase_of_every_segment_has_tactics_that_can_be_read_leaf_by_leaf(
    segment: str, language: str
) -> None:
    for phase in get_args(Phase):
        tactics = playbook(script(), segment, phase, NO_FACTS, language)
        leaves = pages(tactics)
        assert tactics, phase
        assert tuple(tactic for leaf in leaves for tactic in leaf) == tactics
        assert all(len(leaf) == 1 or sum(t.length for t in leaf) <= PAGE_LENGTH for leaf in leaves)


def test_the_playbook_leaves_out_what_has_a_button_of_its_own() -> None:
    for segment in SEGMENTS:
        for tactic in playbook(script(), segment, "before_signing", example_studio(), "en"):
            assert not {line.kind for line in tactic.lines} & set(HIDDEN)


def test_a_phase_without_tactics_is_one_empty_leaf() -> None:
    assert pages(()) == [()]
