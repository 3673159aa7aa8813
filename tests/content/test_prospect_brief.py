"""What the library asks prospects, held to its promises: eight screens, plain words, contrast."""

from __future__ import annotations

import re
from itertools import product

import pytest

from questionnaires.card.facts import facts_for, fill, named
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.lint.numbers import most_typical
from questionnaires.content.lint.prospects import longest_way
from questionnaires.content.loader import load
from questionnaires.content.model import Question, Text
from questionnaires.content.scoring_model import scoring_model
from questionnaires.interview.script import AnyQuestion, options_of
from scoring import score

CONTENT = load(studio=StudioFacts.EXAMPLE)
QUIZ, BRIEF = (CONTENT.questionnaires[name] for name in ("manager_quiz", "prospect_brief"))
LANGUAGES = CONTENT.manifest.languages
JARGON = re.compile(
    r"\b(SEO|CMS|UX|UI|CRM|ERP|KPI|ROI|API|NDA|stakeholder|deliverable|scope|wireframe|conversion|landing|lead)\b"
    r"|ТЗ|конверси|лендинг|юзабилити|контекст|верстк|лид[ыа]?\b|要件定義|コンバージョン|ワイヤーフレーム|納品物",
    re.IGNORECASE,
)
PRYING = re.compile(
    r"\b(trust|afford |income|poor|beginner|amateur)|довер|доход|зарабат|платёжеспособ|信頼|信用|収入|素人",
    re.IGNORECASE,
)


def shown() -> list[Text]:
    """Everything that prospects read in the brief."""
    asked: list[AnyQuestion] = [*BRIEF.questions, *BRIEF.qualifying, *BRIEF.free]
    texts = [text for question in asked for text in (question.text, question.short)]
    labels = [option.label for question in asked for option in options_of(question)]
    without = [question.text_without for question in BRIEF.qualifying if question.text_without]
    return [BRIEF.title, *texts, *labels, *without]


def way(experience: str) -> list[str]:
    """The questions of somebody with this experience who skips none."""
    return [
        question.id
        for question in BRIEF.questions
        if experience in question.when.get("experience", [experience])
    ]


def test_everybody_has_eight_screens_and_only_a_bad_experience_is_asked_about() -> None:
    [experience] = [question for question in BRIEF.questions if question.id == "experience"]
    ways = {option.id: way(option.id) for option in experience.options}
    assert {len(asked) for asked in ways.values()} == {8} == {longest_way(BRIEF)}
    assert {name for name, asked in ways.items() if "let_down" in asked} == {"one_failed", "burned"}


def test_the_first_question_takes_a_file() -> None:
    first = BRIEF.questions[0]
    assert [option.level for option in first.options if option.takes_file] == ["written"]


@pytest.mark.parametrize("pattern", [JARGON, PRYING], ids=["jargon", "prying"])
def test_nothing_a_prospect_reads_is_jargon_or_pries(pattern: re.Pattern[str]) -> None:
    lines = [line for text in shown() for line in text.values()]
    assert [line for line in lines if pattern.search(line)] == []


def test_nobody_is_asked_how_trusting_or_how_solvent_they_are() -> None:
    assert {"trust", "payment"}.isdisjoint(question.trait for question in BRIEF.questions)


@pytest.mark.parametrize("question", BRIEF.questions, ids=lambda question: question.id)
def test_where_the_two_views_differ_the_card_has_two_wordings(question: Question) -> None:
    manager = next(each for each in QUIZ.questions if each.trait == question.trait)
    for theirs, yours, language in product(question.options, manager.options, LANGUAGES):
        if theirs.level != yours.level:
            assert theirs.reason[language] != yours.reason[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_names_a_fact_is_said_with_it_and_has_a_wording_without(language: str) -> None:
    facts = facts_for(CONTENT.studio, language)
    pairs = [(segment.next_step, segment.next_step_without) for segment in CONTENT.segments.segments]
    pairs += [(each.text, each.text_without or each.text) for each in BRIEF.qualifying]
    for text, without in pairs:
        assert text and without
        assert fill(text, language, facts)
        assert not named(without[language])


@pytest.mark.parametrize("segment", [segment.id for segment in CONTENT.segments.segments])
def test_a_typical_client_of_every_segment_is_told_apart_by_the_brief_alone(segment: str) -> None:
    model = scoring_model(CONTENT, BRIEF.id)
    typical = most_typical(model, segment)
    asked = way(str(typical["experience"]))
    found = score(model, {name: option for name, option in typical.items() if name in asked})
    assert (found.predominant, found.verdict) == (segment, "clear")
