"""A walk at random, and the laws that hold at every step of it.

A few short ones each time; a hundred long ones by `make walk`, and one that failed once more by its seed:

    WALKS=17 WALK_STEPS=300 .venv/bin/python -m pytest tests/e2e/fuzz/test_walk.py -k sqlite
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from datetime import datetime

import pytest

from questionnaires.content.model import ContentSet
from tests.e2e.conftest import let_in, staged
from tests.e2e.fuzz.editions import published
from tests.e2e.fuzz.laws import Errors, Laws
from tests.e2e.fuzz.walk import Walk, drawn_from

FIRST, _, LAST = os.environ.get("WALKS", "1-2").partition("-")
SEEDS = range(int(FIRST), int(LAST or FIRST) + 1)
STEPS = int(os.environ.get("WALK_STEPS", "60"))
TOLD = 40
"""Steps that a failure tells of."""


@pytest.fixture
def errors() -> Iterator[Errors]:
    """What is logged as an error while a test runs."""
    handler = Errors()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_people_do_the_laws_hold(
    database_url: str, content: ContentSet, now: datetime, seed: int, errors: Errors
) -> None:
    with drawn_from(seed):
        async with staged(database_url, content, now) as stage:
            await let_in(stage)
            walk = Walk(stage, seed, await published(stage, content))
            await walk.people_come()
            laws = Laws(stage, walk, errors)
            try:
                for _ in range(STEPS):
                    if await walk.step():
                        await laws.hold()
                await walk.everybody_is_back()
                await laws.hold()
                await laws.hold_at_the_end()
            except BaseException as broken:
                told = "\n".join(walk.diary[-TOLD:])
                broken.add_note(f"WALKS={seed} WALK_STEPS={STEPS}, the last {TOLD} steps:\n{told}")
                raise
