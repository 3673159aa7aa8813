"""Every figure of a funnel is what a count of what was seen to happen finds, on both databases."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.briefs import arriving, issuing
from bot.interviews import Scripts
from bot.reports.funnel import Funnel, Kind, funnel_of
from bot.reports.funnel.reading import LYING_AFTER
from bot.reports.windows import Window
from bot.storage import Transaction, Vault
from bot.storage.queries import briefs, clients
from bot.storage.tables import interviews
from tests.briefs import cast
from tests.reports.funnels import DAY, Log, a_quiz, adaptive, branching, figures_of, play, recount, unit
from tests.reports.talks import SCHEDULE
from tests.reports.test_recomputation import Undo, opened
from tests.storage.samples import BIG, NOW, manager, rival

END = NOW + 10 * DAY
READ_AT = END + DAY / 4


def window() -> Window:
    return SCHEDULE.between(NOW, END, missed=())


def _moment(chance: Random) -> datetime:
    """Inside the window and beyond it, so that some are fresh and some lie."""
    return NOW + chance.choice([-1, 0, 4, 8.5, 9.5, 9.99, 10]) * DAY


def _quizzes(tx: Transaction, scripts: Scripts, chance: Random) -> dict[str, Any]:
    logs: list[Log] = []
    for number in range(chance.randrange(1, 9)):
        log = Log(_moment(chance), is_practice=chance.random() < 0.15)
        person = manager(tx) if chance.random() < 0.7 else rival(tx)
        id = a_quiz(tx, scripts, person, log, chance, chance.randrange(0, 30 if number % 2 else 12))
        if log.is_practice:
            tx.connection.execute(update(interviews).where(interviews.c.id == id).values(practice=True))
        if NOW <= log.begun < END:
            logs.append(log)
    return recount(logs, READ_AT, LYING_AFTER[Kind.QUIZ])


@pytest.mark.parametrize("scripts", [adaptive, branching])
def test_quizzes_are_counted_as_they_were_seen_to_happen(
    database_url: str, vault: Vault, scripts: Any
) -> None:
    with opened(database_url, vault) as (runner, database):

        @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
        @given(seed=st.integers(0, 2**32))
        def holds(seed: int) -> None:
            found: list[tuple[Any, Any]] = []

            def work(tx: Transaction) -> None:
                expected = _quizzes(tx, scripts(), Random(seed))
                funnel = funnel_of(tx, scripts(), Kind.QUIZ, window(), READ_AT)
                found.append((figures_of(funnel), expected))
                raise Undo

            with pytest.raises(Undo):
                runner.run(database.transaction(work))
            assert found[0][0] == found[0][1]

        holds()


# --- briefs -----------------------------------------------------------------------------------------------


def _brief(tx: Transaction, number: int, chance: Random, at: datetime) -> tuple[str, Log | None]:
    """Send a link, and let come of it what may: what became of it before it was agreed to, or its log."""
    owner, prospect = cast.manager(tx), cast.prospect(tx, number, f"Prospect {number}")
    clients.create(tx, BIG + 500 + number, owner.id, f"Client {number}", at)
    days = chance.choice([2, 30])
    made = issuing.issue(tx, owner.id, BIG + 500 + number, "en", at, days)
    assert made is not None
    ends_at_link = "left" if at + days * DAY <= READ_AT else "under_way"
    if chance.random() < 0.2:
        return f"link {ends_at_link}", None
    brief = cast.welcomed(tx, prospect, made.payload, at + DAY / 24)
    if chance.random() < 0.15:
        arriving.decline(unit(tx, adaptive(), at + DAY / 24), prospect, brief.id, brief.mark)
        return "consent left", None
    if chance.random() < 0.2:
        return f"consent {ends_at_link}", None
    log = Log(at + DAY / 20, is_brief=True)
    return "agreed", _answered(tx, prospect, brief, log, chance)


def _answered(tx: Transaction, prospect: Any, brief: Any, log: Log, chance: Random) -> Log:
    moved = unit(tx, adaptive(), log.begun)
    conversation = cast.agreed(moved, prospect, brief)
    log.screen = conversation.interview.state, conversation.interview.on_screen
    log.touched = log.begun
    play(moved, conversation, log, chance, chance.randrange(0, 25))
    if log.is_done:
        _mark_sent(tx, brief, log)
    order = conversation.interview.script.order
    log.said = dict(sorted(log.said.items(), key=lambda pair: order[pair[0]]))
    return log


def _mark_sent(tx: Transaction, brief: Any, log: Log) -> None:
    briefs.mark(tx, brief.id, "sent_at", log.begun)


def test_briefs_are_counted_as_they_were_seen_to_happen(database_url: str, vault: Vault) -> None:
    with opened(database_url, vault) as (runner, database):

        @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
        @given(seed=st.integers(0, 2**32))
        def holds(seed: int) -> None:
            found: list[tuple[Any, Any]] = []

            def work(tx: Transaction) -> None:
                chance = Random(seed)
                logs, links = [], []
                for number in range(chance.randrange(1, 8)):
                    at = _moment(chance)
                    stood, log = _brief(tx, number, chance, at)
                    if NOW <= at < END:
                        logs += [log] if log is not None else []
                        links += [stood]
                funnel = funnel_of(tx, adaptive(), Kind.BRIEF, window(), READ_AT)
                found.append((_with_links(funnel), _expected(logs, links)))
                raise Undo

            with pytest.raises(Undo):
                runner.run(database.transaction(work))
            assert found[0][0] == found[0][1]

        holds()


def _with_links(funnel: Funnel) -> dict[str, Any]:
    steps = {place.id: (place.asked, place.answered) for place in funnel.places[:2]}
    return figures_of(funnel) | {"steps": steps}


def _expected(logs: list[Log], links: list[str]) -> dict[str, Any]:
    figures = recount(logs, READ_AT, LYING_AFTER[Kind.BRIEF])
    for step, became in (stood.split() for stood in links if stood != "agreed"):
        figures[became][step] = figures[became].get(step, 0) + 1
        figures["fates"][became] = figures["fates"].get(became, 0) + 1
        figures["lengths"].append((0, became == "left"))
    figures["lengths"].sort()
    opened_ones = sum(not stood.startswith("link") for stood in links)
    return figures | {"steps": {"link": (len(links), opened_ones), "consent": (opened_ones, len(logs))}}
