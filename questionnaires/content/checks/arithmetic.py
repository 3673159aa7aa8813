"""Numbers and rules that only hold together: readings, priors, thresholds, the order of grades."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import isclose

from questionnaires.content import model
from questionnaires.content.checks.draft import Draft
from questionnaires.content.errors import ContentError, Place, show_value
from questionnaires.content.files.folders import File
from questionnaires.content.files.paths import find, value_at

SLACK = 1e-9
"""How far a sum of probabilities may be off: rounding, not carelessness."""


def check(draft: Draft) -> Iterator[ContentError]:
    """Sums, orders and pairs that do not fit."""
    for file, place, question in draft.find(model.Questionnaire, "questions[*]"):
        if isinstance(question, dict):
            yield from _reading(
                file, place, question, tuple(draft.traits.get(str(question.get("trait")), ()))
            )
    for file in draft.of(model.Scoring):
        yield from _numbers(file)
    for file in draft.of(model.Grading):
        yield from _rules(file)
    for file, place, form in draft.find(model.Tactics, "tactics[*].forms[*]"):
        if isinstance(form, dict):
            yield from _answers(file, place, form)


def _reading(
    file: File, place: Place, question: Mapping[str, object], levels: tuple[str, ...]
) -> Iterator[ContentError]:
    if not levels:
        return
    table = question.get("reading")
    options = [str(name) for _, name in find(question, "options[*].id")]
    if table is None:
        yield from _one_to_one(file, place, question, levels)
    elif isinstance(table, dict):
        yield from _table(file, (*place, "reading"), table, options, levels)


def _one_to_one(
    file: File, place: Place, question: Mapping[str, object], levels: tuple[str, ...]
) -> Iterator[ContentError]:
    """Without a table every level needs exactly one option."""
    hint = "or write the table `reading`: option, level, how likely"
    read = Counter(str(level) for _, level in find(question, "options[*].level"))
    silent = [
        index for index, _ in find(question, "options[*]") if value_at(question, (*index, "level")) is None
    ]
    for index in silent:
        yield file.error((*place, *index, "level"), "missing", f"one of {', '.join(levels)}", hint)
    wrong = _mismatches(read, levels)
    if wrong and not silent and read.keys() <= set(levels):
        yield file.error((*place, "options"), ", ".join(wrong), "one option for every level", hint)


def _mismatches(read: Counter[str], levels: tuple[str, ...]) -> list[str]:
    unread = [f"no option reads {level}" for level in levels if level not in read]
    return unread + [f"two read {level}" for level in levels if read[level] > 1]


def _table(
    file: File, place: Place, table: Mapping[str, object], options: list[str], levels: tuple[str, ...]
) -> Iterator[ContentError]:
    """Every level's answers must be a distribution over the options."""
    for level in levels:
        cells = [value_at(table, (option, level)) for option in options]
        numbers = [cell for cell in cells if isinstance(cell, int | float)]
        if len(numbers) < len(cells):
            absent = [name for name, cell in zip(options, cells, strict=True) if cell is None]
            yield file.error(
                place, f"{level} is missing for {', '.join(absent)}", "a number for every option and level"
            )
        elif not isclose(sum(numbers), 1, abs_tol=SLACK):
            yield file.error(
                place, f"the options of {level} sum to {sum(numbers):g}", "a sum of 1 for every level"
            )


def _numbers(file: File) -> Iterator[ContentError]:
    prior = [value_at(file.document.value, ("prior", name)) for name in ("pure", "mix")]
    masses = [mass for mass in prior if isinstance(mass, int | float)]
    if len(masses) == len(prior) and not isclose(sum(masses), 1, abs_tol=SLACK):
        yield file.error(("prior",), f"pure and mix sum to {sum(masses):g}", "a sum of 1")
    clear, likely = (value_at(file.document.value, ("thresholds", name)) for name in ("clear", "likely"))
    if isinstance(clear, int | float) and isinstance(likely, int | float) and likely > clear:
        yield file.wrong(("thresholds", "likely"), likely, f"at most `clear`, {clear:g}")


def _rules(file: File) -> Iterator[ContentError]:
    rules = [rule for _, rule in find(file.document.value, "rules[*]")]
    for index, rule in enumerate(rules):
        always = isinstance(rule, dict) and not rule.get("when")
        if always and index < len(rules) - 1:
            yield file.error(
                ("rules", index), "a rule that always holds", "it to be the last, else none after it counts"
            )
        if not always and index == len(rules) - 1:
            yield file.error(
                ("rules", index), "the last rule has a `when`", "a last rule without one, for all the rest"
            )


def _answers(file: File, place: Place, form: Mapping[str, object]) -> Iterator[ContentError]:
    objection = form.get("kind") == "objection"
    if objection and not form.get("answer"):
        yield file.error((*place, "answer"), "missing", "what to reply to the objection")
    for key in ("answer", "answer_without"):
        if form.get(key) and not objection:
            yield file.error(
                (*place, key), show_value(form[key]), "no such key: only an objection has an answer"
            )
