"""Facts for what leads read of learning from confirmed clients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import product
from typing import Any

from bot.calibration.study import Advice
from scoring import Flips

Facts = Mapping[str, Any]


def of_calibrations(evil: str, when: datetime) -> dict[str, list[Facts]]:
    """Sets of facts by template; `evil` stands wherever somebody else's words can."""
    return {
        "calibrate": list(_proposals(evil)),
        "calibrate_few": [
            {**_evidence(evil, count), "has_earlier": earlier}
            for count in (0, 9, 29)
            for earlier in (True, False)
        ],
        "calibrate_details": [{"blocks": _blocks(evil), "count": 31}, {"blocks": [], "count": 42}],
        "calibrate_accept": [{}],
        "calibrate_back": [{"version": 0}, {"version": 3}],
        "calibrations": [
            {"version": version, "has_earlier": earlier, "choices": choices}
            for version, earlier in product((0, 2), (True, False))
            for choices in ([], list(_choices(evil, when)))
        ],
    }


def _evidence(evil: str, count: int) -> Facts:
    return {
        "count": count,
        "needed": 30,
        "segments": [{"name": evil, "count": count}, {"name": evil, "count": 0}],
        "version": count % 2,
        "has_earlier": False,
    }


def _proposals(evil: str) -> Iterator[Facts]:
    change = {"level": evil, "trait": evil, "segment": evil}
    both = [change | {"before": 0.06, "after": 0.15}, change | {"before": 0.4, "after": 0.21}]
    for advice, count in product((*map(str, Advice), None), (31, 42, 55)):
        yield {
            "count": count,
            "version": count % 2,
            "has_earlier": count == 42,
            "advice": advice,
            "hits": [0.61, 0.724],
            "log_loss": [0.9214, 0.7],
            "flips": Flips(count, 1, 22),
            "changes": both if count > 31 else [],
        }


def _blocks(evil: str) -> list[Facts]:
    moves = [{"name": evil, "before": 0.25, "after": 0.4}, {"name": evil, "before": 0.3, "after": 0.1}]
    return [
        {"trait": None, "levels": [{"level": None, "moves": moves}]},
        {"trait": evil, "levels": [{"level": evil, "moves": moves}, {"level": evil, "moves": moves[:1]}]},
    ]


def _choices(evil: str, when: datetime) -> Iterator[Facts]:
    for version, by, count in ((2, evil, 41), (1, None, 31), (0, evil, None), (1, evil, None)):
        hits = [0.6, 0.7] if count else None
        yield {"at": when, "by": by, "version": version, "count": count, "hits": hits}
