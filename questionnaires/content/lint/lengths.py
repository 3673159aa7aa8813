"""Texts that do not fit: a button that would be cut, a card that would not be read in a corridor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaires.content import model
from questionnaires.content.errors import ContentError, Place
from questionnaires.content.files.folders import File
from questionnaires.content.files.paths import find
from questionnaires.content.loader import Reading

QUESTIONNAIRE: Mapping[str, int] = {
    "questions[*].options[*].label": 40,
    "qualifying[*].options[*].label": 40,
    "industry.options[*].label": 40,
    "questions[*].options[*].example": 80,
    "qualifying[*].options[*].example": 80,
    "questions[*].options[*].reason": 50,
    "qualifying[*].options[*].reason": 50,
    "questions[*].short": 28,
    "qualifying[*].short": 28,
    "industry.short": 28,
    "questions[*].text": 140,
    "qualifying[*].text": 140,
    "qualifying[*].text_without": 140,
    "industry.text": 140,
    "free[*].short": 28,
    "free[*].text": 140,
    "questions[*].ask": 110,
}
"""Characters per text of a questionnaire. A Telegram button of more than 40 is cut on a small phone."""

LINES: Mapping[model.Kind, int] = {
    "say": 170,
    "objection": 70,
    "trap": 150,
    "ask": 110,
    "send": 110,
    "not_yet": 110,
    "next": 100,
    "follow_up": 600,
    "follow_up_line": 160,
}
"""Characters per line of a card, so that a whole card stays near 800 and below 1,400."""

NEXT_STEP = 320
"""Characters of a segment's next step: a few lines at the end of a prospect's brief."""

ANSWER = 170
"""Characters of the reply to an objection."""


def check(reading: Reading) -> Iterator[ContentError]:
    """Texts longer than their place allows."""
    for file in reading.files.values():
        if file.shape is model.Questionnaire:
            for pattern, limit in QUESTIONNAIRE.items():
                for place, text in find(file.document.value, pattern):
                    yield from _too_long(file, place, text, limit)
        elif file.shape is model.Segments:
            for key in ("next_step", "next_step_without"):
                for place, text in find(file.document.value, f"segments[*].{key}"):
                    yield from _too_long(file, place, text, NEXT_STEP)
        elif file.shape is model.Tactics:
            for place, form in find(file.document.value, "tactics[*].forms[*]"):
                yield from _form(file, place, form)


def _form(file: File, place: Place, form: object) -> Iterator[ContentError]:
    if isinstance(form, dict):
        limit = LINES[form["kind"]]
        limits = {"text": limit, "without": limit, "answer": ANSWER, "answer_without": ANSWER}
        for key, most in limits.items():
            yield from _too_long(file, (*place, key), form.get(key), most)


def _too_long(file: File, place: Place, text: object, limit: int) -> Iterator[ContentError]:
    for language, line in text.items() if isinstance(text, dict) else ():
        if len(line) > limit:
            yield file.wrong((*place, language), line, f"at most {limit} characters, has {len(line)}")
