"""When two results count as the same: equal in everything, numbers to a tolerance."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from scoring import Result


def assert_same(found: Result, expected: Result, tolerance: float = 1e-12) -> None:
    """Equal in everything, numbers to the tolerance."""
    assert found.confidence == pytest.approx(dict(expected.confidence), rel=tolerance, abs=tolerance)
    assert found.shares == pytest.approx(dict(expected.shares), rel=tolerance, abs=tolerance)
    weight = {reason.trait: reason.decibans for reason in expected.reasons}
    assert {reason.trait: reason.decibans for reason in found.reasons} == pytest.approx(
        weight, rel=tolerance, abs=tolerance
    )
    assert replace(found, confidence={}, shares={}, reasons=()) == replace(
        expected, confidence={}, shares={}, reasons=()
    )


def no_ties(result: Result) -> bool:
    """No segment stands so close to the next that file order may have decided."""
    values = sorted(result.confidence.values())
    shares = sorted(result.shares.values())
    return all(high - low > 1e-8 for row in (values, shares) for low, high in pairwise(row))
