"""Laws of the conversation, over every order of events that can be thought of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from questionnaires.interview import Interview, NotNow, Script, State, events, receive
from questionnaires.interview.screens import Asking, screen
from questionnaires.interview.script import Answers, options_of
from questionnaires.interview.states import ANSWERABLE
from scoring import score
from tests.interview import driving
from tests.interview.driving import Quiz, memory
from tests.interview.journeys import OF, likely_answer

T = TypeVar("T")
OFTEN = 4
SCRIPTS: list[Callable[[], Script]] = [driving.script, driving.traits_only, lambda: driving.script("fixed")]
FINISHABLE = (State.ASKING, State.OFFERING, State.QUALIFYING, State.REVIEWING, State.CHANGING)


class Drawn:
    """Lets hypothesis choose."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def choice(self, seq: Sequence[T], /) -> T:
        """One of them."""
        return self._data.draw(st.sampled_from(seq))


def twin(quiz: Quiz) -> Quiz:
    """The same quiz once more, so that one of them may go somewhere else."""
    interview = replace(quiz.interview, answers=dict(quiz.interview.answers), effects=[])
    return Quiz(interview, [], quiz.created)


class Conversation(RuleBasedStateMachine):
    """A quiz to which anything happens in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.quiz = driving.new()

    @initialize(script=st.sampled_from(SCRIPTS))
    def begin(self, script: Callable[[], Script]) -> None:
        self.quiz = driving.new(script())

    @rule(data=st.data())
    def answers_several(self, data: st.DataObject) -> None:
        for _ in range(OFTEN):
            if self.quiz.interview.on_screen is not None:
                self._send(likely_answer(self.quiz.interview, Drawn(data)))

    @rule(data=st.data(), kind=st.sampled_from(list(OF)))
    def anything(self, data: st.DataObject, kind: type[events.Event]) -> None:
        self._send(OF[kind](self.quiz.interview, Drawn(data)))

    def _send(self, event: events.Event) -> None:
        interview = self.quiz.interview
        before = memory(interview)
        if _is_taken(self.quiz, event):
            assert interview.revision == before["revision"] + 1
        else:
            assert memory(interview) == before, f"{event} was refused and something moved"

    @invariant()
    def a_question_is_on_the_screen_exactly_where_one_is_awaited(self) -> None:
        shown = [screen(self.quiz.interview, language) for language in ("en", "ru", "ja")]
        is_asking = self.quiz.state in ANSWERABLE
        assert all(isinstance(each, Asking) is is_asking for each in shown)
        assert (self.quiz.interview.on_screen is not None) is is_asking

    @invariant()
    def a_question_fits_its_state(self) -> None:
        interview = self.quiz.interview
        if self.quiz.state is State.ASKING:
            assert not interview.is_qualifying_next
        if self.quiz.state is State.QUALIFYING:
            assert interview.is_qualifying_next
        if self.quiz.state is State.CHANGING:
            assert interview.on_screen in interview.answers

    @invariant()
    def every_answer_is_an_option_of_its_question(self) -> None:
        script = self.quiz.interview.script
        for question, option in self.quiz.interview.answers.items():
            assert question in script.questions
            assert option is None or script.has_option(question, option)

    @invariant()
    def there_is_a_way_on(self) -> None:
        ways = [events.Resumed(), events.SteppedBack(), events.Cancelled(), events.Named("Lotus")]
        assert any(_is_taken(twin(self.quiz), event) for event in ways)

    @invariant()
    def back_reaches_the_name(self) -> None:
        if self.quiz.state not in (State.CANCELLED, State.EXPIRED):
            twin(self.quiz).back_to_naming()

    @invariant()
    def the_card_can_be_had_once_something_is_answered(self) -> None:
        if self.quiz.state in FINISHABLE and self.quiz.interview.answers:
            early = twin(self.quiz)
            early.take(events.FinishedEarly())
            assert early.state is State.FINISHED

    @invariant()
    def a_card_shows_the_last_result_of_these_answers(self) -> None:
        if self.quiz.state is State.FINISHED:
            assert self.quiz.results[-1].result == self.quiz.interview.result
            assert self.quiz.results[-1].grade == self.quiz.interview.script.grade(
                self.quiz.interview.answers
            )

    @invariant()
    def nobody_is_asked_about_before_there_is_a_client(self) -> None:
        if self.quiz.state in (*FINISHABLE, State.FINISHED):
            assert self.quiz.interview.client is not None


def _is_taken(quiz: Quiz, event: events.Event) -> bool:
    try:
        quiz.take(event)
    except NotNow:
        return False
    return True


Conversation.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestConversation = Conversation.TestCase


@st.composite
def answer_sets(draw: st.DrawFn) -> Answers:
    """Any answers to any of the trait questions."""
    questions = driving.script().questionnaire.questions
    asked = draw(st.lists(st.sampled_from(questions), unique_by=lambda question: question.id))
    return {q.id: draw(st.sampled_from([None, *(option.id for option in options_of(q))])) for q in asked}


@given(answers=answer_sets(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_answers_never_matters_for_the_result(answers: Answers, data: st.DataObject) -> None:
    model = driving.script().model
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert score(model, shuffled) == score(model, answers)


@given(numbers=st.lists(st.integers(0, 5), min_size=30, max_size=30))
@settings(max_examples=40, deadline=None)
def test_whatever_is_answered_the_card_comes_within_one_answer_a_question(numbers: list[int]) -> None:
    quiz, taps = driving.asking(), 0
    for number in numbers:
        if quiz.state is State.OFFERING:
            quiz.take(events.ResultRequested())
        if quiz.state is State.FINISHED:
            break
        quiz.answer(number)
        taps += 1
    assert quiz.state is State.FINISHED
    assert taps <= len(quiz.interview.script.questions)


def test_an_event_after_a_refused_one_finds_everything_as_it_was() -> None:
    once, twice = driving.asking(), driving.asking()
    twice.refuses(events.FinishedEarly())
    event = events.Answered(once.question, once.option(1))
    assert receive(once.interview, event) == receive(twice.interview, event)
    assert memory(once.interview) == memory(twice.interview)


def test_conversations_share_nothing() -> None:
    one, other = driving.asking(), driving.asking()
    one.answer()
    assert isinstance(other.interview, Interview)
    assert other.interview.answers == {}
