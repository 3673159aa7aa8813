"""Laws of the card, over every segment, every ordered pair and some hundreds of other clients."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from re import search
from statistics import mean

import pytest

from messages import render
from questionnaires.card.card import Card, Client, message_to_client
from questionnaires.card.facts import facts_for, named
from questionnaires.card.selection import CARD_KINDS, Line
from questionnaires.card.voices import voices
from questionnaires.content.model import Form
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

LONGEST = 1_400
STUDIOS = {"example": example_studio(), "none": NO_FACTS}
FORMS: Mapping[str, tuple[str, Form]] = {
    form.id: (segment, form)
    for segment, file in script().content.tactics.items()
    for tactic in file.tactics
    for form in tactic.forms
}


@cache
def drawn(studio: str, language: str = "en") -> tuple[tuple[Case, Card], ...]:
    """Everybody's card, drawn once."""
    return tuple((case, case.card(STUDIOS[studio], language)) for case in everybody())


def advice(shown: Card) -> list[Line]:
    """The lines that come from tactics; a declined client has none of those."""
    return [line for line in shown.lines.values() if line.form in FORMS]


def is_declined(case: Case) -> bool:
    grade = case.verdicts.grade
    return grade is not None and grade.steps == ("decline",)


@pytest.fixture(params=STUDIOS)
def studio(request: pytest.FixtureRequest) -> str:
    """Each studio, the one with facts and the one without."""
    return str(request.param)


def test_no_two_lines_of_a_card_advise_opposite_things(studio: str) -> None:
    for case, shown in drawn(studio):
        stances: dict[str, str] = {}
        for line in advice(shown):
            for topic, stance in FORMS[line.form][1].topics.items():
                assert stances.setdefault(topic, stance) == stance, (case.name, topic)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_ever_left(studio: str, language: str) -> None:
    for case, shown in drawn(studio, language):
        assert not search(r"[{}]", visible(shown, language)), case.name


def test_nothing_is_promised_that_the_studio_did_not_write() -> None:
    for case, shown in drawn("none"):
        for line in advice(shown):
            form = FORMS[line.form][1]
            quoted = (form.text, form.answer) if form.kind == "objection" else (form.text,)
            said = {wording["en"] for wording in quoted if wording and named(wording["en"])}
            assert not said & {line.text, line.answer}, case.name
            assert line.quotes == frozenset(), case.name


def test_a_quoted_fact_is_one_the_studio_gave() -> None:
    for case, shown in drawn("example"):
        given = facts_for(example_studio(), "en", case.industry)
        for line in shown.lines.values():
            assert line.quotes <= given.keys(), case.name
            assert all(given[fact] in f"{line.text} {line.answer}" for fact in line.quotes), case.name


def test_each_line_is_a_form_of_a_segment_that_may_speak(studio: str) -> None:
    for case, shown in drawn(studio):
        speaking = voices(case.verdicts).shares
        for line in advice(shown):
            segment, form = FORMS[line.form]
            assert (line.segment, line.kind, form.phase) == (segment, form.kind, "before_signing"), case.name
            assert shown.lines[line.kind] == line, case.name
            assert segment in speaking, case.name


def test_every_segment_and_every_pair_has_all_kinds_of_line(studio: str) -> None:
    for case in [*map(of_segment, SEGMENTS), *(of_pair(*pair) for pair in PAIRS)]:
        shown = case.card(STUDIOS[studio])
        there = set(shown.lines) | ({"ask"} if shown.settle else set())
        assert there == set(CARD_KINDS), case.name


def test_whoever_is_more_than_a_weak_leaning_has_a_line_of_their_own(studio: str) -> None:
    several = 0
    for case, shown in drawn(studio):
        if shown.predominant is None or is_declined(case):
            assert advice(shown) == [], case.name
            continue
        result = case.verdicts.result
        heard = {line.segment for line in advice(shown)}
        assert result.predominant in heard, case.name
        if shown.secondary is not None and result.shares[str(result.secondary)] >= 0.2:
            several += 1
            assert len(heard) == 2, case.name
    assert several > 50, "too few of the cards name a pair for this test to mean anything"


def test_a_declined_client_is_told_so_kindly_and_sold_nothing(studio: str) -> None:
    declined = 0
    farewell = next(step for step in script().content.grading.steps if step.id == "decline").say
    assert farewell is not None
    for case, shown in drawn(studio):
        if is_declined(case):
            declined += 1
            assert {kind: line.text for kind, line in shown.lines.items()} == {"say": farewell["en"]}, (
                case.name
            )
            assert shown.settle is None, case.name
    assert declined > 5


def test_an_open_result_names_both_candidates_and_the_question_that_would_settle_it(studio: str) -> None:
    seen = 0
    for case, shown in drawn(studio):
        verdicts = case.verdicts
        if verdicts.result.verdict is not Verdict.OPEN or shown.predominant is None:
            continue
        assert shown.secondary not in (None, shown.predominant), case.name
        if verdicts.next_question and not is_declined(case):
            seen += 1
            question = next(q for q in script().questionnaire.questions if q.id == verdicts.next_question)
            assert shown.settle == question.ask["en"], case.name
            assert "ask" not in shown.lines, case.name
    assert seen > 10


def test_a_result_that_is_not_open_needs_no_settling(studio: str) -> None:
    for case, shown in drawn(studio):
        if shown.verdict is not Verdict.OPEN:
            assert shown.settle is None, case.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_is_never_longer_than_can_be_read_in_a_corridor(studio: str, language: str) -> None:
    lengths = {case.name: len(visible(shown, language)) for case, shown in drawn(studio, language)}
    longest = max(lengths, key=lambda name: lengths[name])
    assert lengths[longest] <= LONGEST, f"{lengths[longest]} characters: {longest}"


def test_a_usual_card_stays_far_below_the_longest(studio: str) -> None:
    usual = mean(len(visible(shown)) for _, shown in drawn(studio) if len(shown.lines) >= 6)
    assert 600 <= usual <= 0.75 * LONGEST


def test_the_bar_is_the_whole_client_the_predominant_first(studio: str) -> None:
    for case, shown in drawn(studio):
        if shown.predominant is not None:
            assert shown.bar[0].segment == case.verdicts.result.predominant, case.name
            assert sum(piece.share for piece in shown.bar) == pytest.approx(1), case.name
            assert [piece.share for piece in shown.bar[1:]] == sorted(
                (piece.share for piece in shown.bar[1:]), reverse=True
            ), case.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_to_the_client_names_no_segment_and_contradicts_neither_itself_nor_the_card(
    studio: str, language: str
) -> None:
    labels = [s.name[language] for s in script().content.segments.segments]
    texts = {
        (form.text.get(language), (form.without or {}).get(language)): form for _, form in FORMS.values()
    }
    for case, _ in drawn(studio, language):
        result = case.verdicts.result
        written = message_to_client(
            script(), Client("Lotus"), case.answers, case.verdicts, STUDIOS[studio], language
        )
        if result.predominant is None:
            assert written is None, case.name
            continue
        assert written, case.name
        assert not search(r"[{}]", written), case.name
        assert not [label for label in labels if label in written], case.name
        used = [form for known, form in texts.items() if any(part and part in written for part in known)]
        stances = {(topic, stance) for form in used for topic, stance in form.topics.items()}
        assert len({topic for topic, _ in stances}) == len(stances), case.name


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_correction_is_the_last_word_on_who_advises(pair: tuple[str, str]) -> None:
    case = of_segment(next(segment for segment in SEGMENTS if segment not in pair))
    shown = case.corrected(pair).card(STUDIOS["example"])
    assert {line.segment for line in advice(shown)} == set(pair)
    assert shown.predominant == case.card(STUDIOS["example"]).predominant, (
        "the computed result stays as it is"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_corrected_card_is_headed_by_the_correction_and_tells_what_was_computed(language: str) -> None:
    names = {s.id: s.name[language] for s in script().content.segments.segments}
    for case in everybody():
        pair = next(each for each in PAIRS if each != case.verdicts.computed)
        plain, shown = (
            visible(each.card(NO_FACTS, language), language) for each in (case, case.corrected(pair))
        )
        (heading, below), was = shown.splitlines()[:2], plain.splitlines()[0]
        assert heading.endswith(f"{names[pair[0]]} + {names[pair[1]]}"), case.name
        found = was.removeprefix("Lotus Bakery").lstrip(" ·｜")
        assert "✔️" in below and found in below, case.name
        assert len(shown) <= LONGEST, case.name


def test_a_colleagues_copy_has_the_same_lines_in_every_language() -> None:
    for case in map(of_segment, SEGMENTS):
        for told in (case, case.corrected(next(pair for pair in PAIRS if pair != case.verdicts.computed))):
            copies = [
                render("colleague", language, {"card": told.card(STUDIOS["example"], language)})
                for language in LANGUAGES
            ]
            assert len({copy.count("\n") for copy in copies}) == 1, copies


def test_two_lines_of_a_card_seldom_quote_the_same_fact() -> None:
    repeated = total = 0
    for _, shown in drawn("example"):
        quotes = [fact for line in shown.lines.values() for fact in line.quotes]
        repeated += len(quotes) != len(set(quotes))
        total += bool(quotes)
    assert total > 100
    assert repeated / total < 0.1
