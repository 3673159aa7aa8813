"""The studio's own facts, worded for one language and one industry.

Nothing is promised that the studio did not write: a text that names an absent fact gives way to its `without`
text, or is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from string import Formatter

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_currency

from questionnaires.content.model import Package, Studio, Text

Facts = Mapping[str, str]


@lru_cache(maxsize=8192)
def named(text: str) -> frozenset[str]:
    """The facts a text names in braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def fill(text: Text | None, language: str, facts: Facts) -> str | None:
    """The text in that language with its facts, or None if it, or one of its facts, is missing."""
    found = quoting(text, language, facts)
    return found[0] if found else None


def quoting(text: Text | None, language: str, facts: Facts) -> tuple[str, frozenset[str]] | None:
    """The same, with the names of the facts it quotes."""
    wording = text.get(language) if text else None
    if wording is None:
        return None
    names = named(wording)
    return (wording.format_map(facts), names) if names <= facts.keys() else None


def facts_for(studio: Studio, language: str, industry: str | None = None) -> dict[str, str]:
    """Every fact the studio has given, by the names of `content.model.FACTS`.

    Args:
        studio: what the studio wrote.
        language: of the reader; a fact not written in it is absent.
        industry: the client's, to choose the case; without it no `case` is named.
    """
    candidates: dict[str, str | None] = {
        "studio": _in(studio.name, language),
        "contact": studio.contact,
        **_package_facts(studio, language),
        **_stage_facts(studio, language),
        **_sentences(studio, language),
        **_case_facts(studio, language, industry),
        "extras": _joined([_in(extra, language) for extra in studio.extras], language),
    }
    return {name: value for name, value in candidates.items() if value}


def _sentences(studio: Studio, language: str) -> dict[str, str | None]:
    names = (
        "guarantee",
        "staged_payment",
        "revisions",
        "response_time",
        "meeting_team",
        "support",
        "bonus",
        "special_terms",
        "one_pager",
    )
    return {name: _in(getattr(studio, name), language) for name in names}


def _package_facts(studio: Studio, language: str) -> dict[str, str | None]:
    if not studio.packages:
        return {}
    smallest = min(studio.packages, key=lambda package: package.price)
    return {
        "start_name": _in(smallest.name, language),
        "start_price": _price(smallest, studio.currency, language),
        "start_includes": _in(smallest.includes, language),
        "start_days": str(smallest.working_days) if smallest.working_days else None,
    }


def _price(package: Package, currency: str, language: str) -> str:
    """The price as the language writes it, cents only where there are any."""
    pattern = Locale.parse(language).currency_formats["standard"].pattern
    if float(package.price).is_integer():
        pattern = pattern.replace("0.00", "0")
    return str(
        format_currency(package.price, currency, format=pattern, locale=language, currency_digits=False)
    )


def _stage_facts(studio: Studio, language: str) -> dict[str, str | None]:
    stages = [_in(stage, language) for stage in studio.stages]
    if not stages or None in stages:
        return {}
    return {
        "stages": _joined(stages, language),
        "stage_count": str(len(stages)),
        "first_stage": stages[0],
    }


def _case_facts(studio: Studio, language: str, industry: str | None) -> dict[str, str | None]:
    fitting = next((case for case in studio.cases if industry in case.industries), None)
    large = next((case for case in studio.cases if case.size == "large"), None)
    return {
        "case": _in(fitting.title, language) if fitting else None,
        "case_result": _in(fitting.result, language) if fitting else None,
        "case_link": fitting.link if fitting else None,
        "large_case": _in(large.title, language) if large else None,
    }


def _in(text: Text | None, language: str) -> str | None:
    return text.get(language) if text else None


def _joined(items: list[str | None], language: str) -> str | None:
    present = [item for item in items if item]
    return format_list(present, locale=language) if present else None
