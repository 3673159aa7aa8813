"""Accepting what was learned, and going back: each asks once more, and never decides on something stale."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.calibration import versions
from bot.calibration.evidence import gather
from bot.calibration.study import study
from bot.calibration.versions import AS_WRITTEN, By, Versions
from bot.storage.queries import calibrations, people
from bot.storage.queries.calibrations import Choice
from bot.telegram.briefs.page import put
from bot.telegram.calibration import asking
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.visit import Visit
from messages import label

MARK = "mark"
"""Key of a choice's figures: what the proposal was made from."""
SHOWN, REACHABLE = 8, 40
"""Choices that the page of versions tells, and those it has a way back to."""


def ask_to_accept(visit: Visit, callback: Callback) -> None:
    """Say what accepting means, and ask once more."""
    if asking.is_stale(visit, gather(visit.tx, visit.unit.scripts), callback):
        return
    keyboard = (
        (visit.button("calibrate_accept_yes", Verb.CALIBRATE_ACCEPT_YES, callback.subject),),
        (visit.button("leave_as_is", Verb.CALIBRATIONS),),
    )
    put(visit, callback, visit.page("calibrate_accept", keyboard))


def accept(visit: Visit, callback: Callback) -> None:
    """Take it into use, exactly as it was proposed; what is in use already is not accepted twice."""
    if _is_in_use(visit, callback.subject):
        visit.toast("toast_calibrated")
        visit.put(page(visit))
        return
    evidence = gather(visit.tx, visit.unit.scripts)
    if asking.is_stale(visit, evidence, callback):
        return
    proposed = study(evidence)  # kept from the proposal, unless another replica worked it out
    figures = proposed.figures() | {MARK: callback.subject}
    model, place = proposed.lesson.learned, evidence.versions.place
    version = versions.accept(visit.tx, visit.unit.scripts, model, figures, place, _by(visit))
    visit.toast("toast_calibrated" if version else "toast_calibrate_stale", is_alert=version is None)
    visit.put(page(visit))


def _is_in_use(visit: Visit, mark: int) -> bool:
    """Whether the proposal that a button carries was accepted last."""
    chosen = calibrations.in_use(visit.tx, visit.unit.scripts.foundation)
    return chosen is not None and (chosen.figures or {}).get(MARK) == mark


def page(visit: Visit) -> Page:
    """What is in use, how it came about, and the ways back."""
    scripts = visit.unit.scripts
    in_use = Versions.of(visit.tx, scripts)
    choices = calibrations.history(visit.tx, scripts.foundation, REACHABLE)
    return visit.page(
        "calibrations",
        _ways_back(visit, in_use, choices),
        version=in_use.number,
        has_earlier=in_use.has_earlier,
        choices=[_told(visit, choice) for choice in choices[:SHOWN]],
    )


def ask_to_go_back(visit: Visit, callback: Callback) -> None:
    """Name what would be used again, and ask once more."""
    keyboard = (
        (_way_back(visit, "calibrate_back_yes", Verb.CALIBRATION_YES, callback.a, callback.other),),
        (visit.button("leave_as_is", Verb.CALIBRATIONS),),
    )
    visit.put(visit.page("calibrate_back", keyboard, version=callback.a))


def go_back(visit: Visit, callback: Callback) -> None:
    """Take an earlier version into use again; the second half of a double tap finds it done."""
    in_use = Versions.of(visit.tx, visit.unit.scripts)
    is_done = (in_use.place, in_use.number) == (callback.other + 1, callback.a)
    done = is_done or versions.bring_back(
        visit.tx, visit.unit.scripts, callback.a, callback.other, _by(visit)
    )
    visit.toast("toast_calibrated" if done else "toast_calibrate_stale", is_alert=not done)
    visit.put(page(visit))


def _by(visit: Visit) -> By:
    return By(visit.person.id, visit.unit.now)


def _ways_back(visit: Visit, in_use: Versions, choices: list[Choice]) -> Keyboard:
    numbers = {choice.version for choice in choices} | ({AS_WRITTEN} if choices else set())
    rows = [
        (_way_back(visit, "", Verb.CALIBRATION, number, in_use.place),)
        for number in sorted(numbers - {in_use.number}, reverse=True)
    ]
    return (*rows, (visit.button("calibrate", Verb.CALIBRATE),))


def _way_back(visit: Visit, name: str, verb: Verb, version: int, place: int) -> Button:
    """The place says after how many choices it was shown: who decides later decides on something else."""
    to = label("calibrate_to", visit.language, version=version)
    text = (
        label(name, visit.language)
        if name
        else to
        if version
        else label("calibrate_to_written", visit.language)
    )
    return Button(text, write(Callback(verb, other=place, a=version)))


def _told(visit: Visit, choice: Choice) -> dict[str, Any]:
    figures = choice.figures
    shares = [hits / max(1, figures["confirmed"]) for hits in figures["hits"]] if figures else None
    return {
        "at": visit.local(choice.created_at),
        "by": people.name_of(visit.tx, choice.person_id),
        "version": choice.version,
        "count": figures["confirmed"] if figures else None,
        "hits": shares,
    }


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.CALIBRATE_ACCEPT: ask_to_accept,
    Verb.CALIBRATE_ACCEPT_YES: accept,
    Verb.CALIBRATIONS: lambda visit, callback: put(visit, callback, page(visit)),
    Verb.CALIBRATION: ask_to_go_back,
    Verb.CALIBRATION_YES: go_back,
}
