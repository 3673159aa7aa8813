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
from questionnaires.interview.tables import BRIEF, QUIZ, STAY, TABLES, Row, Table, sources
from tests.interview import briefs, driving
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


def known(table: Table) -> set[tuple[str, State]]:
    """What may happen in which state."""
    return {(trigger, source) for trigger, source, _ in arrows(table)}


Way = Callable[[], Quiz]
UNKNOWN: list[tuple[Way, type[events.Event]]] = [
    (ways[state], kind)
    for table, ways in ((QUIZ, IN), (BRIEF, briefs.IN))
    for state, kind in product(ways, events.EVERY)
    if (kind.trigger, state) not in known(table)
]


def walk(begin: Way, seed: int, table: Table = QUIZ, lives: int = 60) -> set[Arrow]:
    """Live through the random lives of quizzes that begin alike, and tell which moves there were."""
    chance, moves = Random(seed), set()
    possible = known(table)
    for _ in range(lives):
        quiz = begin()
        for _ in range(LIFE):
            before = quiz.state
            fitting = [kind for kind in OF if (kind.trigger, before) in possible]
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


@pytest.fixture(scope="module")
def walked_briefs() -> set[Arrow]:
    """The same for briefs."""
    begins: list[Way] = [*briefs.IN.values(), briefs.branching, briefs.gone_back, briefs.reconsidered]
    begins += [briefs.reached]
    begins += [partial(briefs.filing, begin) for begin in (briefs.written, briefs.sent)]
    begins += [partial(briefs.at_contact, each) for each in (briefs.script(), briefs.contact_last())]
    begins += [partial(briefs.added, each) for each in (briefs.script(), briefs.contact_last())]
    return set().union(*(walk(begin, seed, BRIEF) for seed, begin in enumerate(begins)))


def test_every_arrow_of_the_tables_can_be_walked(walked: set[Arrow], walked_briefs: set[Arrow]) -> None:
    assert sorted(set(arrows(QUIZ)) - walked) == []
    assert sorted(set(arrows(BRIEF)) - walked_briefs) == []


def test_no_move_is_made_that_is_not_in_its_table(walked: set[Arrow], walked_briefs: set[Arrow]) -> None:
    assert sorted(walked - set(arrows(QUIZ))) == []
    assert sorted(walked_briefs - set(arrows(BRIEF))) == []


@pytest.mark.parametrize(("way", "kind"), UNKNOWN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_an_event_without_an_arrow_is_refused_and_nothing_moves(way: Way, kind: type[events.Event]) -> None:
    quiz = way()
    refusal = quiz.refuses(OF[kind](quiz.interview, Random(0)))
    assert str(refusal) == f"can't take {kind.__name__} in state {quiz.state}: the state does not know it"


def test_each_way_into_a_state_leads_there() -> None:
    assert {state: build().state for state, build in IN.items()} == {state: state for state in State}
    assert all(build().state is state for state, build in briefs.IN.items())


def test_a_brief_knows_no_naming_no_matching_and_no_offering() -> None:
    elsewhere = {State.NAMING, State.MATCHING, State.OFFERING}
    assert {state for _, *ends in arrows(BRIEF) for state in ends} == set(State) - elsewhere == set(briefs.IN)


def test_every_state_has_a_way_out() -> None:
    for table, ways in ((QUIZ, IN), (BRIEF, briefs.IN)):
        left = {source for _, source, dest in arrows(table) if dest is not source}
        assert left == set(ways), table.title


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
