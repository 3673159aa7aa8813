"""`firstcall score`: JSON lines of answers in, JSON lines of results out, as a stream.

A line is answered before the next one is read. A bad line is reported with its number and reason; the good
ones around it are still scored.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, BinaryIO, NoReturn, TextIO

import scoring
from questionnaires.content.canonical import Edition
from questionnaires.content.errors import did_you_mean
from questionnaires.content.model import Questionnaire

LONGEST_LINE = 1_000_000
"""Bytes. A case has a few hundred; whatever is longer is no case."""

GIVEN = "given"
"""Stands for whatever was written or sent in answer to a free question."""

PIPE_CLOSED = 141
"""The exit code of a program whose reader went away, as a shell counts it: 128 + SIGPIPE."""


class BadLine(ValueError):
    """A line that cannot be scored; the message says why."""


class Asking(Enum):
    """How a case is scored: on the answers it has, or asked again until the stop rule holds."""

    AS_GIVEN = "as given"
    ADAPTIVE = "adaptive"


@dataclass(frozen=True)
class Case:
    """One line of input. `answers`: question id -> option id, or None where asked and nothing learnt."""

    id: str | int
    questionnaire: str
    answers: Mapping[str, str | None]


def score_stream(lines: BinaryIO, scorer: Scorer, out: BinaryIO, errors: TextIO) -> int:
    """Score line by line until the input ends; returns the exit code, 1 if any line was bad."""
    code = 0
    try:
        for number, line in numbered(lines):
            try:
                out.write(scorer.answer(decoded(line, number)))
                out.flush()
            except BadLine as reason:
                print(f"line {number}: {reason}", file=errors, flush=True)
                code = 1
    except BrokenPipeError:
        _mute(out)
        return PIPE_CLOSED
    return code


def _mute(out: BinaryIO) -> None:
    """Let the interpreter's last flush go nowhere instead of failing on the closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def numbered(lines: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their number from 1, without empty ones; one too long is cut just above the limit."""
    number = 0
    while line := lines.readline(LONGEST_LINE + 1):
        number += 1
        if not line.isspace():
            yield number, line
        while line and not line.endswith(b"\n"):
            line = lines.readline(LONGEST_LINE)


def decoded(line: bytes, number: int) -> str:
    """The line as text; raises BadLine when it is too long or not UTF-8. A BOM may open the first line."""
    if len(line) > LONGEST_LINE:
        raise BadLine(f"longer than {LONGEST_LINE:,} bytes: expected one case a line")
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise BadLine(f"byte {error.start + 1} is not UTF-8: expected JSON in UTF-8") from None


def parsed(line: str, questionnaire: str) -> Case:
    """The case a line describes, `questionnaire` where it names none; raises BadLine."""
    try:
        found = json.loads(line, object_pairs_hook=_object, parse_constant=_no_constant)
    except BadLine:
        raise
    except (ValueError, RecursionError) as error:
        raise BadLine(f"not JSON: {error}") from None
    if not isinstance(found, dict):
        raise BadLine("expected an object with id, questionnaire and answers")
    return Case(_id(found), _questionnaire(found, questionnaire), _answers(found))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise BadLine(f"key {twice!r} is given twice: expected once")
    return made


def _no_constant(name: str) -> NoReturn:
    raise BadLine(f"{name} is not JSON: expected ids and null only")


def _id(found: Mapping[str, Any]) -> str | int:
    given = found.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int):
        raise BadLine(f"id is {_shown(given)}: expected a text")
    try:
        str(given).encode()
    except ValueError:
        raise BadLine("id cannot be written again: expected a shorter number, or text in UTF-8") from None
    return given


def _questionnaire(found: Mapping[str, Any], default: str) -> str:
    given = found.get("questionnaire", default)
    if not isinstance(given, str):
        raise BadLine(f"questionnaire is {_shown(given)}: expected an id")
    return given


def _answers(found: Mapping[str, Any]) -> dict[str, str | None]:
    given = found.get("answers")
    if not isinstance(given, dict):
        raise BadLine(f"answers is {_shown(given)}: expected an object of question id: option id or null")
    for question, option in given.items():
        if option is not None and not isinstance(option, str):
            raise BadLine(f"answer to {question!r} is {_shown(option)}: expected an option id or null")
    return given


def _shown(value: object) -> str:
    if value is None:
        return "missing"
    text = json.dumps(value, ensure_ascii=True)
    return text if len(text) <= 40 else text[:39] + "…"


@dataclass(frozen=True)
class Asked:
    """What a questionnaire asks: its scoring model, and the options of the questions that are not scored."""

    questionnaire: Questionnaire
    model: scoring.Model

    @cached_property
    def order(self) -> scoring.Order:
        """How the next question is chosen."""
        return scoring.Order(self.questionnaire.order)

    @cached_property
    def unscored(self) -> dict[str, tuple[str, ...]]:
        """Qualifying, free and industry questions: question id -> option ids."""
        found = {
            question.id: tuple(option.id for option in question.options)
            for question in self.questionnaire.qualifying
        }
        found |= {question.id: (GIVEN,) for question in self.questionnaire.free}
        if industry := self.questionnaire.industry:
            found[industry.id] = tuple(option.id for option in industry.options)
        return found

    @cached_property
    def scored(self) -> frozenset[str]:
        """Ids of the questions about traits."""
        return frozenset(question.id for question in self.model.questions)

    def closed(self, answers: Mapping[str, str | None]) -> dict[str, None]:
        """The branches that these answers do not open, as questions that are not to be had."""
        return {
            question.id: None
            for question in self.questionnaire.questions
            if question.id not in answers
            and any(answers.get(earlier) not in options for earlier, options in question.when.items())
        }

    def scored_answers(self, answers: Mapping[str, str | None]) -> dict[str, str | None]:
        """The answers about traits; raises BadLine for any id that this questionnaire does not have."""
        for question, option in answers.items():
            if question not in self.scored:
                self._check_unscored(question, option)
        return {question: option for question, option in answers.items() if question in self.scored}

    def _check_unscored(self, question: str, option: str | None) -> None:
        if question not in self.unscored:
            raise BadLine(_unknown("question", question, [*sorted(self.scored), *self.unscored]))
        if option is not None and option not in self.unscored[question]:
            raise BadLine(_unknown(f"option for {question!r}", option, self.unscored[question]))


class Scorer:
    """Answers one line after the other with one edition of the content."""

    def __init__(self, edition: Edition, questionnaire: str, asking: Asking) -> None:
        self._edition = edition
        self._default = questionnaire
        self._asking = asking
        self._asked: dict[str, Asked] = {}

    def answer(self, line: str) -> bytes:
        """The result of one line, as a line; raises BadLine."""
        case = parsed(line, self._default)
        asked = self._questionnaire(case.questionnaire)
        try:
            found = self._result(asked, asked.scored_answers(case.answers))
        except (scoring.UnknownOption, scoring.UnknownQuestion) as error:
            raise BadLine(str(error)) from None
        return json.dumps({"id": case.id, **found}, ensure_ascii=False, allow_nan=False).encode() + b"\n"

    def _questionnaire(self, name: str) -> Asked:
        if name not in self._asked:
            known = self._edition.content.questionnaires
            if name not in known:
                raise BadLine(_unknown("questionnaire", name, list(known)))
            self._asked[name] = Asked(known[name], self._edition.model(name))
        return self._asked[name]

    def _result(self, asked: Asked, answers: Mapping[str, str | None]) -> dict[str, Any]:
        if self._asking is Asking.AS_GIVEN:
            return result(asked, answers)
        order, used = scoring.ask_adaptively(asked.model, answers, asked.order)
        return result(asked, used) | {"asked": list(order)}


def result(asked: Asked, answers: Mapping[str, str | None]) -> dict[str, Any]:
    """What is known from these answers, as the output names it."""
    found = scoring.score(asked.model, answers)
    advice = scoring.advise(asked.model, {**answers, **asked.closed(answers)}, order=asked.order)
    return {
        "predominant": found.predominant,
        "secondary": found.secondary,
        "sub_segment": "-".join(found.sub_segment) if found.sub_segment else None,
        "verdict": str(found.verdict),
        "confidence": dict(found.confidence),
        "shares": dict(found.shares),
        "reasons": [{"trait": reason.trait, "decibans": reason.decibans} for reason in found.reasons],
        "next_question": advice.next_question,
        "stop": advice.stop,
        "model": found.model,
    }


def _unknown(what: str, value: str, known: list[str] | tuple[str, ...]) -> str:
    hint = did_you_mean(value, known)
    return f"unknown {what}: {value!r}, expected one of {', '.join(known)}" + (f" ({hint})" if hint else "")
