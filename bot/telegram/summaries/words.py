"""From a summary to facts that a template can tell in any language: names for ids, dates for moments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.reports.actions import Action
from bot.reports.figures import Count
from bot.reports.observations import Observation
from bot.reports.summary import Summary
from bot.reports.windows import Schedule, Window
from bot.telegram.visit import Visit
from messages import label
from questionnaires.interview.script import in_language

Facts = dict[str, Any]


@dataclass(frozen=True)
class Room:
    """How much of everything a message has room for."""

    client: int = 40
    """Characters of a client's name."""
    owner: int = 24
    segment: int = 24
    segments: int = 12
    mixes: int = 3
    observations: int = 2


def window_facts(window: Window, schedule: Schedule) -> Facts:
    """Of which days it is; `first` is None of a single one, `until` is the hour of one that is not over."""
    is_over = next(schedule.ends_until(window.end)) == window.end
    return {
        "first": window.first_end_on,
        "last": window.ends_on,
        "until": None if is_over else f"{window.end.astimezone(schedule.zone):%H:%M}",
        "missed": list(window.missed),
    }


def summary_facts(visit: Visit, summary: Summary, whose: str | None, room: Room) -> Facts:
    """What the caption tells.

    Args:
        visit: whose language and time it is told in.
        summary: without names where they are not to be told.
        whose: the manager whose clients it is about; None = the team's.
        room: how much of it.
    """
    names = segment_names(visit)
    kinds = [*summary.segments, summary.open]
    return {
        **window_facts(summary.window, visit.house.schedule),
        "whose": whose,
        "next_day": summary.next_day,
        "is_group": False,
        "actions": [action_facts(visit, summary, each, room) for each in summary.first_actions],
        "more": max(0, len(summary.actions) - len(summary.first_actions)),
        "cases": summary.cases,
        "segments": _counts(kinds, names, room),
        "grades": _counts(summary.grades, {}, room),
        "mixes": [_mix(each, names, room) for each in summary.mixes[: room.mixes]],
        "briefs": summary.briefs,
        "observations": observation_facts(visit, summary.observations[: room.observations]),
    }


def group_actions(summary: Summary) -> list[Facts]:
    """How many there are of each kind, where nobody may be named."""
    count = Counter(each.rule for each in summary.actions)
    return [{"rule": str(rule), "count": many} for rule, many in count.items()]


def action_facts(visit: Visit, summary: Summary, action: Action, room: Room) -> Facts:
    """One action; its manager is named unless the reader is, or all of it is about one."""
    is_evident = action.owner_id == visit.person.id or summary.owner_id is not None
    waits = action.at < summary.window.start
    return {
        "rule": str(action.rule),
        "client": short(action.client_name, room.client),
        "owner": None if is_evident or action.owner_name is None else short(action.owner_name, room.owner),
        "criteria": [label(f"criterion_{each}", visit.language) for each in action.criteria],
        "question": action.question,
        "of": action.of,
        "since": local_date(visit, action) if waits else None,
    }


def local_date(visit: Visit, action: Action) -> date:
    """The day on which the card was drawn, or the brief stopped."""
    return visit.local(action.at).date()


def observation_facts(visit: Visit, observations: Iterable[Observation]) -> list[Facts]:
    """What stands out, with names for ids."""
    names = segment_names(visit)
    return [
        {
            "sight": str(each.sight),
            "count": each.count,
            "of": each.of,
            "usual": round(each.usual, 1),
            "share": each.share,
            "needed": each.needed,
            "segment": names.get(each.segment or "", each.segment),
            "question": _question(visit, each.question),
        }
        for each in observations
    ]


def segment_names(visit: Visit) -> dict[str, str]:
    """The names of today's segments; one of an older content is known by its id."""
    segments = visit.unit.scripts.today.content.segments.segments
    return {each.id: in_language(each.name, visit.language) for each in segments}


def short(name: str, most: int) -> str:
    """As much of a name as there is room for."""
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _counts(counts: Iterable[Count], names: dict[str, str], room: Room) -> list[Facts]:
    """What there is, or usually is; the name of what is open is the template's to say."""
    present = [each for each in counts if each.count or each.usual]
    return [
        {
            "id": each.id,
            "name": short(names.get(each.id, each.id), room.segment),
            "count": each.count,
            "usual": each.usual,
        }
        for each in present[: room.segments]
    ]


def _mix(mix: Any, names: dict[str, str], room: Room) -> Facts:
    both = (mix.predominant, mix.secondary)
    return {"names": [short(names.get(id, id), room.segment) for id in both], "count": mix.count}


def _question(visit: Visit, id: str | None) -> str | None:
    """A question of the prospects' questionnaire by its short name; of an older one by its id."""
    scripts = visit.unit.scripts
    if id is None or scripts.brief is None:
        return id
    question = scripts.current(scripts.brief).questions.get(id)
    return id if question is None else in_language(question.short, visit.language)
