"""The state machine: every state and every move there is. What affects the moves lives in this file.

    naming     who is it about?
    matching   the name is known: continue, retake, or another client of that name
    asking     a question about a trait is on the screen
    offering   enough is known: show the result, or sharpen the mix
    qualifying a question about the deal (or the industry) is on the screen
    reviewing  all answers are listed
    changing   one answer of the review is being given again
    finished   the card is on the screen
    cancelled  called off by the manager (may be resumed)
    expired    called off by time (may be resumed)

A row is (trigger, from, to[, condition]); rows of one trigger are tried from the top, and a condition is a
property of `Interview` that is read after the event was taken. Looking around (the menu, the playbook, "why")
moves nothing and is not here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from transitions import Machine


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
"""States in which the quiz still waits for its manager."""
ANSWERABLE = (ASKING, QUALIFYING, CHANGING)
"""States with a question on the screen."""
CLOSED = (CANCELLED, EXPIRED)

Row = tuple[str, State | list[State], State | str, str | None]
STAY = "="
"""Nothing moves and nothing is entered: an internal transition."""

TABLE: list[Row] = [
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

ON_ENTER = {ASKING: "ask", OFFERING: "offer", QUALIFYING: "qualify", FINISHED: "conclude"}
"""What a state does when it is entered; methods of `Interview`."""


def _machine() -> Machine:
    states: list[dict[str, object]] = [
        {"name": state, "on_enter": ON_ENTER.get(state, [])} for state in State
    ]
    machine = Machine(
        model=None,
        states=states,
        initial=NAMING,
        auto_transitions=False,
        send_event=True,
        prepare_event="take",
    )
    for trigger, source, dest, condition in TABLE:
        target = None if dest == STAY else dest
        machine.add_transition(trigger, _listed(source), target, conditions=condition or [])
    return machine


def _listed(source: State | list[State]) -> list[Any]:
    """The states a row starts from. `Any`: the library types lists invariantly."""
    return source if isinstance(source, list) else [source]


MACHINE = _machine()
"""Shared by all interviews: none is ever registered with it, so it keeps none alive."""


def diagram() -> str:
    """The table as a Mermaid state diagram, rows in the table's order."""
    lines = ["stateDiagram-v2", f"    [*] --> {NAMING}"]
    for trigger, source, dest, condition in TABLE:
        label = f"{trigger} [{condition}]" if condition else trigger
        for state in _listed(source):
            lines.append(f"    {state} --> {state if dest == STAY else dest}: {label}")
    return "\n".join(lines) + "\n"


PAGE = """\
# The states of an interview

Drawn from the table in `questionnaires/interview/states.py`; a test keeps the two equal. After a change of
the table: `python -m questionnaires.interview > docs/interview-states.md`.

An arrow is labelled with what happened and, in brackets, the condition under which it is taken. Arrows of one
event out of one state are tried in the table's order; the first whose condition holds is taken. Where none
does, and for an event without an arrow out of the state, the event is refused and nothing moves.

```mermaid
{diagram}```
"""


def page() -> str:
    """The page of the documentation that shows the diagram, as Markdown."""
    return PAGE.format(diagram=diagram())
