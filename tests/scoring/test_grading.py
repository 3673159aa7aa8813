"""The lead grade: the first rule that holds, and honesty about what is not known."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import GradeRule, GradeTable
from scoring.grading import VALUES
from tests.scoring.strategies import law

CRITERIA = ("budget", "decider", "need", "time", "serious")
YES, NOT_NO, NO = frozenset({"yes"}), frozenset({"yes", "partly"}), frozenset({"no"})
TABLE = GradeTable(
    CRITERIA,
    (
        GradeRule("D", "decline", {"serious": NO}),
        GradeRule("D", "decline", {"need": NO}),
        GradeRule("A", "work_now", dict.fromkeys(CRITERIA, YES)),
        GradeRule("B", "work_now", dict.fromkeys(CRITERIA, NOT_NO)),
        GradeRule("C", "standard_offer", {"budget": NO}),
        GradeRule("C", "nurture", {}),
    ),
)
ALL_YES: dict[str, str | None] = dict.fromkeys(CRITERIA, "yes")


@st.composite
def tables(draw: st.DrawFn) -> GradeTable:
    criteria = CRITERIA[: draw(st.integers(1, 4))]
    conditions = st.dictionaries(
        st.sampled_from(criteria), st.frozensets(st.sampled_from(VALUES), min_size=1), max_size=3
    )
    rules = draw(
        st.lists(
            st.builds(GradeRule, st.sampled_from("ABCD"), st.sampled_from(("x", "y", "z")), conditions),
            max_size=5,
        )
    )
    return GradeTable(criteria, (*rules, GradeRule("D", "x", {})))


def known(table: GradeTable) -> st.SearchStrategy[dict[str, str | None]]:
    return st.dictionaries(st.sampled_from(table.criteria), st.sampled_from((*VALUES, None)))


def completions(table: GradeTable, values: dict[str, str | None]) -> list[dict[str, str]]:
    """Every way the unknown criteria may turn out."""
    choices = [[value] if (value := values.get(name)) else list(VALUES) for name in table.criteria]
    return [dict(zip(table.criteria, case, strict=True)) for case in product(*choices)]


def first_rule(table: GradeTable, case: dict[str, str]) -> int:
    return next(
        place
        for place, rule in enumerate(table.rules)
        if all(case[name] in allowed for name, allowed in rule.when.items())
    )


@law
@given(st.data())
def test_the_grade_is_what_the_table_says_of_every_completion(data: st.DataObject) -> None:
    table = data.draw(tables())
    values = data.draw(known(table))
    rules = {first_rule(table, case) for case in completions(table, values)}
    found = table.grade(values)
    assert found.grades == tuple(sorted({table.rules[rule].grade for rule in rules}))
    assert set(found.steps) == {table.rules[rule].step for rule in rules}
    assert found.rule == (next(iter(rules)) if len(rules) == 1 else None)


@law
@given(st.data())
def test_a_criterion_is_decisive_exactly_when_it_alone_can_change_grade_or_step(data: st.DataObject) -> None:
    table = data.draw(tables())
    values = data.draw(known(table))

    def advice(case: dict[str, str]) -> tuple[str, str]:
        rule = table.rules[first_rule(table, case)]
        return rule.grade, rule.step

    def turns(name: str) -> int:
        cases = completions(table, values)
        return sum(len({advice(case | {name: value}) for value in VALUES}) > 1 for case in cases)

    unknown = [name for name in table.criteria if values.get(name) is None]
    ranked = sorted((name for name in unknown if turns(name)), key=lambda name: -turns(name))
    assert table.grade(values).decisive == tuple(ranked)


def test_a_prospect_with_everything_is_an_a() -> None:
    found = TABLE.grade(ALL_YES)
    assert (found.grades, found.rule, found.steps, found.decisive) == (("A",), 2, ("work_now",), ())


@pytest.mark.parametrize("unknown", [{"time": None}, {}])
def test_not_known_is_not_no(unknown: dict[str, str | None]) -> None:
    values = {name: value for name, value in ALL_YES.items() if name != "time"} | unknown
    found = TABLE.grade(values)
    assert (found.grades, found.rule, found.decisive) == (("A", "B", "C"), None, ("time",))
    assert found.steps == ("work_now", "nurture")


def test_a_grade_may_be_settled_while_criteria_are_unknown() -> None:
    found = TABLE.grade({"serious": "no"})
    assert (found.grades, found.rule, found.decisive) == (("D",), 0, ())


def test_what_decides_most_is_asked_first() -> None:
    assert TABLE.grade({"budget": "no"}).decisive == ("need", "serious")
    assert TABLE.grade({}).decisive[:2] == ("need", "serious")


def test_a_table_that_leaves_a_prospect_without_a_grade_is_refused_with_the_case() -> None:
    with pytest.raises(ValueError, match=r"no rule covers budget=partly, need=no: expected a last rule"):
        GradeTable(
            ("budget", "need"),
            (
                GradeRule("A", "work_now", {"need": NOT_NO}),
                GradeRule("B", "nurture", {"budget": YES}),
                GradeRule("C", "nurture", {"budget": NO}),
            ),
        )


def test_hidden_rules_and_the_grades_they_would_give_are_listed() -> None:
    table = GradeTable(
        ("budget",),
        (
            GradeRule("A", "x", {"budget": NOT_NO}),
            GradeRule("B", "x", {"budget": YES}),
            GradeRule("C", "x", {}),
        ),
    )
    assert (table.unreached_rules(), table.unreached_grades()) == ((1,), ("B",))
    assert (TABLE.unreached_rules(), TABLE.unreached_grades()) == ((), ())


def test_unknown_criteria_and_values_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown criterion 'mood': expected one of budget"):
        TABLE.grade({"mood": "yes"})
    with pytest.raises(ValueError, match="criterion 'budget' is 'maybe': expected yes, partly, no, or None"):
        TABLE.grade({"budget": "maybe"})
    with pytest.raises(ValueError, match="rule 0: unknown criterion 'mood'"):
        GradeTable(("budget",), (GradeRule("A", "x", {"mood": YES}),))
    with pytest.raises(ValueError, match=r"rule 0, 'budget': \['maybe'\]"):
        GradeTable(("budget",), (GradeRule("A", "x", {"budget": frozenset({"maybe"})}),))
    with pytest.raises(ValueError, match="expected 1 to 8 distinct ids"):
        GradeTable((), ())
