"""What must be there, and there once: files, profiles for every segment, ids that tell things apart."""

from __future__ import annotations

from collections.abc import Iterator

from babel import localedata

from questionnaires.content import model
from questionnaires.content.checks.draft import Draft
from questionnaires.content.errors import ContentError, Place
from questionnaires.content.files.folders import FILES, STUDIO, File
from questionnaires.content.files.paths import find, value_at

DISTINCT: tuple[tuple[type[model.Model], tuple[str, ...]], ...] = (
    (model.Manifest, ("languages[*]",)),
    (model.Segments, ("segments[*].id",)),
    (model.Traits, ("traits[*].id",)),
    (model.Traits, ("traits[*].levels[*].id",)),
    (model.Questionnaire, ("questions[*].id", "qualifying[*].id", "free[*].id", "industry.id")),
    (model.Questionnaire, ("free[*].kind",)),
    (model.Questionnaire, ("questions[*].options[*].id",)),
    (model.Questionnaire, ("qualifying[*].options[*].id",)),
    (model.Questionnaire, ("industry.options[*].id",)),
    (model.Grading, ("criteria[*].id",)),
    (model.Grading, ("steps[*].id",)),
    (model.Tactics, ("tactics[*].id",)),
    (model.Tactics, ("tactics[*].forms[*].id",)),
    (model.Studio, ("packages[*].id",)),
    (model.Studio, ("cases[*].id",)),
)
"""Places whose values must differ within one list; the patterns of one row share a list."""


COUNTRIES = {"cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "kr": "ko", "ua": "uk"}
"""Country codes that are often taken for the language's."""


def check(draft: Draft) -> Iterator[ContentError]:
    """Missing files, missing profiles, and ids given twice."""
    yield from _missing_files(draft)
    yield from _unknown_languages(draft)
    yield from _missing_tactics(draft)
    yield from _missing_profiles(draft)
    yield from _misnamed(draft)
    for shape, patterns in DISTINCT:
        for file in draft.of(shape):
            yield from _given_twice(file, patterns)


def _missing_files(draft: Draft) -> Iterator[ContentError]:
    for name in FILES:
        if name != STUDIO and name not in draft.files:
            yield ContentError(name, 0, "", "no such file", "this file in every content set")
    if not any(file.shape is model.Questionnaire for file in draft.files.values()):
        yield ContentError("manager_quiz.yaml", 0, "", "no questionnaire", "at least one")


def _unknown_languages(draft: Draft) -> Iterator[ContentError]:
    """Languages in which no date and no price could be written."""
    for file, place, code in draft.find(model.Manifest, "languages[*]"):
        if isinstance(code, str) and not localedata.exists(code):
            hint = f"did you mean {COUNTRIES[code]!r}?" if code in COUNTRIES else ""
            yield file.wrong(place, code, "a language code of two lower-case letters, such as en", hint)


def _missing_tactics(draft: Draft) -> Iterator[ContentError]:
    for segment in draft.segments:
        name = f"tactics/{segment}.yaml"
        if name not in draft.files:
            yield ContentError(name, 0, "", "no such file", f"the tactics for the segment {segment!r}")


def _missing_profiles(draft: Draft) -> Iterator[ContentError]:
    """Levels that do not say how typical they are of every segment. A left-behind file says it once."""
    for file, place, profile in draft.find(model.Traits, "traits[*].levels[*].profile"):
        missing = [name for name in draft.segments if isinstance(profile, dict) and name not in profile]
        if missing:
            outdated = max(draft.segments.values()) > file.layer
            hint = (
                f"the set has its own segments, so it needs its own {file.name} as well" if outdated else ""
            )
            yield file.error(place, f"{', '.join(missing)} missing", "a mark for every segment", hint)
            if outdated:
                return


def _misnamed(draft: Draft) -> Iterator[ContentError]:
    for shape, key in ((model.Questionnaire, "id"), (model.Tactics, "segment")):
        for file in draft.of(shape):
            name = value_at(file.document.value, (key,))
            if isinstance(name, str) and name != file.stem:
                yield file.wrong((key,), name, f"the name of its file, {file.stem!r}")


def _given_twice(file: File, patterns: tuple[str, ...]) -> Iterator[ContentError]:
    first: dict[tuple[Place, object], Place] = {}
    for pattern in patterns:
        for place, value in find(file.document.value, pattern):
            if isinstance(value, str):
                earlier = first.setdefault((_list_of(place, patterns), value), place)
                if earlier != place:
                    line = file.document.line(earlier)
                    yield file.wrong(place, value, f"an id of its own; line {line} has it already")


def _list_of(place: Place, patterns: tuple[str, ...]) -> Place:
    """The list whose members must differ: the innermost, or the file for patterns that share one."""
    positions = [index for index, step in enumerate(place) if isinstance(step, int)]
    return () if len(patterns) > 1 or not positions else place[: positions[-1]]
