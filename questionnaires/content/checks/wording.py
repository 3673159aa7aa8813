"""Texts: one per declared language, naming only facts that exist, and only where something fills them in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.content import model
from questionnaires.content.checks.draft import Draft
from questionnaires.content.errors import ContentError, Place, did_you_mean
from questionnaires.content.files.folders import File
from questionnaires.content.files.paths import find, value_at
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
    yield from _speechless(draft)


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
            if not _is_filled_in(file, place):
                expected = (
                    "no braces: only the lines of tactics, a segment's next_step and the text of a "
                    "prospect's qualifying question can name a fact of the studio"
                )
                yield file.wrong((*place, language), found[0], expected)
            elif found[1] not in model.FACTS:
                expected = f"a fact in braces, one of {', '.join(model.FACTS)}"
                yield file.wrong(
                    (*place, language), found[0], expected, did_you_mean(found[1] or "", model.FACTS)
                )


def _is_filled_in(file: File, place: Place) -> bool:
    """Whether facts of the studio are put into the text at this place."""
    if file.shape is model.Segments:
        return place[-1] in ("next_step", "next_step_without")
    if file.shape is model.Questionnaire:
        asks_prospects = value_at(file.document.value, ("informant",)) == "prospect"
        return asks_prospects and place[0] == "qualifying" and place[-1] == "text"
    return file.shape is model.Tactics and place[-1] != "principle"


def _speechless(draft: Draft) -> Iterator[ContentError]:
    """Questions that could not be asked at all while a fact is not given."""
    for file, place, question in draft.find(model.Questionnaire, "qualifying[*]"):
        lines = [line for _, line in find(question, "text.*") if isinstance(line, str)]
        if any(BRACES.search(line) for line in lines) and value_at(question, ("text_without",)) is None:
            expected = "how to ask where a fact that `text` names is not given"
            yield file.error((*place, "text_without"), "missing", expected)
