"""The way through a questionnaire: branches, files that answer, and who asks whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaires.content import model
from questionnaires.content.checks.draft import Draft
from questionnaires.content.errors import ContentError, Place, did_you_mean
from questionnaires.content.files.folders import File
from questionnaires.content.files.paths import find, value_at

PROSPECT, MANAGER = "prospect", "manager"


def informant(file: File) -> object:
    """Whose words a questionnaire's answers are; the manager's where nothing is written."""
    return value_at(file.document.value, ("informant",)) or MANAGER


def check(draft: Draft) -> Iterator[ContentError]:
    """Branches that lead nowhere, keys that only one informant's questionnaire has, and files left out."""
    yield from _one_of_each(draft)
    yield from _left_out(draft)
    for file in draft.of(model.Questionnaire):
        yield from _order(file)
        yield from _branches(file)
        yield from _only_one_takes_files(file)
        if informant(file) == MANAGER:
            yield from _only_for_prospects(file)
    yield from _half_said(draft)


def _one_of_each(draft: Draft) -> Iterator[ContentError]:
    """The bot has one quiz and one brief to offer at a time; a set may do without the brief."""
    files = list(draft.of(model.Questionnaire))
    if files and all(informant(file) == PROSPECT for file in files):
        yield ContentError("manager_quiz.yaml", 0, "", "no questionnaire", "one that managers answer")
    briefs = [file for file in files if informant(file) == PROSPECT]
    for file in briefs[1:]:
        first = briefs[0]
        hint = f"leave one out: in set.yaml, without: [{first.stem}]"
        yield file.wrong(
            ("informant",), PROSPECT, f"one such questionnaire; {first.name} is there already", hint
        )


def _left_out(draft: Draft) -> Iterator[ContentError]:
    """`without` names questionnaires of earlier folders, and no other."""
    kept = {file.stem for file in draft.of(model.Questionnaire)}
    dropped = {file.stem for file in draft.left_out}
    for file, place, name in draft.find(model.Manifest, "without[*]"):
        if isinstance(name, str) and name not in dropped:
            close = did_you_mean(name, kept | dropped)
            hint = f"to do without your own, delete {name}.yaml" if name in kept else close
            yield file.wrong(place, name, "a questionnaire of the library or an earlier folder", hint)


def _order(file: File) -> Iterator[ContentError]:
    fixed = value_at(file.document.value, ("order",)) == "fixed"
    if informant(file) == PROSPECT and not fixed:
        expected = "order: fixed, as a prospect is asked in the order of the file"
        yield file.error(("order",) if _has(file, "order") else ("informant",), "not fixed", expected)
    elif not fixed:
        for place, _ in find(file.document.value, "questions[*].when"):
            yield file.error(place, "a branch", "order: fixed, so that the earlier question comes first")


def _has(file: File, key: str) -> bool:
    return value_at(file.document.value, (key,)) is not None


def _branches(file: File) -> Iterator[ContentError]:
    """A branch hangs on questions that come before it, and so on no circle."""
    earlier: dict[str, list[str]] = {}
    for place, question in find(file.document.value, "questions[*]"):
        for where, options in find(question, "when.*"):
            yield from _condition(file, (*place, *where), options, earlier)
        name = value_at(question, ("id",))
        earlier[str(name)] = [str(option) for _, option in find(question, "options[*].id")]


def _condition(
    file: File, place: Place, options: object, earlier: Mapping[str, list[str]]
) -> Iterator[ContentError]:
    name = str(place[-1])
    if name not in earlier:
        known = ", ".join(earlier) or "none, as this is the first"
        yield file.wrong(place, name, f"an earlier question: {known}", did_you_mean(name, earlier))
        return
    for where, option in find(options, "[*]"):
        if isinstance(option, str) and option not in earlier[name]:
            expected = f"one of the options of {name}: {', '.join(earlier[name])}"
            yield file.wrong((*place, *where), option, expected, did_you_mean(option, earlier[name]))


def _only_one_takes_files(file: File) -> Iterator[ContentError]:
    for place, question in find(file.document.value, "questions[*]"):
        takers = [where for where, takes in find(question, "options[*].takes_file") if takes is True]
        for where in takers[1:]:
            line = file.document.line((*place, *takers[0]))
            yield file.wrong((*place, *where), True, f"one option for a file; line {line} has it already")


def _only_for_prospects(file: File) -> Iterator[ContentError]:
    """What a manager's quiz would never show."""
    patterns = ("free", "questions[*].options[*].takes_file", "qualifying[*].text_without")
    for pattern in patterns:
        for place, value in find(file.document.value, pattern):
            if value:
                yield file.error(
                    place, "only prospects are asked so", "informant: prospect, or no such key here"
                )


def _half_said(draft: Draft) -> Iterator[ContentError]:
    """The wording for an absent fact stands beside one that names it."""
    for file, place, segment in draft.find(model.Segments, "segments[*]"):
        if isinstance(segment, dict) and "next_step_without" in segment and "next_step" not in segment:
            yield file.error(
                (*place, "next_step"), "missing", "the wording that `next_step_without` replaces"
            )
