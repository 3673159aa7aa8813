"""Phones on the chat page: writing, buttons, languages, tabs, and links from one phone to another."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.sandbox import Sandbox
from tests.sandbox.page.conftest import PERSONAS, write
from tests.sandbox.tiny_bot import TinyBot

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_new_phone_shows_the_description_and_start_carries_the_payload(page: Page) -> None:
    phone = page.get_by_role("region", name="Team lead: Maria")
    await expect(phone.get_by_text("nine taps")).to_be_visible()
    await phone.get_by_role("button", name="START").click()
    await expect(phone.get_by_text("Invitation: claim123")).to_be_visible()
    await expect(phone.locator(".own .body")).to_have_text("/start")
    await expect(phone.get_by_text("nine taps")).to_be_hidden()


async def test_formatting_becomes_elements_and_never_markup(lead: Locator, sandbox: Sandbox) -> None:
    message = lead.locator(".message.bot").first
    await expect(message.locator("strong").first).to_have_text("Lotus Bakery")
    await expect(message.locator("blockquote")).to_contain_text("You see and approve")
    spoiler = message.get_by_role("button", name="Hidden text")
    await spoiler.click()
    await expect(message.get_by_text("They will reopen the design.")).to_be_visible()
    await write(lead, "<img src=x onerror=alert(1)> & <b>not bold</b>")
    await expect(lead.locator(".own .body").last).to_have_text(
        "<img src=x onerror=alert(1)> & <b>not bold</b>"
    )
    await expect(lead.locator("img")).to_have_count(0)


async def test_a_button_turns_until_it_is_answered_and_the_toast_is_read_out(lead: Locator) -> None:
    await lead.get_by_role("button", name="Never answered").click()
    await expect(lead.get_by_role("button", name="Never answered")).to_have_attribute("aria-busy", "true")
    await lead.get_by_role("button", name="Toast").click()
    await expect(lead.get_by_role("status")).to_have_text("Kept as a note")
    assert await lead.get_by_role("button", name="Toast").get_attribute("aria-busy") is None


async def test_an_alert_takes_the_focus_and_gives_it_back(page: Page, lead: Locator) -> None:
    await lead.get_by_role("button", name="Alert").click()
    await expect(lead.get_by_role("alertdialog")).to_contain_text("This question is over.")
    await expect(lead.get_by_role("button", name="OK")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(lead.get_by_role("alertdialog")).to_have_count(0)
    await expect(lead.get_by_role("button", name="Alert")).to_be_focused()


async def test_an_edit_happens_in_place_and_keeps_the_focus(page: Page, lead: Locator) -> None:
    await lead.get_by_role("button", name="Count: 0").press("Enter")
    await expect(lead.get_by_role("button", name="Count: 1")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(lead.get_by_role("button", name="Count: 2")).to_be_focused()
    await expect(lead.locator(".message.bot")).to_have_count(1)


async def test_arrows_and_digits_work_the_keyboard(page: Page, lead: Locator) -> None:
    await lead.get_by_role("log").focus()
    await page.keyboard.press("ArrowUp")
    await expect(lead.locator(".message").last).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(lead.get_by_role("button", name="Count: 0")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(lead.get_by_role("button", name="Toast")).to_be_focused()
    await page.keyboard.press("1")
    await expect(lead.get_by_role("button", name="Count: 1")).to_be_visible()
    await lead.get_by_role("combobox", name=re.compile("Message")).focus()
    await page.keyboard.press("1")
    await page.keyboard.press("Alt+1")
    await expect(lead.get_by_role("button", name="Count: 2")).to_be_visible()
    await expect(lead.get_by_role("combobox", name=re.compile("Message"))).to_have_value("1")


async def test_replying_quotes_the_message(page: Page, lead: Locator, sandbox: Sandbox) -> None:
    await lead.locator(".message.bot").first.focus()
    await page.keyboard.press("Enter")
    await expect(lead.get_by_text("Reply to Firstcall")).to_be_visible()
    await write(lead, "about this")
    await expect(lead.get_by_text("en: about this")).to_be_visible()
    mine = [message for message in sandbox.people[0].messages if message.text == "about this"]
    assert mine[0].reply_to == 2


async def test_the_command_menu_filters_and_sends(page: Page, lead: Locator) -> None:
    box = lead.get_by_role("combobox", name=re.compile("Message"))
    await box.fill("/")
    await expect(lead.get_by_role("listbox").get_by_role("option")).to_have_text(
        ["/helpWhat this is", "/quoteA text to copy", "/inviteA link"]
    )
    await box.fill("/q")
    await page.keyboard.press("Enter")
    await expect(lead.locator("pre")).to_have_text("Good afternoon!\nThank you for the call.")
    await expect(box).to_have_value("")


async def test_texts_can_be_copied(page: Page, lead: Locator) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await lead.get_by_role("button", name="Copy", exact=True).click()
    await expect(lead.get_by_role("status")).to_have_text("Copied to the clipboard")
    assert await page.evaluate("navigator.clipboard.readText()") == "Thank you for the call."


async def test_a_deep_link_opens_in_the_chosen_phone(page: Page, lead: Locator) -> None:
    await write(lead, "/invite")
    await lead.get_by_role("link", name=re.compile("start=invited")).click()
    await page.get_by_role("dialog").get_by_role("button", name="Manager").click()
    manager = page.get_by_role("region", name="Manager: Ken")
    await expect(manager.get_by_text("Invitation: invited")).to_be_visible()


async def test_the_language_of_a_phone_changes_menu_and_updates(lead: Locator) -> None:
    await lead.get_by_label("Language of Maria's Telegram").select_option("ru")
    await write(lead, "привет")
    await expect(lead.get_by_text("ru: привет")).to_be_visible()
    await lead.get_by_role("button", name="Commands").click()
    await expect(lead.get_by_role("listbox").get_by_role("option")).to_have_text(["/helpЧто это такое"])


async def test_blocking_and_clearing_lead_back_to_start(lead: Locator, sandbox: Sandbox) -> None:
    await lead.get_by_label("More").click()
    await lead.get_by_role("button", name="Block the bot").click()
    await expect(lead.get_by_role("button", name="UNBLOCK")).to_be_visible()
    assert sandbox.people[0].chat.blocked
    await lead.get_by_role("button", name="UNBLOCK").click()
    await lead.get_by_label("More").click()
    await lead.get_by_role("button", name="Clear this view").click()
    await expect(lead.locator(".message")).to_have_count(0)
    await lead.get_by_role("button", name="START").click()
    await expect(lead.get_by_text("Lotus Bakery")).to_be_visible()
    await expect(lead.get_by_text("Invitation")).to_have_count(0)


async def test_on_a_narrow_screen_phones_are_tabs_with_unread_counts(
    page: Page, lead: Locator, sandbox: Sandbox, tiny: TinyBot
) -> None:
    await page.set_viewport_size({"width": 390, "height": 780})
    tabs = page.get_by_role("tab")
    await expect(tabs).to_have_count(2)
    await expect(page.get_by_role("tabpanel")).to_have_count(1)
    await sandbox.people[1].send("/quote")
    await expect(page.get_by_role("tab", name="Manager").locator(".badge")).to_have_text("1")
    await page.get_by_role("tab", name="Team lead").press("ArrowRight")
    await expect(page.get_by_role("tabpanel").locator("pre")).to_be_visible()
    await expect(page.get_by_role("tab", name="Manager").locator(".badge")).to_be_hidden()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width == 390


async def test_a_message_taller_than_the_phone_is_shown_from_its_beginning(
    lead: Locator, sandbox: Sandbox, tiny: TinyBot
) -> None:
    long = "First line\n" + "\n".join(f"line {number}" for number in range(60)) + "\nLast line"
    await tiny.bot.send_message(sandbox.people[0].id, long, reply_markup=tiny.menu())
    await expect(lead.get_by_text("First line")).to_be_in_viewport()
    await lead.get_by_role("button", name="To the latest message").click()
    await expect(lead.get_by_role("button", name="Count: 0").last).to_be_in_viewport()
    await lead.get_by_role("button", name="Count: 0").last.click()
    await expect(lead.get_by_role("button", name="Count: 1").last).to_be_in_viewport()


async def test_a_page_opened_later_shows_everything(
    browser: Browser, lead: Locator, sandbox: Sandbox
) -> None:
    other = await browser.new_page()
    await other.goto(sandbox.url)
    await expect(other.get_by_text("Lotus Bakery")).to_be_visible()
    await write(lead, "seen on both")
    await expect(other.get_by_text("en: seen on both")).to_be_visible()


async def test_the_page_comes_back_by_itself_after_a_restart(browser: Browser, free_port: int) -> None:
    page = await browser.new_page()
    async with Sandbox(PERSONAS, port=free_port) as first:
        await page.goto(first.url)
        await first.people[0].send("before")
        await expect(page.get_by_text("before")).to_be_visible()
    await expect(page.locator("#line")).to_contain_text("does not answer")
    async with Sandbox(PERSONAS, port=free_port) as second:
        await second.people[0].send("after")
        await expect(page.get_by_text("after")).to_be_visible()
        await expect(page.get_by_text("before")).to_have_count(0)
