"""The conversation: events in, effects out. Pure; the caller loads, saves and sends.

Theory of operation
-------------------
An `Interview` is one row of data plus the `Script` (the pinned content) it began with. `receive` gives it
one event. The event is *taken* (the data changes), its table in `tables` decides where the conversation
*moves*, and the new state *settles* (picks the question, draws the conclusion). What the world must do is
returned as effects; the screen to show afterwards is `screens.screen(interview)`. An event that the current
state does not know raises `NotNow` and nothing has moved. Every accepted event raises `revision` by one, so a
button of an older screen is told from a button of this one.
"""

from questionnaires.interview.events import NotNow
from questionnaires.interview.interview import Interview
from questionnaires.interview.receiving import receive
from questionnaires.interview.script import Part, Script
from questionnaires.interview.states import State

__all__ = ["Interview", "NotNow", "Part", "Script", "State", "receive"]
