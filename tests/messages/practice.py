"""Facts for practice and second opinions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.opinions.habit import Habit
from questionnaires.card.second import Apart, Comparison, Listen
from scoring import Agreement, Kappa

Facts = Mapping[str, Any]
NONE = Agreement(calls=1, pairs=2, equal=1, kappa=None)
FEW = Agreement(calls=12, pairs=21, equal=11, kappa=None)
SAME = Agreement(calls=12, pairs=40, equal=40, kappa=None)
ENOUGH = Agreement(calls=31, pairs=112, equal=90, kappa=Kappa(0.714, -0.02, 0.9))
HABITS = [Habit(each, segments) for each in (NONE, FEW, SAME, ENOUGH) for segments in (NONE, SAME, ENOUGH)]


def of_practice(evil: str) -> dict[str, list[Facts]]:
    """Sets of facts by template; `evil` stands wherever somebody else's words can."""
    both = {"client": evil, "name": evil}
    stands = ("second_waiting", "second_begun", "second_done", "second_declined")
    rows = [{"name": evil, "stands": each} for each in stands]
    return {
        "practice_naming": [{}],
        "second_choose": [
            {"client": evil, "rows": shown, "colleagues": colleagues, "left": left}
            for shown, colleagues, left in (([], 0, 0), ([], 2, 2), (rows, 4, 0), (rows, 5, 1))
        ],
        "second_asked": [both],
        "second_not": [{}],
        "second_declined": [both],
        "second_compared": [
            {**both, "shown": shown, "odds": 21, "habit": HABITS[place % len(HABITS)]}
            for place, shown in enumerate(_comparisons(evil))
        ],
        "second_agreement": [{"name": evil, "habit": each} for each in HABITS],
    }


def _comparisons(evil: str) -> Iterator[Comparison]:
    apart = tuple(Apart(evil, evil, evil) for _ in range(3))
    whole = Comparison((evil, evil), apart, 4, 3, evil, "Pros", "Nimble", Listen(evil, evil, evil, 13.2))
    yield whole
    yield replace(whole, theirs=evil)
    yield replace(whole, theirs=evil, together=evil)
    yield Comparison((), apart[:1], 0, 0, None, evil, None, None)
    yield Comparison((evil,), (), 0, 0, None, None, None, None)
