"""The clients of a manager: the list, one of them with every result, asking again, deleting."""

from __future__ import annotations

from typing import Any

from bot.interviews import Conversation
from bot.storage.queries import clients, erasure, joint, outcomes, results
from bot.storage.queries.clients import Client
from bot.storage.queries.results import ResultRow
from bot.telegram.briefs import listing, reading
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.card import cards, dossier
from bot.telegram.ending import outcome
from bot.telegram.ending.words import in_words
from bot.telegram.outgoing import Keyboard, Page
from bot.telegram.quiz import views
from bot.telegram.visit import Visit
from messages import label
from questionnaires.interview import events
from questionnaires.interview.script import in_language

PAGE = 6
SEARCH_PAGE = 20
"""A search shows its matches on one page; more than these are narrowed by a longer text."""
RESULTS_SHOWN = 5
GRADES_SHOWN = 2
"""A grade that may still be almost anything says nothing."""


def own_client(visit: Visit, client: int) -> Client | None:
    """The client, if it is this person's."""
    return clients.get(visit.tx, visit.person.id, client)


def clients_page(visit: Visit, number: int, search: str = "") -> Page:
    """A page of the person's clients, the last touched first."""
    size = SEARCH_PAGE if search else PAGE
    found = clients.page(visit.tx, visit.person.id, search, number * PAGE, size)
    asked = dossier.newest(visit, [client for client, _ in found.entries])
    together = joint.latest_for_clients(visit.tx, [client.id for client, _ in found.entries])
    ended = outcomes.latest_for_clients(visit.tx, [client.id for client, _ in found.entries])
    under_way = {held.interview.client for held in visit.unit.open_of(visit.person.id)}
    rows = [
        {
            "number": place,
            "name": client.name,
            "about": cards.segment_names(visit, together.get(client.id, result)),
            "brief": listing.stands(asked.get(client.id)),
            "outcome": in_words(visit, ended[client.id]) if client.id in ended else None,
            "is_open": client.id in under_way,
            "touched": visit.local(client.touched_at),
        }
        for place, (client, result) in enumerate(found.entries, start=number * PAGE + 1)
    ]
    keyboard: list[tuple[Any, ...]] = [
        (visit.button("", Verb.CLIENT, client.id, text=client.name[:40]),) for client, _ in found.entries
    ]
    keyboard.append(_turn(visit, number, found.count, search))
    keyboard.append((visit.button("new_client", Verb.NEW_CLIENT),))
    return visit.page("clients", tuple(filter(None, keyboard)), rows=rows, count=found.count, search=search)


def _turn(visit: Visit, number: int, count: int, search: str) -> tuple[Any, ...]:
    """Buttons to the pages before and after."""
    if search:
        return ()
    newer = [visit.button("earlier", Verb.CLIENTS, a=number - 1)] if number > 0 else []
    older = [visit.button("later", Verb.CLIENTS, a=number + 1)] if (number + 1) * PAGE < count else []
    return (*newer, *older)


def client_page(visit: Visit, client: Client) -> Page:
    """One client with all results."""
    history = results.history(visit.tx, visit.person.id, client.id)
    about = (held for held in visit.unit.open_of(visit.person.id) if held.interview.client == client.id)
    conversation = next(about, None)
    asked = dossier.of_client(visit, client.id)
    theirs = {each.brief.interview_id for each in asked}
    newest = [row for row in _newest_of_each(history) if row.draft.interview_id not in theirs][:RESULTS_SHOWN]
    return visit.page(
        "client",
        (*listing.buttons(visit, client, asked), *_client_buttons(visit, client, newest, conversation)),
        client=client.name,
        industry=_industry(visit, client),
        since=visit.local(client.created_at),
        outcome=outcome.told_facts(visit, outcomes.of_client(visit.tx, visit.person.id, client.id)),
        briefs=listing.rows(asked),
        results=[_result_row(visit, row) for row in newest],
        open=conversation is not None and conversation.is_open,
    )


def _newest_of_each(history: list[ResultRow]) -> list[ResultRow]:
    """The last result of every interview."""
    newest: dict[int, ResultRow] = {}
    for row in history:
        newest.setdefault(row.draft.interview_id, row)
    return list(newest.values())


def _result_row(visit: Visit, row: ResultRow) -> dict[str, Any]:
    grades = (row.draft.grades or "").split(",")
    return {
        "at": visit.local(row.draft.created_at),
        "about": cards.segment_names(visit, row) or "—",
        "verdict": label(f"verdict_{row.draft.verdict}", visit.language),
        "grade": " / ".join(grades) if len(grades) <= GRADES_SHOWN else None,
        "computed": cards.computed_names(visit, row) if row.is_corrected else None,
    }


def _client_buttons(
    visit: Visit, client: Client, rows: list[ResultRow], conversation: Conversation | None
) -> Keyboard:
    cards = [
        (
            visit.button(
                "",
                Verb.OPEN_CARD,
                row.draft.interview_id,
                text=label("open_card", visit.language, date=_short_date(visit, row)),
            ),
        )
        for row in rows
    ]
    if conversation is not None and conversation.is_open:
        go_on = visit.keys(conversation).button("go_on_quiz", Verb.RESUME)
    else:
        go_on = visit.button("ask_again", Verb.ASK_AGAIN, client.id)
    return (
        *cards,
        (go_on,),
        (outcome.button(visit, client.id),),
        (visit.button("delete_client", Verb.DELETE, client.id),),
        (visit.button("to_clients", Verb.CLIENTS),),
    )


def _short_date(visit: Visit, row: ResultRow) -> str:
    return visit.page("date", moment=visit.local(row.draft.created_at)).text


def _industry(visit: Visit, client: Client) -> str | None:
    question = visit.unit.scripts.today.content.questionnaires["manager_quiz"].industry
    options = question.options if question else []
    return next((in_language(o.label, visit.language) for o in options if o.id == client.industry), None)


def show_clients(visit: Visit, callback: Callback) -> None:
    """A page of the list."""
    visit.put(clients_page(visit, callback.a))


def show_client(visit: Visit, callback: Callback) -> None:
    """One client, or the list where the client is gone."""
    client = own_client(visit, callback.subject)
    if client is None:
        visit.toast("toast_gone", is_alert=True)
        visit.put(clients_page(visit, 0))
    else:
        visit.put(client_page(visit, client))


def open_card(visit: Visit, callback: Callback) -> None:
    """The card of an earlier interview, sent anew at the bottom."""
    conversation = visit.unit.get((callback.subject, visit.person.id))
    if (asked := dossier.of_interview(visit, callback.subject)) is not None and asked.is_readable:
        visit.put(reading.card_page(asked))
        return
    if conversation is None or conversation.interview.is_nameless:
        visit.toast("toast_gone", is_alert=True)
        return
    visit.unit.receive(conversation, events.Resumed())
    views.show(visit, conversation)


def ask_again(visit: Visit, callback: Callback) -> None:
    """A new quiz about a known client; one that is still open is offered first, or gone on with if empty."""
    client = own_client(visit, callback.subject)
    if client is None:
        visit.toast("toast_gone", is_alert=True)
        return
    if (empty := _empty_about(visit, client)) is not None:
        visit.unit.receive(empty, events.Resumed())
        views.show(visit, empty)
        return
    conversation = visit.unit.start(visit.person.id, visit.chat)
    known = visit.unit.namesake(conversation, client.id)
    visit.unit.receive(conversation, events.Named(None, (known,)))
    if known.open_interview is None:
        visit.unit.receive(conversation, events.Retaken(client.id))
    views.show(visit, conversation)


def _empty_about(visit: Visit, client: Client) -> Conversation | None:
    """An open quiz about the client with no answer yet, as a double tap finds it."""
    about = (held for held in visit.unit.open_of(visit.person.id) if held.interview.client == client.id)
    return next((held for held in about if not held.interview.has_answers), None)


def delete(visit: Visit, callback: Callback) -> None:
    """Ask before anything is deleted."""
    client = own_client(visit, callback.subject)
    if client is None:
        visit.toast("toast_gone", is_alert=True)
        return
    keyboard = (
        (visit.button("delete_yes", Verb.DELETE_YES, client.id),),
        (visit.button("delete_no", Verb.CLIENT, client.id),),
    )
    visit.put(visit.page("client_delete", keyboard, client=client.name))


def delete_yes(visit: Visit, callback: Callback) -> None:
    """Delete, for good."""
    visit.unit.flush()
    if erasure.client(visit.tx, visit.person.id, callback.subject, visit.unit.now):
        visit.unit.forget_client(callback.subject)
        visit.toast("toast_deleted")
    else:
        visit.toast("toast_gone")
    _show_deleted(visit)


def repeat_deletion(visit: Visit, callback: Callback) -> None:
    """Say once more that the client is gone."""
    if own_client(visit, callback.subject) is None:
        _show_deleted(visit)
    else:
        show_client(visit, callback)


def _show_deleted(visit: Visit) -> None:
    visit.put(visit.page("client_deleted", ((visit.button("to_clients", Verb.CLIENTS),),)))
