"""Confirmed clients in a database, and a whole studio's worth of them as figures."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from bot.calibration.evidence import Evidence, whole_model
from bot.calibration.versions import Versions
from bot.interviews import Scripts
from bot.storage import Transaction
from bot.storage.queries import clients, interviews, results
from bot.storage.queries.results import Correction
from scoring import UNKNOWN, Confirmed
from tests.briefs import cast
from tests.scoring.clients import draw_clients, forget
from tests.scoring.test_learning import turned
from tests.storage.samples import BIG, NOW, answer, interview, manager, result

MINUTE = timedelta(minutes=1)
ANSWERS = {"experience": "none", "first_criterion": "price"}


def quiz(
    tx: Transaction, number: int, answers: dict[str, str] = ANSWERS, practice: bool = False
) -> tuple[int, int]:
    """Mara's quiz about a client of that number, with a result; returns the interview and the client."""
    mara, script = manager(tx), cast.scripts().current("manager_quiz")
    cast.scripts().publish(tx, NOW)
    id, client = BIG + 500 + number, BIG + 900 + number
    if clients.get(tx, mara.id, client) is None:
        clients.create(tx, client, mara.id, f"Client {number}", NOW)
    given = tuple(answer(question, option, place) for place, (question, option) in enumerate(answers.items()))
    row = interview(
        mara,
        id,
        client_id=client,
        content_hash=script.digest,
        model_hash=script.model.version,
        practice=practice,
        answers=given,
    )
    interviews.create(tx, [row])
    results.add(tx, [result(row, created_at=NOW + number * MINUTE)])
    return id, client


def word(
    tx: Transaction, interview_id: int, first: str, second: str | None = None, at: datetime = NOW
) -> None:
    """Mara says what a client really is."""
    assert results.correct(tx, interview_id, Correction(manager(tx).id, first, second, None, at))


def studio(scripts: Scripts, count: int = 150, seed: int = 7) -> Evidence:
    """Figures of a studio whose clients are not quite the library's."""
    expert = whole_model(scripts)
    random = np.random.default_rng(seed)
    drawn = draw_clients(turned(expert), count, random)
    cases = forget(drawn.cases, 0.4, random)
    known = Confirmed(cases, drawn.predominant.astype(np.int8), np.full(count, UNKNOWN, np.int8))
    return Evidence(expert, Versions(0, 0, None, False), expert, known, cases)
