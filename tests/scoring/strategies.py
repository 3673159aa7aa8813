"""Random models and answers for the laws. Thresholds are odd numbers: no result lies exactly on one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import settings
from hypothesis import strategies as st

from scoring import Model, Numbers, Question, Thresholds, Trait
from scoring.definition import Table

law = settings(max_examples=50)
"""How hard a law is tried; the deadline is the house's."""

THRESHOLDS = Thresholds(
    clear=0.9017,
    clear_pair=0.8923,
    likely=0.6011,
    sub_segment=0.5037,
    minimum_answers=2,
    stop_confidence=0.8979,
    minimum_gain=0.0307,
)


@st.composite
def distributions(draw: st.DrawFn, size: int) -> tuple[float, ...]:
    """Rows as content files give them: a few weights on a common scale."""
    weights = draw(st.tuples(*[st.integers(1, 60)] * size))
    return tuple(weight / sum(weights) for weight in weights)


@st.composite
def questions(draw: st.DrawFn, place: int, traits: tuple[Trait, ...]) -> Question:
    trait = draw(st.sampled_from(traits))
    options = draw(st.integers(2, 4))
    columns = [draw(distributions(options)) for _ in trait.levels]
    reading: Table = tuple(zip(*columns, strict=True))
    return Question(f"q{place}", trait.id, tuple(f"o{option}" for option in range(options)), reading)


@st.composite
def numbers(draw: st.DrawFn) -> Numbers:
    pure = draw(st.sampled_from((0.131, 0.307, 0.713)))
    shares = draw(st.sampled_from(((0.55, 0.65, 0.75), (0.61,), (0.52, 0.93))))
    epsilon = draw(st.sampled_from((0.001, 0.03, 0.2)))
    return Numbers(epsilon, pure, 1 - pure, shares, THRESHOLDS)


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Small models; several questions may read one trait, and a trait may have none."""
    segments = tuple(f"s{place}" for place in range(draw(st.integers(2, 4))))
    levels = draw(st.lists(st.integers(2, 4), min_size=1, max_size=4))
    traits = tuple(
        Trait(f"t{place}", tuple(f"l{level}" for level in range(count))) for place, count in enumerate(levels)
    )
    return Model(
        segments=segments,
        traits=traits,
        questions=tuple(draw(questions(place, traits)) for place in range(draw(st.integers(1, 6)))),
        profiles={
            trait.id: tuple(draw(distributions(len(trait.levels))) for _ in segments) for trait in traits
        },
        numbers=draw(numbers()),
    )


@st.composite
def answers_to(draw: st.DrawFn, model: Model) -> dict[str, str | None]:
    """Some questions answered, some asked without evidence, some still open, in any order."""
    answers: dict[str, str | None] = {}
    for question in draw(st.permutations(model.questions)):
        answer = draw(st.sampled_from((*question.options, None, "open")))
        if answer != "open":
            answers[question.id] = answer
    return answers


@st.composite
def interviews(draw: st.DrawFn) -> tuple[Model, dict[str, str | None]]:
    model = draw(models())
    return model, draw(answers_to(model))


@dataclass(frozen=True)
class TwoInformants:
    """Two models that differ in their questions only, ids partly the same, and answers to both."""

    models: dict[str, Model]
    answers: dict[str, dict[str, str | None]]


@st.composite
def two_informants(draw: st.DrawFn) -> TwoInformants:
    model = draw(models())
    asked = tuple(draw(questions(place, model.traits)) for place in range(draw(st.integers(1, 5))))
    both = {"manager": model, "prospect": replace(model, questions=asked)}
    return TwoInformants(both, {name: draw(answers_to(each)) for name, each in both.items()})
