"""From `firstcall try` to the card, in a real browser, as a newcomer would walk it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from messages import label
from tests.browser.story import BAKERY, manager_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_newcomer_gets_from_start_to_a_card_that_says_what_to_do(command_page: Page) -> None:
    manager = manager_of(command_page)
    await manager.start()
    await manager.press("New client")
    await manager.write("Lotus Bakery")
    await expect(manager.last).to_contain_text("Lotus Bakery")
    asked = await manager.answer_everything(BAKERY)
    card = await manager.last.inner_text()
    assert 4 <= asked <= 9
    assert "Lotus Bakery" in card
    assert "novice-cautious" in card or "Novices" in card
    for heading in ("kind_say", "kind_trap", "kind_next"):
        assert label(heading, "en") in card


async def test_the_card_opens_its_playbook_and_comes_back(page: Page) -> None:
    manager = manager_of(page)
    await manager.start()
    await manager.write("/quiz Lotus Bakery")
    await expect(manager.last).to_contain_text("Lotus Bakery")
    await manager.answer_everything(BAKERY)
    await manager.press(label("playbook", "en"))
    await expect(manager.last).to_contain_text(label("phase_before_signing", "en"))
    await manager.press(label("to_card", "en"))
    await expect(manager.last).to_contain_text(label("kind_say", "en"))


@pytest.mark.parametrize("language", ["ru", "ja"])
async def test_the_quiz_speaks_the_language_of_the_phone(page: Page, language: str) -> None:
    manager = manager_of(page, language)
    await manager.phone.get_by_role("combobox", name=re.compile("^Language")).select_option(language)
    await manager.start()
    await manager.write("/quiz Lotus")
    await expect(manager.last).to_contain_text("Lotus")
    await manager.answer_everything(BAKERY)
    await expect(manager.last).to_contain_text(label("kind_next", language))
