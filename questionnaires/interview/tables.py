"""Every move there is: a table for the quiz, one for the brief. What affects the moves lives in this file.

A row is (trigger, from, to, condition); rows of one trigger are tried from the top, and a condition is a
property of `Interview` that is read after the event was taken. Looking around (the menu, the playbook, "why")
moves nothing and is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.interview.states import CLOSED, OPEN, State

NAMING, MATCHING, ASKING, OFFERING, QUALIFYING, REVIEWING, CHANGING, FINISHED, CANCELLED, EXPIRED = State

Row = tuple[str, State | list[State], State | str, str | None]
STAY = "="
"""Nothing moves and nothing is entered: an internal transition."""


@dataclass(frozen=True)
class Table:
    """The moves of one kind of conversation, and what each state does when it is entered."""

    title: str
    first: State
    rows: tuple[Row, ...]
    on_enter: Mapping[State, tuple[str, ...]]
    """Names of methods of `Interview`."""


_QUIZ_ROWS: list[Row] = [
    # who
    ("name", NAMING, ASKING, "keeps_client"),
    ("name", NAMING, MATCHING, "is_known_name"),
    ("name", NAMING, ASKING, None),
    ("continue_open", MATCHING, CANCELLED, None),
    ("retake", MATCHING, ASKING, None),
    ("another", MATCHING, ASKING, None),
    # what the client did or said
    ("answer", ASKING, ASKING, "wants_more"),
    ("answer", ASKING, OFFERING, "can_sharpen"),
    ("answer", ASKING, QUALIFYING, "has_qualifying"),
    ("answer", ASKING, FINISHED, None),
    ("sharpen", OFFERING, ASKING, None),
    ("show_result", [ASKING, OFFERING], QUALIFYING, "has_qualifying"),
    ("show_result", [ASKING, OFFERING], FINISHED, None),
    # whether it is worth the time
    ("answer", QUALIFYING, QUALIFYING, "has_qualifying"),
    ("answer", QUALIFYING, FINISHED, None),
    # the card, now
    ("finish_now", [ASKING, OFFERING, QUALIFYING, REVIEWING, CHANGING], FINISHED, "has_answers"),
    # second thoughts
    ("review", [ASKING, OFFERING, QUALIFYING, FINISHED], REVIEWING, "has_answers"),
    ("change", REVIEWING, CHANGING, None),
    ("answer", CHANGING, FINISHED, "has_result"),
    ("answer", CHANGING, REVIEWING, None),
    # ‹ Back, everywhere
    ("back", MATCHING, NAMING, None),
    ("back", ASKING, NAMING, "is_before_first"),
    ("back", ASKING, ASKING, None),
    ("back", OFFERING, ASKING, None),
    ("back", QUALIFYING, QUALIFYING, "is_qualifying_next"),
    ("back", QUALIFYING, OFFERING, "can_sharpen"),
    ("back", QUALIFYING, ASKING, None),
    ("back", FINISHED, QUALIFYING, "is_qualifying_next"),
    ("back", FINISHED, ASKING, None),
    ("back", CHANGING, REVIEWING, None),
    ("back", REVIEWING, FINISHED, "came_from_card"),
    ("back", REVIEWING, OFFERING, "came_from_offer"),
    ("back", REVIEWING, QUALIFYING, "came_from_qualifying"),
    ("back", REVIEWING, ASKING, None),
    # interruptions
    ("note", [*OPEN, FINISHED], STAY, None),
    ("remind", [ASKING, OFFERING, QUALIFYING, REVIEWING, CHANGING], STAY, None),
    ("resume", [*OPEN, FINISHED], STAY, None),
    ("resume", [*CLOSED], NAMING, "is_nameless"),
    ("resume", [*CLOSED], FINISHED, "has_result"),
    ("resume", [*CLOSED], QUALIFYING, "is_qualifying_next"),
    ("resume", [*CLOSED], ASKING, "wants_more"),
    ("resume", [*CLOSED], OFFERING, "can_sharpen"),
    ("resume", [*CLOSED], QUALIFYING, "has_qualifying"),
    ("resume", [*CLOSED], ASKING, None),
    ("cancel", [*OPEN], CANCELLED, None),
    ("expire", [*OPEN], EXPIRED, None),
]

_BRIEF_ROWS: list[Row] = [
    # their own words; a branch that a change opened comes before anything else
    ("answer", ASKING, ASKING, "was_passed_by"),
    ("answer", ASKING, FINISHED, "sent"),
    ("answer", ASKING, ASKING, "has_open_traits"),
    ("answer", ASKING, REVIEWING, None),
    ("send", REVIEWING, FINISHED, None),
    # what may be added afterwards
    ("add", FINISHED, QUALIFYING, "has_extras"),
    ("answer", QUALIFYING, QUALIFYING, "has_qualifying"),
    ("answer", QUALIFYING, FINISHED, None),
    ("enough", QUALIFYING, FINISHED, None),
    # second thoughts
    ("review", [ASKING, QUALIFYING, FINISHED], REVIEWING, "has_answers"),
    ("change", REVIEWING, CHANGING, None),
    ("answer", CHANGING, ASKING, "was_passed_by"),
    ("answer", CHANGING, FINISHED, "sent"),
    ("answer", CHANGING, REVIEWING, None),
    # ‹ Back; before the first question there is only the introduction
    ("back", ASKING, ASKING, "has_question"),
    ("back", QUALIFYING, QUALIFYING, "is_qualifying_next"),
    ("back", QUALIFYING, FINISHED, None),
    ("back", CHANGING, REVIEWING, None),
    ("back", REVIEWING, QUALIFYING, "came_from_qualifying"),
    ("back", REVIEWING, FINISHED, "sent"),
    ("back", REVIEWING, ASKING, None),
    # things written and sent; what answers the question on the screen takes it off
    ("note", [ASKING, REVIEWING, FINISHED], STAY, None),
    ("note", [QUALIFYING, CHANGING], STAY, "has_question"),
    ("note", QUALIFYING, QUALIFYING, "has_qualifying"),
    ("note", [QUALIFYING, CHANGING], FINISHED, None),
    ("file", [REVIEWING, FINISHED], STAY, None),
    ("file", [ASKING, QUALIFYING, CHANGING], STAY, "has_question"),
    ("file", [ASKING, CHANGING], ASKING, "was_passed_by"),
    ("file", [ASKING, CHANGING], FINISHED, "sent"),
    ("file", ASKING, ASKING, "has_open_traits"),
    ("file", [ASKING, CHANGING], REVIEWING, None),
    ("file", QUALIFYING, QUALIFYING, "has_qualifying"),
    ("file", QUALIFYING, FINISHED, None),
    # one thing taken back, wherever it stands; where that was all of an answer, it is asked for once more
    ("take_back", CHANGING, QUALIFYING, "is_open_again"),
    ("take_back", [ASKING, QUALIFYING, REVIEWING, CHANGING, FINISHED, *CLOSED], STAY, None),
    # interruptions; what was sent stays sent
    ("resume", [ASKING, QUALIFYING, REVIEWING, CHANGING, FINISHED], STAY, None),
    ("resume", [*CLOSED], ASKING, "has_open_traits"),
    ("resume", [*CLOSED], REVIEWING, None),
    ("cancel", [ASKING, QUALIFYING, REVIEWING, CHANGING], FINISHED, "sent"),
    ("cancel", [ASKING, REVIEWING, CHANGING], CANCELLED, None),
    ("expire", [ASKING, QUALIFYING, REVIEWING, CHANGING], FINISHED, "sent"),
    ("expire", [ASKING, REVIEWING, CHANGING], EXPIRED, None),
]

QUIZ = Table(
    title="A quiz: the manager's impression",
    first=NAMING,
    rows=tuple(_QUIZ_ROWS),
    on_enter={
        ASKING: ("ask",),
        OFFERING: ("clear",),
        QUALIFYING: ("qualify",),
        FINISHED: ("conclude",),
    },
)

BRIEF = Table(
    title="A brief: the prospect's own words",
    first=ASKING,
    rows=tuple(_BRIEF_ROWS),
    on_enter={
        ASKING: ("ask", "keep_up"),
        QUALIFYING: ("qualify", "keep_up"),
        FINISHED: ("conclude", "clear"),
        EXPIRED: ("conclude_partly",),
    },
)

TABLES = (QUIZ, BRIEF)
"""All of them."""


def sources(row: Row) -> list[State]:
    """The states a row starts from."""
    return row[1] if isinstance(row[1], list) else [row[1]]
