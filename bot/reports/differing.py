"""On which facts of the deal a manager and a prospect differ, and nobody has cleared it up since."""

from __future__ import annotations

from collections.abc import Iterable

from bot.interviews.joint import account_of, heard
from bot.interviews.scripts import Scripts
from bot.storage.queries import joint
from bot.storage.queries.joint import Side
from bot.storage.queries.reports import CaseRow
from bot.storage.transaction import Transaction
from questionnaires.card.joint import contradict, stands

BUDGET, DEADLINE = "budget", "time_frame"
"""The criteria worth a lead's attention: a proposal for the wrong sum or date is work for nothing."""


def differing(tx: Transaction, scripts: Scripts, cases: Iterable[CaseRow]) -> dict[int, tuple[str, ...]]:
    """Return, by client, the criteria among budget and deadline that both cannot be right about."""
    pairs = {case.client_id: case.joint for case in cases if case.joint is not None and not case.is_erased}
    if not pairs:
        return {}
    sides = joint.sides(tx, {id for pair in pairs.values() for id in pair})
    found = {
        client: _criteria(tx, scripts, sides[quiz], sides[brief]) for client, (quiz, brief) in pairs.items()
    }
    return {client: criteria for client, criteria in found.items() if criteria}


def _criteria(tx: Transaction, scripts: Scripts, quiz: Side, brief: Side) -> tuple[str, ...]:
    accounts = [account_of(tx, scripts, side) for side in (quiz, brief)]
    cleared_up = heard(quiz, brief, accounts[1].script)
    yours, theirs = map(stands, accounts)
    return tuple(
        id
        for id in (BUDGET, DEADLINE)
        if id in yours
        and id in theirs
        and yours[id].question not in cleared_up
        and contradict(yours[id], theirs[id])
    )
