"""Texts: one per declared language, naming only facts that exist, and only where a card fills them in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.content import model
from questionnaires.content.checks.draft import Draft
from questionnaires.content.errors import ContentError, Place, did_you_mean
from questionnaires.content.files.folders import File
from questionnaires.content.files.shape import texts

BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
"""A name in braces, or a brace that stands alone."""


def check(draft: Draft) -> Iterator[ContentError]:
    """Missing and undeclared languages, and braces that nothing fills."""
    manifest = draft.files.get("set.yaml")
    for file in draft.files.values():
        for place, text in texts(file.shape, file.document.value):
            if manifest and draft.languages:
                yield from _missing(file, place, text, draft.languages)
                yield from _undeclared(file, place, text, draft.languages)
            yield from _braces(file, place, text)


def _missing(
    file: File, place: Place, text: dict[str, object], declared: tuple[str, ...]
) -> Iterator[ContentError]:
    for language in declared:
        if language not in text:
            yield file.error((*place, language), "missing", f"a text in each of {', '.join(declared)}")


def _undeclared(
    file: File, place: Place, text: dict[str, object], declared: tuple[str, ...]
) -> Iterator[ContentError]:
    for language in text:
        if language not in declared:
            hint = "to add a language, add it to set.yaml"
            yield file.error(
                (*place, language), "an undeclared language", f"only {', '.join(declared)}", hint
            )


def _braces(file: File, place: Place, text: dict[str, object]) -> Iterator[ContentError]:
    for language, line in text.items():
        for found in BRACES.finditer(line) if isinstance(line, str) else ():
            if file.shape is not model.Tactics or place[-1] == "principle":
                expected = "no braces: only the lines of tactics can name a fact of the studio"
                yield file.wrong((*place, language), found[0], expected)
            elif found[1] not in model.FACTS:
                expected = f"a fact in braces, one of {', '.join(model.FACTS)}"
                yield file.wrong(
                    (*place, language), found[0], expected, did_you_mean(found[1] or "", model.FACTS)
                )
