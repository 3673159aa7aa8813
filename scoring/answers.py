"""From answers by id to positions in the model, and the refusal of ids the model does not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from scoring.model import Model

Answers = Mapping[str, str | None]
"""Question id -> option id. None = asked, no evidence ("don't know", skipped); absent = still open."""

NO_ANSWER = -1
"""Stands in an encoded case where there is no evidence."""


class UnknownQuestion(ValueError):
    """unknown question {id}: expected one of {ids}"""

    def __init__(self, question: object, expected: Iterable[str]) -> None:
        known = list(expected)
        super().__init__(
            f"unknown question {question!r}: expected one of {', '.join(known)}{_hint(question, known)}"
        )


class UnknownOption(ValueError):
    """unknown option {id} for question {id}: expected one of {ids}, or null"""

    def __init__(self, question: str, option: object, expected: Iterable[str]) -> None:
        known = list(expected)
        super().__init__(
            f"unknown option {option!r} for question {question!r}: "
            f"expected one of {', '.join(known)}, or null{_hint(option, known)}"
        )


def encode(model: Model, answers: Answers) -> NDArray[np.int8]:
    """The answers as one row of a batch: [questions], the option's position, or -1 for no evidence.

    Raises UnknownQuestion or UnknownOption.
    """
    case = np.full(len(model.questions), NO_ANSWER, dtype=np.int8)
    for question, option in positions(model, answers):
        case[question] = option
    return case


def positions(model: Model, answers: Answers) -> list[tuple[int, int]]:
    """The real answers as (question, option) positions in file order, whatever order they came in."""
    compiled, found = model.compiled, []
    for question_id, option_id in answers.items():
        question = compiled.question_index.get(question_id)
        if question is None:
            raise UnknownQuestion(question_id, compiled.question_index)
        if option_id is not None:
            found.append((question, _option(model, question, option_id)))
    return sorted(found)


def _option(model: Model, question: int, option_id: object) -> int:
    """Takes any object: what comes from a JSON line may be a number or a list."""
    options = model.compiled.option_index[question]
    if not isinstance(option_id, str) or option_id not in options:
        raise UnknownOption(model.questions[question].id, option_id, options)
    return options[option_id]


def _hint(value: object, known: list[str]) -> str:
    near = get_close_matches(str(value), known, n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
