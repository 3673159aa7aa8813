"""Summaries to draw and to word: an ordinary day, and days that are hard on a picture."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from bot.reports.charts import Names
from bot.reports.figures import ALL, GRADES, OPEN, BriefFigures, Count, ManagerRow
from bot.reports.observations import Observation, Sight
from bot.reports.summary import Bar, Summary
from bot.reports.windows import Window
from questionnaires.content.loader import load

TUESDAY = date(2031, 11, 25)
SEGMENTS = ("pros", "nimble", "novices", "cautious")
LONG = (
    "Enterprise marketing departments with tenders",
    "Returning",
    "Agencies that resell what we make for them",
    "Шустрые, но всё-таки осторожные заказчики",
    "初めてサイトを発注されるお客様",
    "🔥 Hot",
    "Non-profits & municipalities",
    "Pay $5 or $10",
    "Restaurants and cafés",
    "W" * 80,
    "Events",
    "_{x}^2 \\frac",
)
"""Names as studios may write them: long, in other scripts, with signs that no font has, or like formulas."""


@cache
def names(language: str) -> Names:
    """The library's."""
    return Names.of(load(), language)


def many_names() -> Names:
    """Of twelve segments, `segment0` to `segment11`."""
    colours = ("#24569c", "#f2bd3a", "#5aa9dc", "#c4470f")
    return Names({f"segment{i}": (name, colours[i % 4]) for i, name in enumerate(LONG)})


def window(days: int = 1, missed: tuple[date, ...] = ()) -> Window:
    """One that ends on that Tuesday."""
    begins = TUESDAY - timedelta(days=days)
    at = time(18, tzinfo=UTC)
    first = None if days == 1 else begins + timedelta(days=1)
    return Window(datetime.combine(begins, at), datetime.combine(TUESDAY, at), begins, TUESDAY, missed, first)


def trend(cases: Sequence[int]) -> tuple[Bar, ...]:
    """One window a day, until that Tuesday."""
    first = TUESDAY - timedelta(days=len(cases) - 1)
    return tuple(Bar(first + timedelta(days=place), count) for place, count in enumerate(cases))


def day(
    segments: Sequence[int],
    still_open: int = 0,
    usual: float | None = None,
    grades: Sequence[int] = (0, 0, 0, 0, 0),
    briefs: BriefFigures = BriefFigures(),  # noqa: B008 - frozen
    seen: tuple[Observation, ...] = (),
    earlier: Sequence[int] = (),
    when: Window | None = None,
    owner_id: int | None = None,
) -> Summary:
    """A summary with these counts, each usually `usual`."""
    ids = SEGMENTS if len(segments) == len(SEGMENTS) else [f"segment{i}" for i in range(len(segments))]
    total = sum(segments) + still_open
    return Summary(
        window=when or window(),
        owner_id=owner_id,
        next_day=TUESDAY + timedelta(days=1),
        cases=Count(ALL, total, usual),
        segments=tuple(Count(each, count, usual) for each, count in zip(ids, segments, strict=True)),
        open=Count(OPEN, still_open, usual),
        grades=tuple(Count(each, n, usual) for each, n in zip((*GRADES, OPEN), grades, strict=True)),
        mixes=(),
        briefs=briefs,
        actions=(),
        observations=seen,
        managers=(ManagerRow(7, "Mira", total, still_open, 0, 0, 0),),
        trend=trend((*earlier, total)),
    )


def hard_days() -> dict[str, Summary]:
    """Name -> a day that is hard on a picture in its own way."""
    every_brief = BriefFigures(sent=250, opened=213, declined=31, done=190, stopped=21, expired=9)
    week = window(6, tuple(TUESDAY - timedelta(days=back) for back in (5, 4, 1)))
    return {
        "ordinary": day(
            (1, 2, 6, 1), 2, 2.5, (3, 4, 2, 1, 2), BriefFigures(5, 3, 1, 2), _seen(), (5, 7, 4, 8, 6, 3, 9)
        ),
        "empty": day((0, 0, 0, 0), usual=2, earlier=(5, 0)),
        "nothing ever": day((0, 0, 0, 0)),
        "one case": day((0, 1, 0, 0), grades=(0, 1, 0, 0, 0)),
        "only briefs": day((0, 0, 0, 0), briefs=BriefFigures(sent=1)),
        "500 cases": day(
            (120, 80, 200, 60), 40, 110.5, (130, 140, 90, 100, 40), every_brief, earlier=(480, 0, 1450) * 2
        ),
        "twelve segments": day(
            (3, 0, 1, 0, 5, 2, 0, 0, 1, 9, 0, 12),
            2,
            2,
            (6, 10, 5, 3, 2),
            every_brief,
            _seen("segment0"),
            (3,),
        ),
        "older segments": day(range(15), 2, 1, (6, 10, 5, 3, 2), every_brief, earlier=(3,)),
        "missed": day((3, 5, 4, 1), 2, 6, (3, 4, 4, 2, 2), earlier=(3, 4, 5), when=week, owner_id=7),
    }


def _seen(segment: str = "novices") -> tuple[Observation, ...]:
    busy = Observation(Sight.BUSY, 12, usual=6.5)
    return busy, Observation(Sight.MORE_OF, 6, 12, share=0.2, segment=segment)
