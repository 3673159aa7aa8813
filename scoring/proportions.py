"""How far a share that was counted in a few cases may lie from the true one."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
"""Standard errors on either side of the mean that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a true share lies, 0 to 1."""

    low: float
    high: float


def wilson(count: int, of: int, z: float = Z95) -> Interval:
    """The score interval of a share.

    It never leaves 0 to 1, and holds for few cases and for shares near either end, where the textbook's
    share ± z · standard error does not. E. B. Wilson, "Probable inference, the law of succession, and
    statistical inference", Journal of the American Statistical Association 22 (1927), 209-212; recommended
    for small numbers by L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16 (2001), 101-133.

    Args:
        count: cases of the kind.
        of: all cases.
        z: standard errors on either side; by default of 95 %.

    Returns:
        The shares that such a count would not be surprising for; 0 to 1 where there are no cases.

    Raises:
        ValueError: there are more cases of the kind than cases, or fewer than none.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} cases; expected 0 to {of}")
    if of == 0:
        return Interval(0.0, 1.0)
    share, square = count / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    low, high = (0.0 if count == 0 else middle - half), (1.0 if count == of else middle + half)
    return Interval(max(0.0, low), min(1.0, high))
