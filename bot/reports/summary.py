"""A summary: everything that the picture, the caption and the details of one window say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from bot.interviews.scripts import Scripts
from bot.reports import figures
from bot.reports.actions import HOT_FOR, Action, Grounds, actions_in
from bot.reports.differing import differing
from bot.reports.figures import BriefFigures, Count, ManagerRow, Mix, Tally
from bot.reports.observations import Observation, observed
from bot.reports.windows import Schedule, Window
from bot.storage.queries import brief_steps, reports
from bot.storage.queries.brief_steps import BriefStep, StoppedRow
from bot.storage.queries.reports import CaseRow, Span
from bot.storage.transaction import Transaction

MOST_ACTIONS = 3
TREND = 8
"""Windows in the trend."""
USUAL_OF = 4
"""Windows that the usual is the median of."""
LOOKS_AT = 12
"""How many windows alike are looked at for those in which the team worked: about a quarter."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One window of the trend."""

    ends_on: date
    cases: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a window, as they are now. Definitions: docs/reports.md."""

    window: Window
    owner_id: int | None
    """Whose clients it is about; None = the team's."""
    next_day: date
    """The working day that the actions are for, in local time."""
    cases: Count
    """Clients whose first result was drawn in the window, each once."""
    segments: tuple[Count, ...]
    """By the segment that counts now, in the content's order, zeros included; older contents' at the end."""
    open: Count
    """Cases without a segment: the verdict is open, and nobody said otherwise."""
    grades: tuple[Count, ...]
    """A to D, then `OPEN` for grades that are not decided yet."""
    mixes: tuple[Mix, ...]
    """The most common ones, at most three."""
    briefs: BriefFigures
    actions: tuple[Action, ...]
    """All of them, the most urgent first."""
    observations: tuple[Observation, ...]
    """One or two; none where nothing stands out."""
    managers: tuple[ManagerRow, ...]
    """Who had a case, a brief or an action, by name: never by how many."""
    trend: tuple[Bar, ...]
    """Cases of the last eight single windows, each on its own where this one spans several. The last is
    under way where this one is."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing came in: no case, and nothing happened to a brief."""
        return self.cases.count == 0 and self.briefs.is_empty

    @property
    def first_actions(self) -> tuple[Action, ...]:
        """What the message names: the most urgent, but not all by one rule while another has something."""
        first = self.actions[:MOST_ACTIONS]
        others = [each for each in self.actions if each.rule is not self.actions[0].rule]
        if len({each.rule for each in first}) == 1 and others and len(first) == MOST_ACTIONS:
            return (*first[:-1], others[0])
        return first

    def without_names(self) -> Summary:
        """The same for a group: no client is named, nobody's work stands beside another's."""
        actions = tuple(replace(each, client_name="", owner_name=None) for each in self.actions)
        return replace(self, actions=actions, managers=())


def summary_of(
    tx: Transaction, scripts: Scripts, schedule: Schedule, window: Window, owner_id: int | None = None
) -> Summary:
    """The summary of a window; its cost depends on what happened in it, not on all that ever did.

    Args:
        scripts: where segments' order and what two informants differ on come from.
        schedule: which windows are alike, and when the next working day is.
        window: one of the schedule's, or any other.
        owner_id: only this manager's clients; None = the team's.
    """
    return _Reading(tx, scripts, schedule, window, owner_id).summary()


@dataclass(frozen=True)
class _Reading:
    """One window being read."""

    tx: Transaction
    scripts: Scripts
    schedule: Schedule
    window: Window
    owner_id: int | None

    def summary(self) -> Summary:
        cases, past = self._cases(self.window), self._past()
        now, order = figures.tally(cases), self.scripts.segments
        lately = self._lately()
        stopped = brief_steps.stopped(
            self.tx, (min(lately[0].start, self.window.start), self.window.end), self.owner_id
        )
        steps = brief_steps.steps(self.tx, _span(self.window), self.owner_id)
        actions = self._actions(cases, stopped)
        names = reports.person_names(self.tx, _owners(cases, steps, actions))
        return Summary(
            window=self.window,
            owner_id=self.owner_id,
            next_day=self.schedule.next_working_day(self.window.end),
            cases=figures.total(now, past),
            segments=figures.by_segment(now, past, order),
            open=figures.still_open(now, past),
            grades=figures.by_grade(now, past),
            mixes=figures.common_mixes(cases),
            briefs=figures.brief_figures(steps),
            actions=self._named(actions, names),
            observations=observed(now, past, stopped, is_comparable=self.schedule.is_comparable(self.window)),
            managers=figures.manager_rows(cases, steps, Counter(each.owner_id for each in actions), names),
            trend=tuple(Bar(each.ends_on, self._count(each)) for each in lately),
        )

    # --- cases --------------------------------------------------------------------------------------------

    def _cases(self, window: Window) -> list[CaseRow]:
        return reports.cases(self.tx, _span(window), self.owner_id)

    def _count(self, window: Window) -> int:
        return reports.count_cases(self.tx, _span(window), self.owner_id)

    def _past(self) -> list[Tally]:
        """The last windows alike in which the team worked; whoever is asked about."""
        candidates = islice(self.schedule.alike(self.window), LOOKS_AT)
        worked = (each for each in candidates if reports.count_cases(self.tx, _span(each), None))
        return [figures.tally(self._cases(each)) for each in islice(worked, USUAL_OF)]

    def _lately(self) -> tuple[Window, ...]:
        """The single windows of the trend; the one that is under way stands at its end."""
        over = self.schedule.last_windows(self.window, TREND)
        if over[-1].end >= self.window.end:
            return over
        return (*over[1:], self.schedule.between(over[-1].end, self.window.end))

    # --- actions ------------------------------------------------------------------------------------------

    def _actions(self, cases: list[CaseRow], stopped: list[StoppedRow]) -> list[Action]:
        waiting = self._waiting()
        hot = [case.client_id for case in (*cases, *waiting) if figures.grade_of(case) == "A"]
        return actions_in(
            Grounds(
                cases=cases,
                waiting=waiting,
                stopped=[brief for brief in stopped if brief.at in self.window],
                stirred=reports.stirred(self.tx, hot),
                differing=differing(self.tx, self.scripts, cases),
            )
        )

    def _waiting(self) -> list[CaseRow]:
        """Earlier cases of grade A, as far back as one stays hot."""
        since = self.schedule.last_windows(self.window, HOT_FOR)[0].start
        if since >= self.window.start:
            return []
        return reports.cases_of_grade(self.tx, (since, self.window.start), self.owner_id, "A")

    def _named(self, actions: list[Action], names: Mapping[int, str]) -> tuple[Action, ...]:
        clients = reports.client_names(self.tx, [each.client_id for each in actions])
        return tuple(
            replace(each, client_name=clients[each.client_id], owner_name=names.get(each.owner_id))
            for each in actions
        )


def _span(window: Window) -> Span:
    return window.start, window.end


def _owners(
    cases: list[CaseRow], steps: Mapping[BriefStep, Mapping[int, int]], actions: list[Action]
) -> set[int]:
    of_briefs = {owner for by_owner in steps.values() for owner in by_owner}
    return {case.owner_id for case in cases} | {each.owner_id for each in actions} | of_briefs
