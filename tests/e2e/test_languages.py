"""Everybody reads their own language: Telegram's hint at first, then what they chose."""

from __future__ import annotations

import re

import pytest

from tests.e2e.prospects import begins
from tests.e2e.stage import Stage, labels

CYRILLIC, JAPANESE = re.compile("[а-яё]", re.IGNORECASE), re.compile("[ぁ-んァ-ン一-龯]")
NAME = "Lotus 7"


@pytest.mark.parametrize(
    ("hint", "letters"), [("ru", CYRILLIC), ("ja", JAPANESE), ("ru-RU", CYRILLIC), ("ja-JP", JAPANESE)]
)
async def test_the_language_of_their_telegram_is_spoken_at_first(
    on_sqlite: Stage, hint: str, letters: re.Pattern[str]
) -> None:
    phone = await on_sqlite.manager("Rin", hint)
    assert letters.search(phone.screen.text)
    screens = [await phone.says(f"/quiz {NAME}")]
    screens += [await phone.answers([1])]
    for command in ("/help", "/settings", "/privacy", "/clients", "/quiz", "/cancel"):
        screens.append(await phone.says(command))
    assert [letters.search(screen.text) is not None for screen in screens] == [True] * len(screens)


@pytest.mark.parametrize("hint", ["de", "xx", "", None, "pt-br"])
async def test_a_language_nobody_wrote_reads_the_deployments(on_sqlite: Stage, hint: str | None) -> None:
    phone = await on_sqlite.manager("Ana", hint)
    assert "Hello, Ana!" in phone.screen.text


@pytest.mark.parametrize(("button", "letters"), [("Русский", CYRILLIC), ("日本語", JAPANESE)])
async def test_the_whole_quiz_and_card_speak_the_chosen_language(
    on_sqlite: Stage, button: str, letters: re.Pattern[str]
) -> None:
    max_ = on_sqlite.max
    await max_.says("/settings")
    tap = await max_.press(button)
    assert letters.search((await tap.answer()).text) and letters.search(max_.screen.text)
    await max_.says(f"/quiz {NAME}")
    words = re.compile("[A-Za-z][a-z]{2,}")  # ERP and SNS are words everywhere
    while "SAY" not in max_.screen.text and len(labels(max_.screen)) > 1 and not _is_card(max_.screen.text):
        assert not words.findall(max_.screen.text.replace(NAME, "")), max_.screen.text
        await max_.taps(labels(max_.screen)[0])
    assert letters.search(max_.screen.text) and len(max_.screen.text) <= 1_400


def _is_card(text: str) -> bool:
    return "▓" in text


async def test_a_choice_outlasts_telegrams_hint_and_an_open_quiz_follows_it(firstcall: Stage) -> None:
    max_ = firstcall.max
    question = await max_.says(f"/quiz {NAME}")
    await max_.says("/settings")
    await max_.taps("Русский")
    max_.person.speak("ja")
    await max_.taps("1 · ", question)
    screen = next(message for message in max_.chat if message.id == question.id)
    assert CYRILLIC.search(screen.text) and "1" in screen.text
    assert not JAPANESE.search(screen.text)


@pytest.mark.parametrize(("hint", "letters"), [("ru", CYRILLIC), ("ja", JAPANESE)])
async def test_what_is_written_with_nobody_asking_speaks_the_language_of_their_telegram(
    on_sqlite: Stage, hint: str, letters: re.Pattern[str]
) -> None:
    on_sqlite.max.person.speak(hint)
    await on_sqlite.max.says("/clients")
    anna = await begins(on_sqlite)
    await anna.taps("Ask a person")
    await anna.says("How long?")
    letter = on_sqlite.max.screen
    assert "How long?" in letter.text and letters.search(letter.text)
    assert letters.search(labels(letter)[0])
