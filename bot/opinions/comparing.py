"""What two people said about one call, drawn once when the second has finished, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.interviews import Conversation, Unit
from bot.opinions.telling import Kind, tell
from bot.storage.queries import second_opinions
from bot.storage.queries.second_opinions import Opinion
from questionnaires.card.second import FIRST, SECOND, Both
from questionnaires.interview.script import Answers, Script
from scoring import TwoViews, score, two_views

WORTH_HEARING = 3.0
"""Decibans from which a difference is named as what to listen for: odds of two to one hang on it."""


def draw(unit: Unit, second: Conversation) -> None:
    """Store what both said, once, and tell both.

    Both are taken as they stand when the second comes to its first result; until then neither knew the other.
    """
    opinion = second_opinions.of_second(unit.tx, second.id)
    if opinion is None or opinion.finished_at is not None:
        return
    first = unit.get((opinion.first_id, opinion.asked_by_id))
    if first is None:
        return
    content = content_of(second.interview.script, first.interview.answers, second.interview.answers)
    second_opinions.finish(unit.tx, opinion.id, content, unit.now)
    for person in (opinion.asked_by_id, opinion.asked_id):
        tell(unit, Kind.COMPARED, opinion, person)


def content_of(script: Script, first: Answers, second: Answers) -> dict[str, Any]:
    """What both said, as it is stored: of questions that both were asked, and what it makes of the client.

    Args:
        script: by which both were asked.
        first: the answers of who scored the call first.
        second: the colleague's.
    """
    told = {FIRST: script.trait_answers(first), SECOND: script.trait_answers(second)}
    return {
        "answers": {
            question: [first[question], second[question]] for question in first if question in second
        },
        "segments": [score(script.model, told[each]).predominant for each in (FIRST, SECOND)],
        "views": _views(script, told),
    }


def _views(script: Script, told: Mapping[str, Answers]) -> dict[str, Any] | None:
    """None where the studio's own readings cannot be joined: each alone is still told."""
    try:
        return two_views({FIRST: script.model, SECOND: script.model}, told, WORTH_HEARING).as_dict()
    except ValueError:
        return None


def read(unit: Unit, opinion: Opinion) -> Both | None:
    """What both said, with the script's words; None where they have not finished."""
    first = unit.get((opinion.first_id, opinion.asked_by_id))
    if first is None or opinion.content is None:
        return None
    stored = opinion.content
    views = stored["views"]
    return Both(
        script=first.interview.script,
        answers={question: (one, other) for question, (one, other) in stored["answers"].items()},
        segments=(stored["segments"][0], stored["segments"][1]),
        views=None if views is None else TwoViews.from_json(json.dumps(views)),
    )
