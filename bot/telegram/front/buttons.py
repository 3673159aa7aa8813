"""Which buttons hang under what a prospect reads."""

from __future__ import annotations

from collections.abc import Sequence

from bot.briefs.items import Item
from bot.storage.queries.briefs import Brief
from bot.telegram import callbacks
from bot.telegram.callbacks import DONT_KNOW, Callback, Verb, write
from bot.telegram.front.pages import Who
from bot.telegram.keys import Keys
from bot.telegram.outgoing import Button, Keyboard
from messages import label, languages
from questionnaires.interview import Script
from questionnaires.interview.screens import Asking, Collecting, Reviewing

NAME_SHOWN = 22
"""Characters of a name on a button, so that the whole of it stays readable on a phone."""
ITEM_SHOWN = 26
"""The same of a text or a file."""
WORDS, FILE = 0, 1
"""What a button means that carries the id of a text or of a file."""
GIVEN, NOTHING = 1, DONT_KNOW
"""The option argument of an answer to a question without options."""


# --- before they agree; a button knows the brief and the mark of its link ---------------------------------


def before(brief: Brief, name: str, verb: Verb, language: str, a: int = 0, text: str = "") -> Button:
    """A button of an introduction."""
    callback = Callback(verb, brief.id, other=brief.mark, a=a)
    return Button(text or label(name, language), write(callback))


def intro(brief: Brief, who: Who, language: str) -> Keyboard:
    """Agree, ask first, or not now; in any language."""
    place = languages().index(language)
    return (
        (before(brief, "consent", Verb.CONSENT, language, a=place),),
        (before(brief, "", Verb.WRITE_TO, language, text=write_to(who, language)),),
        (before(brief, "decline", Verb.DECLINE, language),),
        tuple(
            before(brief, f"language_{other}", Verb.INTRO_IN, language, a=number)
            for number, other in enumerate(languages())
            if other != language
        ),
    )


def to_intro(brief: Brief, language: str) -> Keyboard:
    """The way back to the introduction."""
    return ((before(brief, "back", Verb.INTRO_IN, language, a=languages().index(language)),),)


def write_to(who: Who, language: str) -> str:
    """The words on the button that reaches the manager."""
    if who.manager is None:
        return label("write_to_studio", language)
    return label("write_to", language, manager=in_short(who.manager, NAME_SHOWN))


# --- while it is filled in --------------------------------------------------------------------------------


def asking(keys: Keys, screen: Asking, script: Script) -> Keyboard:
    """One option a row, then the ways around."""
    place = script.order[screen.question]
    options = tuple(
        (
            keys.button(
                "",
                Verb.BRIEF_ANSWER,
                a=place,
                b=choice.number,
                text=f"{'✓ ' if choice.chosen else ''}{choice.label}",
            ),
        )
        for choice in screen.choices
    )
    return (*options, _back_and(keys, place, "skip", NOTHING), aside(keys))


def collecting(keys: Keys, screen: Collecting, script: Script) -> Keyboard:
    """Done, once something came; else skip."""
    place = script.order[screen.question]
    ahead = ("brief_done", GIVEN) if screen.given else ("skip", NOTHING)
    enough = () if screen.changing else ((keys.button("brief_enough", Verb.BRIEF_ENOUGH),),)
    return (_back_and(keys, place, *ahead), *enough, aside(keys))


def _back_and(keys: Keys, place: int, name: str, option: int) -> tuple[Button, ...]:
    return (
        keys.button("back", Verb.BRIEF_BACK),
        keys.button(name, Verb.BRIEF_ANSWER, a=place, b=option),
    )


def aside(keys: Keys) -> tuple[Button, ...]:
    """A person to ask, and time to think."""
    return keys.button("brief_talk", Verb.BRIEF_TALK), keys.button("brief_later", Verb.BRIEF_PAUSE)


def extras_aside(keys: Keys) -> Keyboard:
    """On the optional questions with options, too, one may have had enough."""
    return ((keys.button("brief_enough", Verb.BRIEF_ENOUGH),),)


def reviewing(keys: Keys, screen: Reviewing, script: Script) -> Keyboard:
    """Each question, to be changed; then sending, once nothing is open."""
    rows = [
        keys.button("", Verb.BRIEF_CHANGE, a=script.order[row.question], text=row.short)
        for row in screen.rows
    ]
    is_ready = not screen.sent and not screen.to_go
    send = ((keys.button("brief_send", Verb.BRIEF_SEND),),) if is_ready else ()
    ask = keys.button("brief_talk", Verb.BRIEF_TALK)
    return (*send, *_in_pairs(rows), (keys.button("back", Verb.BRIEF_BACK), ask))


def sent(keys: Keys, who: Who, *, may_change: bool) -> Keyboard:
    """Add and change for a day; to write to the manager, always."""
    changes = (
        ((keys.button("brief_add", Verb.BRIEF_ADD), keys.button("brief_change", Verb.BRIEF_REVIEW)),)
        if may_change
        else ()
    )
    return (*changes, (keys.button("", Verb.BRIEF_TALK, text=write_to(who, keys.language)),))


def closed(keys: Keys, who: Who) -> Keyboard:
    """Under what was stopped: go on after all, or write."""
    return (
        (keys.button("brief_go_on", Verb.BRIEF_RESUME),),
        (keys.button("", Verb.BRIEF_TALK, text=write_to(who, keys.language)),),
    )


def paused(keys: Keys) -> Keyboard:
    """Back, or stop for good."""
    return (*back(keys), (keys.button("brief_stop", Verb.BRIEF_STOP),))


def intro_again(keys: Keys) -> Keyboard:
    """Under the introduction once they agreed."""
    return (*paused(keys), (keys.button("brief_talk", Verb.BRIEF_TALK),))


def back(keys: Keys) -> Keyboard:
    """From a look to the screen."""
    return ((keys.button("to_brief", Verb.BRIEF_SCREEN),),)


# --- what was written and sent ----------------------------------------------------------------------------


def with_way_to_given(keyboard: Keyboard, keys: Keys) -> Keyboard:
    """The same with a way to what can be taken back, before the last row."""
    return (*keyboard[:-1], (keys.button("take_back", Verb.BRIEF_GIVEN),), keyboard[-1])


def given(keys: Keys, named: Sequence[tuple[int, Item, str]], leaf: tuple[int, int]) -> Keyboard:
    """A row for each thing, then the ways around.

    Args:
        keys: of the brief.
        named: things, each with its number in the list and in words.
        leaf: the number of the page, and of how many.
    """
    rows = [
        (_of_item(keys, Verb.TAKE_BACK, item, f"✕ {place} · {in_short(words, ITEM_SHOWN)}"),)
        for place, item, words in named
    ]
    number, of = leaf
    turn = tuple(
        keys.button("", Verb.BRIEF_GIVEN, a=other, text=form.format(other + 1, of))
        for other, form in ((number - 1, "‹ {}/{}"), (number + 1, "{}/{} ›"))
        if 0 <= other < of
    )
    return (*rows, *((turn,) if turn else ()), *back(keys))


def taking_back(keys: Keys, item: Item) -> Keyboard:
    """Yes, or leave it."""
    return (
        (_of_item(keys, Verb.TAKE_BACK_YES, item, label("take_back_yes", keys.language)),),
        (keys.button("leave_as_is", Verb.BRIEF_GIVEN),),
    )


def _of_item(keys: Keys, verb: Verb, item: Item, text: str) -> Button:
    return keys.button("", verb, other=item.id, a=FILE if item.is_file else WORDS, text=text)


def in_short(text: str, most: int) -> str:
    """As much of a text as there is room for, in one line; all of it is kept."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _in_pairs(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    return [tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2)]


def on_the_phone(keyboard: Keyboard, language: str) -> Keyboard:
    """The same for the manager who asks: there is nobody else to ask, and it ends without being sent."""
    rows = (
        tuple(_said_on_phone(button, language) for button in row if not _asks(button)) for row in keyboard
    )
    return tuple(row for row in rows if row)


def _asks(button: Button) -> bool:
    return _verb(button) is Verb.BRIEF_TALK


def _said_on_phone(button: Button, language: str) -> Button:
    is_sending = _verb(button) is Verb.BRIEF_SEND
    return button._replace(label=label("phone_send", language)) if is_sending else button


def _verb(button: Button) -> Verb | None:
    read = callbacks.read(button.data)
    return read.verb if read is not None else None
