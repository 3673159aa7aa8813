"""A brief: asked in the order of its file, with branches, listed, sent, changed and added to afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.interview import Part, State, effects, events
from questionnaires.interview.screens import Asking, Reviewing, option_typed, screen
from scoring import Verdict
from tests.interview import briefs
from tests.interview.briefs import IN, STRAIGHT, TRAITS, asked, change, say
from tests.interview.driving import Quiz

CALLED_OFF: tuple[events.Event, ...] = (events.Cancelled(), events.Expired())


def to_go(brief: Quiz) -> int:
    shown = screen(brief.interview, "en")
    assert isinstance(shown, Asking)
    return shown.to_go


def listed(brief: Quiz) -> Reviewing:
    shown = screen(brief.interview, "en")
    assert isinstance(shown, Reviewing)
    return shown


def told(brief: Quiz) -> list[str]:
    """What its manager was told of, in order."""
    kinds = (effects.BriefSent, effects.BriefChanged)
    return [type(each).__name__ for each in brief.done if isinstance(each, kinds)]


# --- asking -----------------------------------------------------------------------------------------------


def test_a_brief_begins_with_its_first_question() -> None:
    brief = briefs.begun()
    assert (brief.state, brief.question, brief.interview.revision) == (State.ASKING, "clarity", 1)


@given(
    clarity=st.sampled_from([None, "vague", "clear_idea", "written"]),
    experience=st.sampled_from([None, "few_fine", "none", "many", "one_failed", "burned"]),
)
def test_a_branch_is_asked_exactly_when_an_answer_calls_for_it(
    clarity: str | None, experience: str | None
) -> None:
    options = {"clarity": clarity, "experience": experience}
    seen = asked(briefs.begun(), {id: option for id, option in options.items() if option})
    called_for = {"paper": clarity == "written", "let_down": experience in ("one_failed", "burned")}
    assert seen == [id for id in TRAITS if called_for.get(id, True)]


def test_the_list_comes_once_everything_was_asked() -> None:
    brief = briefs.begun()
    assert asked(brief, {}) == list(STRAIGHT)
    assert (brief.state, brief.interview.on_screen) == (State.REVIEWING, None)


def test_it_says_how_many_questions_are_to_go() -> None:
    brief = briefs.begun()
    assert to_go(brief) == 3
    assert to_go(say(brief, clarity="vague")) == 2
    assert to_go(say(brief, experience="burned")) == 2
    assert to_go(say(brief, let_down="price")) == 1


def test_going_back_counts_the_question_gone_back_to() -> None:
    brief = say(briefs.begun(), clarity="vague", experience="few_fine").back()
    assert (brief.question, to_go(brief)) == ("experience", 2)


def test_a_note_on_a_question_is_kept_and_the_question_stays() -> None:
    brief = briefs.begun()
    assert brief.take(events.NoteWritten("a shop")) == [effects.KeepNote("clarity", "a shop")]
    assert brief.question == "clarity"


def test_its_options_can_be_typed_like_those_of_a_quiz() -> None:
    brief = briefs.begun()
    assert option_typed(brief.interview, "2") == "clear_idea"
    assert option_typed(briefs.at_contact().interview, "given") is None


# --- ‹ Back -----------------------------------------------------------------------------------------------


def test_back_shows_the_questions_in_reverse_with_their_answers() -> None:
    brief = say(briefs.begun(), clarity="written", paper="formal", experience="burned", let_down="price")
    seen = []
    for _ in range(4):
        brief.back()
        shown = screen(brief.interview, "en")
        assert isinstance(shown, Asking)
        seen.append((shown.question, next(choice.option for choice in shown.choices if choice.chosen)))
    assert [question for question, _ in seen] == ["let_down", "experience", "paper", "clarity"]
    assert [option for _, option in seen] == ["price", "burned", "formal", "written"]


def test_before_the_first_question_there_is_nothing_to_go_back_to() -> None:
    briefs.begun().refuses(events.SteppedBack())
    say(briefs.begun(), clarity="vague").back().refuses(events.SteppedBack())


def test_back_from_the_list_is_the_last_question() -> None:
    assert briefs.answered().back().question == "pace"


def test_back_from_a_list_opened_on_the_way_is_the_question_left_open() -> None:
    brief = say(briefs.begun(), clarity="vague")
    brief.take(events.ReviewOpened())
    assert brief.back().question == "experience"


def test_back_from_a_branch_that_a_change_opened_is_the_answer_that_opened_it() -> None:
    assert briefs.branching().back().question == "experience"


def test_what_was_sent_cannot_be_gone_back_from() -> None:
    briefs.sent().refuses(events.SteppedBack())


def test_back_from_what_may_be_added_leads_to_the_end() -> None:
    brief = say(briefs.adding(), deadline="yes")
    assert brief.back().question == "deadline"
    assert brief.back().state is State.FINISHED


# --- the list and sending ---------------------------------------------------------------------------------


def test_what_was_skipped_is_listed_as_skipped() -> None:
    brief = say(briefs.begun(), clarity="vague", experience=None, pace="planned")
    assert [(row.question, row.label, row.is_skipped) for row in listed(brief).rows] == [
        ("clarity", "It is vague", False),
        ("experience", None, True),
        ("pace", "It is planned", False),
    ]


def test_a_list_opened_on_the_way_says_what_is_still_to_be_asked() -> None:
    brief = say(briefs.begun(), clarity="vague")
    brief.take(events.ReviewOpened())
    assert (listed(brief).to_go, listed(brief).sent) == (2, False)


def test_a_change_before_sending_leads_back_to_the_list() -> None:
    brief = change(briefs.answered(), "experience", "none")
    assert (brief.state, brief.results, told(brief)) == (State.REVIEWING, [], [])


def test_a_change_that_calls_for_a_branch_asks_it_and_comes_back_to_the_list() -> None:
    brief = change(briefs.answered(), "experience", "burned")
    assert (brief.state, brief.question) == (State.ASKING, "let_down")
    assert say(brief, let_down="speed").state is State.REVIEWING
    assert list(brief.interview.answers) == ["clarity", "experience", "let_down", "pace"]


def test_an_answer_to_a_branch_not_called_for_any_more_is_dropped() -> None:
    brief = say(briefs.begun(), clarity="vague", experience="burned", let_down="price", pace="planned")
    change(brief, "experience", "few_fine")
    assert (brief.state, list(brief.interview.answers)) == (State.REVIEWING, list(STRAIGHT))


def test_a_dropped_branch_is_asked_anew_when_it_is_called_for_again() -> None:
    brief = say(briefs.begun(), clarity="vague", experience="burned", let_down="price", pace="planned")
    change(brief, "experience", "few_fine")
    assert change(brief, "experience", "one_failed").question == "let_down"
    assert "let_down" not in brief.interview.answers


def test_sending_draws_the_result_and_has_the_manager_told() -> None:
    brief = briefs.sent()
    assert (brief.state, told(brief), len(brief.results)) == (State.FINISHED, ["BriefSent"], 1)
    assert brief.results[0].result == brief.interview.result


def test_it_can_be_sent_from_a_list_opened_on_the_way() -> None:
    brief = say(briefs.begun(), clarity="vague")
    brief.take(events.ReviewOpened())
    brief.take(events.Sent())
    assert (brief.state, brief.results[0].next_question in STRAIGHT) == (State.FINISHED, True)


def test_what_would_have_told_most_is_never_a_branch_nobody_called_for() -> None:
    brief = say(briefs.begun(), clarity="vague", experience="few_fine")
    assert brief.interview.would_tell_most == "pace"


def test_a_brief_of_which_all_was_skipped_can_be_sent_and_says_nothing() -> None:
    brief = briefs.begun()
    asked(brief, {})
    brief.take(events.Sent())
    assert brief.results[0].result.verdict is Verdict.OPEN
    assert brief.results[0].result.predominant is None


def test_sending_what_was_sent_tells_nobody_anything() -> None:
    brief = briefs.sent()
    brief.refuses(events.Sent())
    brief.take(events.ReviewOpened())
    assert brief.take(events.Sent()) == []
    assert brief.state is State.FINISHED


# --- after sending ----------------------------------------------------------------------------------------


def test_a_change_after_sending_draws_a_new_result_and_is_told() -> None:
    brief = change(briefs.sent(), "pace", "at_once")
    assert (brief.state, told(brief), len(brief.results)) == (
        State.FINISHED,
        ["BriefSent", "BriefChanged"],
        2,
    )


def test_the_same_answer_again_after_sending_is_no_change() -> None:
    brief = change(briefs.sent(), "pace", "planned")
    assert (brief.state, told(brief), len(brief.results)) == (State.FINISHED, ["BriefSent"], 1)


def test_a_branch_opened_after_sending_is_asked_and_ends_where_it_began() -> None:
    brief = briefs.branching()
    assert (brief.question, len(brief.results)) == ("let_down", 2)
    say(brief, let_down="speed")
    assert (brief.state, len(brief.results)) == (State.FINISHED, 3)


def test_an_answer_added_after_sending_counts_at_once() -> None:
    brief = say(briefs.adding(), deadline="no")
    assert brief.state is State.QUALIFYING
    assert brief.results[-1].grade != brief.results[0].grade
    assert told(brief)[1:] == ["BriefChanged"]


def test_what_may_be_added_is_asked_in_order_and_leads_to_the_end() -> None:
    brief = briefs.adding()
    assert asked(brief, {}) == list(briefs.EXTRAS)
    assert brief.state is State.FINISHED


def test_to_skip_what_may_be_added_is_no_change() -> None:
    brief = briefs.adding()
    asked(brief, {})
    assert (told(brief), len(brief.results)) == (["BriefSent"], 1)


def test_one_may_have_enough_of_questions_and_go_on_later() -> None:
    brief = say(briefs.adding(), deadline="yes")
    brief.take(events.Enough())
    assert brief.state is State.FINISHED
    brief.take(events.Added())
    assert brief.question == "examples"


def test_where_all_was_added_the_first_can_be_added_to() -> None:
    brief = briefs.adding()
    asked(brief, {})
    brief.take(events.Added())
    assert brief.question == "deadline"
    assert say(brief, deadline="yes").state is State.FINISHED


def test_where_nothing_may_be_added_nobody_can() -> None:
    briefs.sent(briefs.bare()).refuses(events.Added())


def test_a_trade_told_of_is_the_client_s() -> None:
    brief = say(briefs.at_contact(), contact=None, trade="food")
    assert effects.SetIndustry("food") in brief.done


# --- things written and sent ------------------------------------------------------------------------------


def test_examples_are_taken_until_that_is_all() -> None:
    brief = say(briefs.adding(), deadline=None)
    brief.take(events.NoteWritten("example.org"))
    brief.take(events.FileKept("examples"))
    assert (brief.question, brief.interview.answers["examples"]) == ("examples", "given")
    assert say(brief, examples="given").question == "contact"


@pytest.mark.parametrize("event", [events.NoteWritten("+7 900"), events.FileKept("contact")])
def test_how_to_reach_them_goes_on_with_the_first_thing_that_comes(event: events.Event) -> None:
    brief = briefs.at_contact()
    brief.take(event)
    assert (brief.interview.answers["contact"], brief.question) == ("given", "trade")


def test_how_to_reach_them_may_be_the_last_thing_there_is() -> None:
    brief = briefs.at_contact(briefs.contact_last())
    brief.take(events.NoteWritten("+7 900"))
    assert brief.state is State.FINISHED


def test_what_was_written_for_a_question_without_options_draws_no_new_result() -> None:
    brief = briefs.at_contact()
    brief.take(events.NoteWritten("+7 900"))
    assert len(brief.results) == 1
    assert told(brief)[-1] == "BriefChanged"


def test_a_question_without_options_is_listed_as_given_without_a_label() -> None:
    brief = briefs.at_contact()
    brief.take(events.NoteWritten("+7 900"))
    brief.take(events.ReviewOpened())
    row = listed(brief).rows[-1]
    assert (row.question, row.part, row.label, row.is_skipped) == ("contact", Part.FREE, None, False)
    assert listed(brief).sent


def test_a_question_without_options_takes_no_option_but_that_it_was_given() -> None:
    briefs.at_contact().refuses(events.Answered("contact", "food"))


def test_a_contact_written_anew_leads_back_to_the_end() -> None:
    brief = say(briefs.at_contact(), contact=None)
    brief.take(events.ReviewOpened())
    brief.take(events.ChangeRequested("contact"))
    brief.take(events.NoteWritten("anna@example.org"))
    assert (brief.state, brief.interview.answers["contact"]) == (State.FINISHED, "given")


def test_a_file_answers_a_question_that_has_an_option_for_it() -> None:
    brief = briefs.begun()
    brief.take(events.FileKept("clarity"))
    assert (brief.interview.answers, brief.question) == ({"clarity": "written"}, "paper")


@pytest.mark.parametrize("question", [None, "clarity"])
def test_a_file_that_is_not_for_the_question_on_the_screen_answers_nothing(question: str | None) -> None:
    brief = say(briefs.begun(), clarity="vague")
    brief.take(events.FileKept(question))
    assert (brief.interview.answers, brief.question) == ({"clarity": "vague"}, "experience")


@pytest.mark.parametrize("event", [events.NoteWritten("and a blog"), events.FileKept(None)])
def test_what_comes_after_sending_is_told_and_what_comes_before_is_not(event: events.Event) -> None:
    for build, expected in ((briefs.begun, []), (briefs.answered, []), (briefs.sent, ["BriefChanged"])):
        brief = build()
        brief.done = []
        brief.take(event)
        assert told(brief) == expected


# --- one thing taken back ---------------------------------------------------------------------------------


def words(question: str | None = None, left: int = 0) -> events.TakenBack:
    return events.TakenBack(events.Thing.WORDS, 7, question, left)


@pytest.mark.parametrize("state", IN)
def test_one_thing_can_be_taken_back_wherever_a_brief_stands(state: State) -> None:
    brief = IN[state]()
    before = state, brief.interview.on_screen, dict(brief.interview.answers)
    brief.done = []
    assert brief.take(words()) == [effects.TakeBack(events.Thing.WORDS, 7)]
    assert (brief.state, brief.interview.on_screen, brief.interview.answers) == before
    assert told(brief) == [], "that something is gone is told otherwise"


def test_how_to_reach_them_is_asked_once_more_where_that_was_taken_back() -> None:
    brief = briefs.at_contact()
    brief.take(events.NoteWritten("+7 900"))
    brief.take(events.Enough())
    brief.take(words("contact"))
    assert (brief.state, "contact" in brief.interview.answers) == (State.FINISHED, False)
    brief.take(events.Added())
    assert brief.question == "contact"


def test_one_of_two_examples_taken_back_leaves_the_answer() -> None:
    brief = say(briefs.adding(), deadline=None)
    brief.take(events.NoteWritten("example.org"))
    brief.take(events.FileKept("examples"))
    brief.take(events.TakenBack(events.Thing.FILE, 1, "examples", left=1))
    assert brief.interview.answers["examples"] == "given"
    brief.take(words("examples"))
    assert (brief.question, "examples" in brief.interview.answers) == ("examples", False)


def test_what_is_being_changed_is_asked_anew_where_all_of_it_was_taken_back() -> None:
    brief = briefs.reached()
    brief.take(words("contact", left=1))
    assert (brief.state, brief.question) == (State.CHANGING, "contact")
    brief.take(words("contact"))
    assert (brief.state, brief.question) == (State.QUALIFYING, "contact")
    assert brief.back().state is not State.CHANGING


def test_an_option_that_a_file_chose_stays_when_the_file_is_taken_back() -> None:
    brief = briefs.begun()
    brief.take(events.FileKept("clarity"))
    brief.take(events.TakenBack(events.Thing.FILE, 1, "clarity", left=0))
    assert (brief.interview.answers, brief.question) == ({"clarity": "written"}, "paper")


def test_what_is_taken_back_changes_no_result() -> None:
    brief = briefs.at_contact()
    brief.take(events.NoteWritten("+7 900"))
    brief.take(words("contact"))
    assert len(brief.results) == 1


# --- interruptions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.ASKING, State.QUALIFYING, State.REVIEWING, State.CHANGING])
def test_going_on_shows_the_same_screen_anew(state: State) -> None:
    brief = IN[state]()
    before = brief.state, brief.interview.on_screen
    assert brief.take(events.Resumed()) == [effects.CancelReminder(), effects.ShowAnew()]
    assert (brief.state, brief.interview.on_screen) == before


@pytest.mark.parametrize("event", CALLED_OFF)
@pytest.mark.parametrize("build", [briefs.adding, briefs.branching])
def test_what_was_sent_stays_sent_whatever_is_called_off(
    build: Callable[[], Quiz], event: events.Event
) -> None:
    brief = build()
    results = len(brief.results)
    brief.take(event)
    assert (brief.state, brief.interview.on_screen, len(brief.results)) == (State.FINISHED, None, results)


@pytest.mark.parametrize("event", CALLED_OFF)
def test_a_brief_goes_on_at_the_question_it_was_left_at(event: events.Event) -> None:
    brief = say(briefs.begun(), clarity="vague")
    brief.take(event)
    brief.take(events.Resumed())
    assert (brief.state, brief.question) == (State.ASKING, "experience")


@pytest.mark.parametrize("event", CALLED_OFF)
def test_a_brief_with_everything_asked_goes_on_with_the_list(event: events.Event) -> None:
    brief = briefs.answered()
    brief.take(event)
    brief.take(events.Resumed())
    assert brief.state is State.REVIEWING


def test_a_brief_left_lying_has_a_result_of_what_was_told() -> None:
    brief = briefs.expired()
    assert (len(brief.results), told(brief)) == (1, [])
    assert brief.results[0].next_question in STRAIGHT


def test_a_brief_left_lying_of_which_nothing_was_told_has_no_result() -> None:
    for brief in (briefs.begun(), say(briefs.begun(), clarity=None)):
        brief.take(events.Expired())
        assert (brief.state, brief.results) == (State.EXPIRED, [])


def test_a_brief_called_off_has_no_result() -> None:
    assert briefs.cancelled().results == []


def test_a_brief_that_expired_can_still_be_sent() -> None:
    brief = briefs.answered()
    brief.take(events.Expired())
    brief.take(events.Resumed())
    brief.take(events.Sent())
    assert (brief.state, len(brief.results), told(brief)) == (State.FINISHED, 1, ["BriefSent"])


@pytest.mark.parametrize("state", IN)
def test_a_brief_waits_for_answers_until_it_is_sent_or_called_off(state: State) -> None:
    waiting = (State.ASKING, State.REVIEWING, State.CHANGING)
    assert IN[state]().interview.is_waiting is (state in waiting)
