"""Templates and labels, read once, rendered strictly: a fact that is missing is an error, never a blank."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

HERE = Path(__file__).parent
LABELS = "labels.yaml"
BAR_CELLS = 10
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's, where it is there: ten times as fast."""


@cache
def languages() -> tuple[str, ...]:
    """The languages there is a folder for, English first."""
    found = sorted(folder.parent.name for folder in HERE.glob(f"*/{LABELS}"))
    return tuple(sorted(found, key=lambda language: language != "en"))


def names(language: str) -> frozenset[str]:
    """Every template (by its name) and every label (as `labels.<key>`) of a language."""
    templates = {path.name.removesuffix(".j2") for path in (HERE / language).glob("*.j2")}
    return frozenset(templates | {f"labels.{key}" for key in _labels(language)})


def render(name: str, language: str, facts: Mapping[str, Any]) -> str:
    """One message.

    Args:
        name: of the template, without its ending.
        language: one of `languages()`; another one reads English.
        facts: what the template speaks of; values are escaped.

    Returns:
        HTML for Telegram, without blank lines at either end.

    Raises:
        jinja2.TemplateNotFound: there is no such template.
        jinja2.UndefinedError: a fact it needs is not given.
    """
    spoken = language if language in languages() else "en"
    return _template(name, spoken).render(facts).strip()


def part(name: str, language: str, facts: Mapping[str, Any]) -> Markup:
    """A part of a message, to be a fact of it: as `render`, and not escaped again."""
    return Markup(render(name, language, facts))


def label(name: str, language: str, **facts: object) -> str:
    """A short plain text.

    Raises:
        KeyError: there is no such label, or a fact it needs is not given.
    """
    spoken = language if language in languages() else "en"
    return _labels(spoken)[name].format(**facts)


def language_name(language: str, reader: str) -> str:
    """A language's name as readers of another one know it: "Russian", "русский"."""
    return str(Locale.parse(language).get_display_name(reader) or language)


@cache
def _labels(language: str) -> dict[str, str]:
    loaded: dict[str, str] = yaml.load((HERE / language / LABELS).read_text(encoding="utf-8"), Loader=_LOADER)
    return loaded


@cache
def _template(name: str, language: str) -> Template:
    """A template, compiled once; its globals as one plain dict, because each rendering copies them."""
    template = _environment(language).get_template(f"{name}.j2")
    template.globals = dict(template.globals)
    return template


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / language),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Callable[..., str]] = {
        "percent": lambda share: str(round(100 * share)),
        "bar": lambda share: "▓" * round(BAR_CELLS * share),
        "decimal": lambda number: format_decimal(number, "+#,##0.0;-#,##0.0", locale=language),
        "day": lambda moment: _day(moment, language),
        "moment": lambda moment: _moment(moment, language),
        "weekday": lambda moment: format_skeleton("MMMEd", moment, locale=language),
        "hundredths": lambda number: format_decimal(number, "#,##0.00", locale=language),
        "number": lambda number: format_decimal(number, "#,##0.#", locale=language),
        "plural": lambda number, **forms: _plural(number, forms, language),
    }
    environment.filters.update({name: _strictly(write) for name, write in filters.items()})
    environment.globals["language_name"] = lambda spoken: language_name(spoken, language)
    environment.globals["label"] = lambda name, **facts: label(name, language, **facts)
    return environment


def _strictly(write: Callable[..., str]) -> Callable[..., str]:
    """The filter, but a fact that is missing says so itself before the filter can stumble over it."""

    def written(fact: Any, **more: str) -> str:
        str(fact)  # raises UndefinedError
        return write(fact, **more)

    return written


def _plural(number: float, forms: Mapping[str, str], language: str) -> str:
    """The word that goes with a number: `forms` by Unicode's plural categories, `other` always among them."""
    return forms.get(Locale.parse(language).plural_form(number), forms["other"])


def _moment(moment: datetime, language: str) -> str:
    return f"{format_skeleton('MMMd', moment, locale=language)} {moment:%H:%M}"


def _day(moment: date | datetime, language: str) -> str:
    return format_date(moment, "medium", locale=language)
