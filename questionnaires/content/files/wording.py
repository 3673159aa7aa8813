"""What pydantic found wrong with a file, in plain words and at its line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from questionnaires.content.errors import ContentError, Place, did_you_mean
from questionnaires.content.files.folders import File
from questionnaires.content.files.shape import at, choices, describe, is_model
from questionnaires.content.model import Text

PATTERNS = {
    r"^[a-z][a-z0-9_]{0,31}$": "an id: at most 32 lower-case letters, digits and _, a letter first",
    r"^[a-z]{2}$": "a language code of two lower-case letters, such as en",
    r"^#[0-9a-f]{6}$": "a colour such as '#3a7bd5', in quotes",
    r"^[A-Z]{3}$": "a currency code of three capital letters, such as USD",
}

Context = Mapping[str, Any]
LIMITS: dict[str, Callable[[Context], str]] = {
    "string_pattern_mismatch": lambda c: PATTERNS.get(c["pattern"], f"text of the form {c['pattern']}"),
    "string_too_short": lambda c: "some text",
    "string_too_long": lambda c: f"at most {c['max_length']} characters",
    "too_short": lambda c: f"at least {c['min_length']} here, there are {c['actual_length']}",
    "too_long": lambda c: f"at most {c['max_length']} here, there are {c['actual_length']}",
    "greater_than": lambda c: f"a number above {c['gt']:g}",
    "greater_than_equal": lambda c: f"a number of {c['ge']:g} or more",
    "less_than": lambda c: f"a number below {c['lt']:g}",
    "less_than_equal": lambda c: f"a number of {c['le']:g} or less",
    "finite_number": lambda c: "a finite number",
}


def explain(file: File, error: ValidationError) -> Iterator[ContentError]:
    """Each mistake of one file once; the alternatives of a union are one mistake."""
    details = error.errors(include_url=False)
    for place, found in groupby(details, key=lambda one: _place(file, one)):
        yield _explain(file, place, list(found))


def _place(file: File, detail: ErrorDetails) -> Place:
    """Pydantic's location without the names of union members, which stand in no document."""
    place = tuple(detail["loc"])
    if detail["type"] == "missing":
        return place
    while place and place not in file.document.lines:
        place = place[:-1]
    return place


def _explain(file: File, place: Place, found: list[ErrorDetails]) -> ContentError:
    detail = found[0]
    expected = at(file.shape, place)
    if detail["type"] == "missing":
        return file.error(place, "missing", describe(expected))
    if detail["type"] == "extra_forbidden":
        return _unknown_key(file, place)
    if any("[key]" in one["loc"][-1:] for one in found) and Text in choices(at(file.shape, place[:-1])):
        return _no_language(file, place)
    value = detail["input"]
    if len(found) == 1 and detail["type"] in LIMITS:
        return file.wrong(place, value, LIMITS[detail["type"]](detail.get("ctx", {})))
    return file.wrong(place, value, describe(expected), _hint(value, expected))


def _unknown_key(file: File, place: Place) -> ContentError:
    known = [
        name for one in choices(at(file.shape, place[:-1])) if is_model(one) for name in one.model_fields
    ]
    return file.error(
        place, "an unknown key", f"one of {', '.join(known)}", did_you_mean(str(place[-1]), known)
    )


def _no_language(file: File, place: Place) -> ContentError:
    hint = "in { } a text with a comma goes in quotes"
    return file.error(place, "not a language", "a code of two lower-case letters, such as en", hint)


def _hint(value: object, expected: Any) -> str:
    wants_text = str in choices(expected)
    if isinstance(value, bool | int | float) and wants_text:
        return "put it in quotes to make it text"
    if isinstance(value, str) and not wants_text:
        return "a number goes without quotes" if {int, float} & set(choices(expected)) else ""
    return "after the colon nothing is written" if value is None else ""
