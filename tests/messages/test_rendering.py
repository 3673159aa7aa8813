"""Every template with every kind of facts: HTML that Telegram reads, and nobody's name becomes markup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from re import search

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, UndefinedError

from bot.sandbox.rules.formatted import FormattedText
from bot.sandbox.rules.texts import message_text
from messages import languages, render
from tests.messages.samples import EVIL, LONG, WHEN, known, samples

ALL = [(template, language) for template in sorted(known()) for language in languages()]


def read(template: str, language: str, facts: dict[str, object]) -> FormattedText:
    """What Telegram would show, or its refusal."""
    return message_text(render(template, language, facts), "HTML", None)


@pytest.mark.parametrize(("template", "language"), ALL)
def test_telegram_reads_every_message(template: str, language: str) -> None:
    for facts in samples(template):
        assert read(template, language, dict(facts)).text.strip()


@pytest.mark.parametrize(("template", "language"), ALL)
def test_no_message_shows_what_was_meant_for_the_machine(template: str, language: str) -> None:
    for facts in samples(template):
        shown = read(template, language, dict(facts)).text.replace(EVIL, "")
        assert not search(
            r"\bNone\b(?! found| yet)|\bTrue\b|\bFalse\b|\{\{|\}\}|\{%|&(lt|gt|amp|quot|#)|object at", shown
        )


@pytest.mark.parametrize(("template", "language"), ALL)
def test_no_message_has_a_gap_or_a_ragged_line(template: str, language: str) -> None:
    for facts in samples(template):
        html = render(template, language, facts)
        assert html == html.strip()
        assert "\n\n\n" not in html
        assert not search(r"[ \t]\n|\n[ \t]", html), html


@pytest.mark.parametrize(("template", "language"), ALL)
def test_a_name_is_shown_as_it_was_written(template: str, language: str) -> None:
    for facts in samples(template):
        for name in ("client", "name", "studio", "contact", "search", "text", "segment"):
            if facts.get(name) == EVIL:
                assert EVIL in read(template, language, dict(facts)).text, name


@pytest.mark.parametrize(("template", "language"), ALL)
def test_a_message_without_one_of_its_facts_is_an_error(template: str, language: str) -> None:
    sets = samples(template)
    for missing in {name for facts in sets for name in facts}:
        assert any(_fails_without(template, language, dict(facts), missing) for facts in sets), missing


def _fails_without(template: str, language: str, facts: dict[str, object], missing: str) -> bool:
    try:
        render(template, language, {name: value for name, value in facts.items() if name != missing})
    except UndefinedError:
        return True
    return False


@given(name=st.text(min_size=1, max_size=80).filter(str.strip))
def test_whatever_a_client_is_called_telegram_reads_the_message(name: str) -> None:
    html = render("client_delete", "en", {"client": name})
    assert "<b>" in html
    assert html.count("<") == 2
    message_text(html, "HTML", None)


def test_a_long_name_is_not_cut() -> None:
    assert LONG in render("menu", "en", {"client": LONG})


def test_a_template_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(TemplateNotFound):
        render("no_such_template", "en", {})


def test_another_language_reads_english() -> None:
    assert render("only_text", "de", {}) == render("only_text", "en", {})


def test_every_language_says_it_differently() -> None:
    for template in known() - {"date", "question"}:  # neither has words of its own
        facts = samples(template)[0]
        assert len({render(template, language, facts) for language in languages()}) == 3, template


def test_a_date_is_written_as_the_language_writes_it() -> None:
    shown = {language: render("date", language, {"moment": WHEN}) for language in languages()}
    assert shown == {"en": "Mar 5, 2031", "ru": "5 мар. 2031\u202fг.", "ja": "2031/03/05"}
    assert render("date", "en", {"moment": date(2031, 3, 5)}) == shown["en"]


def test_a_moment_has_its_hour() -> None:
    late = datetime(2031, 12, 31, 23, 5, tzinfo=UTC)
    for language in languages():
        assert "23:05" in render("invitation", language, {"until": late, "link": "https://t.me/a_bot"})


def test_decibans_are_written_with_their_sign() -> None:
    for language in languages():
        shown = read("why", language, dict(samples("why")[0])).text
        assert search(r"\+1[.,][23]", shown)
        assert search(r"[-−]12[.,]3", shown)
