"""Which lines stay unsaid because the studio has not given a fact. Information, not a mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from questionnaires.content.checks.wording import BRACES
from questionnaires.content.errors import show_place
from questionnaires.content.loader import Reading
from questionnaires.content.model import FACTS, Form, Text


@dataclass(frozen=True)
class MissingFact:
    """A fact not given, what it stands for, and the lines left out for want of it, as `file:line: form`."""

    fact: str
    meaning: str
    lines: tuple[str, ...]


def missing_facts(reading: Reading, given: Collection[str]) -> tuple[MissingFact, ...]:
    """The facts, of those in `FACTS`, whose absence leaves a line out; `given` are the names at hand."""
    lines: dict[str, list[str]] = {}
    for place, form in _forms(reading):
        for fact in sorted(unsaid_for(form, given)):
            lines.setdefault(fact, []).append(place)
    return tuple(MissingFact(fact, FACTS[fact], tuple(lines[fact])) for fact in FACTS if fact in lines)


def unsaid_for(form: Form, given: Collection[str]) -> frozenset[str]:
    """The facts a form needs, has no other wording for, and does not get."""
    return _lacking(form.text, form.without, given) | _lacking(form.answer, form.answer_without, given)


def _lacking(text: Text | None, otherwise: Text | None, given: Collection[str]) -> frozenset[str]:
    missing = _named(text) - set(given)
    sayable_otherwise = otherwise is not None and _named(otherwise) <= set(given)
    return frozenset() if sayable_otherwise else missing


def _named(text: Text | None) -> frozenset[str]:
    lines = text.values() if text else ()
    return frozenset(found[1] for line in lines for found in BRACES.finditer(line))


def _forms(reading: Reading) -> Iterator[tuple[str, Form]]:
    for name, tactics in reading.content.tactics.items():
        file = reading.files[f"tactics/{name}.yaml"]
        for index, tactic in enumerate(tactics.tactics):
            for number, form in enumerate(tactic.forms):
                place = ("tactics", index, "forms", number)
                yield f"{file.label}:{file.document.line(place)}: {show_place(place)} {form.id}", form
