"""A summary as plain text, for a terminal: the caption as people read it, with nobody asking in a chat."""

from __future__ import annotations

from html import unescape
from re import sub

from bot.effects import unit_of_work
from bot.interviews import Scripts
from bot.reports.documents import Naming
from bot.reports.summary import Summary
from bot.reports.windows import Schedule
from bot.storage.queries.people import Person
from bot.storage.transaction import Transaction
from bot.telegram.incoming import Incoming, Sender
from bot.telegram.summaries.words import Room, group_actions, summary_facts
from bot.telegram.visit import House, Visit

NOBODY = 0
"""In place of a chat's id and a person's."""
ROOM = Room(client=80, owner=80, segment=80, segments=20)
"""A terminal has room."""


def text_of(
    tx: Transaction, scripts: Scripts, schedule: Schedule, summary: Summary, language: str, naming: Naming
) -> str:
    """The text; without names what a group reads.

    Args:
        tx: that the summary was read in.
        scripts: names for ids.
        schedule: the studio's.
        summary: what to tell.
        language: one that the bot speaks.
        naming: whether clients and managers are named.
    """
    visit = _nobodys(tx, scripts, schedule, summary, language)
    facts = summary_facts(visit, summary, None, ROOM)
    if naming is Naming.NUMBERS:
        unnamed = summary.without_names()
        facts |= {"is_group": True, "actions": group_actions(unnamed), "more": 0}
    return unescape(sub("<[^>]*>", "", visit.page("summary", **facts).text))


def _nobodys(tx: Transaction, scripts: Scripts, schedule: Schedule, summary: Summary, language: str) -> Visit:
    """A visit by nobody: it is read, and nothing is sent."""
    now = summary.window.end
    house = House(username="", language=language, zone=schedule.zone, schedule=schedule)
    reader = Person(
        id=NOBODY,
        telegram_id=NOBODY,
        language=language,
        is_lead=False,
        is_manager=False,
        is_admin=False,
        active=False,
        expecting=None,
        blocked_at=None,
        created_at=now,
    )
    incoming = Incoming(NOBODY, Sender(NOBODY, "", language), NOBODY, is_private=True)
    return Visit(house, unit_of_work(tx, scripts, now, schedule.zone), reader, "", incoming)
