"""Which eight screens tell most about a prospect: every choice of questions, on simulated clients.

    python -m benchmarks.prospect_questions [seed]

A brief begins with what is at hand (clarity) and with earlier sites (experience; whoever was let down is
asked by what). Five questions more are chosen among ten traits, and an eighth for those who have no branch.
What came of it: docs/decisions/0006-what-a-prospect-is-asked.md.
"""

from __future__ import annotations

import os
import sys

# Before NumPy is imported: one core, so that the machine stays usable.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from benchmarks.worlds import World, populate
from questionnaires.content.loader import load
from questionnaires.content.scoring_model import scoring_model
from scoring import VERDICTS, Model, Question, Verdict, reliable_reading, score_batch
from tests.scoring.clients import Generator

SEED, CLIENTS = 23, 6_400
RELIABILITY: Mapping[str, float] = {
    "clarity": 0.85,
    "experience": 0.9,
    "first_criterion": 0.85,
    "pace": 0.8,
    "involvement": 0.8,
    "process": 0.8,
    "expertise": 0.8,
    "role": 0.95,
    "company_size": 0.95,
    "payment": 0.65,
    "additional_services": 0.7,
    "special_demands": 0.85,
}
"""Trait -> how far a person's own words about it are believed. Trust is not asked."""

LET_DOWN = 0.5
"""How far "what let you down" tells what somebody looks for now."""

ALWAYS = ("clarity", "experience")
FLATTERING: Mapping[str, Mapping[str, str]] = {
    "clarity": {"vague": "clear_idea"},
    "expertise": {"low": "shallow"},
    "first_criterion": {"price": "quality"},
    "pace": {"drifts": "planned", "doubting": "planned"},
    "involvement": {"leaves_all": "interferes_little", "checks_anxiously": "examines"},
    "process": {"informal": "brisk"},
    "payment": {"smallest_budget": "small_stages"},
    "additional_services": {"high": "justified"},
    "special_demands": {"basics": "ordinary"},
}
"""Trait -> level -> what some say instead."""

WORLDS = (
    World("model", 0.1, reliability=1.0),
    World("off", 0.1, reliability=1.0, concentration=15),
    World("typical", 0.1, 0.5, (0.65, 0.75), 1.0, 2.0, 20),
)
Levels = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Crowd:
    """The same clients for every choice: who they are, and what they would answer about each trait."""

    model: Model
    who: Levels
    answers: Mapping[str, Levels]
    """Trait -> [n] positions of levels, -1 = skipped."""
    let_down: Levels
    """[n]; -1 where it was not asked."""
    was_fine: NDArray[np.bool_]
    """[n]: told of earlier sites, and was not let down."""


def crowd(model: Model, world: World, flattering: float, random: Generator) -> Crowd:
    """Draw clients; of those with a level that nobody likes to name, `flattering` name a nicer one."""
    who, levels = populate(model, world, CLIENTS, random)
    by_trait = {question.trait: levels[:, place] for place, question in enumerate(model.questions)}
    told = {trait: _told(model, trait, by_trait[trait], flattering, random) for trait in RELIABILITY}
    let_down = _slipped(by_trait["first_criterion"], 4, LET_DOWN, random)
    past = told["experience"]
    bad = np.isin(past, [_level(model, "experience", name) for name in ("one_failed", "burned")])
    return Crowd(model, who, told, np.where(bad, let_down, -1), ~bad & (past >= 0))


def _told(model: Model, trait: str, levels: Levels, flattering: float, random: Generator) -> Levels:
    said = levels.copy()
    for own, nicer in FLATTERING.get(trait, {}).items():
        swayed = (levels == _level(model, trait, own)) & (random.random(len(levels)) < flattering)
        said[swayed] = _level(model, trait, nicer)
    return _slipped(said, len(_levels(model, trait)), RELIABILITY[trait], random)


def _slipped(levels: Levels, count: int, reliability: float, random: Generator) -> Levels:
    other = (levels + random.integers(1, count, len(levels))) % count
    slips = random.random(len(levels)) >= reliability
    return np.where((levels >= 0) & slips, other, levels)


def _levels(model: Model, trait: str) -> tuple[str, ...]:
    return next(each.levels for each in model.traits if each.id == trait)


def _level(model: Model, trait: str, name: str) -> int:
    return _levels(model, trait).index(name)


@dataclass(frozen=True)
class Brief:
    """What is asked: the traits, and with what belief. `let_down`: 0 where the branch is left out."""

    traits: tuple[str, ...]
    let_down: float = LET_DOWN
    reliability: float | None = None
    """One for all questions, instead of `RELIABILITY`."""
    only_if_fine: str | None = None
    """One of the traits, asked only of those who were not let down: everybody has as many screens."""

    def model(self, base: Model) -> Model:
        """The scoring model of this brief."""
        questions = [
            _question(base, name, name, self.reliability or RELIABILITY[name]) for name in self.traits
        ]
        if self.let_down:
            questions.append(_question(base, "let_down", "first_criterion", self.let_down))
        return replace(base, questions=tuple(questions))

    def cases(self, people: Crowd) -> Levels:
        """[n, questions]: everybody's answers to it."""
        columns = [self._column(people, name) for name in self.traits]
        return np.stack([*columns, people.let_down] if self.let_down else columns, axis=1)

    def _column(self, people: Crowd, name: str) -> Levels:
        said = people.answers[name]
        return np.where(people.was_fine, said, -1) if name == self.only_if_fine else said


def _question(model: Model, name: str, trait: str, reliability: float) -> Question:
    levels = _levels(model, trait)
    return Question(name, trait, levels, reliable_reading(levels, levels, reliability))


@dataclass(frozen=True)
class Figures:
    """How one brief fares in one world: mean log loss in nats, the rest in percent."""

    right: float
    loss: float
    clear: float
    clear_right: float
    """Of the clear ones."""


def figures(people: Crowd, asked: Brief) -> Figures:
    """Score everybody by this brief."""
    found = score_batch(asked.model(people.model), asked.cases(people).astype(np.int8))
    right = found.predominant == people.who
    told = found.confidence[np.arange(len(right)), people.who]
    clear = found.verdict == VERDICTS.index(Verdict.CLEAR)
    return Figures(
        100 * float(right.mean()),
        -float(np.log(told).mean()),
        100 * float(clear.mean()),
        100 * float(right[clear].mean()),
    )


def choices() -> list[Brief]:
    """Every choice of five questions beside those that are always asked."""
    rest = [trait for trait in RELIABILITY if trait not in ALWAYS]
    return [Brief((*ALWAYS, *chosen)) for chosen in combinations(rest, 5)]


FIVE = Brief((*ALWAYS, "first_criterion", "pace", "involvement", "process", "company_size"))


def with_eighth(trait: str) -> Brief:
    """The chosen five, and one question more for those who have no branch."""
    return replace(FIVE, traits=(*FIVE.traits, trait), only_if_fine=trait)


CHOSEN = with_eighth("role")
VARIANTS = {
    "the five": FIVE,
    "the five without the branch": replace(FIVE, let_down=0.0),
    "the five, with the branch believed at 0.85": replace(FIVE, let_down=0.85),
    "eighth: special demands": with_eighth("special_demands"),
    "eighth: payment": with_eighth("payment"),
    "eighth: role (chosen)": CHOSEN,
    "chosen, every answer believed at 0.95": replace(CHOSEN, reliability=0.95),
    "chosen, every answer believed at 0.7": replace(CHOSEN, reliability=0.7),
    "all twelve": Brief(tuple(RELIABILITY)),
}


def main(seed: int = SEED) -> None:
    """Print the best choices, then variants of the chosen one: in each world, and the mean log loss."""
    model = scoring_model(load(), "manager_quiz")
    random = np.random.default_rng(seed)  # noqa: TID251 - the same people in every run
    crowds = {
        f"{world.name}{' flattering' if sway else ''}": crowd(model, world, sway, random)
        for world in WORLDS
        for sway in (0.0, 0.3)
    }
    _print_head(crowds)
    ranked = sorted(
        ((_in_all(crowds, asked), asked) for asked in choices()), key=lambda row: _mean_loss(row[0])
    )
    for found, asked in [*ranked[:12], ranked[len(ranked) // 2], ranked[-1]]:
        _print_row(", ".join(asked.traits[len(ALWAYS) :]), found)
    for name, asked in VARIANTS.items():
        _print_row(name, _in_all(crowds, asked))


def _in_all(crowds: Mapping[str, Crowd], asked: Brief) -> list[Figures]:
    return [figures(people, asked) for people in crowds.values()]


def _mean_loss(found: list[Figures]) -> float:
    return float(np.mean([each.loss for each in found]))


def _print_head(crowds: Iterable[str]) -> None:
    print("right %, log loss, clear %, right of the clear %")
    print(f"{'':64}{'mean':>6}  " + "".join(f"{name:>24}" for name in crowds))


def _print_row(name: str, found: list[Figures]) -> None:
    cells = "".join(
        f"{each.right:10.1f} {each.loss:.2f} {each.clear:3.0f} {each.clear_right:4.0f}" for each in found
    )
    print(f"{name:64}{_mean_loss(found):6.3f}  {cells}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
