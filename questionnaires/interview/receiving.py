"""The way in: one event happens to an interview, or nothing does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from transitions import MachineError

from questionnaires.interview.effects import Effect
from questionnaires.interview.events import Event, NotNow
from questionnaires.interview.interview import Interview
from questionnaires.interview.machines import trigger_of

UNKNOWN = "the state does not know it"


def receive(interview: Interview, event: Event) -> list[Effect]:
    """Let one event happen.

    Args:
        interview: changed in place.
        event: what happened.

    Returns:
        What the world must do, in order.

    Raises:
        NotNow: the state does not know the event, or the event does not fit the screen; nothing has moved.
    """
    moves = trigger_of(interview.script, event.trigger)
    if moves is None:
        raise NotNow(event, interview.state, UNKNOWN)
    before = _memory_of(interview)
    interview.effects = []
    try:
        moved = moves.trigger(interview, event=event)
    except MachineError as error:
        before()
        raise NotNow(event, interview.state, UNKNOWN) from error
    except NotNow:
        before()
        raise
    if not moved:
        before()
        raise NotNow(event, interview.state, "no condition for it holds")
    interview.revision += 1
    return interview.effects


def _memory_of(interview: Interview) -> Callable[[], None]:
    """A way back to the data as they are now."""
    kept: dict[str, Any] = dict(interview.__dict__)
    kept["answers"] = dict(interview.answers)

    def restore() -> None:
        interview.__dict__.clear()
        interview.__dict__.update(kept)

    return restore
