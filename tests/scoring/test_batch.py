"""Many cases at once equal the same cases one by one, and stated confidence is what it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring import VERDICTS, Model, encode, score, score_batch
from scoring.batch import CHUNK
from tests.scoring.clients import draw_clients, forget
from tests.scoring.example import example_model
from tests.scoring.strategies import answers_to, law, models

EXAMPLE = example_model()


@law
@given(models(), st.data())
def test_a_batch_equals_the_same_cases_one_by_one(model: Model, data: st.DataObject) -> None:
    interviews = data.draw(st.lists(answers_to(model), min_size=1, max_size=5))
    batch = score_batch(model, np.stack([encode(model, answers) for answers in interviews]))
    names = (*model.segments, None)
    for row, answers in enumerate(interviews):
        alone = score(model, answers)
        assert names[batch.predominant[row]] == alone.predominant
        assert names[batch.secondary[row]] == alone.secondary
        assert batch.sub_segment[row] == (alone.sub_segment is not None)
        assert VERDICTS[batch.verdict[row]] is alone.verdict
        assert batch.confidence[row] == pytest.approx(list(alone.confidence.values()), abs=1e-12)
        assert batch.shares[row] == pytest.approx(list(alone.shares.values()), abs=1e-12)


def test_cases_beyond_one_chunk_are_scored_alike() -> None:
    cases = draw_clients(EXAMPLE, 7, np.random.default_rng(1)).cases
    many = np.tile(cases, (CHUNK // 7 + 20, 1))
    alone, together = score_batch(EXAMPLE, cases), score_batch(EXAMPLE, many)
    assert len(many) > CHUNK
    assert np.allclose(
        together.confidence, np.tile(alone.confidence, (CHUNK // 7 + 20, 1)), atol=1e-14, rtol=0
    )
    assert np.array_equal(together.predominant, np.tile(alone.predominant, CHUNK // 7 + 20))


def test_no_cases_give_no_results() -> None:
    assert score_batch(EXAMPLE, np.empty((0, 13), np.int8)).confidence.shape == (0, 4)


def test_cases_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match=r"cases are int8 \(2, 5\): expected int8 \(n, 13\)"):
        score_batch(EXAMPLE, np.zeros((2, 5), np.int8))


@pytest.mark.parametrize("option", [-2, 3])
def test_an_option_that_does_not_exist_is_refused_with_its_case(option: int) -> None:
    cases = np.zeros((2, 13), np.int8)
    cases[1, 1] = option
    with pytest.raises(ValueError, match=f"case 1, question 'expertise': option {option}, expected -1 to 2"):
        score_batch(EXAMPLE, cases)


def test_stated_confidence_matches_the_hit_rate() -> None:
    """Self-consistency: of the clients said to be p sure, p are what was said, in every decile of p.

    Four standard deviations of the sum of independent Bernoulli variables, each with its own stated p.
    """
    random = np.random.default_rng(7)
    clients = draw_clients(EXAMPLE, 500_000, random)
    cases = forget(clients.cases, random.random((len(clients.cases), 1)), random)
    found = score_batch(EXAMPLE, cases)
    stated = found.confidence.max(axis=1)
    right = found.confidence.argmax(axis=1) == clients.predominant
    decile = np.minimum((stated * 10).astype(int), 9)
    populated = [each for each in range(10) if (decile == each).sum() >= 20_000]
    assert len(populated) >= 6
    for each in populated:
        sure, hits = stated[decile == each], right[decile == each].sum()
        assert abs(hits - sure.sum()) < 4 * np.sqrt((sure * (1 - sure)).sum())
