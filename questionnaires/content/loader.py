"""From folders to one `ContentSet`, or to every mistake in them at once.

The first folder is the base (the library); a file in a later folder replaces the file of the same name. Names
that must exist elsewhere are checked on the whole, so a studio can bring as few files as it likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from questionnaires.content import model
from questionnaires.content.checks import arithmetic, asking, presence, references, wording
from questionnaires.content.checks.draft import Draft
from questionnaires.content.errors import ContentError, ContentErrors
from questionnaires.content.files.documents import Document
from questionnaires.content.files.folders import LIBRARY, STUDIO, File, StudioFacts, gather
from questionnaires.content.files.shape import children, choices, inner
from questionnaires.content.files.wording import explain

CHECKS = (presence.check, references.check, wording.check, arithmetic.check, asking.check)


@dataclass(frozen=True)
class Reading:
    """A valid content set and the files it was read from, by name, so that a finding can name its line."""

    content: model.ContentSet
    files: Mapping[str, File]


def load(*folders: Path, studio: StudioFacts = StudioFacts.OWN) -> model.ContentSet:
    """The content of these folders, later ones over earlier ones; without any, the library alone.

    The library's `studio.yaml` is an invented studio: it counts with `StudioFacts.EXAMPLE` only; otherwise a
    set without a `studio.yaml` of its own has no facts. Raises `ContentErrors` with everything that is wrong.
    """
    return read(*folders, studio=studio).content


def read(*folders: Path, studio: StudioFacts = StudioFacts.OWN) -> Reading:
    """As `load`, keeping the files."""
    files, errors = gather(folders or (LIBRARY,), studio)
    draft = _as_wished(_declared_only(_without_orphans(Draft({file.name: file for file in files}))))
    errors += [error for file in draft.files.values() for error in file.document.errors]
    values: dict[str, BaseModel] = {}
    for file in draft.files.values():
        if file.document.value is not None:
            errors += _validated(file, values)
    errors += [error for check in CHECKS for error in check(draft)]
    if errors:
        raise ContentErrors(_once(errors))
    return Reading(_assembled(draft, values), draft.files)


def _validated(file: File, values: dict[str, BaseModel]) -> list[ContentError]:
    try:
        values[file.name] = file.shape.model_validate(file.document.value)
    except ValidationError as error:
        return list(explain(file, error))
    return []


def _once(errors: list[ContentError]) -> list[ContentError]:
    """Of several mistakes at one place the first, which is the more basic one."""
    first: dict[tuple[str, int, str], ContentError] = {}
    for error in errors:
        first.setdefault((error.file, error.line, error.path), error)
    return list(first.values())


def _without_orphans(draft: Draft) -> Draft:
    """Leave out an earlier folder's tactics for segments that a later folder's `segments.yaml` dropped."""
    layer = max(draft.segments.values(), default=0)
    kept = {
        name: file
        for name, file in draft.files.items()
        if file.shape is not model.Tactics or file.layer >= layer or file.stem in draft.segments
    }
    return Draft(kept)


def _as_wished(draft: Draft) -> Draft:
    """Leave out the questionnaires of earlier folders that `set.yaml` does without."""
    unwanted = draft.names(model.Manifest, "without[*]")
    left_out = {
        name: file
        for name, file in draft.files.items()
        if file.shape is model.Questionnaire and file.layer < unwanted.get(file.stem, 0)
    }
    kept = {name: file for name, file in draft.files.items() if name not in left_out}
    return Draft(kept, tuple(left_out.values()))


def _declared_only(draft: Draft) -> Draft:
    """Leave out languages that an earlier folder's files have and a later `set.yaml` does not declare."""
    manifest = draft.files.get("set.yaml")
    if not manifest or not draft.languages:
        return draft
    languages = draft.languages
    return Draft(
        {
            name: _translated(file, languages) if file.layer < manifest.layer else file
            for name, file in draft.files.items()
        }
    )


def _translated(file: File, languages: tuple[str, ...]) -> File:
    document = file.document
    value = _only(file.shape, document.value, languages)
    return replace(file, document=Document(value, document.lines, document.errors))


def _only(shape: Any, value: object, languages: tuple[str, ...]) -> object:
    if model.Text in choices(shape) and isinstance(value, dict):
        return {name: line for name, line in value.items() if name in languages}
    if isinstance(value, list):
        return [_only(inner(shape, step), child, languages) for step, child in children(value)]
    if isinstance(value, dict):
        return {step: _only(inner(shape, step), child, languages) for step, child in value.items()}
    return value


def _assembled(draft: Draft, values: Mapping[str, BaseModel]) -> model.ContentSet:
    return model.ContentSet.model_validate(
        {
            "manifest": values["set.yaml"],
            "segments": values["segments.yaml"],
            "traits": values["traits.yaml"],
            "scoring": values["scoring.yaml"],
            "grading": values["grading.yaml"],
            "questionnaires": _by_stem(draft, values, model.Questionnaire),
            "tactics": _by_stem(draft, values, model.Tactics),
            "studio": values.get(STUDIO, model.Studio()),
        }
    )


def _by_stem(draft: Draft, values: Mapping[str, BaseModel], shape: type[model.Model]) -> dict[str, BaseModel]:
    return {file.stem: values[file.name] for file in draft.of(shape)}
