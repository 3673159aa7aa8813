"""Laws of a brief, over every order of events that can be thought of."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from questionnaires.interview import NotNow, Script, State, effects, events
from questionnaires.interview.screens import Asking, Collecting, screen
from questionnaires.interview.states import ANSWERABLE, CLOSED
from tests.interview import briefs
from tests.interview.driving import Quiz, memory
from tests.interview.journeys import OF, likely_answer
from tests.interview.test_laws import Drawn, twin

OFTEN = 4
SCRIPTS: list[Callable[[], Script]] = [briefs.script, briefs.contact_last, briefs.bare]
AT_MOST = 2 * len(briefs.script().questions) + 5
"""More steps than any way through a brief takes."""


class Filling(RuleBasedStateMachine):
    """A brief to which anything happens in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.brief = briefs.begun()

    @initialize(script=st.sampled_from(SCRIPTS), is_sent=st.booleans())
    def begin(self, script: Callable[[], Script], is_sent: bool) -> None:
        self.brief = briefs.sent(script()) if is_sent else briefs.begun(script())

    @rule(data=st.data())
    def answers_several(self, data: st.DataObject) -> None:
        for _ in range(OFTEN):
            if self.brief.interview.on_screen is not None:
                self._send(likely_answer(self.brief.interview, Drawn(data)))

    @rule(data=st.data(), kind=st.sampled_from(list(OF)))
    def anything(self, data: st.DataObject, kind: type[events.Event]) -> None:
        self._send(OF[kind](self.brief.interview, Drawn(data)))

    def _send(self, event: events.Event) -> None:
        before, was_sent, done = memory(self.brief.interview), self.brief.interview.sent, len(self.brief.done)
        if not _is_taken(self.brief, event):
            assert memory(self.brief.interview) == before, f"{event} was refused and something moved"
            return
        assert self.brief.interview.revision == before["revision"] + 1
        changes = self.brief.done[done:].count(effects.BriefChanged())
        assert changes <= int(was_sent), f"{event} was told {changes} times"

    @invariant()
    def a_question_is_on_the_screen_exactly_where_one_is_awaited(self) -> None:
        is_asking = self.brief.state in ANSWERABLE
        for language in briefs.LANGUAGES:
            assert isinstance(screen(self.brief.interview, language), Asking | Collecting) is is_asking
        assert (self.brief.interview.on_screen is not None) is is_asking

    @invariant()
    def a_question_fits_its_state(self) -> None:
        interview = self.brief.interview
        if self.brief.state is State.ASKING:
            assert not interview.is_qualifying_next
            assert interview.script.applies(self.brief.question, interview.answers)
        if self.brief.state is State.QUALIFYING:
            assert interview.is_qualifying_next and interview.sent
        if self.brief.state is State.CHANGING:
            assert interview.on_screen in interview.answers

    @invariant()
    def answers_stand_in_the_order_of_the_file_and_are_called_for(self) -> None:
        interview, earlier = self.brief.interview, dict[str, str | None]()
        assert list(interview.answers) == sorted(interview.answers, key=interview.script.order.__getitem__)
        for question, option in interview.answers.items():
            assert option is None or interview.script.has_option(question, option)
            assert interview.script.applies(question, earlier), f"{question} was not called for"
            earlier[question] = option

    @invariant()
    def it_is_sent_once_and_stays_sent(self) -> None:
        assert self.brief.done.count(effects.BriefSent()) <= 1
        if self.brief.interview.sent:
            assert self.brief.state not in CLOSED

    @invariant()
    def a_sent_brief_has_the_result_of_its_answers(self) -> None:
        interview = self.brief.interview
        if interview.sent and self.brief.results:
            assert self.brief.results[-1].result == interview.result
            assert self.brief.results[-1].grade == interview.script.grade(interview.answers)
        assert not interview.sent or interview.has_result

    @invariant()
    def back_comes_to_an_end(self) -> None:
        gone = twin(self.brief)
        steps = 0
        while _is_taken(gone, events.SteppedBack()):
            steps += 1
            assert steps < AT_MOST, f"back goes in circles at {gone.state}, {gone.interview.current}"
        assert gone.state in (State.ASKING, State.FINISHED, *CLOSED)
        assert gone.state is not State.ASKING or gone.question == briefs.TRAITS[0]

    @invariant()
    def answering_what_is_asked_leads_to_sending(self) -> None:
        on = twin(self.brief)
        if on.state in CLOSED:
            on.take(events.Resumed())
        for _ in range(AT_MOST):
            if on.interview.on_screen is None:
                break
            on.take(events.Answered(on.question, None))
        if on.state is State.REVIEWING:
            on.take(events.Sent())
        assert on.state is State.FINISHED


def _is_taken(brief: Quiz, event: events.Event) -> bool:
    try:
        brief.take(event)
    except NotNow:
        return False
    return True


Filling.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestFilling = Filling.TestCase
