"""The machines that run the tables, shared by all interviews: none is registered, so none is kept alive."""

from __future__ import annotations

from typing import Any

from transitions import Event, EventData, Machine, Transition

from questionnaires.interview.script import Script
from questionnaires.interview.states import State
from questionnaires.interview.tables import BRIEF, QUIZ, STAY, Table, sources


class _Moves(Event):
    """The rows of a trigger, gone through without the library's detours: see `_Move`."""

    def trigger(self, model: Any, *args: Any, **kwargs: Any) -> bool:
        """Let the event change the data, take the first row that holds, and say whether one did.

        Raises:
            MachineError: the state has no row for the trigger.
        """
        state = self.machine.get_model_state(model)
        self._is_valid_source(state)
        data = EventData(state, self, self.machine, model, args, kwargs)
        model.take(data)
        return any(row.execute(data) for row in self.transitions[state.name])


class _Move(Transition):
    """A row of a table, taken without detours.

    The library also looks for what is to be done before and after each step and on leaving a state, finds out
    anew what each name stands for, and logs every look: a tenth of the time of a tap. The tables have a
    condition, and what a state does when it is entered, and nothing else.
    """

    def execute(self, event_data: EventData) -> bool:
        """Take it if its condition holds, and say whether it was taken."""
        interview: Any = event_data.model
        for condition in self.conditions:
            if not getattr(interview, str(condition.func)):
                return False
        if self.dest is not None:
            entered = event_data.machine.states[self.dest]
            interview.state = entered.value
            for name in entered.on_enter:
                getattr(interview, str(name))(event_data)
        return True


class _Machine(Machine):
    event_cls, transition_cls = _Moves, _Move


def _machine(table: Table) -> Machine:
    states: list[Any] = [{"name": state, "on_enter": list(table.on_enter.get(state, ()))} for state in State]
    machine = _Machine(
        model=None,
        states=states,
        initial=table.first,
        auto_transitions=False,
        send_event=True,
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
