"""How it ended with a client: one tap says it, a second one or a word makes it more precise.

What a tap says is stored at once; an amount, a reason, a word are asked for after, and need not come. A tap
counts only on the page it belongs to: the button carries how many outcomes were told when it was shown.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.storage.queries import clients, outcomes
from bot.storage.queries.clients import Client
from bot.storage.queries.outcomes import KINDS, REASONS, Outcome, Told
from bot.telegram.briefs.page import put, with_client
from bot.telegram.callbacks import Callback, Verb, write
from bot.telegram.ending import awaited
from bot.telegram.ending.words import currency_sign, in_words
from bot.telegram.outgoing import Button, Keyboard, Page
from bot.telegram.visit import Visit
from messages import label

CHOOSE = 1
"""On the button that leads to the choice, whatever was said before."""
WHEN: tuple[timedelta | None, ...] = (timedelta(days=30), timedelta(days=91), None)
"""When a client who was put off is asked about again. Their place is written into buttons: never reorder."""


def button(visit: Visit, client_id: int) -> Button:
    """Leads to the page of how it ended."""
    return visit.button("outcome", Verb.OUTCOME, client_id)


def told_facts(visit: Visit, told: Told | None) -> dict[str, Any] | None:
    """What the page of a client says of it; None where nothing is decided."""
    if told is None or told.outcome.kind == "undecided":
        return None
    return {"said": in_words(visit, told.outcome), "at": visit.local(told.at), "note": told.note}


def page(visit: Visit, client: Client, *, choose: bool = False) -> Page:
    """What was said, and what may be added; or what may be said."""
    told = outcomes.of_client(visit.tx, visit.person.id, client.id)
    facts = told_facts(visit, told)
    is_choice = choose or facts is None
    keyboard = _choices(visit, client, told) if is_choice else _details(visit, client, told)
    back = (visit.button("to_client", Verb.CLIENT, client.id),)
    return visit.page(
        "outcome",
        (*keyboard, back),
        client=client.name,
        told=facts,
        choose=is_choice,
        currency=currency_sign(visit),
        wanted=_wanted(told.outcome) if told and awaited.is_expected(visit, client.id) else None,
    )


def _wanted(outcome: Outcome) -> str:
    """What the next text is taken for."""
    if outcome.kind == "won":
        return "amount" if outcome.amount is None else "other_amount"
    return "note"


# --- buttons ----------------------------------------------------------------------------------------------


def _choices(visit: Visit, client: Client, told: Told | None) -> Keyboard:
    """Everything that may be said; that it is still open only where something else was said."""
    is_decided = told is not None and told.outcome.kind != "undecided"
    offered = [kind for kind in KINDS if kind != "undecided" or is_decided]
    return tuple((_set(visit, client, told, KINDS.index(kind), 0, f"say_{kind}"),) for kind in offered)


def _details(visit: Visit, client: Client, told: Told | None) -> Keyboard:
    """What makes it more precise, and the way to say something else."""
    assert told is not None
    anew = visit.button("outcome_change", Verb.OUTCOME, client.id, CHOOSE)
    return (*_more_precise(visit, client, told), (anew,))


def _more_precise(visit: Visit, client: Client, told: Told) -> Keyboard:
    kind = KINDS.index(told.outcome.kind)
    if told.outcome.kind == "lost" and told.outcome.reason is None:
        names = [f"outcome_reason_{reason}" for reason in REASONS]
        return tuple((_set(visit, client, told, kind, place, name),) for place, name in enumerate(names, 1))
    if told.outcome.kind == "postponed":
        names = ["ask_in_a_month", "ask_in_a_quarter", "ask_never"]
        return tuple((_set(visit, client, told, kind, place, name),) for place, name in enumerate(names))
    return ()


def _set(visit: Visit, client: Client, told: Told | None, kind: int, detail: int, name: str) -> Button:
    callback = Callback(Verb.OUTCOME_SET, client.id, revision=_count(told), a=kind, b=detail)
    text = label(name, visit.language)
    return Button(text[0].upper() + text[1:], write(callback))


def _count(told: Told | None) -> int:
    return 0 if told is None else told.count


# --- taps -------------------------------------------------------------------------------------------------


def _show(visit: Visit, callback: Callback, client: Client) -> None:
    _await_more(visit, client, choose=callback.a == CHOOSE)
    put(visit, callback, page(visit, client, choose=callback.a == CHOOSE))


def _say(visit: Visit, callback: Callback, client: Client) -> None:
    """Store what a button says, on the page it belongs to; an old one shows how it stands."""
    said = _outcome(visit, callback)
    told = outcomes.of_client(visit.tx, visit.person.id, client.id)
    if said is None:
        visit.toast("toast_unknown")
    elif callback.revision != _count(told):
        is_double = told is not None and callback.revision == told.count - 1
        visit.toast(None if is_double else "toast_stale")
    else:
        outcomes.tell(visit.tx, visit.person.id, client.id, said, visit.unit.now)
        clients.touch(visit.tx, visit.person.id, client.id, visit.unit.now)
        visit.toast("toast_outcome")
    _await_more(visit, client)
    visit.put(page(visit, client))


def _outcome(visit: Visit, callback: Callback) -> Outcome | None:
    """What a button says; None for what none of ours does."""
    kind = KINDS[callback.a] if callback.a < len(KINDS) else None
    if kind == "lost" and callback.b <= len(REASONS):
        return Outcome(kind, reason=REASONS[callback.b - 1] if callback.b else None)
    if kind == "postponed" and callback.b < len(WHEN):
        span = WHEN[callback.b]
        return Outcome(kind, postponed_until=visit.unit.now + span if span else None)
    return Outcome(kind) if kind in ("won", "undecided") and not callback.b else None


def _await_more(visit: Visit, client: Client, *, choose: bool = False) -> None:
    """The next text belongs to what was said, if anything was."""
    told = outcomes.of_client(visit.tx, visit.person.id, client.id)
    if not choose and told is not None and told.outcome.kind != "undecided":
        awaited.expect(visit, client.id)


BY_VERB: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.OUTCOME: with_client(_show),
    Verb.OUTCOME_SET: with_client(_say),
}
REPEATED: dict[Verb, Callable[[Visit, Callback], None]] = {
    Verb.OUTCOME: with_client(
        lambda visit, callback, client: put(visit, callback, page(visit, client, choose=callback.a == CHOOSE))
    ),
    Verb.OUTCOME_SET: with_client(lambda visit, _, client: visit.put(page(visit, client))),
}
