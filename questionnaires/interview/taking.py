"""How each event changes an interview's data, before the table decides where it moves."""

from __future__ import annotations

from datetime import timedelta
from functools import singledispatch

from questionnaires.interview import events
from questionnaires.interview.effects import (
    BriefSent,
    CancelReminder,
    CreateClient,
    CreateNamesake,
    DiscardClient,
    KeepNote,
    NameCall,
    RenameClient,
    ScheduleReminder,
    SetIndustry,
    ShowAnew,
    SwitchTo,
    TakeBack,
    UseClient,
)
from questionnaires.interview.events import NotNow
from questionnaires.interview.facts import Facts
from questionnaires.interview.giving import come, give, lose
from questionnaires.interview.script import Part
from questionnaires.interview.states import State

REMINDER_AFTER = timedelta(hours=1)


def take(interview: Facts, event: events.Event) -> None:
    """Let the event change the data.

    Raises:
        NotNow: the event does not fit the screen.
    """
    _take(event, interview)


@singledispatch
def _take(event: events.Event, interview: Facts) -> None:
    """Most events only move."""


@_take.register(events.Named)
def _(event: events.Named, interview: Facts) -> None:
    if interview.practice:
        _name_call(event, interview)
        return
    interview.namesakes, interview.is_pick = event.namesakes, event.name is None
    if event.name is None or event.namesakes:
        return
    if interview.made_client:
        interview.do(RenameClient(event.name))
    else:
        _create(interview, CreateClient(event.name))


def _name_call(event: events.Named, interview: Facts) -> None:
    """In practice a name is only a name, whoever else has it."""
    if event.name is None or event.namesakes:
        raise _refusal(interview, event, "a practice quiz is about no client")
    interview.made_client = True
    interview.do(NameCall(event.name))


@_take.register(events.Continued)
def _(event: events.Continued, interview: Facts) -> None:
    target = _namesake(interview, event, event.client).open_interview
    if target is None:
        raise _refusal(interview, event, f"client {event.client} has no open quiz")
    interview.do(CancelReminder(), SwitchTo(target))


@_take.register(events.Retaken)
def _(event: events.Retaken, interview: Facts) -> None:
    chosen = _namesake(interview, event, event.client).client
    interview.do(UseClient(chosen))
    if chosen != interview.client:
        _leave_client(interview)
        interview.client, interview.made_client = chosen, False


@_take.register(events.AnotherOfThatName)
def _(event: events.AnotherOfThatName, interview: Facts) -> None:
    _create(interview, CreateNamesake(_namesake(interview, event, event.like).client))


@_take.register(events.Answered)
def _(event: events.Answered, interview: Facts) -> None:
    if event.question != interview.current:
        raise _refusal(interview, event, f"the question on the screen is {interview.current!r}")
    if event.option is not None and not interview.script.has_option(event.question, event.option):
        raise _refusal(interview, event, f"{event.question!r} has no option {event.option!r}")
    is_news = interview.answers.get(event.question, "") != event.option
    give(interview, event.question, event.option)
    interview.current = None
    if interview.script.part(event.question) is Part.INDUSTRY and is_news:
        interview.do(SetIndustry(event.option))


@_take.register(events.SteppedBack)
def _(event: events.SteppedBack, interview: Facts) -> None:
    if interview.state is State.CHANGING:
        interview.current = None
    elif interview.state is State.OFFERING:
        interview.current = interview.last_trait()
    elif interview.state is State.FINISHED:
        interview.current = interview.current or interview.previous()
    elif interview.state is not State.REVIEWING:
        interview.current = interview.previous()


@_take.register(events.Sharpened)
def _(event: events.Sharpened, interview: Facts) -> None:
    interview.sharpening, interview.promised = True, None


@_take.register(events.ResultRequested)
def _(event: events.ResultRequested, interview: Facts) -> None:
    interview.current = None


@_take.register(events.ReviewOpened)
def _(event: events.ReviewOpened, interview: Facts) -> None:
    interview.came_from = interview.state


@_take.register(events.ChangeRequested)
def _(event: events.ChangeRequested, interview: Facts) -> None:
    if event.question not in interview.answers:
        raise _refusal(interview, event, f"{event.question!r} was not answered yet")
    interview.current = event.question


@_take.register(events.NoteWritten)
def _(event: events.NoteWritten, interview: Facts) -> None:
    interview.do(KeepNote(interview.on_screen, event.text))
    come(interview, interview.on_screen)


@_take.register(events.FileKept)
def _(event: events.FileKept, interview: Facts) -> None:
    meant = event.question if event.question == interview.on_screen else None
    option = interview.script.file_option(meant) if meant else None
    if meant and option:
        give(interview, meant, option)
        interview.current = None
    come(interview, meant)


@_take.register(events.TakenBack)
def _(event: events.TakenBack, interview: Facts) -> None:
    interview.do(TakeBack(event.thing, event.id))
    lose(interview, event.question, event.left)


@_take.register(events.Sent)
def _(event: events.Sent, interview: Facts) -> None:
    if not interview.sent:
        interview.sent = True
        interview.do(BriefSent())


@_take.register(events.Added)
def _(event: events.Added, interview: Facts) -> None:
    extras = interview.open_qualifying or interview.script.qualifying_ids
    interview.current = next(iter(extras), None)


@_take.register(events.ReminderRequested)
def _(event: events.ReminderRequested, interview: Facts) -> None:
    interview.do(ScheduleReminder(REMINDER_AFTER))


@_take.register(events.Resumed)
def _(event: events.Resumed, interview: Facts) -> None:
    interview.broken_off_in = None
    interview.do(CancelReminder(), ShowAnew())


@_take.register(events.Cancelled)
@_take.register(events.Expired)
def _(event: events.Event, interview: Facts) -> None:
    interview.broken_off_in = None if interview.sent else interview.state
    interview.do(CancelReminder())


def _create(interview: Facts, effect: CreateClient | CreateNamesake) -> None:
    """The world makes the client and tells `client`."""
    interview.do(effect)
    _leave_client(interview)
    interview.made_client = True


def _leave_client(interview: Facts) -> None:
    """It is about somebody else: a client created here has no more use, and a new result is due."""
    if interview.made_client and interview.client is not None:
        interview.do(DiscardClient(interview.client))
    if (industry := interview.script.industry(interview.answers)) is not None:
        interview.do(SetIndustry(industry))
    interview.unsettled = True


def _refusal(interview: Facts, event: events.Event, why: str) -> NotNow:
    return NotNow(event, interview.state, why)


def _namesake(interview: Facts, event: events.Event, client: int) -> events.Namesake:
    for namesake in interview.namesakes:
        if namesake.client == client:
            return namesake
    raise _refusal(interview, event, f"client {client} is none of the namesakes on the screen")
