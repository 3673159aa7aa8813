"""Which buttons hang under which screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from bot.storage.queries.card_uses import USES
from bot.telegram.callbacks import DONT_KNOW, Callback, Verb, head, tail, write
from bot.telegram.outgoing import Button, Keyboard
from messages import label, language_name
from questionnaires.content.model import Phase
from questionnaires.interview import Part, Script, State
from questionnaires.interview.screens import Asking, Offering, Reviewing
from questionnaires.interview.script import Choice

PHASES: tuple[Phase, ...] = get_args(Phase)


@dataclass(frozen=True)
class Keys:
    """Makes the buttons of one interview as it stands."""

    interview: int
    revision: int
    language: str

    def button(
        self, name: str, verb: Verb, *, a: int = 0, b: int = 0, other: int = 0, text: str = ""
    ) -> Button:
        """A button with a label of that name, or with a text of its own."""
        return Button(text or label(name, self.language), self.head(verb, other) + tail(a, b))

    def head(self, verb: Verb, other: int = 0) -> str:
        """What the data of all buttons with that verb begin with."""
        return head(verb, self.interview, other, self.revision)


def plain(name: str, verb: Verb, language: str, subject: int = 0, a: int = 0, text: str = "") -> Button:
    """A button that belongs to no interview."""
    return Button(text or label(name, language), write(Callback(verb, subject, a=a)))


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


def looks(keys: Keys, spoken: int) -> Keyboard:
    """Around a card; a message to the client opens in the content's language number `spoken`."""
    return (
        (keys.button("copy_client", Verb.FOLLOW_UP, a=spoken),),
        (keys.button("playbook", Verb.PLAYBOOK), keys.button("why", Verb.WHY)),
        (keys.button("correct", Verb.CORRECT), keys.button("copy_colleague", Verb.COLLEAGUE)),
    )


def below_quiz_card(keys: Keys, client: int | None) -> Keyboard:
    """Back into the quiz; and to ask the client themselves, where there is one who can be asked."""
    ask = [(plain("ask_client", Verb.BRIEF_NEW, keys.language, client),)] if client is not None else []
    return (
        *ask,
        *into_quiz(keys),
        (
            plain("second_opinion", Verb.SECOND, keys.language, keys.interview),
            plain("new_client", Verb.NEW_CLIENT, keys.language),
        ),
    )


def below_practice_card(keys: Keys) -> Keyboard:
    """Back into the quiz; what a colleague says of the same call; the next one."""
    return (
        *into_quiz(keys),
        (plain("second_opinion", Verb.SECOND, keys.language, keys.interview),),
        (plain("practise_anew", Verb.PRACTICE, keys.language, a=1),),
    )


def into_quiz(keys: Keys) -> Keyboard:
    """Under any card of a quiz, and all there is under that of a second opinion."""
    return ((keys.button("back", Verb.BACK), keys.button("change_answers", Verb.REVIEW)),)


def to_card(keys: Keys) -> Keyboard:
    """The way back from a look."""
    return ((keys.button("to_card", Verb.SCREEN),),)


@dataclass(frozen=True)
class OpenBook:
    """Where the playbook is open."""

    phase: int
    segment: int
    leaf: int
    leaves: int


def playbook(keys: Keys, segments: Sequence[tuple[int, str]], opened: OpenBook) -> Keyboard:
    """Turn the leaves; the segments; the phases. What is open is marked."""
    by_segment = tuple(
        keys.button("", Verb.PLAYBOOK, a=opened.phase, b=place, text=_marked(name, place == opened.segment))
        for place, name in segments
    )
    by_phase = [
        keys.button(
            "",
            Verb.PLAYBOOK,
            a=place,
            b=opened.segment,
            text=_marked(label(f"phase_{name}", keys.language), place == opened.phase),
        )
        for place, name in enumerate(PHASES)
    ]
    return (*_leaves(keys, opened), by_segment, *[(button,) for button in by_phase], *to_card(keys))


def _leaves(keys: Keys, opened: OpenBook) -> Keyboard:
    """Buttons to the leaves before and after."""
    beside = [(opened.leaf - 1, "‹ {}/{}"), (opened.leaf + 1, "{}/{} ›")]
    row = tuple(
        keys.button(
            "",
            Verb.PLAYBOOK,
            a=opened.phase,
            b=opened.segment,
            other=leaf,
            text=form.format(leaf + 1, opened.leaves),
        )
        for leaf, form in beside
        if 0 <= leaf < opened.leaves
    )
    return (row,) if row else ()


def follow_up(keys: Keys, languages: Sequence[str], spoken: int) -> Keyboard:
    """The languages a message can be written in, and to say that it was sent."""
    row = tuple(
        keys.button(
            "",
            Verb.FOLLOW_UP,
            a=place,
            text=_marked(language_name(name, name).capitalize(), place == spoken),
        )
        for place, name in enumerate(languages)
    )
    sent = plain("card_sent", Verb.CARD_USE, keys.language, keys.interview, USES.index("sent"))
    return (row, (sent,), *to_card(keys))


def correct(keys: Keys, segments: Sequence[tuple[int, str]], computed: Sequence[int | None]) -> Keyboard:
    """That it is right, in one tap: the same as choosing what was computed; then the segments.

    Args:
        keys: of the interview.
        segments: places and names.
        computed: the places of the predominant and of the secondary, if one is named.
    """
    first, second = computed
    fits = keys.button("it_fits", Verb.CORRECT_SECOND, a=first or 0, b=0 if second is None else second + 1)
    rows = [(keys.button("", Verb.CORRECT_FIRST, a=place, text=name),) for place, name in segments]
    return ((fits,), *rows, *to_card(keys))


def correct_second(keys: Keys, segments: Sequence[tuple[int, str]], first: int) -> Keyboard:
    """The first is chosen: "only", or one of the others beside it."""
    chosen = next(name for place, name in segments if place == first)
    only = label("only_segment", keys.language, segment=chosen)
    return (
        (keys.button("", Verb.CORRECT_SECOND, a=first, b=0, text=only),),
        *[
            (keys.button("", Verb.CORRECT_SECOND, a=first, b=place + 1, text=f"+ {name}"),)
            for place, name in segments
            if place != first
        ],
        *to_card(keys),
    )


def _numbered(choice: Choice) -> str:
    return f"{'✓ ' if choice.chosen else ''}{choice.number} · {choice.label}"


def _marked(name: str, is_open: bool) -> str:
    return f"• {name} •" if is_open else name


def _in_columns(buttons: list[Button], width: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[start : start + width]) for start in range(0, len(buttons), width)]
