"""Invented clients: what they are, what they answer, and what the bot makes of it.

A client's levels are drawn from the profiles of the segments they are made of and their answers from the
questions' reading of those levels, which is the scoring model run backwards. Everything else is computed by
the same code as for a real client, so that a card of an invented one is as good as any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.random import Generator

from bot.interviews.joint import content_of
from bot.interviews.scripts import Scripts
from bot.interviews.unit import QUIZ
from questionnaires.card.joint import Account, joint_script
from questionnaires.interview import Script
from scoring import advise, score

ALONE, PAIRS = 120, 40
"""Different clients without and with a brief; a longer history deals them out again under other names."""
PURE, MIX_SHARE = 0.35, 0.65
UNKNOWN = 0.14
"""Share of questions about the client that nobody has an answer to."""
NOT_ASKED = 0.08
"""The same for questions about the deal."""
KEENNESS = (0.45, 0.35, 0.2)
"""How often a prospect's answer about the deal is a question's first, second, … option."""
Answers = dict[str, str | None]


@dataclass(frozen=True)
class Scored:
    """What an interview comes to, as its row and its result's are stored."""

    answers: Answers
    result: Mapping[str, Any]
    """The columns of a result that are drawn, `content` among them."""


@dataclass(frozen=True)
class Invented:
    """A client as the manager's quiz sees them, as they see themselves, and both together."""

    quiz: Scored
    brief: Scored | None
    together: Mapping[str, Any] | None
    """The drawn columns of the joint result."""


def invent(scripts: Scripts, random: Generator) -> tuple[list[Invented], list[Invented]]:
    """Draw clients without and with a brief; none of the latter where prospects are not asked."""
    alone = [_seen(scripts, random) for _ in range(ALONE)]
    return alone, [_seen_and_told(scripts, random) for _ in range(PAIRS if scripts.brief else 0)]


def _seen(scripts: Scripts, random: Generator) -> Invented:
    quiz = scripts.current(QUIZ)
    levels = _levels(quiz, _membership(len(quiz.model.segments), random), random)
    return Invented(_interview(quiz, levels, _wish(random), random), None, None)


def _seen_and_told(scripts: Scripts, random: Generator) -> Invented:
    quiz, brief = scripts.current(QUIZ), scripts.current(scripts.brief or "")
    theta, wish = _membership(len(quiz.model.segments), random), _wish(random)
    seen = _interview(quiz, _levels(quiz, theta, random), wish, random)
    told = _interview(brief, _levels(brief, theta, random), wish, random)
    return Invented(seen, told, _together(quiz, seen, brief, told))


def _wish(random: Generator) -> int:
    return int(random.choice(len(KEENNESS), p=KEENNESS))


def _membership(segments: int, random: Generator) -> Any:
    """[S]: wholly one segment, or a mix of two."""
    own, other = random.choice(segments, 2, replace=False)
    share = 1.0 if random.random() < PURE else MIX_SHARE
    return share * np.eye(segments)[own] + (1 - share) * np.eye(segments)[other]


def _levels(script: Script, theta: Any, random: Generator) -> list[int]:
    """The client's level of each trait."""
    mixed = [theta @ profile for profile in script.model.compiled.profiles]
    return [int(random.choice(len(each), p=each / each.sum())) for each in mixed]


def _interview(script: Script, levels: list[int], wish: int, random: Generator) -> Scored:
    answers: Answers = {}
    while (question := _next(script, answers)) is not None:
        answers[question] = _answer(script, question, levels, random)
    for asked in script.questionnaire.qualifying:
        options = [option.id for option in asked.options]
        at = min(wish + int(random.random() < 0.25), len(options) - 1)
        answers[asked.id] = None if random.random() < NOT_ASKED else options[at]
    return Scored(answers, _result(script, answers))


def _next(script: Script, answers: Answers) -> str | None:
    if script.is_fixed:
        open_ones = (each.id for each in script.questionnaire.questions if each.id not in answers)
        return next((id for id in open_ones if script.applies(id, answers)), None)
    advice = advise(script.model, answers)
    return None if advice.stop else advice.next_question


def _answer(script: Script, question: str, levels: list[int], random: Generator) -> str | None:
    if random.random() < UNKNOWN:
        return None
    compiled = script.model.compiled
    place = compiled.question_index[question]
    chances = compiled.readings[place][:, levels[compiled.trait_of[place]]]
    return script.model.questions[place].options[random.choice(len(chances), p=chances / chances.sum())]


def _result(script: Script, answers: Answers) -> dict[str, Any]:
    told, grade = script.trait_answers(answers), script.grade(answers)
    result = score(script.model, told)
    drawn = result.as_dict()
    content = {
        "result": drawn,
        "grade": asdict(grade),
        "next_question": advise(script.model, told).next_question,
    }
    return {"model_hash": result.model, **_columns(drawn, grade.grades, content)}


def _together(quiz: Script, seen: Scored, brief: Script, told: Scored) -> dict[str, Any] | None:
    script = joint_script(quiz, brief)
    if script is None:
        return None
    accounts = Account(quiz, seen.answers), Account(brief, told.answers)
    content = content_of(script, *accounts, frozenset())
    return _columns(content["views"]["together"], content["grade"]["grades"], content)


def _columns(drawn: Mapping[str, Any], grades: Any, content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "predominant": drawn["predominant"],
        "secondary": drawn["secondary"],
        "sub_segment": drawn["sub_segment"] is not None,
        "verdict": str(drawn["verdict"]),
        "grades": ",".join(grades),
        "content": content,
    }
