"""Two informants about one client: each scored alone, both together, and where they disagree.

Theory of operation. A manager's quiz and a prospect's brief ask different questions about the same traits.
Both read one hidden level, each with its own reliability, and are independent once that level is known:

    L_t(s) = sum_l P(l | s) · prod_i prod_q P(o_iq | l)

over informants i and their questions q. Two models that differ in their questions only are therefore one
model with all the questions, told apart by informant ("manager:pace", "prospect:pace"), and the arithmetic of
`compiled` joins the answers inside the trait: a second witness makes a level surer and is no second trait.
Informants stand in the order of their ids, so that neither speaks first.

A disagreement is two named levels of one trait that point to different segments. What a level tells between
segments a and b is its log-odds under the two pure hypotheses; their difference is the weight of evidence
(Good 1950) that hangs on who of the two is right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from scoring.answers import Answers
from scoring.compiled import Compiled, Floats, level_likelihood
from scoring.model import Model
from scoring.posterior import DECIBANS, TIE, Answered, posterior, result_of, score
from scoring.results import Result

Informant = str
"""Whose answers they are: "manager", "prospect". Any id without a colon."""

SHOWN_FROM = 10.0
"""Decibans from which a disagreement is worth a word: odds of ten to one, Jeffreys' "strong evidence" (1961).

No result depends on it, so it is no part of a model and of its version.
"""

SEPARATOR = ":"


@dataclass(frozen=True)
class Disagreement:
    """Two informants name levels of one trait that point to different segments."""

    trait: str
    levels: Mapping[Informant, str]
    """The level that each one's answers name."""
    decibans: float
    """How far the odds of the joint result's predominant against its secondary hang on who is right."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data, keys in reading order."""
        return {"trait": self.trait, "levels": dict(self.levels), "decibans": self.decibans}


@dataclass(frozen=True)
class TwoViews:
    """What two informants say about one client: stored whole, never recomputed later."""

    alone: Mapping[Informant, Result]
    """By each one's answers only; without a real answer a result with no predominant segment."""
    together: Result
    """The joint result; its `model` is the version of the joint model."""
    disagreements: tuple[Disagreement, ...]
    """Strongest first; among equals in file order of the traits."""

    def as_dict(self) -> dict[str, Any]:
        """Plain data, keys in reading order."""
        return {
            "alone": {informant: result.as_dict() for informant, result in self.alone.items()},
            "together": self.together.as_dict(),
            "disagreements": [each.as_dict() for each in self.disagreements],
        }

    def to_json(self) -> str:
        """Compact JSON; `from_json` gives back equal views, to the last bit."""
        return json.dumps(self.as_dict(), separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> TwoViews:
        """Rebuild what `to_json` wrote."""
        data = json.loads(text)
        return cls(
            alone={informant: Result.from_dict(result) for informant, result in data["alone"].items()},
            together=Result.from_dict(data["together"]),
            disagreements=tuple(Disagreement(**each) for each in data["disagreements"]),
        )


def joint_model(models: Mapping[Informant, Model]) -> Model:
    """One model with everybody's questions; a question's id gets its informant in front: "manager:pace".

    An ordinary model, the same whatever order the informants are given in. Raises ValueError for models that
    differ in anything but their questions, naming the first difference; for an informant's id that is empty
    or holds a colon; and where two informants read one trait with a reading that holds a 0 (see `checks`).
    """
    if not models:
        raise ValueError("informants: none given, expected at least one")
    return _joined(tuple(sorted(models.items(), key=lambda each: each[0])))


def joint_answers(answers: Mapping[Informant, Answers]) -> dict[str, str | None]:
    """Everybody's answers under the ids that `joint_model` gives to their questions."""
    return {
        _joint_id(informant, question): option
        for informant in sorted(answers)
        for question, option in answers[informant].items()
    }


def two_views(
    models: Mapping[Informant, Model],
    answers: Mapping[Informant, Answers],
    shown_from: float = SHOWN_FROM,
) -> TwoViews:
    """Score two informants' answers about one client alone and together, and find where they disagree.

    An informant without answers is silent. `shown_from`: decibans, above 0. Raises UnknownQuestion or
    UnknownOption, and ValueError for models that do not fit together (see `joint_model`), for other than two
    informants, and for answers of one who has no model.
    """
    _check(models, answers, shown_from)
    joint = joint_model(models)
    found = {name: posterior(models[name], answers.get(name, {})) for name in sorted(models)}
    together = score(joint, joint_answers(answers))
    named = {name: _named_levels(models[name].compiled, found[name].answered) for name in found}
    return TwoViews(
        alone={name: result_of(models[name], found[name]) for name in found},
        together=together,
        disagreements=_disagreements(joint, together, named, shown_from),
    )


def _check(
    models: Mapping[Informant, Model], answers: Mapping[Informant, Answers], shown_from: float
) -> None:
    if len(models) != 2:
        raise ValueError(f"informants: {sorted(models)}, expected two")
    strangers = sorted(set(answers) - set(models))
    if strangers:
        raise ValueError(f"unknown informant {strangers[0]!r}: expected one of {', '.join(sorted(models))}")
    if not shown_from > 0:
        raise ValueError(f"shown_from: {shown_from}, expected more than 0 decibans")


@lru_cache(maxsize=16)
def _joined(parts: tuple[tuple[Informant, Model], ...]) -> Model:
    """Kept for the few content sets in use, as laying a model out as arrays takes longer than scoring."""
    first = parts[0]
    for other in parts[1:]:
        _must_fit(first, other)
    questions = tuple(
        replace(question, id=_joint_id(informant, question.id))
        for informant, model in parts
        for question in model.questions
    )
    return replace(first[1], questions=questions)


def _joint_id(informant: Informant, question: str) -> str:
    if not informant or SEPARATOR in informant:
        raise ValueError(f"informant {informant!r}: expected an id without {SEPARATOR!r}")
    return f"{informant}{SEPARATOR}{question}"


def _must_fit(one: tuple[Informant, Model], other: tuple[Informant, Model]) -> None:
    """Equal as canonical JSON, where 1 and 1.0 are one number, but for the questions."""
    if one[1].foundation == other[1].foundation:
        return
    place = _difference("", _without_questions(one[1]), _without_questions(other[1]))
    if place:
        raise ValueError(
            f"scoring models of {one[0]!r} and {other[0]!r} do not fit together: {place}, "
            "expected them to differ in their questions only"
        )


def _without_questions(model: Model) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(model.to_json())
    del plain["questions"]
    return {name: plain[name] for name in ("segments", "traits", "profiles", "numbers")}


def _difference(place: str, one: Any, other: Any) -> str | None:
    """Where two pieces of plain data differ first, and how; None where they do not."""
    if one == other:
        return None
    inner = _entries(one), _entries(other)
    if not (inner[0] and inner[1]) or inner[0].keys() != inner[1].keys():
        return f"{place.removeprefix('.')} is {one!r} and {other!r}"
    return next(
        found for key in inner[0] if (found := _difference(place + key, inner[0][key], inner[1][key]))
    )


def _entries(data: Any) -> dict[str, Any]:
    """What a list or an object holds, by the text that leads there; nothing in a value."""
    if isinstance(data, dict):
        return {f".{key}": value for key, value in data.items()}
    if isinstance(data, list):
        return {f"[{position}]": value for position, value in enumerate(data)}
    return {}


def _named_levels(compiled: Compiled, answered: Mapping[int, Answered]) -> dict[int, int]:
    """Trait -> the level that explains one informant's answers best; a trait with a tie is left out."""
    named = {}
    for trait, given in answered.items():
        best = np.flatnonzero(level_likelihood(compiled, given) >= 1 - TIE)
        if len(best) == 1:
            named[trait] = int(best[0])
    return named


def _disagreements(
    joint: Model, together: Result, named: Mapping[Informant, Mapping[int, int]], shown_from: float
) -> tuple[Disagreement, ...]:
    if together.predominant is None or together.secondary is None:
        return ()
    one, other = (joint.segments.index(each) for each in (together.predominant, together.secondary))
    found = []
    for trait in sorted(set.intersection(*(set(levels) for levels in named.values()))):
        levels = {informant: of_trait[trait] for informant, of_trait in named.items()}
        decibans = float(np.ptp(_level_odds(joint.compiled, trait, one, other)[list(levels.values())]))
        if decibans >= shown_from:
            names = {informant: joint.traits[trait].levels[level] for informant, level in levels.items()}
            found.append(Disagreement(joint.traits[trait].id, names, decibans))
    return tuple(sorted(found, key=lambda each: -each.decibans))


def _level_odds(compiled: Compiled, trait: int, one: int, other: int) -> Floats:
    """[L] decibans: what knowing each level would tell for one pure segment against another.

    Finite even where a profile holds a 0, as the epsilon of a pure hypothesis reaches every segment.
    """
    logs = np.log(compiled.pure_membership @ compiled.profiles[trait])
    return np.asarray((logs[one] - logs[other]) * DECIBANS)
