"""Clients to draw cards for: what each segment typically answers, pairs that mix two, and random ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from html import unescape
from itertools import permutations
from random import Random
from re import sub

from messages import render
from questionnaires.card.card import Card, Client, card
from questionnaires.card.voices import Verdicts
from questionnaires.content.model import Studio
from questionnaires.interview.script import Answers, Script, options_of
from scoring import advise, score
from tests.interview import driving

LANGUAGES = ("en", "ru", "ja")
NO_FACTS = Studio()


def script() -> Script:
    return driving.script()


def example_studio() -> Studio:
    """The invented studio whose facts come with the bot."""
    return driving.library().studio


SEGMENTS = tuple(segment.id for segment in script().content.segments.segments)
PAIRS = tuple(permutations(SEGMENTS, 2))


@dataclass(frozen=True)
class Case:
    """Answers of a client, and how to name them in a failing test."""

    name: str
    answers: Answers
    industry: str | None = None
    correction: tuple[str, str] | None = None

    @cached_property
    def verdicts(self) -> Verdicts:
        """What the conversation would have stored."""
        traits = script().trait_answers(self.answers)
        next_question = advise(script().model, traits).next_question
        result, grade = score(script().model, traits), script().grade(self.answers)
        return Verdicts(result, grade, next_question, self.correction)

    def corrected(self, to: tuple[str, str]) -> Case:
        """The same client, of whom a manager knows better."""
        return Case(self.name, self.answers, self.industry, to)

    def card(self, studio: Studio, language: str = "en") -> Card:
        return card(
            script(), Client("Lotus Bakery", self.industry), self.answers, self.verdicts, studio, language
        )


def visible(shown: Card, language: str = "en") -> str:
    """The card as a person sees it, without its markup."""
    return unescape(sub(r"<[^>]+>", "", render("card", language, {"card": shown, "confirmed": None})))


def typical(segment: str, question_id: str) -> str:
    """The option that speaks most for a segment."""
    model = script().model
    question = next(q for q in model.questions if q.id == question_id)
    others = [place for place in range(len(SEGMENTS)) if SEGMENTS[place] != segment]

    def edge(option: str) -> float:
        confidence = score(model, {question.id: option}).confidence
        return confidence[segment] - sum(confidence[SEGMENTS[place]] for place in others)

    return max((option.id for option in options_of(script().questions[question_id])), key=edge)


def of_segment(segment: str) -> Case:
    """A client who answers every question as that segment does."""
    return Case(segment, {q.id: typical(segment, q.id) for q in script().questionnaire.questions})


def of_pair(first: str, second: str) -> Case:
    """A client who answers two questions as the first segment, then one as the second, and so on."""
    questions = script().questionnaire.questions
    answers = {q.id: typical(second if place % 3 == 2 else first, q.id) for place, q in enumerate(questions)}
    return Case(f"{first}-{second}", answers)


def at_random(chance: Random, known: float) -> Case:
    """A client nobody would invent: each question answered with probability `known`, by any option."""
    every = script().questions
    asked = [id for id in every if chance.random() < 0.8]
    answers = {
        id: chance.choice([option.id for option in options_of(every[id])])
        if chance.random() < known
        else None
        for id in asked
    }
    return Case(f"random {answers}", answers, script().industry(answers))


def mixed_at_random(chance: Random) -> Case:
    """A client who answers by turns as one of two segments, as it happens."""
    pair = chance.sample(SEGMENTS, 2)
    answers = {
        q.id: typical(chance.choices(pair, [2, 1])[0], q.id)
        for q in script().questionnaire.questions
        if chance.random() < 0.7
    }
    return Case(f"mixed {answers}", answers)


@cache
def everybody() -> tuple[Case, ...]:
    """All segments, all ordered pairs, and a few hundred others; the same ones in every run."""
    return tuple(_everybody())


def _everybody() -> Iterator[Case]:
    chance = Random(2031)
    yield from (of_segment(segment) for segment in SEGMENTS)
    yield from (of_pair(*pair) for pair in PAIRS)
    for known in (0.3, 0.7, 1.0):
        yield from (at_random(chance, known) for _ in range(40))
    yield from (mixed_at_random(chance) for _ in range(80))
