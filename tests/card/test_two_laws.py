"""Laws of the card of two informants, over every segment of the quiz against every segment of the brief."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from re import search
from statistics import mean

import pytest

from questionnaires.card.card import Card, InTheirWords
from tests.card.accounts import IN_ORDER, OUT_OF_REACH, TwoAccounts, deal, library_brief, typical
from tests.card.clients import LANGUAGES, NO_FACTS, SEGMENTS, example_studio, of_segment, script, visible
from tests.card.test_laws import FORMS, LONGEST, advice

USUAL = 1_050
"""Characters that a card with differences has on average, in the wordiest language."""
TALKATIVE = InTheirWords(("We bake bread. " * 30, "And cakes. " * 30, "And pies."), 5, "by phone " * 20)
NOTES = ("A note that is as long as a card may hold. " * 4,) * 3
STUDIOS = {"example": example_studio(), "none": NO_FACTS}


@cache
def everybody() -> tuple[tuple[str, TwoAccounts], ...]:
    """Each segment by the quiz, each by the brief, of one mind about the deal or not."""
    return tuple(_everybody())


def _everybody() -> Iterator[tuple[str, TwoAccounts]]:
    brief = library_brief()
    sides = [None, (IN_ORDER, 0), (IN_ORDER, -1), (OUT_OF_REACH, 0)]
    for yours, theirs, side in product(SEGMENTS, SEGMENTS, sides):
        quiz, own = dict(of_segment(yours).answers), typical(brief, theirs)
        if side is not None:
            quiz |= deal(script(), side[0])
            own |= {each.id: each.options[side[1]].id for each in brief.questionnaire.qualifying}
        yield f"{yours} by the quiz, {theirs} by the brief, deal {side}", TwoAccounts(quiz, own, brief)


@cache
def drawn(studio: str, language: str = "en") -> tuple[tuple[str, TwoAccounts, Card], ...]:
    """Everybody's card, of clients who say a lot."""
    return tuple(
        (name, two, two.card(STUDIOS[studio], language, TALKATIVE, NOTES)) for name, two in everybody()
    )


@pytest.fixture(params=STUDIOS)
def studio(request: pytest.FixtureRequest) -> str:
    """Each studio, the one with facts and the one without."""
    return str(request.param)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_never_longer_than_can_be_read_in_a_corridor(studio: str, language: str) -> None:
    lengths = {name: len(visible(shown, language)) for name, _, shown in drawn(studio, language)}
    longest = max(lengths, key=lambda name: lengths[name])
    assert lengths[longest] <= LONGEST, f"{lengths[longest]} characters: {longest}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_usual_card_is_shorter_by_far(language: str) -> None:
    lengths = [len(visible(two.card(example_studio(), language), language)) for _, two in everybody()]
    assert mean(lengths) <= USUAL


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_ever_left(studio: str, language: str) -> None:
    for name, _, shown in drawn(studio, language):
        assert not search(r"[{}]", visible(shown, language)), name


def test_what_to_say_and_what_to_do_next_never_gives_way(studio: str) -> None:
    for name, two, shown in drawn(studio):
        declined = two.verdicts.grade is not None and two.verdicts.grade.steps == ("decline",)
        assert "say" in shown.lines, name
        assert declined or {"ask", "next"} <= shown.lines.keys() | ({"ask"} if shown.settle else set()), name


def test_no_two_lines_of_a_card_advise_opposite_things(studio: str) -> None:
    for name, _, shown in drawn(studio):
        stances: dict[str, str] = {}
        for line in advice(shown):
            for topic, stance in FORMS[line.form][1].topics.items():
                assert stances.setdefault(topic, stance) == stance, (name, topic)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_difference_is_told_once_and_in_two_ways(language: str) -> None:
    told = 0
    for name, _, shown in drawn("none", language):
        assert shown.views is not None
        texts = [text for each in shown.views.contrasts for text in (each.yours, each.theirs)]
        assert len(texts) == len(set(texts)) <= 6, name
        assert not {*texts} & {*shown.reasons_for, *shown.reasons_against}, name
        told += bool(texts)
    assert told > 40


def test_two_who_are_of_one_mind_have_no_difference() -> None:
    for name, two in everybody():
        yours, theirs = name.split(" by the quiz, ")
        if theirs.startswith(yours) and theirs.endswith("None"):
            assert two.on_card().contrasts == (), name
            assert two.on_card().agree, name


def test_where_each_alone_is_another_segment_a_difference_is_shown() -> None:
    for name, two in everybody():
        seen = two.on_card()
        if seen.differ:
            assert seen.contrasts, name
