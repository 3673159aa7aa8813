"""Finds the values at every place that a pattern such as `questions[*].options[*].level` names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    for key, child in _under(value, steps[0]):
        yield from _find(child, steps[1:], (*place, key))


def _under(value: object, step: str) -> Iterable[tuple[str | int, object]]:
    """What one step of a pattern leads to."""
    if isinstance(value, list):
        return enumerate(value) if step == ANY_ITEM else ()
    if isinstance(value, dict) and step != ANY_KEY:
        return ((step, value[step]),) if step in value else ()
    return children(value)


def value_at(value: object, place: Place) -> object:
    """What stands at this place, or None."""
    for step in place:
        value = dict(children(value)).get(step)
    return value
