"""A studio's own segments, questions and languages run without touching code."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from messages import render
from questionnaires.card.card import Client, card
from questionnaires.card.voices import Verdicts
from questionnaires.content.canonical import edition
from questionnaires.content.files.folders import LIBRARY
from questionnaires.content.loader import load
from questionnaires.interview import Interview, Script, State, receive
from questionnaires.interview.effects import StoreResult
from questionnaires.interview.events import Answered, Named, ResultRequested

FIVE_SEGMENTS = Path(__file__).parents[1] / "content" / "five_segments"
CONTENT = load(LIBRARY, FIVE_SEGMENTS)
SCRIPT = Script.of(edition(CONTENT), "manager_quiz")


def finished(option: int) -> tuple[Interview, StoreResult]:
    """An interview in which every question got its nth option, and the result it stored."""
    interview = Interview(1, SCRIPT)
    effects = receive(interview, Named("Lotus"))
    interview.client = 2
    while interview.state is not State.FINISHED:
        if interview.state is State.OFFERING:
            effects = receive(interview, ResultRequested())
            continue
        assert interview.current is not None
        options = SCRIPT.questions[interview.current].options
        effects = receive(interview, Answered(interview.current, options[option % len(options)].id))
    return interview, next(effect for effect in effects if isinstance(effect, StoreResult))


def test_five_segments_in_two_languages_are_five_and_two() -> None:
    assert len(CONTENT.segments.segments) == 5
    assert len(CONTENT.manifest.languages) == 2


@pytest.mark.parametrize("option", range(5))
def test_a_studio_s_own_quiz_ends_in_one_of_its_own_segments(option: int) -> None:
    _, stored = finished(option)
    assert stored.result.predominant in {segment.id for segment in CONTENT.segments.segments}


@pytest.mark.parametrize("language", CONTENT.manifest.languages)
@pytest.mark.parametrize("option", range(5))
def test_its_card_speaks_its_own_words_in_each_of_its_languages(option: int, language: str) -> None:
    interview, stored = finished(option)
    verdicts = Verdicts(stored.result, stored.grade, stored.next_question)
    shown = card(SCRIPT, Client("Lotus"), interview.answers, verdicts, CONTENT.studio, language)
    text = unescape(render("card", language, {"card": shown, "confirmed": None}))
    own = next(s for s in CONTENT.segments.segments if s.id == stored.result.predominant)
    assert own.name[language] in text or own.compound[language] in text
    spoken = [
        line.text.rstrip(".") for kind, line in shown.lines.items() if not (kind == "ask" and shown.settle)
    ]
    assert spoken
    assert [line for line in spoken if line not in text] == []
