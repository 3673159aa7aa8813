"""Where an interview stands, and what has become of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.storage.queries.funnel import Link, Stand
from questionnaires.interview.states import CLOSED, MATCHING, NAMING, OFFERING, REVIEWING

LINK, CONSENT = "link", "consent"
"""Steps before a brief's first question: it was sent and not opened yet; it was opened and not agreed to."""
WITHOUT_QUESTION = (NAMING, MATCHING, OFFERING)
"""States that are steps of their own, whatever question they lead back to."""


class Fate(StrEnum):
    """What has become of an interview."""

    DONE = "done"
    """There was a card, or the brief was sent. What is changed or added afterwards breaks nothing off."""
    LEFT = "left"
    UNDER_WAY = "under_way"
    ENDED = "ended"
    """Neither: the studio ended it, or somebody's data were erased."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of an interview, and at which step or question it was left or is."""

    fate: Fate
    step: str | None = None
    question: str | None = None


def standing_of(stand: Stand) -> Standing:
    """Where interviews stand that agree in everything."""
    if stand.is_done:
        return Standing(Fate.DONE)
    is_closed = stand.state in CLOSED
    step, question = _place(stand.broken_off_in if is_closed else stand.state, stand.current)
    if step is None and question is None:
        return Standing(Fate.ENDED)
    return Standing(Fate.LEFT if is_closed or stand.is_lying else Fate.UNDER_WAY, step, question)


def standing_of_link(link: Link) -> Standing:
    """Where briefs stand that nobody agreed to."""
    step = CONSENT if link.is_opened or link.is_declined else LINK
    if link.is_taken_back and not link.is_declined:
        return Standing(Fate.ENDED)
    return Standing(Fate.LEFT if link.is_declined or link.is_over else Fate.UNDER_WAY, step)


def _place(state: str | None, current: str | None) -> tuple[str | None, str | None]:
    """(step, question): a look at the review is none, where it leads back to a question."""
    if state in WITHOUT_QUESTION:
        return state, None
    if current is not None:
        return None, current
    return (state if state == REVIEWING else None), None
