"""Every language says everything the others say, with the same facts."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
import yaml
from jinja2 import Environment, meta, nodes

import messages
from bot.jobs.outbox import STATE_FIRST
from bot.rooms import LETTERS
from messages import label, languages, names
from messages.rendering import HERE, LABELS
from questionnaires.card.selection import CARD_KINDS
from questionnaires.content.model import Phase
from tests.interview import driving
from tests.messages.samples import VERDICTS, known

BUTTON, TOAST, COMMAND, SHORT_DESCRIPTION, DESCRIPTION = 40, 200, 256, 120, 512
"""Characters; a button of more is cut on a small phone, the rest are the Bot API's limits."""
SENTENCES, SENTENCE = ("meaning_", "sight_", "onepage_note", "onepage_mix", "onepage_no_briefs"), 200
"""On paper and in a spreadsheet there is room for a sentence or two."""
FREE = ("follow_up_greeting", "maybe_again", "description", "short_description")
GLOBALS = {"label"}
FILTERS = ("bar", "day", "decimal", "moment", "number", "hundredths", "percent", "plural", "weekday")
TEMPLATES = sorted(path.name.removesuffix(".j2") for path in (HERE / "en").glob("*.j2"))


@cache
def labels(language: str) -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((HERE / language / LABELS).read_text(encoding="utf-8"))
    return loaded


@cache
def parsed(language: str, template: str) -> nodes.Template:
    environment = Environment()
    environment.filters.update(dict.fromkeys(FILTERS, str))
    return environment.parse((HERE / language / f"{template}.j2").read_text(encoding="utf-8"))


def facts_of(language: str, template: str) -> set[str]:
    return meta.find_undeclared_variables(parsed(language, template)) - GLOBALS


def labels_of(language: str, template: str) -> set[str]:
    """Labels that a template names literally."""
    calls = parsed(language, template).find_all(nodes.Call)
    first = [call.args[0] for call in calls if getattr(call.node, "name", "") == "label"]
    return {argument.value for argument in first if isinstance(argument, nodes.Const)}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def limit(name: str) -> int | None:
    """How long a label may be."""
    if name.startswith("toast_"):
        return TOAST
    if name.startswith("command_"):
        return COMMAND
    if name.startswith(SENTENCES):
        return SENTENCE
    whole = name.removesuffix("_of")  # the same with the studio's name in it
    return {"description": DESCRIPTION, "short_description": SHORT_DESCRIPTION}.get(
        whole, None if name in FREE else BUTTON
    )


def test_the_bot_speaks_three_languages_english_first() -> None:
    assert languages() == ("en", "ja", "ru")


def test_the_content_of_the_library_is_written_in_the_languages_the_bot_speaks() -> None:
    assert set(driving.library().manifest.languages) == set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_templates_and_labels(language: str) -> None:
    assert names(language) == names("en")


def test_nothing_else_lies_in_the_folders() -> None:
    for language in languages():
        files = {path.name for path in (Path(messages.__file__).parent / language).iterdir()}
        assert files == {LABELS, *(f"{template}.j2" for template in TEMPLATES)}


def test_there_are_sample_facts_for_every_template() -> None:
    assert known() == set(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_speaks_of_the_same_facts_in_every_language(template: str) -> None:
    assert {language: facts_of(language, template) for language in languages()} == {
        language: facts_of("en", template) for language in languages()
    }


@pytest.mark.parametrize("language", languages())
def test_the_labels_a_template_names_exist(language: str) -> None:
    for template in TEMPLATES:
        assert labels_of(language, template) <= labels(language).keys(), template


@pytest.mark.parametrize("language", languages())
def test_what_is_put_together_from_an_id_exists(language: str) -> None:
    wanted = {f"verdict_{verdict}" for verdict in VERDICTS}
    wanted |= {f"kind_{kind}" for kind in CARD_KINDS} | {f"play_{kind}" for kind in CARD_KINDS}
    wanted |= {f"phase_{phase}" for phase in get_args(Phase)}
    wanted |= {f"language_{other}" for other in languages()}
    assert wanted <= labels(language).keys()


@pytest.mark.parametrize("language", languages())
def test_a_label_takes_the_same_facts_in_every_language(language: str) -> None:
    assert {name: fields(text) for name, text in labels(language).items()} == {
        name: fields(text) for name, text in labels("en").items()
    }


@pytest.mark.parametrize("language", languages())
def test_every_label_fits_its_place(language: str) -> None:
    for name, text in labels(language).items():
        most = limit(name)
        assert text.strip() == text != "", name
        assert most is None or len(text) <= most, f"{name}: {len(text)} characters of {most}"


@pytest.mark.parametrize("language", languages())
def test_a_label_needs_its_facts(language: str) -> None:
    assert "Lotus" in label("retake_for", language, client="Lotus")
    with pytest.raises(KeyError):
        label("retake_for", language)
    with pytest.raises(KeyError):
        label("no_such_label", language)


def test_another_language_reads_english() -> None:
    assert label("back", "de") == label("back", "en")


@pytest.mark.parametrize("name", ["language_en", "language_ru", "language_ja"])
def test_a_language_is_called_by_its_own_name_everywhere(name: str) -> None:
    assert len({label(name, language) for language in languages()}) == 1


@pytest.mark.parametrize("language", sorted(languages()))
def test_every_kind_of_delivery_is_named_in_words(language: str) -> None:
    for kind in (*LETTERS, *STATE_FIRST):
        assert label(f"delivery_{kind}", language)
