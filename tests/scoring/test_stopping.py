"""The benchmark of stop rules must walk clients as the product does, or its figures mean nothing."""

from __future__ import annotations

import numpy as np

from benchmarks.stopping import SPECIFIED, walk
from scoring import ask_adaptively, score
from tests.scoring.clients import draw_clients, forget
from tests.scoring.example import example_model


def test_simulated_clients_are_asked_as_the_product_would_ask_them() -> None:
    model = example_model()
    random = np.random.default_rng(3)
    cases = forget(draw_clients(model, 60, random).cases, 1 / 3, random)
    outcome = walk(model, cases, SPECIFIED)
    for row, case in enumerate(cases.tolist()):
        answers = {
            question.id: None if option < 0 else question.options[option]
            for question, option in zip(model.questions, case, strict=True)
        }
        asked, used = ask_adaptively(model, answers)
        assert len(asked) == outcome.asked[row]
        found = list(score(model, used).confidence.values())
        assert np.allclose(outcome.confidence[row], found, atol=1e-12, rtol=0)
