"""The figures of a window, worked out slowly from a history's plain data: no SQL, none of the bot's code.

Windows too: an end is found by trying every offset that the zone has around it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from statistics import median
from typing import Any

from tests.reports.histories import FIRST_CLIENT, Ended, History, Said, Setting, Talk, joinable

DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


# --- windows ----------------------------------------------------------------------------------------------


def end_on(setting: Setting, day: date) -> datetime:
    """The moment of a local time; of two the first, of none the one by the clock before the change."""
    naive = datetime.combine(day, setting.at)
    around = [naive.replace(tzinfo=UTC) + hours * timedelta(hours=1) for hours in range(-36, 37, 12)]
    offsets = [moment.astimezone(setting.zone).utcoffset() for moment in around]
    tried = sorted({naive.replace(tzinfo=UTC) - offset for offset in offsets if offset is not None})
    right = [moment for moment in tried if moment.astimezone(setting.zone).replace(tzinfo=None) == naive]
    if right:
        return right[0]
    assert offsets[0] is not None
    return naive.replace(tzinfo=UTC) - offsets[0]


@cache
def ends(setting: Setting) -> list[tuple[date, datetime]]:
    """Every end in the half year before now, the oldest first."""
    today = setting.now.astimezone(setting.zone).date() + DAY
    days = [today - back * DAY for back in range(250)][::-1]
    due = [day for day in days if day.isoweekday() in setting.days and day not in setting.holidays]
    return [(day, end_on(setting, day)) for day in due if end_on(setting, day) <= setting.now]


# --- what counts ------------------------------------------------------------------------------------------


def talks_of(history: History, client: int) -> list[Talk]:
    return [talk for talk in history.talks if talk.client == client and not talk.practice]


def latest(said: list[Said]) -> Said | None:
    return max(said, key=lambda each: each.at, default=None)


def drawn(history: History, client: int) -> Said | None:
    together = [each.said for each in history.joined if each.client == client and joinable(history, client)]
    alone = [said for talk in talks_of(history, client) for said in talk.results]
    return latest(together) or latest(alone)


def correction(history: History, client: int) -> Said | None:
    return latest([each for talk in talks_of(history, client) for each in talk.corrections])


def segment(history: History, client: int) -> str:
    corrected, computed = correction(history, client), drawn(history, client)
    if corrected is not None:
        return str(corrected.predominant)
    return "open" if computed is None or computed.verdict == "open" else str(computed.predominant)


def grade(history: History, client: int) -> str:
    computed = drawn(history, client)
    return computed.grades if computed is not None and len(computed.grades) == 1 else "open"


def mix(history: History, client: int) -> tuple[str, str] | None:
    corrected, computed = correction(history, client), drawn(history, client)
    if corrected is not None:
        return (str(corrected.predominant), corrected.secondary) if corrected.secondary else None
    if computed is None or not computed.sub_segment or computed.verdict == "open":
        return None
    return str(computed.predominant), str(computed.secondary)


def first_results(history: History, client: int, span: Span) -> list[datetime]:
    firsts = [min(said.at for said in talk.results) for talk in talks_of(history, client) if talk.results]
    return [at for at in firsts if span[0] <= at < span[1]]


def cases(history: History, span: Span, owner: int | None) -> list[int]:
    everybody = range(len(history.owners))
    own = [client for client in everybody if owner is None or history.owners[client] == owner]
    return [client for client in own if first_results(history, client, span)]


# --- figures ----------------------------------------------------------------------------------------------


def counts(history: History, span: Span, owner: int | None) -> dict[str, int]:
    """By segment, and "grade X"; zeros are left out."""
    found: dict[str, int] = {}
    for client in cases(history, span, owner):
        for kind in ("all", segment(history, client), f"grade {grade(history, client)}"):
            found[kind] = found.get(kind, 0) + 1
    return found


def spans_alike(history: History, setting: Setting, day: date, start: datetime) -> list[Span]:
    """The last four spans of as many windows, ending on the same weekday, in which the team worked."""
    every = ends(setting)
    at = next(place for place, (each, _) in enumerate(every) if each == day)
    windows = sum(1 for _, end in every[:at] if end > start) + 1
    if windows > len(setting.days):
        return []
    before = [
        (every[place - windows][1], every[place][1])
        for place in range(windows, at)
        if every[place][0].isoweekday() == day.isoweekday() and every[place][1] <= start
    ]
    return [span for span in before[::-1][:12] if cases(history, span, None)][:4]


def usual(history: History, spans: list[Span], owner: int | None, kind: str) -> float | None:
    found = [counts(history, span, owner).get(kind, 0) for span in spans]
    return float(median(found)) if len(found) > 1 else None


def briefs(history: History, span: Span, owner: int | None) -> dict[str, int]:
    found = dict.fromkeys(("sent", "opened", "declined", "done", "stopped", "expired"), 0)
    for brief in history.sent:
        if brief.by_phone or owner not in (None, history.owners[brief.client]):
            continue
        for step, at in _steps({"created_at": brief.made, **brief.happened}).items():
            found[step] += span[0] <= at < span[1]
    return found


def _steps(at: dict[str, datetime]) -> dict[str, datetime]:
    found = {"opened": "opened_at", "declined": "declined_at", "done": "sent_at"}
    steps = {step: at[name] for step, name in found.items() if name in at}
    never = datetime.max.replace(tzinfo=UTC)
    was_open_to_the_end = at.get("revoked_at", never) >= at["expires_at"]
    if was_open_to_the_end or "opened_at" in at:
        steps["sent"] = at["created_at"]
    if "stopped_at" in at and "sent_at" not in at:
        steps["stopped"] = at["stopped_at"]
    if was_open_to_the_end and not at.keys() & {"consented_at", "declined_at"}:
        steps["expired"] = at["expires_at"]
    return steps


# --- actions ----------------------------------------------------------------------------------------------


def actions(history: History, setting: Setting, span: Span, owner: int | None) -> set[tuple[str, int]]:
    """(rule, client's id): each client once, by the first rule that holds."""
    found: dict[int, str] = {}
    since = [end for _, end in ends(setting) if end <= span[1]][-6]
    for client in cases(history, (min(since, span[0]), span[1]), owner):
        if client not in history.erased and is_hot(history, client, (min(since, span[0]), span[1]), span):
            found[client] = "hot"
    for client in cases(history, span, owner):
        if client not in history.erased and client not in found:
            if segment(history, client) == "open":
                found[client] = "open"
            elif grade(history, client) == "D":
                found[client] = "decline"
    return {(rule, FIRST_CLIENT + client) for client, rule in found.items()}


def is_hot(history: History, client: int, lately: Span, span: Span) -> bool:
    if grade(history, client) != "A":
        return False
    here, before = (first_results(history, client, each) for each in (span, (lately[0], span[0])))
    began = [talk.begun for talk in talks_of(history, client)]
    began += [brief.made for brief in history.sent if brief.client == client]
    began += [used.at for used in history.used if used.kind == "sent" and used.talk in _own(history, client)]
    said = ended(history, client)
    began += [said.at] if said is not None else []
    return any(max(began) <= max(cards) for cards in (here, before) if cards)


def _own(history: History, client: int) -> set[int]:
    every = enumerate(history.talks)
    return {place for place, talk in every if talk.client == client and not talk.practice}


# --- how it ended -----------------------------------------------------------------------------------------


def ended(history: History, client: int) -> Ended | None:
    """What was said last, unless that it is open again."""
    last = max((each for each in history.ended if each.client == client), key=lambda e: e.at, default=None)
    return None if last is None or last.kind == "undecided" else last


def conversions(history: History, span: Span) -> dict[tuple[str, ...], Figures]:
    """By kind: all, each segment, each grade, each mix; of kinds with a case."""
    found: dict[tuple[str, ...], Figures] = {}
    for client in cases(history, span, None):
        said, both = ended(history, client), mix(history, client)
        kinds = [(), ("segment", segment(history, client)), ("grade", grade(history, client))]
        for kind in [*kinds, *([("mix", *both)] if both else [])]:
            figures = found.setdefault(kind, Figures())
            figures.cases += 1
            figures.decided += said is not None and said.kind in ("won", "lost")
            figures.won += said is not None and said.kind == "won"
            if said is not None and said.amount is not None:
                figures.amounts.append(said.amount)
    return found


@dataclass
class Figures:
    """What became of the cases of one kind."""

    cases: int = 0
    decided: int = 0
    won: int = 0
    amounts: list[int] = field(default_factory=list)


def everything(
    history: History, setting: Setting, span: Span, day: date, owner: int | None
) -> dict[str, Any]:
    """All of it, in one dict to be compared."""
    now, alike = counts(history, span, owner), spans_alike(history, setting, day, span[0])
    kinds = ("all", "pros", "nimble", "novices", "cautious", "open")
    grades = tuple(f"grade {each}" for each in ("A", "B", "C", "D", "open"))
    mixes: dict[tuple[str, str], int] = {}
    for found in (mix(history, client) for client in cases(history, span, owner)):
        if found is not None:
            mixes[found] = mixes.get(found, 0) + 1
    every = ends(setting)
    at = next(place for place, (each, _) in enumerate(every) if each == day)
    trend = [(every[place - 1][1], every[place][1]) for place in range(at - 7, at + 1)]
    return {
        "counts": {kind: now.get(kind, 0) for kind in (*kinds, *grades)},
        "usual": {kind: usual(history, alike, owner, kind) for kind in (*kinds, *grades)},
        "mixes": sorted(mixes.items(), key=lambda entry: (-entry[1], entry[0]))[:3],
        "briefs": briefs(history, span, owner),
        "trend": [len(cases(history, each, owner)) for each in trend],
        "actions": actions(history, setting, span, owner),
    }
