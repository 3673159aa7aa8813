"""What a state shows, as facts in one language. Templates word it, keyboards hang the buttons on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from unicodedata import normalize

from questionnaires.content.model import FreeQuestion
from questionnaires.interview.interview import Interview
from questionnaires.interview.script import (
    GIVEN,
    AnyQuestion,
    Choice,
    Part,
    Script,
    in_language,
    options_of,
)
from questionnaires.interview.states import ANSWERABLE, State

LONGEST_NUMBER = 2
"""Digits; a longer number may be a price or a year, and is kept."""


@dataclass(frozen=True)
class Asking:
    """A question: of a trait, of the deal, or of the industry."""

    question: str
    part: Part
    text: str
    choices: tuple[Choice, ...]
    answered: int
    to_go: int
    """About how many more, this one included."""
    sharpening: bool
    changing: bool
    was_skipped: bool
    """It was answered "Don't know" before."""
    deal: int
    """Questions about the deal that are still open: they come before the card."""


@dataclass(frozen=True)
class Collecting:
    """A question without options: something is to be written, sent or shared."""

    question: str
    kind: str
    """"examples" stays on the screen until that is all; "contact" goes on with the first thing that comes."""
    text: str
    given: bool
    """Something has come already."""
    answered: int
    to_go: int
    """About how many more, this one included."""
    changing: bool


@dataclass(frozen=True)
class Offering:
    """Enough is known; go on only for the mix."""

    answered: int
    to_go: int
    """Questions about the deal before the card."""


@dataclass(frozen=True)
class ReviewRow:
    """One answer in the list; `label` is None for "Don't know", and where there is no option to name."""

    question: str
    short: str
    label: str | None
    part: Part = Part.TRAIT
    is_skipped: bool = False


@dataclass(frozen=True)
class Reviewing:
    """Every answer."""

    rows: tuple[ReviewRow, ...]
    has_result: bool
    sent: bool = False
    to_go: int = 0
    """Trait questions still open, where the list was opened in the middle."""


@dataclass(frozen=True)
class Plain:
    """A state whose screen needs facts from outside only: naming, matching, finished, cancelled, expired."""

    state: State


Screen = Asking | Collecting | Offering | Reviewing | Plain


def screen(interview: Interview, language: str) -> Screen:
    """The screen of the state the interview is in."""
    if interview.state in ANSWERABLE:
        assert interview.current is not None, f"no question on the screen in state {interview.state}"
        question = interview.script.questions[interview.current]
        if isinstance(question, FreeQuestion):
            return _collecting(interview, question, language)
        return _asking(interview, question, language)
    if interview.state is State.OFFERING:
        return Offering(len(interview.answers), len(interview.open_qualifying))
    if interview.state is State.REVIEWING:
        rows, to_go = _rows(interview, language), len(interview.open_traits)
        return Reviewing(rows, interview.has_result, interview.sent, to_go)
    return Plain(interview.state)


def _choices(script: Script, question_id: str, language: str, chosen: str | None) -> tuple[Choice, ...]:
    """The options of a question, with the one that was taken before."""
    every = script.choices(question_id, language)
    if chosen is None:
        return every
    return tuple(replace(each, chosen=True) if each.option == chosen else each for each in every)


def option_typed(interview: Interview, text: str) -> str | None:
    """The option of the question on the screen that a typed text names exactly: its number or its label."""
    if interview.on_screen is None:
        return None
    wanted = " ".join(normalize("NFKC", text).split()).casefold()
    question = interview.script.questions[interview.on_screen]
    for number, option in enumerate(options_of(question), start=1):
        labels = {normalize("NFKC", label).casefold() for label in option.label.values()}
        if wanted == str(number) or wanted in labels:
            return option.id
    return None


def is_wrong_number(interview: Interview, text: str) -> bool:
    """A bare number at a question that has no such option: a slip, and nothing worth keeping."""
    asked = interview.script.questions[interview.on_screen] if interview.on_screen else None
    is_number = text.strip().isdecimal() and len(text.strip()) <= LONGEST_NUMBER
    is_choice = asked is not None and not isinstance(asked, FreeQuestion)
    return is_choice and is_number and option_typed(interview, text) is None


def _collecting(interview: Interview, question: FreeQuestion, language: str) -> Collecting:
    return Collecting(
        question=question.id,
        kind=question.kind,
        text=in_language(question.text, language),
        given=interview.answers.get(question.id) == GIVEN,
        answered=len(interview.answers),
        to_go=_to_go(interview),
        changing=interview.state is State.CHANGING,
    )


def _asking(interview: Interview, question: AnyQuestion, language: str) -> Asking:
    chosen = interview.answers.get(question.id)
    return Asking(
        question=question.id,
        part=interview.script.part(question.id),
        text=in_language(question.text, language),
        choices=_choices(interview.script, question.id, language, chosen),
        answered=len(interview.answers),
        to_go=_to_go(interview),
        sharpening=interview.sharpening,
        changing=interview.state is State.CHANGING,
        was_skipped=question.id in interview.answers and chosen is None,
        deal=len(interview.open_qualifying),
    )


def _to_go(interview: Interview) -> int:
    """About how many questions are left, the one on the screen included."""
    if interview.state is State.ASKING and interview.promised is not None:
        return interview.promised
    if interview.script.is_brief:
        return len({interview.current, *interview.open_qualifying})
    return max(len(interview.open_qualifying), 1)


def _rows(interview: Interview, language: str) -> tuple[ReviewRow, ...]:
    return tuple(_row(interview.script, id, option, language) for id, option in interview.answers.items())


def _row(script: Script, question_id: str, option: str | None, language: str) -> ReviewRow:
    part = script.part(question_id)
    has_label = option is not None and part is not Part.FREE
    return ReviewRow(
        question=question_id,
        short=in_language(script.questions[question_id].short, language),
        label=in_language(script.option(question_id, str(option)).label, language) if has_label else None,
        part=part,
        is_skipped=option is None,
    )
