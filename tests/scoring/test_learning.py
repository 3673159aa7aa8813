"""Learning from confirmed clients: the laws, and what it does on simulated ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring import UNKNOWN, Confirmed, Model, encode, flips, judge, judge_learning, learn, score
from scoring.judging import deal
from scoring.learning import KAPPA, base_rates, density, rounds
from tests.scoring import learning_reference, reference
from tests.scoring.clients import draw_clients, forget
from tests.scoring.example import example_model
from tests.scoring.sameness import assert_same
from tests.scoring.strategies import answers_to, law, models

EXAMPLE = example_model()
Client = tuple[dict[str, str | None], str, str | None]
School = tuple[Model, list[Client]]


@st.composite
def schools(draw: st.DrawFn, least: int = 0) -> School:
    """A model and up to eight confirmed clients, some with a secondary, some without a real answer."""
    model = draw(models())
    clients = []
    for _ in range(draw(st.integers(least, 8))):
        first = draw(st.sampled_from(model.segments))
        others = [each for each in model.segments if each != first]
        clients.append((draw(answers_to(model)), first, draw(st.sampled_from([None, *others]))))
    return model, clients


def confirmed(model: Model, clients: list[Client]) -> Confirmed:
    places = {segment: place for place, segment in enumerate(model.segments)}
    rows = [encode(model, answers) for answers, _, _ in clients]
    return Confirmed(
        np.array(rows, np.int8).reshape(-1, len(model.questions)),
        np.array([places[first] for _, first, _ in clients], np.int8),
        np.array([UNKNOWN if second is None else places[second] for _, _, second in clients], np.int8),
    )


def drawn(truth: Model, count: int, seed: int, unknown: float = 0.25) -> Confirmed:
    """Clients of a model as a team would confirm them: half of the secondaries are not given."""
    random = np.random.default_rng(seed)
    clients = draw_clients(truth, count, random)
    is_pure = clients.secondary == clients.predominant
    is_silent = is_pure | (random.random(count) < 0.5)
    return Confirmed(
        forget(clients.cases, unknown, random),
        clients.predominant.astype(np.int8),
        np.where(is_silent, UNKNOWN, clients.secondary).astype(np.int8),
    )


def turned(model: Model) -> Model:
    """A studio whose clients are not the expert's: every level half as likely as the next one was."""
    profiles = {
        trait: tuple(
            tuple(0.5 * own + 0.5 * row[(place + 1) % len(row)] for place, own in enumerate(row))
            for row in rows
        )
        for trait, rows in model.profiles.items()
    }
    return replace(model, profiles=profiles, numbers=replace(model.numbers, base_rates=(0.1, 0.2, 0.6, 0.1)))


# --- the arithmetic ---------------------------------------------------------------------------------------


@law
@given(schools(least=1), st.integers(1, 4))
def test_the_rounds_equal_a_slow_recomputation(school: School, count: int) -> None:
    model, clients = school
    found = list(rounds(model, confirmed(model, clients)))
    profiles = found[min(count, len(found) - 1)]
    expected = learning_reference.learned(model, clients, KAPPA, min(count, len(found) - 1))
    for trait, rows in zip(model.traits, profiles, strict=True):
        slow = [expected[trait.id][segment] for segment in model.segments]
        assert np.asarray(rows) == pytest.approx(np.array(slow), abs=1e-9)


@law
@given(schools(least=1))
def test_no_round_lowers_the_posterior_density(school: School) -> None:
    model, clients = school
    known = confirmed(model, clients)
    densities = [density(model, known, profiles) for profiles in rounds(model, known)]
    assert all(after >= before - 1e-9 for before, after in pairwise(densities))


def test_the_rounds_climb_where_there_is_much_to_learn_and_come_to_rest() -> None:
    known = drawn(turned(EXAMPLE), 400, seed=5)
    densities = [density(EXAMPLE, known, profiles) for profiles in rounds(EXAMPLE, known)]
    assert densities[-1] > densities[0] + 10
    assert all(after >= before - 1e-9 for before, after in pairwise(densities))
    assert len(densities) < 200


@law
@given(models())
def test_without_a_confirmed_client_the_model_is_the_experts(model: Model) -> None:
    assert learn(model, confirmed(model, [])) is model


@law
@given(schools(least=1))
def test_a_trait_that_nobody_answered_keeps_the_experts_profile(school: School) -> None:
    model, clients = school
    answered = {
        question.trait
        for question in model.questions
        for answers, _, _ in clients
        if answers.get(question.id) is not None
    }
    learned = learn(model, confirmed(model, clients))
    for trait in model.traits:
        if trait.id not in answered:
            assert learned.profiles[trait.id] == model.profiles[trait.id]


@law
@given(schools(least=2), st.data())
def test_the_order_of_clients_does_not_matter(school: School, data: st.DataObject) -> None:
    model, clients = school
    order = data.draw(st.permutations(clients))
    one, other = (confirmed(model, each) for each in (clients, order))
    _assert_same_profiles(learn(model, one), learn(model, other))
    judged, again = judge_learning(model, one), judge_learning(model, other)
    assert judged.log_loss == pytest.approx(again.log_loss, abs=1e-9)


@law
@given(schools(least=1), st.data())
def test_relabelling_segments_permutes_what_is_learned(school: School, data: st.DataObject) -> None:
    model, clients = school
    order = data.draw(st.permutations(range(len(model.segments))))
    moved = replace(
        model,
        segments=tuple(model.segments[place] for place in order),
        profiles={trait: tuple(rows[place] for place in order) for trait, rows in model.profiles.items()},
    )
    learned, after = (learn(each, confirmed(each, clients)) for each in (model, moved))
    for trait, rows in learned.profiles.items():
        expected = np.array([rows[place] for place in order])
        assert np.array(after.profiles[trait]) == pytest.approx(expected, abs=1e-7)
    assert after.numbers.base_rates is not None and learned.numbers.base_rates is not None
    assert after.numbers.base_rates == pytest.approx([learned.numbers.base_rates[place] for place in order])


def test_a_level_that_nobody_showed_stays_possible() -> None:
    clients: list[Client] = [({"experience": "none"}, "novices", None)] * 500
    learned = learn(EXAMPLE, confirmed(EXAMPLE, clients))
    assert all(value > 0 for row in learned.profiles["experience"] for value in row)


def test_an_answer_is_shared_out_and_not_credited_whole_to_the_predominant() -> None:
    answers: dict[str, str | None] = {"trust": "distrust", "pace": "doubting", "payment": "staged"}
    learned = learn(EXAMPLE, confirmed(EXAMPLE, [(answers, "novices", "cautious")] * 10))
    place = next(place for place, trait in enumerate(EXAMPLE.traits) if trait.id == "trust")
    distrust = EXAMPLE.traits[place].levels.index("distrust")
    novices, cautious = (EXAMPLE.segments.index(each) for each in ("novices", "cautious"))
    before, after = (np.array(model.profiles["trust"])[:, distrust] for model in (EXAMPLE, learned))
    credited_whole = (KAPPA * before[novices] + 10) / (KAPPA + 10)
    assert after[cautious] > before[cautious]
    assert after[novices] - before[novices] < (credited_whole - before[novices]) / 2


def test_base_rates_are_smoothed_counts() -> None:
    known = confirmed(EXAMPLE, [({}, "novices", None)] * 30)
    assert base_rates(4, known) == pytest.approx((0.125, 0.125, 0.625, 0.125))


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [(4, UNKNOWN, "expected two different ones"), (1, 1, "client 0"), (0, -2, "segments 0 and -2")],
)
def test_a_segment_that_is_none_is_refused(first: int, second: int, what: str) -> None:
    case = encode(EXAMPLE, {})[None]
    with pytest.raises(ValueError, match=what):
        learn(EXAMPLE, Confirmed(case, np.array([first], np.int8), np.array([second], np.int8)))


# --- base rates as part of a model ------------------------------------------------------------------------


def test_a_model_without_base_rates_keeps_the_version_it_had_before_there_were_any() -> None:
    assert "base_rates" not in EXAMPLE.to_json()
    assert Model.from_json(EXAMPLE.to_json()) == EXAMPLE


@law
@given(schools(least=1), st.data())
def test_a_learned_model_can_be_stored_and_scores_as_the_reference(
    school: School, data: st.DataObject
) -> None:
    model, clients = school
    learned = learn(model, confirmed(model, clients))
    again = Model.from_json(learned.to_json())
    assert again == learned and again.version == learned.version != model.version
    answers = data.draw(answers_to(model))
    assert_same(score(again, answers), reference.score(again, answers))


@pytest.mark.parametrize(
    ("rates", "what"),
    [((0.5, 0.5), "one for each"), ((0.5, 0.5, 0.0, 0.0), "'novices'"), ((0.3, 0.3, 0.3, 0.3), "sums to")],
)
def test_base_rates_that_are_none_are_refused(rates: tuple[float, ...], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        replace(EXAMPLE, numbers=replace(EXAMPLE.numbers, base_rates=rates))


def test_models_that_differ_in_questions_only_have_one_foundation() -> None:
    fewer = replace(EXAMPLE, questions=EXAMPLE.questions[:3])
    assert fewer.foundation == EXAMPLE.foundation and fewer.version != EXAMPLE.version
    learned = learn(EXAMPLE, drawn(EXAMPLE, 40, seed=3))
    assert learned.foundation != EXAMPLE.foundation
    assert fewer.on_the_foundation_of(learned).foundation == learned.foundation
    assert fewer.on_the_foundation_of(EXAMPLE) == fewer


# --- what it is worth -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_learning_lowers_the_log_loss_on_clients_it_has_not_seen(seed: int) -> None:
    truth = turned(EXAMPLE)
    known, others = drawn(truth, 200, seed), drawn(truth, 2_000, seed + 100)
    before, after = judge(EXAMPLE, others), judge(learn(EXAMPLE, known), others)
    assert after.log_loss < before.log_loss - 0.02
    assert after.hits > before.hits


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cross_validation_tells_it_without_other_clients(seed: int) -> None:
    known = drawn(turned(EXAMPLE), 200, seed)
    assert judge_learning(EXAMPLE, known).log_loss < judge(EXAMPLE, known).log_loss


def test_where_the_expert_was_right_cross_validation_promises_next_to_nothing() -> None:
    known = drawn(EXAMPLE, 200, seed=11)
    assert judge_learning(EXAMPLE, known).log_loss > judge(EXAMPLE, known).log_loss - 0.02


@law
@given(schools(least=1))
def test_log_loss_and_confusion_are_those_of_scoring_one_by_one(school: School) -> None:
    model, clients = school
    judged = judge(model, confirmed(model, clients))
    assert judged.log_loss == pytest.approx(learning_reference.log_loss(model, clients), abs=1e-9)
    assert judged.count == len(clients)
    for answers, first, _ in clients:
        computed = score(model, answers).predominant
        column = -1 if computed is None else model.segments.index(computed)
        assert judged.confusion[model.segments.index(first), column] > 0
    told = [score(model, answers).predominant == first for answers, first, _ in clients]
    assert judged.hits == sum(told)


def test_every_client_is_held_out_once_and_the_folds_are_even() -> None:
    sizes = np.bincount(deal(drawn(EXAMPLE, 43, seed=2)))
    assert sizes.sum() == 43 and sizes.max() - sizes.min() <= 1


def test_flips_are_the_results_that_another_model_changes() -> None:
    known = drawn(turned(EXAMPLE), 300, seed=9)
    learned = learn(EXAMPLE, known)
    found = flips(EXAMPLE, learned, known.cases)
    pairs = [(score(EXAMPLE, answers), score(learned, answers)) for answers in map(_answers_of, known.cases)]
    turned_over = [one.predominant != other.predominant for one, other in pairs]
    renamed = [one.verdict != other.verdict for one, other in pairs]
    assert found.count == 300 and found.predominant == sum(turned_over) > 0
    assert found.verdict == sum(new and not over for new, over in zip(renamed, turned_over, strict=True))
    assert flips(EXAMPLE, EXAMPLE, known.cases).predominant == 0


def _answers_of(case: NDArray[np.int8]) -> dict[str, str | None]:
    return {
        question.id: question.options[option] if option >= 0 else None
        for question, option in zip(EXAMPLE.questions, case, strict=True)
    }


def _assert_same_profiles(one: Model, other: Model) -> None:
    for trait, rows in one.profiles.items():
        assert np.array(rows) == pytest.approx(np.array(other.profiles[trait]), abs=1e-7)
