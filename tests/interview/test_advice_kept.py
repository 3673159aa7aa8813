"""What a script remembers of its advice is what scoring would say anew, and it does not grow for ever."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.interview import Script
from questionnaires.interview.script import ADVICE_KEPT
from scoring import Goal, Order, advise
from tests.interview.driving import script

SCRIPT = script()


def told(script: Script) -> st.SearchStrategy[dict[str, str | None]]:
    """Answers to some of the trait questions, in any order."""
    options: dict[str, Any] = {
        question.id: st.sampled_from([None, *(option.id for option in question.options)])
        for question in script.questionnaire.questions
    }
    some = st.lists(st.sampled_from(sorted(options)), unique=True)
    return some.flatmap(lambda ids: st.fixed_dictionaries({id: options[id] for id in ids}))


@given(answers=told(SCRIPT), goal=st.sampled_from(Goal))
def test_remembered_advice_is_fresh_advice(answers: dict[str, str | None], goal: Goal) -> None:
    fresh = advise(SCRIPT.model, answers, goal=goal, order=Order.ADAPTIVE)
    for _ in range(2):
        assert SCRIPT.advise(tuple(answers.items()), goal) == fresh


def test_a_script_remembers_no_more_than_it_may() -> None:
    kept: Any = SCRIPT.advise
    assert kept.cache_info().maxsize == ADVICE_KEPT
