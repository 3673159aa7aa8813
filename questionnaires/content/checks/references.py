"""Names that must exist elsewhere: traits, levels, segments, criteria, steps, marks, industries."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.content import model
from questionnaires.content.checks.draft import Draft, Names
from questionnaires.content.errors import ContentError, Place, did_you_mean
from questionnaires.content.files.folders import File
from questionnaires.content.files.paths import find, value_at


def check(draft: Draft) -> Iterator[ContentError]:
    """Every name that nothing defines; of a file left behind by a studio's own files only the first."""
    for file in draft.files.values():
        outdated = False
        for place, value, known, what in _references(draft, file):
            if known and isinstance(value, str) and value not in known and not outdated:
                outdated = max(known.values()) > file.layer
                yield _unknown(file, place, value, known, what)


def _unknown(file: File, place: Place, value: str, known: Names, what: str) -> ContentError:
    hint = did_you_mean(value, known)
    if max(known.values()) > file.layer:
        hint = f"the set has its own {what}, so it needs its own {file.name} as well"
        if value_at(file.document.value, ("informant",)) == "prospect":
            hint += f", or in set.yaml the line without: [{file.stem}]"
    return file.wrong(place, value, f"one of the {what}: {', '.join(known)}", hint)


Reference = tuple[Place, object, Names, str]


def _references(draft: Draft, file: File) -> Iterator[Reference]:
    """Every name this file uses, with the names it may use and what they are called."""
    if file.shape is model.Traits:
        yield from _profiles(draft, file)
    elif file.shape is model.Questionnaire:
        yield from _questions(draft, file)
        yield from _keys(file, "qualifying[*].options[*].criteria.*", draft.criteria, "criteria")
    elif file.shape is model.Grading:
        yield from _values(file, "rules[*].step", draft.steps, "steps")
        yield from _keys(file, "rules[*].when.*", draft.criteria, "criteria")
    elif file.shape is model.Tactics:
        yield from _values(file, "segment", draft.segments, "segments")
        yield from _spoken_to(draft, file, "tactics[*].traits.*")
        yield from _spoken_to(draft, file, "tactics[*].forms[*].traits.*")
    elif file.shape is model.Studio:
        yield from _values(file, "cases[*].industries[*]", draft.industries, "industries")


def _values(file: File, pattern: str, known: Names, what: str) -> Iterator[Reference]:
    return ((place, value, known, what) for place, value in find(file.document.value, pattern))


def _keys(file: File, pattern: str, known: Names, what: str) -> Iterator[Reference]:
    return ((place, place[-1], known, what) for place, _ in find(file.document.value, pattern))


def _profiles(draft: Draft, file: File) -> Iterator[Reference]:
    yield from _keys(file, "traits[*].levels[*].profile.*", draft.segments, "segments")
    yield from _values(file, "traits[*].levels[*].profile.*", draft.marks, "marks of the scale")


def _questions(draft: Draft, file: File) -> Iterator[Reference]:
    for place, trait in find(file.document.value, "questions[*].trait"):
        yield place, trait, draft.trait_names, "traits"
        levels = draft.traits.get(str(trait), {})
        question = value_at(file.document.value, place[:-1])
        options = {str(name): file.layer for _, name in find(question, "options[*].id")}
        for where, value in find(question, "options[*].level"):
            yield (*place[:-1], *where), value, levels, f"levels of {trait}"
        for where, _ in find(question, "reading.*"):
            yield (*place[:-1], *where), where[-1], options, "options"
        for where, _ in find(question, "reading.*.*"):
            yield (*place[:-1], *where), where[-1], levels, f"levels of {trait}"


def _spoken_to(draft: Draft, file: File, pattern: str) -> Iterator[Reference]:
    for place, levels in find(file.document.value, pattern):
        yield place, place[-1], draft.trait_names, "traits"
        for where, level in find(levels, "[*]"):
            trait = str(place[-1])
            yield (*place, *where), level, draft.traits.get(trait, {}), f"levels of {trait}"
