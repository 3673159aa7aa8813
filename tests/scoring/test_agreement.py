"""How far two people agree: the laws of kappa, and that it equals the tables of the papers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import isclose, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring import CALLS_ENOUGH, PAIRS_ENOUGH, agreement_of
from scoring.agreement import Call, Table, kappa

QUESTIONS, OPTIONS = ("pace", "trust", "money"), ("a", "b", "c", "d")
ANSWER = st.sampled_from(OPTIONS)
PAIR = st.tuples(ANSWER, ANSWER)
CALLS = st.lists(st.dictionaries(st.sampled_from(QUESTIONS), PAIR), min_size=2, max_size=25)
ONE_QUESTION = st.lists(st.builds(lambda pair: {"pace": pair}, PAIR), min_size=2, max_size=40)


def value_of(calls: Sequence[Call]) -> float:
    """The value of kappa, where there is one."""
    found = kappa(calls)
    assume(found is not None)
    assert found is not None
    return found.value


def from_the_papers(pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Cohen's kappa (1960) of one question, and its standard error (Fleiss, Cohen & Everitt 1969).

    From the table of proportions, cell by cell.
    """
    cells = {cell: pairs.count(cell) / len(pairs) for cell in product(OPTIONS, OPTIONS)}
    row = {i: sum(cells[i, j] for j in OPTIONS) for i in OPTIONS}
    column = {j: sum(cells[i, j] for i in OPTIONS) for j in OPTIONS}
    observed = sum(cells[i, i] for i in OPTIONS)
    expected = sum(row[i] * column[i] for i in OPTIONS)
    value = (observed - expected) / (1 - expected)
    same = sum(cells[i, i] * (1 - (row[i] + column[i]) * (1 - value)) ** 2 for i in OPTIONS)
    apart = sum(cells[i, j] * (row[j] + column[i]) ** 2 for i, j in cells if i != j)
    spread = same + (1 - value) ** 2 * apart - (value - expected * (1 - value)) ** 2
    return value, sqrt(max(0.0, spread) / len(pairs)) / (1 - expected)


def by_hand(calls: Sequence[Call]) -> float:
    """Pooled kappa from plain loops: any answer of the one beside any of the other is what chance gives."""
    equal = expected = count = 0.0
    for question in QUESTIONS:
        pairs = [call[question] for call in calls if question in call]
        if len(pairs) < 2:
            continue
        count += len(pairs)
        equal += sum(one == other for one, other in pairs)
        expected += sum(one == other for one, _ in pairs for _, other in pairs) / len(pairs)
    return (equal - expected) / (count - expected)


def table(cells: dict[tuple[str, str], int]) -> list[Call]:
    """One question, asked in as many calls as the cells count."""
    return [{"pace": pair} for pair, count in cells.items() for _ in range(count)]


# --- what is known --------------------------------------------------------------------------------------


def test_a_table_worked_out_with_pencil_and_paper() -> None:
    """20 both yes, 15 both no, 5 and 10 apart of 50: observed 0.7, expected 0.5, so kappa 0.4."""
    found = kappa(table({("a", "a"): 20, ("a", "b"): 5, ("b", "a"): 10, ("b", "b"): 15}))
    assert found is not None and found.value == pytest.approx(0.4)
    assert found.low < 0.4 < found.high


@given(ONE_QUESTION)
def test_one_question_gives_the_formulas_of_the_papers(calls: list[Call]) -> None:
    value = value_of(calls)
    expected, spread = from_the_papers([call["pace"] for call in calls])
    assert isclose(value, expected, abs_tol=1e-9)
    assert isclose(Table(calls).standard_error(value), spread, abs_tol=1e-7)


@given(CALLS)
def test_several_questions_equal_a_slow_reference(calls: list[Call]) -> None:
    assert isclose(value_of(calls), by_hand(calls), abs_tol=1e-9)


# --- laws -----------------------------------------------------------------------------------------------


@given(CALLS)
def test_people_who_never_differ_agree_perfectly_and_are_not_certain(calls: list[Call]) -> None:
    same = [{question: (one, one) for question, (one, _) in call.items()} for call in calls]
    found = kappa(same)
    assume(found is not None)
    assert found is not None and (found.value, found.high) == (1.0, 1.0) and found.low < 1


def test_people_who_answer_independently_agree_as_by_chance() -> None:
    every = [{"pace": one, "trust": other} for one, other in product(product(OPTIONS, OPTIONS), repeat=2)]
    found = kappa(every)
    assert found is not None and found.value == pytest.approx(0) and found.low < 0 < found.high


@given(CALLS)
def test_nobody_comes_first(calls: list[Call]) -> None:
    turned = [{question: (other, one) for question, (one, other) in call.items()} for call in calls]
    one, other = kappa(calls), kappa(turned)
    assume(one is not None and other is not None)
    assert one is not None and other is not None
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


@given(CALLS, st.permutations(OPTIONS))
def test_what_the_options_are_called_does_not_matter(calls: list[Call], names: list[str]) -> None:
    called = dict(zip(OPTIONS, names, strict=True))
    renamed = [{q: (called[one], called[other]) for q, (one, other) in call.items()} for call in calls]
    assert isclose(value_of(calls), value_of(renamed), abs_tol=1e-9)


@given(CALLS)
def test_the_order_of_calls_does_not_matter(calls: list[Call]) -> None:
    turned = sorted(calls, key=lambda call: sorted(call.items()), reverse=True)
    assert isclose(value_of(calls), value_of(turned), abs_tol=1e-9)


@given(CALLS)
def test_the_interval_holds_the_value_and_stays_within_what_kappa_can_be(calls: list[Call]) -> None:
    found = kappa(calls)
    assume(found is not None)
    assert found is not None and -1 <= found.low <= found.value <= found.high <= 1


def test_options_of_different_questions_are_never_the_same() -> None:
    """Two questions with one option each, always chosen: chance alone would agree, so nothing is told."""
    assert kappa([{"pace": ("a", "a"), "trust": ("b", "b")}] * 50) is None


def test_a_question_that_came_up_once_tells_nothing_of_chance() -> None:
    often = table({("a", "a"): 8, ("b", "b"): 8, ("a", "b"): 4})
    assert kappa([*often, {"money": ("a", "b")}]) == kappa(often)


# --- when it is told --------------------------------------------------------------------------------------


@given(CALLS)
def test_counts_are_told_always_and_kappa_from_a_stated_number_on(calls: list[Call]) -> None:
    found = agreement_of(calls)
    pairs = [pair for call in calls for pair in call.values()]
    assert (found.calls, found.pairs) == (sum(map(bool, calls)), len(pairs))
    assert found.equal == sum(one == other for one, other in pairs)
    enough = found.calls >= CALLS_ENOUGH and found.pairs >= PAIRS_ENOUGH
    assert found.kappa == (kappa([call for call in calls if call]) if enough else None)
    assert enough == (not found.calls_missing and not found.pairs_missing)


def test_nothing_at_all_is_no_agreement_and_no_error() -> None:
    assert agreement_of([]) == agreement_of([{}])
    assert agreement_of([]).calls_missing == CALLS_ENOUGH
