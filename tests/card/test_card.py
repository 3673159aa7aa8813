"""What stands at the head and the foot of a card, and the playbook behind it."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from questionnaires.card.card import REASONS_AGAINST, REASONS_FOR, Card, Client, card
from questionnaires.card.playbook import HIDDEN, PAGE_LENGTH, pages, playbook
from questionnaires.card.voices import voices
from questionnaires.content.model import Phase
from questionnaires.interview.script import options_of
from scoring import Verdict
from tests.card.clients import (
    LANGUAGES,
    NO_FACTS,
    SEGMENTS,
    Case,
    everybody,
    example_studio,
    of_pair,
    of_segment,
    script,
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
        assert shown.confidence > 0.9


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
