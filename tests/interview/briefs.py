"""A small brief of our own: two branches, an option for files, and everything that may be added."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from questionnaires.content.canonical import edition
from questionnaires.content.model import Questionnaire
from questionnaires.interview import Interview, Script, State, events
from tests.interview.driving import LOTUS, Quiz, library

LANGUAGES = ("en", "ru", "ja")
TRAITS = ("clarity", "paper", "experience", "let_down", "pace")
EXTRAS = ("deadline", "examples", "contact", "trade")
STRAIGHT = ("clarity", "experience", "pace")
"""What is asked of somebody who takes no branch."""
CRITERIA = ("price", "speed", "quality", "guarantees")


def _text(words: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, words)


def _options(*levels: str) -> list[dict[str, Any]]:
    return [
        {"id": level, "level": level, "label": _text(f"It is {level}"), "reason": _text(level)}
        for level in levels
    ]


def _question(id: str, trait: str, levels: tuple[str, ...], **more: Any) -> dict[str, Any]:
    words = {name: _text(f"{id}?") for name in ("text", "short", "ask")}
    return {"id": id, "trait": trait, "options": _options(*levels), **words, **more}


def _questions() -> list[dict[str, Any]]:
    clarity = _question("clarity", "clarity", ("vague", "clear_idea", "written"))
    clarity["options"][-1]["takes_file"] = True
    bad, paces = ["one_failed", "burned"], ("planned", "at_once", "doubting", "drifts")
    return [
        clarity,
        _question(
            "paper", "process", ("formal", "brisk", "informal", "step_by_step"), when={"clarity": ["written"]}
        ),
        _question("experience", "experience", ("few_fine", "none", "many", *bad)),
        _question("let_down", "first_criterion", CRITERIA, when={"experience": bad}),
        _question("pace", "pace", paces),
    ]


def _deadline() -> dict[str, Any]:
    said = {"yes": "this month", "no": "some day"}
    options = [
        {"id": id, "label": _text(words), "reason": _text(words), "criteria": {"time_frame": id}}
        for id, words in said.items()
    ]
    return {"id": "deadline", "text": _text("When?"), "short": _text("When"), "options": options}


def _free(id: str) -> dict[str, Any]:
    return {"id": id, "kind": id, "text": _text(f"Your {id}?"), "short": _text(id)}


OWN = Questionnaire.model_validate(
    {
        "id": "own_brief",
        "title": _text("In your own words"),
        "informant": "prospect",
        "order": "fixed",
        "questions": _questions(),
        "qualifying": [_deadline()],
        "free": [_free("examples"), _free("contact")],
        "industry": {
            "id": "trade",
            "text": _text("Your trade?"),
            "short": _text("Trade"),
            "options": [{"id": "food", "label": _text("Food")}],
        },
    }
)


@cache
def script() -> Script:
    """The brief with all its extras."""
    return _compiled(OWN)


@cache
def contact_last() -> Script:
    """The same, with nothing after the question how to reach them."""
    return _compiled(OWN.model_copy(update={"industry": None}))


@cache
def bare() -> Script:
    """The same, with nothing to add after sending."""
    return _compiled(OWN.model_copy(update={"qualifying": [], "free": [], "industry": None}))


@cache
def without_paper() -> Script:
    """The same, but a branch is for those who have nothing written, and a file closes it."""
    clarity, paper, *rest = OWN.questions
    paper = paper.model_copy(update={"when": {"clarity": ["vague"]}})
    return _compiled(OWN.model_copy(update={"questions": [clarity, paper, *rest]}))


def _compiled(brief: Questionnaire) -> Script:
    content = library().model_copy(update={"questionnaires": {brief.id: brief}})
    return Script.of(edition(content), brief.id)


# --- doing ------------------------------------------------------------------------------------------------


def say(brief: Quiz, **answers: str | None) -> Quiz:
    """Answer what is on the screen, question by question; the screens must come in that order."""
    for question, option in answers.items():
        brief.take(events.Answered(question, option))
    return brief


def change(brief: Quiz, question: str, option: str | None) -> Quiz:
    """Open the list of answers and give one of them anew."""
    if brief.state is not State.REVIEWING:
        brief.take(events.ReviewOpened())
    brief.take(events.ChangeRequested(question))
    return say(brief, **{question: option})


def asked(brief: Quiz, options: dict[str, str]) -> list[str]:
    """Answer until nothing is asked any more, and tell what was; unnamed questions are skipped."""
    seen: list[str] = []
    while brief.state in (State.ASKING, State.QUALIFYING):
        seen.append(brief.question)
        say(brief, **{brief.question: options.get(brief.question)})
    return seen


# --- briefs in each state ---------------------------------------------------------------------------------


def begun(script_: Script | None = None) -> Quiz:
    """A brief at its first question."""
    return Quiz(Interview.begin_brief(1, script_ or script(), LOTUS))


def answered(script_: Script | None = None) -> Quiz:
    """A brief with everything answered and no branch taken, listed before it is sent."""
    return say(begun(script_), clarity="vague", experience="few_fine", pace="planned")


def sent(script_: Script | None = None) -> Quiz:
    """A brief that was sent."""
    brief = answered(script_)
    brief.take(events.Sent())
    return brief


def adding(script_: Script | None = None) -> Quiz:
    """A sent brief at the first question that may be added."""
    brief = sent(script_)
    brief.take(events.Added())
    return brief


def at_contact(script_: Script | None = None) -> Quiz:
    """A sent brief at the question how to reach them."""
    return say(adding(script_), deadline=None, examples=None)


def reached() -> Quiz:
    """A sent brief that says how to reach them, and that answer on the screen again."""
    brief = at_contact()
    brief.take(events.NoteWritten("+7 900"))
    brief.take(events.ReviewOpened())
    brief.take(events.ChangeRequested("contact"))
    return brief


def changing() -> Quiz:
    """A brief in which an answer is being given again, before it was sent."""
    brief = answered()
    brief.take(events.ChangeRequested("experience"))
    return brief


def branching() -> Quiz:
    """A sent brief in which a change opened a branch."""
    return change(sent(), "experience", "burned")


def cancelled() -> Quiz:
    """A brief called off after an answer."""
    brief = say(begun(), clarity="vague")
    brief.take(events.Cancelled())
    return brief


def expired() -> Quiz:
    """A brief nobody touched any more."""
    brief = say(begun(), clarity="vague")
    brief.take(events.Expired())
    return brief


def added(script_: Script | None = None) -> Quiz:
    """A sent brief with everything added, and its list open."""
    brief = adding(script_)
    while brief.state is State.QUALIFYING:
        brief.answer()
    brief.take(events.ReviewOpened())
    return brief


def written() -> Quiz:
    """A brief with everything asked of somebody who has it written, listed before it is sent."""
    return say(begun(), clarity="written", paper="formal", experience="few_fine", pace="planned")


def gone_back() -> Quiz:
    """The same, with its first question on the screen again."""
    brief = written()
    return brief.back(len(brief.interview.answers))


def reconsidered() -> Quiz:
    """A sent brief, gone back from a branch to the answer that opened it and that a file would close."""
    brief = say(begun(without_paper()), clarity="written", experience="few_fine", pace="planned")
    brief.take(events.Sent())
    return change(brief, "clarity", "vague").back()


def filing(begin: Callable[[], Quiz]) -> Quiz:
    """A brief in which the answer is being changed that a file gives, too."""
    brief = begin()
    if brief.state is not State.REVIEWING:
        brief.take(events.ReviewOpened())
    brief.take(events.ChangeRequested("clarity"))
    return brief


IN: dict[State, Callable[[], Quiz]] = {
    State.ASKING: begun,
    State.QUALIFYING: adding,
    State.REVIEWING: answered,
    State.CHANGING: changing,
    State.FINISHED: sent,
    State.CANCELLED: cancelled,
    State.EXPIRED: expired,
}
"""A way into every state that a brief knows."""
