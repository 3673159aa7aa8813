"""Briefs on the pages of clients: where each stands, and the buttons that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.briefs.status import Stage
from bot.storage.queries.clients import Client
from bot.telegram.briefs.page import in_words
from bot.telegram.callbacks import Verb
from bot.telegram.card.dossier import Dossier
from bot.telegram.outgoing import Button, Keyboard
from bot.telegram.visit import Visit
from messages import label

SHOWN = 3


def stands(newest: Dossier | None) -> str | None:
    """Where a client's newest brief stands; what came to nothing is not worth a line in a list."""
    if newest is None or newest.status.stage in (Stage.REVOKED, Stage.EXPIRED):
        return None
    return in_words(newest.visit, newest.status)


def rows(asked: Sequence[Dossier]) -> list[dict[str, Any]]:
    """The newest briefs about a client, for the page of the client."""
    return [_row(each) for each in asked[:SHOWN]]


def _row(asked: Dossier) -> dict[str, Any]:
    status = asked.status
    return {"at": asked.visit.local(status.at), "stands": in_words(asked.visit, status)}


def buttons(visit: Visit, client: Client, asked: Sequence[Dossier]) -> Keyboard:
    """Their own words, and where their link stands; or to ask them, but not who had their answers erased."""
    shown = [each for each in asked if each.is_readable or each.is_waiting][:SHOWN]
    is_asked = any(each.is_waiting or each.status.stage is Stage.WITHDRAWN for each in asked)
    can_ask = visit.unit.scripts.brief is not None and not is_asked
    ask = [(visit.button("ask_client", Verb.BRIEF_NEW, client.id),)] if can_ask else []
    return (*((_to_brief(each),) for each in shown), *ask)


def _to_brief(asked: Dossier) -> Button:
    visit = asked.visit
    date = visit.page("date", moment=visit.local(asked.status.at)).text
    return visit.button(
        "", Verb.BRIEF_OPEN, asked.brief.id, text=label(_called(asked), visit.language, date=date)
    )


def _called(asked: Dossier) -> str:
    """What there is to read; before that what they were given, or that somebody asks them."""
    if asked.is_readable:
        return "open_words"
    return "open_by_phone" if asked.brief.via == "phone" else "open_brief"
