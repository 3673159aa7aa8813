"""Which buttons hang under which screen of a quiz."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.callbacks import DONT_KNOW, Verb, tail
from bot.telegram.keys import Keys, plain
from bot.telegram.outgoing import Button, Keyboard
from messages import label
from questionnaires.interview import Part, Script, State
from questionnaires.interview.screens import Asking, Offering, Reviewing
from questionnaires.interview.script import Choice


def asking(keys: Keys, screen: Asking, script: Script) -> Keyboard:
    """Options one a row, then ‹ Back · Don't know · ⋯."""
    place, answer = script.order[screen.question], keys.head(Verb.ANSWER)
    options = [Button(_numbered(choice), answer + tail(place, choice.number)) for choice in screen.choices]
    unknown = "dont_know" if screen.part is Part.TRAIT else "skip"
    last = (
        keys.button("back", Verb.BACK),
        Button(label(unknown, keys.language), answer + tail(place, DONT_KNOW)),
        keys.button("menu", Verb.MENU),
    )
    extra = [(_to_result(keys, screen.deal),)] if screen.sharpening else []
    return (*_in_columns(options, 2 if screen.part is Part.INDUSTRY else 1), *extra, last)


def _to_result(keys: Keys, deal: int) -> Button:
    """Leads to the card; where questions about the deal come before it, it says so."""
    text = label("deal_then_card", keys.language, count=deal) if deal else ""
    return keys.button("show_result", Verb.SHOW_RESULT, text=text)


def menu(keys: Keys, state: State, has_answers: bool) -> Keyboard:
    """What ⋯ opens."""
    answered = []
    if has_answers:
        answered.append((keys.button("finish_now", Verb.FINISH_NOW),))
        if state is not State.CHANGING:
            answered.append((keys.button("see_answers", Verb.REVIEW),))
    return (
        *answered,
        (keys.button("remind", Verb.REMIND),),
        (keys.button("cancel_quiz", Verb.CANCEL),),
        (keys.button("to_question", Verb.SCREEN),),
    )


def offering(keys: Keys, screen: Offering) -> Keyboard:
    """The result, or a sharper mix."""
    return (
        (_to_result(keys, screen.to_go),),
        (keys.button("finish_now", Verb.FINISH_NOW),),
        (keys.button("sharpen", Verb.SHARPEN),),
        (keys.button("back", Verb.BACK), keys.button("menu", Verb.MENU)),
    )


def reviewing(keys: Keys, screen: Reviewing, script: Script) -> Keyboard:
    """The questions by their short names; the text above them has the answers."""
    buttons = [
        keys.button("", Verb.CHANGE, a=script.order[row.question], text=row.short) for row in screen.rows
    ]
    last = (keys.button("back", Verb.BACK), keys.button("to_result", Verb.FINISH_NOW))
    return (*_in_columns(buttons, 2), last)


def naming(keys: Keys, recent: Sequence[tuple[int, str]], kept: tuple[int, str] | None = None) -> Keyboard:
    """The name given before, if it is asked for again, and recent clients to pick from."""
    rows = [(keys.button("", Verb.PICK, other=client, text=name[:40]),) for client, name in recent]
    if kept is not None:
        text = label("keep_name", keys.language, client=kept[1][:28])
        rows.insert(0, (keys.button("", Verb.PICK, other=kept[0], text=text),))
    return (*rows, (keys.button("cancel_quiz", Verb.CANCEL),))


A_CALL, KEPT_NAME = 0, 1
"""Which name for a call in practice: the usual one, or the one given before; written into buttons."""


def naming_call(keys: Keys, usual: str, kept: str | None = None) -> Keyboard:
    """In practice: the name given before, if it is asked for again, or the usual one, of the day."""
    rows = [(keys.button("", Verb.CALL, a=A_CALL, text=usual),)]
    if kept is not None:
        text = label("keep_name", keys.language, client=kept[:28])
        rows.insert(0, (keys.button("", Verb.CALL, a=KEPT_NAME, text=text),))
    return (*rows, (keys.button("cancel_quiz", Verb.CANCEL),))


@dataclass(frozen=True)
class Known:
    """A namesake as the matching screen lists it."""

    client: int
    name: str
    is_open: bool


def matching(keys: Keys, known: Sequence[Known], is_pick: bool) -> Keyboard:
    """Continue or retake for each; or another client of that name."""
    rows = []
    for number, client in enumerate(known, start=1):
        name = client.name[:24] if len(known) == 1 else f"{client.name[:22]} {number}"
        if client.is_open:
            text = label("go_on_with", keys.language, client=name)
            rows.append((keys.button("", Verb.CONTINUE, other=client.client, text=text),))
        text = label("retake_for", keys.language, client=name)
        rows.append((keys.button("", Verb.RETAKE, other=client.client, text=text),))
    if not is_pick:
        rows.append((keys.button("another_of_name", Verb.ANOTHER),))
    return (*rows, (keys.button("back", Verb.BACK),))


def closed(keys: Keys) -> Keyboard:
    """Under a cancelled or expired quiz."""
    return (
        (keys.button("resume", Verb.RESUME),),
        (plain("new_client", Verb.NEW_CLIENT, keys.language),),
    )


def _numbered(choice: Choice) -> str:
    return f"{'✓ ' if choice.chosen else ''}{choice.number} · {choice.label}"


def _in_columns(buttons: list[Button], width: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
