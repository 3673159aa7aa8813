"""The table: every arrow is walked, events without one are refused, and the drawing shows them all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import product
from pathlib import Path
from random import Random

import pytest

from questionnaires.interview import NotNow, Script, State, events
from questionnaires.interview.drawing import diagram, page
from questionnaires.interview.states import CLOSED, OPEN
from questionnaires.interview.tables import QUIZ, STAY, TABLES, Row, Table, sources
from tests.interview import driving
from tests.interview.driving import IN, Quiz
from tests.interview.journeys import OF

LIFE = 10
DRAWING = Path(__file__).parents[2] / "docs" / "interview-states.md"
Arrow = tuple[str, State, State]


def arrows(table: Table = QUIZ) -> list[Arrow]:
    """Every move of a table, a row with several sources taken apart."""
    return [arrow for row in table.rows for arrow in _arrows(row)]


def _arrows(row: Row) -> list[Arrow]:
    trigger, _, dest, _ = row
    return [(trigger, state, state if dest == STAY else State(dest)) for state in sources(row)]


KNOWN = {(trigger, source) for trigger, source, _ in arrows()}
UNKNOWN = [
    (state, kind) for state, kind in product(State, events.EVERY) if (kind.trigger, state) not in KNOWN
]


def walk(begin: Callable[[], Quiz], seed: int, lives: int = 60) -> set[Arrow]:
    """Live through the random lives of quizzes that begin alike, and tell which moves there were."""
    chance, moves = Random(seed), set()
    for _ in range(lives):
        quiz = begin()
        for _ in range(LIFE):
            before = quiz.state
            fitting = [kind for kind in OF if (kind.trigger, before) in KNOWN]
            event = OF[chance.choice(fitting)](quiz.interview, chance)
            with suppress(NotNow):
                quiz.take(event)
                moves.add((event.trigger, before, quiz.state))
    return moves


def at_the_offer(script: Script) -> Quiz:
    """A quiz that knows enough."""
    return driving.asking(script).answer_until(State.OFFERING)


def at_the_last(script: Script) -> Quiz:
    """A quiz with one trait left to ask, and nothing known of the others."""
    quiz = driving.asking(script)
    while len(quiz.interview.open_traits) > 1:
        quiz.skip()
    return quiz


def under_review() -> Quiz:
    """A card whose answers are listed."""
    quiz = driving.finished()
    quiz.take(events.ReviewOpened())
    return quiz


@pytest.fixture(scope="module")
def walked() -> set[Arrow]:
    """Every move of a few thousand random events, begun in every state."""
    begins: list[Callable[[], Quiz]] = [*IN.values(), under_review]
    for script in (driving.script(), driving.traits_only()):
        begins += [partial(at_the_offer, script), partial(at_the_last, script)]
    return set().union(*(walk(begin, seed) for seed, begin in enumerate(begins)))


def test_every_arrow_of_the_table_can_be_walked(walked: set[Arrow]) -> None:
    assert sorted(set(arrows()) - walked) == []


def test_no_move_is_made_that_is_not_in_the_table(walked: set[Arrow]) -> None:
    assert sorted(walked - set(arrows())) == []


@pytest.mark.parametrize(("state", "kind"), UNKNOWN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_an_event_without_an_arrow_is_refused_and_nothing_moves(
    state: State, kind: type[events.Event]
) -> None:
    quiz: Quiz = IN[state]()
    refusal = quiz.refuses(OF[kind](quiz.interview, Random(0)))
    assert str(refusal) == f"can't take {kind.__name__} in state {state}: the state does not know it"


def test_each_way_into_a_state_leads_there() -> None:
    assert {state: build().state for state, build in IN.items()} == {state: state for state in State}


def test_every_state_has_a_way_out() -> None:
    for state in State:
        assert any(source is state and dest is not state for _, source, dest in arrows()), state


def test_every_event_occurs_in_the_table_and_the_table_knows_no_other() -> None:
    assert {row[0] for table in TABLES for row in table.rows} == {kind.trigger for kind in events.EVERY}
    assert len(events.EVERY) == len({kind.trigger for kind in events.EVERY})


def test_every_condition_and_every_settling_is_something_an_interview_has() -> None:
    interview = driving.asking().interview
    for table in TABLES:
        for *_, condition in table.rows:
            assert condition is None or isinstance(getattr(interview, condition), bool)
        for settle in (each for settled in table.on_enter.values() for each in settled):
            assert callable(getattr(interview, settle))


def test_a_quiz_waits_for_its_manager_is_over_or_has_its_card() -> None:
    assert {*OPEN, *CLOSED, State.FINISHED} == set(State)
    assert len(OPEN) + len(CLOSED) + 1 == len(State)


def test_the_drawing_has_an_arrow_for_each_move() -> None:
    for table in TABLES:
        drawn = [line.strip().split(":")[0] for line in diagram(table).splitlines() if "-->" in line]
        assert drawn[0] == f"[*] --> {table.first}"
        assert drawn[1:] == [f"{source} --> {dest}" for _, source, dest in arrows(table)]


def test_the_documentation_shows_the_table_as_it_is() -> None:
    assert DRAWING.read_text(encoding="utf-8") == page(), (
        "run: python -m questionnaires.interview > docs/interview-states.md"
    )
