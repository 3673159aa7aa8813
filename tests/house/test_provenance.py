"""Nothing about segments can reach a prospect: not by type, not by import, not by a word.

The pages that prospects read are types of words, numbers and moments. Here their fields are walked, the
imports of the room that makes them are read, and every literal text a prospect may see is searched.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
import yaml

from bot.telegram.front import pages
from bot.telegram.front.pages import Paper, ToProspect
from messages import languages
from messages.rendering import HERE
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from questionnaires.content.model import ContentSet, Text
from questionnaires.interview.script import AnyQuestion
from tests.house.places import ROOT

FRONT = ROOT / "bot" / "telegram" / "front"
WORDS_AND_NUMBERS = (str, int, bool, datetime, NoneType)
KNOWING = re.compile(
    r"segment|score|grade|verdict|confiden|share|profile|predominant|secondary|trait|criteri|reason|card|result"
)
"""No field of a page is called anything like it."""
FORBIDDEN = ("scoring", "questionnaires.card", "bot.storage.queries.results", "bot.storage.queries.joint")
"""What the front must not import, nor anything in it."""
LOOKED_UP = re.compile(r"label\(\s*f?\"(\w+)|^(\w+)$")
TOKENS = {
    "en": ("segment", "score", "scoring", "grade", "verdict", "confidence", "predominant", "profile", "lead"),
    "ru": ("сегмент", "балл", "оценк", "категори", "вывод", "уверенност", "преоблада", "профил", "лид"),
    "ja": ("セグメント", "スコア", "採点", "ランク", "判定", "確信度", "診断", "プロファイル", "タイプ"),
}
"""Words that belong to the manager's side, or stems of them."""
KATAKANA = "[ァ-ヶー]"


# --- by type ----------------------------------------------------------------------------------------------


def every(kind: type[ToProspect]) -> Iterator[type[ToProspect]]:
    """A type and everything made from it."""
    yield kind
    for made in kind.__subclasses__():
        yield from every(made)


PAGES = [kind for kind in every(ToProspect) if kind not in (ToProspect, Paper)]


def leaves(hint: Any) -> Iterator[Any]:
    """What a type is made of in the end."""
    if get_origin(hint) in (Union, UnionType, tuple):
        for part in get_args(hint):
            if part is not Ellipsis:
                yield from leaves(part)
    else:
        yield hint


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.__name__)
def test_a_page_is_made_of_words_numbers_and_moments_only(kind: type[ToProspect]) -> None:
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        for leaf in leaves(hints[field.name]):
            is_part = isinstance(leaf, type) and issubclass(leaf, ToProspect)
            assert leaf in WORDS_AND_NUMBERS or is_part, f"{kind.__name__}.{field.name}: {leaf}"


@pytest.mark.parametrize("kind", PAGES, ids=lambda kind: kind.__name__)
def test_no_field_of_a_page_is_named_after_a_judgement(kind: type[ToProspect]) -> None:
    assert [field.name for field in dataclasses.fields(kind) if KNOWING.search(field.name)] == []


def test_a_page_cannot_be_given_anything_else() -> None:
    assert all(vars(kind)["__dataclass_params__"].frozen for kind in PAGES)
    assert {field.name for field in dataclasses.fields(Paper)} == set()


# --- by import --------------------------------------------------------------------------------------------


def imported(module: Path) -> Iterator[str]:
    """Every name that a module imports, whole."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", sorted(FRONT.glob("*.py")), ids=lambda module: module.stem)
def test_the_front_imports_nothing_that_knows_a_result(module: Path) -> None:
    assert [name for name in imported(module) if name.startswith(FORBIDDEN)] == []


def test_the_one_thing_a_result_decides_of_what_prospects_read_is_a_sentence() -> None:
    from bot.briefs.next_step import next_step

    assert get_type_hints(next_step)["return"] == str | None


@pytest.mark.parametrize("module", sorted(FRONT.glob("*.py")), ids=lambda module: module.stem)
def test_the_front_words_nothing_but_its_pages(module: Path) -> None:
    """`visit.say` and `visit.page` would take any template with any facts."""
    called = [
        node.func.attr
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "visit"
    ]
    assert not {"say", "page"} & set(called)


# --- by word ----------------------------------------------------------------------------------------------


@cache
def content() -> ContentSet:
    """The library, with the example studio's facts."""
    return load(studio=StudioFacts.EXAMPLE)


def labels_of_the_front() -> set[str]:
    """Labels that the front's modules, or the templates of its pages, name."""
    known = set(_labels("en"))
    found: set[str] = set()
    for module in FRONT.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} & known
    for template in templates():
        found |= set(re.findall(r'label\("(\w+)"', (HERE / "en" / f"{template}.j2").read_text()))
    return found


@cache
def _labels(language: str) -> dict[str, str]:
    loaded: dict[str, str] = yaml.safe_load((HERE / language / "labels.yaml").read_text(encoding="utf-8"))
    return loaded


def templates() -> list[str]:
    """The templates of all pages."""
    return [kind.template for kind in PAGES if issubclass(kind, Paper)]


def literal(template: str, language: str) -> str:
    """What a template says itself, without what it is given."""
    source = (HERE / language / f"{template}.j2").read_text(encoding="utf-8")
    return re.sub(r"\{[{%].*?[%}]\}|/\w+", " ", source)


def spoken(text: Text | None, language: str) -> list[str]:
    return [text[language]] if text and language in text else []


def of_the_brief(language: str) -> Iterator[str]:
    """Everything of the prospect's questionnaire that is shown on their phone; reasons are the manager's."""
    for brief in content().questionnaires.values():
        if brief.informant != "prospect":
            continue
        every: list[AnyQuestion] = [*brief.questions, *brief.qualifying, *brief.free]
        for question in every:
            yield from spoken(question.text, language)
            yield from spoken(getattr(question, "text_without", None), language)
            yield from spoken(question.short, language)
            for option in question.options:
                yield from spoken(option.label, language)
                yield from spoken(getattr(option, "example", None), language)


def next_steps(language: str) -> Iterator[str]:
    for segment in content().segments.segments:
        yield from (*spoken(segment.next_step, language), *spoken(segment.next_step_without, language))


def told(language: str) -> dict[str, str]:
    """Every literal text that a prospect may read, by where it stands."""
    found = {f"{template}.j2": literal(template, language) for template in templates()}
    found |= {f"labels.{name}": _labels(language)[name] for name in labels_of_the_front()}
    found |= {f"brief {place}": text for place, text in enumerate(of_the_brief(language))}
    return found | {f"next step {place}": text for place, text in enumerate(next_steps(language))}


def names_of_segments(language: str) -> list[str]:
    """What segments are called, in every form that has a name."""
    forms = [
        form[language]
        for segment in content().segments.segments
        for form in (segment.name, segment.compound, segment.leaning)
    ]
    return [*forms, *(segment.id for segment in content().segments.segments)]


def says(text: str, token: str, language: str) -> bool:
    """Whether a text has the token: as a word, as the beginning of one; of Japanese letters as a run."""
    if language == "ja":
        return re.search(rf"(?<!{KATAKANA}){re.escape(token)}(?!{KATAKANA})", text) is not None
    end = r"\b" if len(token) <= 4 else ""
    return re.search(rf"\b{re.escape(token)}{end}", text, re.IGNORECASE) is not None


@pytest.mark.parametrize("language", languages())
def test_no_text_that_prospects_read_names_a_segment_or_a_judgement(language: str) -> None:
    tokens = [*TOKENS[language], *names_of_segments(language)]
    found = [
        (where, token)
        for where, text in told(language).items()
        for token in tokens
        if says(text, token, language)
    ]
    assert found == []


def test_the_search_finds_what_it_is_for() -> None:
    assert says("You are a Novice.", "novice", "en") and says("Ваш сегмент", "сегмент", "ru")
    assert says("あなたは慎重派です", "慎重派", "ja") and not says("プログラム", "プロ", "ja")
    assert not says("a leader", "lead", "en")
    assert len(told("en")) > len(templates()) + 40


def test_every_page_has_a_template_and_every_template_a_page() -> None:
    files = {path.name.removesuffix(".j2") for path in (HERE / "en").glob("prospect_*.j2")}
    assert files == set(templates())
    assert len(templates()) == len(set(templates()))


def test_pages_pass_on_their_fields_and_nothing_else() -> None:
    who = pages.Who("Riverbend", "Max")
    assert pages.page(pages.Talk(who), "en").facts == {"who": who}
