"""What prospects are asked and told: no more screens than promised, and not a word about kinds of client."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from questionnaires.content.errors import ContentError, Place
from questionnaires.content.files.folders import File
from questionnaires.content.files.paths import find
from questionnaires.content.loader import Reading
from questionnaires.content.model import Questionnaire, Segment, Segments

MOST_SCREENS = 8
"""Before sending, on any way through: what "about three minutes" holds."""

READ_BY_PROSPECTS = (
    "title",
    "questions[*].text",
    "questions[*].short",
    "questions[*].ask",
    "questions[*].options[*].label",
    "questions[*].options[*].example",
    "qualifying[*].text",
    "qualifying[*].text_without",
    "qualifying[*].short",
    "qualifying[*].options[*].label",
    "qualifying[*].options[*].example",
    "free[*].text",
    "free[*].short",
    "industry.text",
    "industry.short",
    "industry.options[*].label",
)
"""Or heard, where a manager asks on the phone. Only `reason` is the manager's."""

SAID_LAST = ("segments[*].next_step", "segments[*].next_step_without")

_SCRIPTS = (r"\u30a0-\u30ff", r"\u4e00-\u9fff々")
"""Katakana and kanji, which Japanese writes without spaces: a word ends where the script changes."""


def check(reading: Reading) -> Iterator[ContentError]:
    """Ways that are too long, and segments named where prospects read."""
    segments = reading.content.segments.segments
    for file in reading.files.values():
        questionnaire = reading.content.questionnaires.get(file.stem)
        if file.shape is Segments:
            yield from _named(file, SAID_LAST, segments)
        elif file.shape is Questionnaire and questionnaire and questionnaire.informant == "prospect":
            yield from _named(file, READ_BY_PROSPECTS, segments)
            yield from _too_many(file, questionnaire)


def _too_many(file: File, questionnaire: Questionnaire) -> Iterator[ContentError]:
    count = longest_way(questionnaire)
    if count > MOST_SCREENS:
        yield file.error(("questions",), f"up to {count} questions", f"at most {MOST_SCREENS} on every way")


def longest_way(questionnaire: Questionnaire) -> int:
    """The most questions that one person can be asked before sending."""
    questions = questionnaire.questions
    deciding = {name for question in questions for name in question.when}

    def asked(at: int, answers: Mapping[str, str]) -> int:
        if at == len(questions):
            return 0
        question = questions[at]
        if any(answers.get(name) not in options for name, options in question.when.items()):
            return asked(at + 1, answers)
        if question.id not in deciding:
            return 1 + asked(at + 1, answers)
        return 1 + max(asked(at + 1, {**answers, question.id: option.id}) for option in question.options)

    return asked(0, {})


def _named(file: File, patterns: tuple[str, ...], segments: list[Segment]) -> Iterator[ContentError]:
    for pattern in patterns:
        for place, text in find(file.document.value, pattern):
            for language, line in text.items() if isinstance(text, dict) else ():
                yield from _names_in(file, (*place, language), line, language, segments)


def _names_in(
    file: File, place: Place, line: str, language: str, segments: list[Segment]
) -> Iterator[ContentError]:
    for segment in segments:
        for name in (segment.name[language], segment.compound[language]):
            if holds_word(line, name):
                expected = "no name of a kind of client where a prospect reads"
                yield file.wrong(place, line, expected, f"it says {name!r}, which is {segment.id!r}")
                return


def holds_word(line: str, word: str) -> bool:
    """Whether a text holds a word for itself: "プロ", but not as a part of "プロジェクト"."""
    before, after = _same_script(word[0]), _same_script(word[-1])
    return bool(re.search(f"(?<!{before}){re.escape(word)}(?!{after})", line, re.IGNORECASE))


def _same_script(letter: str) -> str:
    own = next((f"[{script}]" for script in _SCRIPTS if re.match(f"[{script}]", letter)), r"\w")
    return own
