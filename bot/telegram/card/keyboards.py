"""Which buttons hang under a card, and under the looks around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.storage.queries.card_uses import USES
from bot.telegram.callbacks import Verb
from bot.telegram.keys import Keys, plain
from bot.telegram.outgoing import Keyboard
from messages import label, language_name
from questionnaires.card.playbook import PHASES


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


def _marked(name: str, is_open: bool) -> str:
    return f"• {name} •" if is_open else name
