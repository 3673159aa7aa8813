"""The studio's four segments as a ready model: the marks of the domain's table on one documented scale."""

from __future__ import annotations

from math import fsum

from scoring import Model, Numbers, Question, Thresholds, Trait, reliable_reading

SEGMENTS = ("pros", "nimble", "novices", "cautious")
SCALE = (0.2, 1.0, 4.0, 12.0)
"""Weights of the marks rare, possible, common, typical."""
RELIABILITY = 0.95

MARKS: dict[str, dict[str, str]] = {
    "experience": {"none": "0130", "few": "2311", "many": "3200", "one_bad": "2102", "burned": "0003"},
    "expertise": {"low": "0233", "shallow": "2322", "professional": "3100"},
    "size": {"micro": "0132", "small": "1323", "medium": "3301", "large": "3000"},
    "role": {"owner": "0233", "director": "2302", "marketer": "3100"},
    "criterion": {"quality": "3200", "speed": "2300", "price": "0032", "guarantees": "1003"},
    "trust": {"distrust": "1003", "neutral": "3111", "chosen": "1320", "blind": "0130"},
    "pace": {"at_once": "0320", "planned": "3111", "doubting": "0013", "drifting": "0032"},
    "clarity": {"written": "3100", "clear": "2311", "wordless": "0133"},
    "involvement": {"examines": "3002", "little": "1310", "leaves": "0230", "anxious": "0013"},
    "process": {"formal": "3102", "brisk": "1300", "chaotic": "0131", "stepwise": "1013"},
    "payment": {"regular": "3100", "fast": "1310", "smallest": "0032", "staged": "1013"},
    "openness": {"low": "1003", "justified": "3211", "high": "1330"},
    "demands": {"unusual": "3100", "basics": "0131", "ordinary": "2312"},
}
"""Trait -> level -> a mark (a position in `SCALE`) per segment, in the order of `SEGMENTS`."""

THRESHOLDS = Thresholds(
    clear=0.9,
    clear_pair=0.9,
    likely=0.6,
    sub_segment=0.5,
    minimum_answers=4,
    stop_confidence=0.9,
    minimum_gain=0.03,
)
NUMBERS = Numbers(
    epsilon=0.03, prior_pure=0.3, prior_mix=0.7, mix_shares=(0.55, 0.65, 0.75), thresholds=THRESHOLDS
)


def example_model() -> Model:
    """Thirteen traits, one question each."""
    return Model(
        segments=SEGMENTS,
        traits=tuple(Trait(trait, tuple(levels)) for trait, levels in MARKS.items()),
        questions=tuple(_question(trait, tuple(levels)) for trait, levels in MARKS.items()),
        profiles={trait: _profile(levels) for trait, levels in MARKS.items()},
        numbers=NUMBERS,
    )


def _question(trait: str, levels: tuple[str, ...]) -> Question:
    return Question(trait, trait, levels, reliable_reading(levels, levels, RELIABILITY))


def _profile(levels: dict[str, str]) -> tuple[tuple[float, ...], ...]:
    weights = [[SCALE[int(marks[place])] for marks in levels.values()] for place in range(len(SEGMENTS))]
    return tuple(tuple(weight / fsum(row) for weight in row) for row in weights)
