"""One or two observations about a window, each computed by a stated rule. Pure.

The tests are the plain ones for counts: a Poisson count against the mean of earlier ones, and two shares
against each other, both in standard errors. They say what stands out, not why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt

from bot.reports.figures import FEWEST_WINDOWS, OPEN, Tally
from bot.storage.queries.brief_steps import StoppedRow

MOST = 2
ENOUGH = 8
"""Cases below which a day says nothing about shares, nor is a day with fewer usually compared with itself."""
FAR = 2.0
"""Standard errors from the usual number of cases: about one day in twenty is that far by chance."""
FAR_SHARE = 2.5
"""The same for a segment's share: several segments are looked at, so each must stand out more."""
ENOUGH_STOPPED = 3


class Sight(StrEnum):
    """What may be observed. The numbers that come with each stand in `Observation`."""

    NO_USUAL = "no_usual"
    """There are not yet enough windows alike to compare with: `count` of `needed`."""
    TOO_FEW = "too_few"
    """Too few cases for a trend: `count` of `needed`."""
    BUSY = "busy"
    """Far more cases than usual: `count` against `usual`, here the mean."""
    QUIET = "quiet"
    """Far fewer cases than usual: as for `BUSY`."""
    MORE_OF = "more_of"
    """A segment's share is far above its usual one: `count` of `of`, usually `share` (0 to 1)."""
    LESS_OF = "less_of"
    """A segment's share is far below its usual one: as for `MORE_OF`."""
    MANY_OPEN = "many_open"
    """At least a third of the cases are open: `count` of `of`."""
    STOPPING = "stopping"
    """Of the briefs that stopped lately at least half, and three, did so at one question: `count` of `of` at
    `question`."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something that stands out, with the numbers that say it."""

    sight: Sight
    count: int = 0
    of: int = 0
    usual: float = 0.0
    share: float = 0.0
    needed: int = 0
    segment: str | None = None
    question: str | None = None
    """A question's id, of the prospects' questionnaire."""


def observed(
    now: Tally, past: Sequence[Tally], stopped: Sequence[StoppedRow], *, is_comparable: bool = True
) -> tuple[Observation, ...]:
    """What stands out, the weightiest first.

    Args:
        now: the window's cases.
        past: those of earlier windows alike.
        stopped: briefs that stopped lately, this window's among them.
        is_comparable: whether there can be windows alike; that a day is not over needs no words.
    """
    found = [*_volume(now, past), *_shares(now, past), *_open(now), *_stopping(stopped)]
    if is_comparable:
        found += _too_few(now, past)
    return tuple(found[:MOST])


def _mean(past: Sequence[Tally]) -> float:
    return sum(each.cases for each in past) / len(past)


def _compares_volume(now: Tally, past: Sequence[Tally]) -> bool:
    return len(past) >= FEWEST_WINDOWS and max(_mean(past), now.cases) >= ENOUGH


def _compares_shares(now: Tally, past: Sequence[Tally]) -> bool:
    return len(past) >= FEWEST_WINDOWS and min(now.cases, sum(each.cases for each in past)) >= ENOUGH


def _volume(now: Tally, past: Sequence[Tally]) -> Iterator[Observation]:
    """A count and the mean of n others are Poisson: their difference varies by mean · (1 + 1/n).

    Who had nobody in all of the others, as somebody new to the team, is far from it with as many as compare.
    """
    if not _compares_volume(now, past):
        return
    mean = _mean(past)
    errors = (now.cases - mean) / sqrt(mean * (1 + 1 / len(past))) if mean else inf
    if abs(errors) >= FAR:
        yield Observation(Sight.BUSY if errors > 0 else Sight.QUIET, count=now.cases, usual=mean)


def _shares(now: Tally, past: Sequence[Tally]) -> Iterator[Observation]:
    """The segment whose share differs most, if it does: the pooled test of two proportions."""
    if not _compares_shares(now, past):
        return
    before: Counter[str] = Counter()
    for each in past:
        before.update(each.segments)
    ids = sorted((now.segments.keys() | before.keys()) - {OPEN})
    errors = {id: _share_errors(now.segments.get(id, 0), now.cases, before[id], before.total()) for id in ids}
    furthest = max(ids, key=lambda id: abs(errors[id]), default=None)
    if furthest is not None and abs(errors[furthest]) >= FAR_SHARE:
        yield Observation(
            Sight.MORE_OF if errors[furthest] > 0 else Sight.LESS_OF,
            count=now.segments.get(furthest, 0),
            of=now.cases,
            share=before[furthest] / before.total(),
            segment=furthest,
        )


def _share_errors(count: int, of: int, count_before: int, of_before: int) -> float:
    pooled = (count + count_before) / (of + of_before)
    error = sqrt(pooled * (1 - pooled) * (1 / of + 1 / of_before))
    return (count / of - count_before / of_before) / error if error else 0.0


def _open(now: Tally) -> Iterator[Observation]:
    count = now.segments.get(OPEN, 0)
    if now.cases >= ENOUGH and 3 * count >= now.cases:
        yield Observation(Sight.MANY_OPEN, count=count, of=now.cases)


def _stopping(stopped: Sequence[StoppedRow]) -> Iterator[Observation]:
    at = Counter(brief.current for brief in stopped if brief.current is not None)
    for question, count in sorted(at.items(), key=lambda entry: (-entry[1], entry[0]))[:1]:
        if count >= ENOUGH_STOPPED and 2 * count >= len(stopped):
            yield Observation(Sight.STOPPING, count=count, of=len(stopped), question=question)


def _too_few(now: Tally, past: Sequence[Tally]) -> Iterator[Observation]:
    if now.cases == 0:
        return
    if len(past) < FEWEST_WINDOWS:
        yield Observation(Sight.NO_USUAL, count=len(past), needed=FEWEST_WINDOWS)
    elif not _compares_shares(now, past) and not _compares_volume(now, past):
        yield Observation(Sight.TOO_FEW, count=now.cases, needed=ENOUGH)
