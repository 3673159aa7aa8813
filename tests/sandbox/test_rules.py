"""Telegram's limits as pure functions."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.rules import commands, keyboards, texts
from bot.sandbox.rules.formatted import Entity, FormattedText, units
from bot.sandbox.rules.html import parse_html
from bot.sandbox.rules.refusals import Refused


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r")))
def test_escaped_text_comes_back_as_it_was_without_entities(text: str) -> None:
    assert parse_html(html.escape(text)) == FormattedText(text.replace("'", "'"))


@given(
    st.lists(
        st.tuples(st.sampled_from(["b", "i", "u", "s", "tg-spoiler"]), st.text("aя漢🙂&<>", min_size=1)),
        max_size=6,
    )
)
def test_rendering_what_was_parsed_gives_the_same_html(pieces: list[tuple[str, str]]) -> None:
    source = " ".join(f"<{tag}>{html.escape(inside, quote=False)}</{tag}>" for tag, inside in pieces)
    assert parse_html(source).as_html() == source


def test_offsets_are_utf16_units() -> None:
    found = parse_html("🙂<b>я漢🙂</b>")
    assert found == FormattedText("🙂я漢🙂", (Entity("bold", 2, 4),))


def test_nested_tags_give_nested_entities() -> None:
    found = texts.formatted("<b>one <i>two</i></b>", "HTML", None)
    assert found.entities == (Entity("bold", 0, 7), Entity("italic", 4, 3))
    assert found.as_html() == "<b>one <i>two</i></b>"


def test_code_inside_bold_splits_the_bold() -> None:
    found = texts.formatted("<b>a<code>b</code>c</b>", "HTML", None)
    assert [(entity.type, entity.offset) for entity in found.entities] == [
        ("bold", 0),
        ("code", 1),
        ("bold", 2),
    ]


def test_pre_keeps_its_language() -> None:
    source = '<pre><code class="language-python">x = 1</code></pre>'
    found = texts.formatted(source, "HTML", None)
    assert found.entities == (Entity("pre", 0, 5, "python"),)
    assert found.as_html() == source


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a <b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", 'Unexpected end tag "b" at byte offset 1'),
        ("яя < 3", 'Unsupported start tag "" at byte offset 5'),
        ("<div>x</div>", 'Unsupported start tag "div" at byte offset 0'),
        ("line<br>line", 'Unsupported start tag "br" at byte offset 4'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_that_telegram_refuses_is_refused_in_its_words(source: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"
    assert not refused.value.expected


def test_the_limit_of_a_text_is_counted_after_parsing_in_utf16_units() -> None:
    assert units(texts.message_text("<b>" + "🙂" * 2048 + "</b>", "HTML", None).text) == 4096
    with pytest.raises(Refused, match="message is too long"):
        texts.message_text("🙂" * 2048 + "x", None, None)


@pytest.mark.parametrize("source", ["", "  \n ", "<b> </b>"])
def test_a_text_of_nothing_but_space_is_empty(source: str) -> None:
    with pytest.raises(Refused, match="message text is empty"):
        texts.message_text(source, "HTML", None)


def test_a_caption_ends_at_1024() -> None:
    assert texts.caption("x" * 1024, None, None).text
    with pytest.raises(Refused, match="caption is too long"):
        texts.caption("x" * 1025, None, None)


def test_trimming_moves_the_entities_along() -> None:
    assert texts.formatted("\n  <b> x </b>\n", "HTML", None).entities == (Entity("bold", 0, 1),)


def test_clients_find_commands_links_and_mentions_themselves() -> None:
    found = texts.plain("/start via https://example.org/a, ask @some_bot or a@b.org #now 1/2")
    kinds = [entity.type for entity in found.entities]
    assert kinds == ["bot_command", "url", "mention", "email", "hashtag"]


@pytest.mark.parametrize("mode", ["MarkdownV2", "Markdown", "rtf"])
def test_other_parse_modes_are_refused(mode: str) -> None:
    with pytest.raises(Refused):
        texts.formatted("x", mode, None)


def _keyboard(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Go", **button}]]}


def test_callback_data_is_measured_in_bytes() -> None:
    assert keyboards.inline_keyboard(_keyboard(callback_data="я" * 32))
    with pytest.raises(Refused, match="BUTTON_DATA_INVALID"):
        keyboards.inline_keyboard(_keyboard(callback_data="я" * 32 + "x"))


@pytest.mark.parametrize(
    "button",
    [
        {"callback_data": ""},
        {},
        {"text": " ", "callback_data": "x"},
        {"callback_data": "x", "url": "https://example.org"},
        {"url": "http://localhost"},
        {"copy_text": {"text": ""}},
        {"copy_text": {"text": "x" * 257}},
    ],
)
def test_a_button_that_telegram_would_not_take_is_refused(button: dict[str, object]) -> None:
    with pytest.raises(Refused):
        keyboards.inline_keyboard(_keyboard(**button))


def test_a_keyboard_ends_at_a_hundred_buttons() -> None:
    row = [{"text": "x", "callback_data": "x"}]
    assert keyboards.inline_keyboard({"inline_keyboard": [row] * 100})
    with pytest.raises(Refused, match="too long"):
        keyboards.inline_keyboard({"inline_keyboard": [row] * 101})


@pytest.mark.parametrize(
    ("name", "description", "code"),
    [
        ("Start", "x", "BOT_COMMAND_INVALID"),
        ("/start", "x", "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", "BOT_COMMAND_INVALID"),
        ("start", "", "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("start", "x" * 257, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_a_command_outside_the_limits_is_refused(name: str, description: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        commands.commands([{"command": name, "description": description}])
