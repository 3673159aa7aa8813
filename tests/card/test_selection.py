"""How one form is preferred to another: fit, share, caution, conflicts, voices, and facts quoted twice."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.card.said import HEAVIEST, LIGHTEST, TELLING, Shown, shown_by
from questionnaires.card.selection import (
    CARD_KINDS,
    Candidate,
    Line,
    agreeing,
    best,
    candidates,
    chosen,
    without_conflicts,
    worded,
)
from questionnaires.content.model import Form, Kind
from scoring import score
from tests.card.clients import everybody, script

NUMBERS = st.integers(0, 10_000)


def form(**changes: Any) -> Form:
    """A form that says one thing."""
    return Form.model_validate(
        {"id": "one", "phase": "before_signing", "kind": "say", "text": {"en": "Plain."}} | changes
    )


def candidate(name: str = "one", kind: Kind = "say", segment: str = "novices", **changes: Any) -> Candidate:
    """A form with nothing in particular to be said for it."""
    quotes = frozenset(changes.pop("quotes", ()))
    plain: dict[str, Any] = {"topics": {}, "matches": (), "mismatches": 0, "caution": False, "share": 0.5}
    return Candidate(Line(name, kind, segment, name, None, quotes), **(plain | changes))


def best_of(*pool: Candidate) -> str:
    found = best(pool, "say")
    assert found is not None
    return found.line.form


# --- which one fits better --------------------------------------------------------------------------------


def test_a_form_for_what_the_client_showed_goes_before_one_for_nobody() -> None:
    assert best_of(candidate("plain"), candidate("fitting", matches=(1.0,))) == "fitting"


def test_a_trait_that_tells_more_of_this_client_counts_more() -> None:
    assert best_of(candidate("faint", matches=(0.6,)), candidate("telling", matches=(1.4,))) == "telling"


def test_a_form_for_another_behaviour_loses_to_one_for_nobody() -> None:
    assert best_of(candidate("contrary", matches=(1.2,), mismatches=1), candidate("plain")) == "plain"


def test_the_larger_segment_decides_between_equal_fits() -> None:
    assert best_of(candidate("smaller", share=0.3), candidate("larger", share=0.6)) == "larger"


def test_what_was_written_for_low_trust_goes_before_its_peers_where_there_is_caution() -> None:
    assert best_of(candidate("bold"), candidate("careful", caution=True)) == "careful"


def test_a_third_match_only_breaks_ties() -> None:
    three = candidate("three", matches=(1.0, 1.0, 1.5))
    assert best_of(three, candidate("two", matches=(1.2, 1.1))) == "two"
    assert best_of(candidate("two", matches=(1.0, 1.0)), three) == "three"


def test_of_equals_the_first_is_taken() -> None:
    assert best_of(candidate("first"), candidate("second")) == "first"


def test_there_is_no_best_of_a_kind_that_nobody_has() -> None:
    assert best([candidate()], "trap") is None


# --- what the client said ---------------------------------------------------------------------------------


def test_the_weight_of_a_trait_follows_its_weight_in_the_result() -> None:
    for case in everybody()[:40]:
        result = score(script().model, script().trait_answers(case.answers))
        shown = shown_by(script(), case.answers, result)
        strength = {reason.trait: abs(reason.decibans) for reason in result.reasons}
        ordered = sorted(shown, key=lambda trait: strength[trait])
        weights = [shown[trait].weight for trait in ordered]
        assert weights == sorted(weights), case.name
        assert all(LIGHTEST <= weight <= HEAVIEST for weight in weights), case.name
        assert all((strength[trait] >= TELLING) is (shown[trait].weight == HEAVIEST) for trait in shown), (
            case.name
        )


def test_caution_counts_only_where_the_client_showed_what_the_form_is_for() -> None:
    traits = script().content.traits.traits
    everything = {trait.id: Shown(frozenset(level.id for level in trait.levels)) for trait in traits}
    everyone = dict.fromkeys(script().content.tactics, 0.25)
    told = candidates(script().content, "before_signing", everyone, everything, "en", {})
    untold = candidates(script().content, "before_signing", everyone, {}, "en", {})
    assert any(found.caution for found in told)
    assert not any(found.caution for found in untold)


def test_only_forms_of_the_phase_and_of_the_speaking_segments_are_candidates() -> None:
    pool = candidates(script().content, "growing", {"pros": 0.7, "nimble": 0.3}, {}, "en", {})
    forms = {
        form.id
        for segment in ("pros", "nimble")
        for tactic in script().content.tactics[segment].tactics
        for form in tactic.forms
        if form.phase == "growing"
    }
    assert {c.line.form for c in pool} <= forms
    assert {c.line.segment for c in pool} == {"pros", "nimble"}


# --- facts ------------------------------------------------------------------------------------------------


def test_a_form_whose_fact_is_given_is_worded_with_it() -> None:
    line = worded(form(text={"en": "From {start_price}."}), "novices", "en", {"start_price": "$900"})
    assert line is not None
    assert (line.text, line.quotes) == ("From $900.", frozenset({"start_price"}))


def test_a_form_whose_fact_is_missing_is_worded_without_it() -> None:
    line = worded(
        form(text={"en": "From {start_price}."}, without={"en": "From little."}), "novices", "en", {}
    )
    assert line is not None
    assert (line.text, line.quotes) == ("From little.", frozenset())


def test_a_form_that_cannot_be_worded_without_its_fact_is_left_out() -> None:
    assert worded(form(text={"en": "From {start_price}."}), "novices", "en", {}) is None


def test_an_objection_without_an_answer_is_left_out() -> None:
    objection = form(kind="objection", answer={"en": "{guarantee}"})
    assert worded(objection, "novices", "en", {}) is None
    answered = worded(objection, "novices", "en", {"guarantee": "Redone free."})
    assert answered is not None
    assert (answered.answer, answered.quotes) == ("Redone free.", frozenset({"guarantee"}))


def test_a_fact_quoted_already_makes_room_for_another_line() -> None:
    say = candidate("price", "say", quotes=["start_price"])
    again = candidate("again", "send", quotes=["start_price"], matches=(0.5,))
    other = candidate("other", "send")
    assert chosen([say, again, other], CARD_KINDS)["send"].form == "other"
    assert chosen([again, other], CARD_KINDS)["send"].form == "again"


def test_a_line_that_fits_much_better_may_repeat_a_fact() -> None:
    say = candidate("price", "say", quotes=["start_price"])
    again = candidate("again", "send", quotes=["start_price"], matches=(1.5,))
    assert chosen([say, again, candidate("other", "send")], CARD_KINDS)["send"].form == "again"


def test_a_fact_is_repeated_where_there_is_no_other_line() -> None:
    pool = [candidate("price", kind, quotes=["start_price"]) for kind in ("say", "send")]
    assert set(chosen(pool, CARD_KINDS)) == {"say", "send"}


# --- conflicts --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ({"matches": (0.5,)}, {"caution": True, "share": 0.9}),
        ({"caution": True, "share": 0.1}, {"share": 0.9}),
        ({"share": 0.6}, {"share": 0.4}),
        ({}, {"matches": (1.5,), "mismatches": 2}),
    ],
    ids=["what the client said", "then caution", "then the larger segment", "what fits less"],
)
def test_the_order_in_a_conflict_is_the_clients_word_caution_the_larger_segment(
    winner: dict[str, Any], loser: dict[str, Any]
) -> None:
    push = candidate("push", topics={"extras": "push"}, **loser)
    hold = candidate("hold", topics={"extras": "hold"}, **winner)
    assert without_conflicts([push, hold]) == [hold]
    assert without_conflicts([hold, push]) == [hold]


def test_the_whole_losing_side_leaves_the_card() -> None:
    push = [candidate(kind, kind, topics={"extras": "push"}) for kind in CARD_KINDS]
    hold = candidate("hold", topics={"extras": "hold"}, matches=(1.0,))
    assert set(chosen([*push, hold], CARD_KINDS)) == {"say"}


def test_forms_that_take_no_side_always_agree() -> None:
    assert agreeing([candidate()], {"extras": "push"}) == [candidate()]


POOLS = st.lists(
    st.builds(
        candidate,
        NUMBERS.map(str),
        st.sampled_from(CARD_KINDS),
        st.sampled_from(["novices", "cautious"]),
        topics=st.dictionaries(st.sampled_from(["extras", "pace"]), st.sampled_from(["push", "hold"])),
        matches=st.lists(st.floats(0.5, 1.5), max_size=3).map(lambda w: tuple(sorted(w, reverse=True))),
        mismatches=st.integers(0, 2),
        caution=st.booleans(),
        share=st.sampled_from([0.35, 0.65]),
        quotes=st.sets(st.sampled_from(["case", "start_price"])),
    ),
    max_size=25,
)


@given(pool=POOLS)
def test_whatever_the_pool_a_card_never_contradicts_itself(pool: list[Candidate]) -> None:
    lines = chosen(pool, CARD_KINDS, "novices", "cautious")
    on_card = [c for c in pool if c.line in lines.values()]
    agreed = [c for c in without_conflicts(pool) if c.line in lines.values()]
    stances = {(topic, stance) for c in agreed for topic, stance in c.topics.items()}
    assert len({topic for topic, _ in stances}) == len(stances)
    assert {c.line.form for c in agreed} == {c.line.form for c in on_card}


@given(pool=POOLS)
def test_whatever_the_pool_a_kind_is_missing_only_where_no_form_of_it_agrees(pool: list[Candidate]) -> None:
    agreed = {c.line.kind for c in without_conflicts(pool)}
    assert set(chosen(pool, CARD_KINDS, "novices", "cautious")) == agreed


@given(pool=POOLS)
def test_whatever_the_pool_a_voice_with_something_to_say_is_heard_if_there_is_room_for_two(
    pool: list[Candidate],
) -> None:
    lines = chosen(pool, CARD_KINDS, "novices", "cautious")
    able = {c.line.segment for c in without_conflicts(pool)}
    if len(lines) >= 2:
        assert {line.segment for line in lines.values()} == able


# --- voices -----------------------------------------------------------------------------------------------


def two_voices(loud: str, quiet: str) -> list[Candidate]:
    """A pool in which every line of the one fits better than any of the other."""
    return [
        candidate(f"{segment} {kind}", kind, segment, matches=(1.0,) * (segment == loud))
        for kind in CARD_KINDS
        for segment in (loud, quiet)
    ]


def test_the_second_voice_has_a_line_first_of_all_a_trap() -> None:
    lines = chosen(two_voices("novices", "cautious"), CARD_KINDS, "novices", "cautious")
    assert {kind for kind, line in lines.items() if line.segment == "cautious"} == {"trap"}


def test_the_predominant_segment_has_a_line_first_of_all_a_question() -> None:
    lines = chosen(two_voices("cautious", "novices"), CARD_KINDS, "novices", "cautious")
    assert {kind for kind, line in lines.items() if line.segment == "novices"} == {"ask"}


def test_where_nothing_is_asked_the_predominant_segment_speaks_elsewhere() -> None:
    kinds: tuple[Kind, ...] = ("say", "objection", "trap")
    lines = chosen(two_voices("cautious", "novices"), kinds, "novices", "cautious")
    assert {kind for kind, line in lines.items() if line.segment == "novices"} == {"say"}


def test_a_voice_that_nobody_names_needs_no_line() -> None:
    lines = chosen(two_voices("cautious", "novices"), CARD_KINDS)
    assert {line.segment for line in lines.values()} == {"cautious"}
