"""The states of a conversation. The moves between them are in `tables`.

    naming     who is it about?
    matching   the name is known: continue, retake, or another client of that name
    asking     a question about a trait is on the screen
    offering   enough is known: show the result, or sharpen the mix
    qualifying a question about the deal (or the industry) is on the screen
    reviewing  all answers are listed
    changing   one answer of the review is being given again
    finished   the card is on the screen
    cancelled  called off by who was asked (may be resumed)
    expired    called off by time (may be resumed)

A brief knows no naming, matching and offering. Its first questions are all in asking; reviewing comes before
sending; finished is sent; qualifying is what may be added after that.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a conversation stands."""

    NAMING = "naming"
    MATCHING = "matching"
    ASKING = "asking"
    OFFERING = "offering"
    QUALIFYING = "qualifying"
    REVIEWING = "reviewing"
    CHANGING = "changing"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


NAMING, MATCHING, ASKING, OFFERING, QUALIFYING, REVIEWING, CHANGING, FINISHED, CANCELLED, EXPIRED = State
OPEN = (NAMING, MATCHING, ASKING, OFFERING, QUALIFYING, REVIEWING, CHANGING)
"""States that wait for somebody's answer."""
ANSWERABLE = (ASKING, QUALIFYING, CHANGING)
"""States with a question on the screen."""
CLOSED = (CANCELLED, EXPIRED)
