"""The lead grade: a small decision table over criteria that may be unknown.

Not known is not no. A criterion nobody asked about leaves the grade open: the table is read for every way the
unknown criteria may yet turn out, and what could still change the grade is what to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

VALUES = ("yes", "partly", "no")
"""What a criterion may turn out to be."""

MOST_CRITERIA = 8
"""Every completion is looked at: 3^8 = 6,561 of them."""


@dataclass(frozen=True)
class GradeRule:
    """The grade and step for prospects whose criteria lie in `when`; one not named may be anything."""

    grade: str
    step: str
    when: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class LeadGrade:
    """What the table says of one prospect."""

    grades: tuple[str, ...]
    """All grades still possible, best first (A before B)."""
    rule: int | None
    """The rule that decides, when it is the same however the unknown criteria turn out."""
    steps: tuple[str, ...]
    """The recommended steps still possible, those of the best grade first."""
    decisive: tuple[str, ...]
    """The unknown criteria that could still change grade or step, the most decisive first: what to ask."""


@dataclass(frozen=True)
class GradeTable:
    """Criteria and rules in file order; the first rule whose `when` holds gives the grade.

    Raises ValueError for an unknown criterion or value, and for a completion that no rule covers.
    """

    criteria: tuple[str, ...]
    rules: tuple[GradeRule, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.criteria) <= MOST_CRITERIA or len(set(self.criteria)) < len(self.criteria):
            raise ValueError(f"criteria {self.criteria}: expected 1 to {MOST_CRITERIA} distinct ids")
        for place, rule in enumerate(self.rules):
            _check_rule(place, rule, self.criteria)
        missed = np.argwhere(self._decided == len(self.rules))
        if len(missed):
            case = ", ".join(
                f"{name}={VALUES[at]}" for name, at in zip(self.criteria, missed[0], strict=True)
            )
            raise ValueError(f"no rule covers {case}: expected a last rule that holds for everyone")

    @cached_property
    def _decided(self) -> NDArray[np.intp]:
        """[3, 3, …], an axis per criterion: the first rule that holds, or the number of rules."""
        firsts = [
            next((place for place, rule in enumerate(self.rules) if self._holds(rule, case)), len(self.rules))
            for case in product(VALUES, repeat=len(self.criteria))
        ]
        return np.array(firsts).reshape((len(VALUES),) * len(self.criteria))

    @cached_property
    def _advice(self) -> NDArray[np.intp]:
        """[3, 3, …]: a number for the grade and the step that follow, the same where both are the same."""
        advice = np.array([f"{rule.grade} {rule.step}" for rule in self.rules])
        return np.asarray(np.unique(advice, return_inverse=True)[1][self._decided])

    def _holds(self, rule: GradeRule, case: tuple[str, ...]) -> bool:
        return all(
            value in rule.when.get(name, VALUES) for name, value in zip(self.criteria, case, strict=True)
        )

    def grade(self, values: Mapping[str, str | None]) -> LeadGrade:
        """Grade a prospect; None or absent = not known. Raises ValueError for an unknown id or value."""
        open_cases = tuple(self._axis(values, name) for name in self._known(values))
        possible = set(self._decided[open_cases].ravel().tolist())
        rules = sorted(possible, key=lambda rule: (self.rules[rule].grade, rule))
        return LeadGrade(
            grades=tuple(dict.fromkeys(self.rules[rule].grade for rule in rules)),
            rule=rules[0] if len(rules) == 1 else None,
            steps=tuple(dict.fromkeys(self.rules[rule].step for rule in rules)),
            decisive=self._decisive(self._advice[open_cases]),
        )

    def _known(self, values: Mapping[str, str | None]) -> tuple[str, ...]:
        """All criteria, after a look at the values given."""
        for name, value in values.items():
            if name not in self.criteria:
                raise ValueError(f"unknown criterion {name!r}: expected one of {', '.join(self.criteria)}")
            if value is not None and value not in VALUES:
                raise ValueError(f"criterion {name!r} is {value!r}: expected {', '.join(VALUES)}, or None")
        return self.criteria

    @staticmethod
    def _axis(values: Mapping[str, str | None], name: str) -> slice:
        """One position where the criterion is known, else the whole axis."""
        value = values.get(name)
        return slice(None) if value is None else slice(VALUES.index(value), VALUES.index(value) + 1)

    def _decisive(self, outcomes: NDArray[np.intp]) -> tuple[str, ...]:
        """Ranked by the share of completions of the others in which this one alone changes the advice."""
        turns = {
            name: float((outcomes.max(axis=axis) != outcomes.min(axis=axis)).mean())
            for axis, name in enumerate(self.criteria)
        }
        return tuple(
            sorted((name for name in self.criteria if turns[name] > 0), key=lambda name: -turns[name])
        )

    def unreached_rules(self) -> tuple[int, ...]:
        """Rules that decide no completion: hidden behind earlier ones."""
        reached = set(self._decided.ravel().tolist())
        return tuple(place for place in range(len(self.rules)) if place not in reached)

    def unreached_grades(self) -> tuple[str, ...]:
        """Grades that no completion gets, best first."""
        reached = {self.rules[place].grade for place in set(self._decided.ravel().tolist())}
        return tuple(sorted({rule.grade for rule in self.rules} - reached))


def _check_rule(place: int, rule: GradeRule, criteria: tuple[str, ...]) -> None:
    for name, allowed in rule.when.items():
        if name not in criteria:
            raise ValueError(
                f"rule {place}: unknown criterion {name!r}, expected one of {', '.join(criteria)}"
            )
        if not allowed or not allowed <= set(VALUES):
            raise ValueError(
                f"rule {place}, {name!r}: {sorted(allowed)}, expected some of {', '.join(VALUES)}"
            )
