"""Finds the values at every place that a pattern such as `questions[*].options[*].level` names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from questionnaires.content.errors import Place
from questionnaires.content.files.shape import children

ANY_KEY = "*"
ANY_ITEM = "[*]"


def find(value: object, pattern: str) -> Iterator[tuple[Place, object]]:
    """Places and values that match, in file order; what is missing or of another shape is passed over.

    `[*]` stands for every item of a list, `*` for every key of a group.
    """
    return _find(value, _steps(pattern), ())


@cache
def _steps(pattern: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\[\*\]|[^.\[\]]+", pattern))


def _find(value: object, steps: tuple[str, ...], place: Place) -> Iterator[tuple[Place, object]]:
    if not steps:
        yield place, value
        return
    for key, child in children(value):
        if _matches(steps[0], key):
            yield from _find(child, steps[1:], (*place, key))


def _matches(step: str, key: str | int) -> bool:
    return step == ANY_ITEM if isinstance(key, int) else step in (key, ANY_KEY)


def value_at(value: object, place: Place) -> object:
    """What stands at this place, or None."""
    for step in place:
        value = dict(children(value)).get(step)
    return value
