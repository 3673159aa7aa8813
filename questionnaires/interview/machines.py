"""The machines that run the tables, shared by all interviews: none is registered, so none is kept alive."""

from __future__ import annotations

from typing import Any

from transitions import Event, Machine

from questionnaires.interview.script import Script
from questionnaires.interview.states import State
from questionnaires.interview.tables import BRIEF, QUIZ, STAY, Table, sources


def _machine(table: Table) -> Machine:
    states: list[Any] = [{"name": state, "on_enter": list(table.on_enter.get(state, ()))} for state in State]
    machine = Machine(
        model=None,
        states=states,
        initial=table.first,
        auto_transitions=False,
        send_event=True,
        prepare_event="take",
    )
    for row in table.rows:
        trigger, _, dest, condition = row
        target = None if dest == STAY else dest
        starts: list[Any] = list(sources(row))  # the library types lists invariantly
        machine.add_transition(trigger, starts, target, conditions=condition or [])
    return machine


_QUIZ, _BRIEF = _machine(QUIZ), _machine(BRIEF)


def trigger_of(script: Script, trigger: str) -> Event | None:
    """The moves of a trigger in the table the script runs on; None where that table has none."""
    machine = _BRIEF if script.is_brief else _QUIZ
    return machine.events.get(trigger)
