"""A scoring model: checked numbers with an identity.

A `Model` is checked when it is made, knows its own hash, and can be rebuilt exactly from its
canonical JSON, so that an old result can be explained years later. Knows no arithmetic: see `compiled`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from scoring import checks
from scoring.compiled import Compiled, compile_model
from scoring.definition import Definition, Numbers, Question, Table, Thresholds, Trait

FORMAT = 1
"""Part of every hash: raised when the same numbers come to mean another arithmetic."""


@dataclass(frozen=True)
class Model(Definition):
    """A complete scoring model, checked.

    Raises ValueError, naming the place and what was expected, when the numbers contradict each other.
    """

    def __post_init__(self) -> None:
        object.__setattr__(self, "profiles", MappingProxyType(dict(self.profiles)))
        checks.check(self)

    def __hash__(self) -> int:
        return hash(self.version)

    @cached_property
    def version(self) -> str:
        """16 hex digits of the SHA-256 of the canonical JSON: the same on every platform."""
        return _digest(_plain(self))

    @cached_property
    def foundation(self) -> str:
        """16 hex digits of everything but the questions: models that share it read traits alike.

        Such models can be joined (see `informants`), and what one learns of profiles holds for the others.
        """
        return _digest({name: value for name, value in _plain(self).items() if name != "questions"})

    @cached_property
    def compiled(self) -> Compiled:
        """The arrays of this model, made once."""
        return compile_model(self)

    def to_json(self) -> str:
        """Canonical JSON: sorted keys, no spaces, floats in their shortest exact form."""
        return _canonical(_plain(self))

    def on_the_foundation_of(self, other: Model) -> Model:
        """These questions, scored by another model's profiles and numbers.

        Raises ValueError where the other has not the traits that the questions read.
        """
        return replace(other, questions=self.questions)

    @classmethod
    def from_json(cls, text: str) -> Model:
        """Rebuild the model that `to_json` wrote, equal to the last bit."""
        data = json.loads(text)
        if data.get("format") != FORMAT:
            raise ValueError(f"scoring model of format {data.get('format')!r}: expected {FORMAT}")
        return cls(
            segments=tuple(data["segments"]),
            traits=tuple(Trait(each["id"], tuple(each["levels"])) for each in data["traits"]),
            questions=tuple(_question(each) for each in data["questions"]),
            profiles={trait: _table(rows) for trait, rows in data["profiles"].items()},
            numbers=_numbers(data["numbers"]),
        )


def reliable_reading(options_levels: Sequence[str], levels: Sequence[str], reliability: float) -> Table:
    """The default reading: `reliability` on an option's own level, the rest evenly over the other options.

    `options_levels[o]` is the level that option o reads. Returns [options][levels]. Raises ValueError unless
    options and levels match one to one: anything else needs a table of its own.
    """
    if sorted(options_levels) != sorted(levels) or len(set(levels)) != len(levels):
        raise ValueError(
            f"options read the levels {list(options_levels)}: expected each of {list(levels)} exactly once; "
            "write an explicit reading instead"
        )
    if len(levels) < 2 or not 0 < reliability < 1:
        raise ValueError(
            f"reliability {reliability} over {len(levels)} levels: expected 0 < reliability < 1 and 2 levels"
        )
    missed = (1 - reliability) / (len(levels) - 1)
    return tuple(tuple(reliability if own == level else missed for level in levels) for own in options_levels)


def _canonical(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def _digest(plain: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(plain).encode()).hexdigest()[:16]


def _plain(model: Model) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "segments": model.segments,
        "traits": [asdict(trait) for trait in model.traits],
        "questions": [
            asdict(question) | {"reading": _floats(question.reading)} for question in model.questions
        ],
        "profiles": {trait: _floats(rows) for trait, rows in model.profiles.items()},
        "numbers": _plain_numbers(model.numbers),
    }


def _plain_numbers(numbers: Numbers) -> dict[str, Any]:
    """Base rates are left out where there are none, so that models from before keep their version."""
    plain = asdict(_numbers(asdict(numbers)))
    if numbers.base_rates is None:
        del plain["base_rates"]
    return plain


def _floats(rows: Table) -> list[list[float]]:
    return [[float(value) for value in row] for row in rows]


def _table(rows: Sequence[Sequence[float]]) -> Table:
    return tuple(tuple(float(value) for value in row) for row in rows)


def _question(data: Mapping[str, Any]) -> Question:
    return Question(data["id"], data["trait"], tuple(data["options"]), _table(data["reading"]))


def _numbers(data: Mapping[str, Any]) -> Numbers:
    limits = {name: float(value) for name, value in data["thresholds"].items()}
    answers = int(limits.pop("minimum_answers"))
    rates = data.get("base_rates")
    return Numbers(
        epsilon=float(data["epsilon"]),
        prior_pure=float(data["prior_pure"]),
        prior_mix=float(data["prior_mix"]),
        mix_shares=tuple(float(share) for share in data["mix_shares"]),
        thresholds=Thresholds(minimum_answers=answers, **limits),
        base_rates=None if rates is None else tuple(float(rate) for rate in rates),
    )
