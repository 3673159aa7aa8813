"""Everything at once, small: kills, faults on both sides of the line, a database that crashes, a full disk.

`make chaos` does the same with 200 people on every combination.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.chaos.weather.run import Run, ground, play

PEOPLE, BOUND = 20, 300.0
RUNS = [
    Run(PEOPLE, False, replicas=0, kills=1, troubles=4, disasters=1, seed=11, within=BOUND),
    Run(PEOPLE, False, replicas=1, kills=1, troubles=4, disasters=1, seed=12, within=BOUND),
    Run(PEOPLE, True, replicas=0, kills=1, troubles=4, disasters=1, seed=13, within=BOUND),
    Run(PEOPLE, True, replicas=3, kills=2, troubles=4, disasters=1, seed=14, within=BOUND),
]


@pytest.mark.parametrize("run", RUNS, ids=str)
def test_whatever_strikes_every_conversation_is_what_was_tapped(
    run: Run, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with ground(run, tmp_path, lambda: request.getfixturevalue("postgres")) as on:
        found = asyncio.run(play(run, on))
    assert found.faults == {}, "\n".join([str(found.faults), *found.stories])
    assert found.complete == PEOPLE and found.blows["kill"] == run.kills
