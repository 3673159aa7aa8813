"""Plays quiz and brief on the sandbox's page, as people would: by the labels that can be read."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from messages import label
from questionnaires.content.loader import load
from questionnaires.content.model import Questionnaire
from questionnaires.interview.script import AnyQuestion, options_of

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BAKERY: Mapping[str, str] = {
    "experience": "none",
    "expertise": "low",
    "company_size": "micro",
    "role": "owner",
    "first_criterion": "price",
    "trust": "trusts_chosen",
    "pace": "doubting",
    "clarity": "vague",
    "involvement": "checks_anxiously",
    "process": "step_by_step",
    "payment": "smallest_budget",
    "additional_services": "justified",
    "special_demands": "basics",
    "budget": "enough",
    "decision_maker": "on_the_call",
    "need_and_intent": "means_to_order",
    "time_frame": "dated",
    "industry": "food",
}
"""A first-time owner of a bakery who wants to be reassured: novice, leaning cautious."""


WEARY: Mapping[str, str] = {
    "clarity": "written",
    "experience": "burned",
    "let_down": "guarantees",
    "first_criterion": "guarantees",
    "pace": "doubting",
    "process": "step_by_step",
    "involvement": "checks_anxiously",
    "company_size": "micro",
    "role": "owner",
}
"""The same owner's own words: it is not the first website, and the first one went badly."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium: the one named in CHROMIUM, the system's, or Playwright's own."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass(frozen=True)
class Phone:
    """Somebody's phone on the page."""

    phone: Locator
    language: str = "en"

    @property
    def last(self) -> Locator:
        """The newest bubble of the bot."""
        return self.phone.locator(".message.bot").last

    async def write(self, text: str) -> None:
        """Type and send."""
        await self.phone.get_by_role("combobox", name=re.compile("Message")).fill(text)
        await self.phone.get_by_role("button", name="Send", exact=True).click()

    async def press(self, text: str) -> None:
        """Press the newest button that carries a text, and wait until the bot answered."""
        before = await self.last.inner_text()
        await self.phone.locator(".key").filter(has_text=text).last.click()
        await expect(self.last).not_to_have_text(before, use_inner_text=True)

    async def press_labelled(self, name: str) -> None:
        """The same for a label of messages/, in the language of this phone."""
        await self.press(label(name, self.language))

    async def send_file(self, name: str, mime: str, content: bytes) -> None:
        """Pick a file with the paperclip and send it, whatever it is called in the dialog."""
        async with self.phone.page.expect_file_chooser() as chosen:
            await self.phone.get_by_role("button", name="Attach").click()
        await (await chosen.value).set_files({"name": name, "mimeType": mime, "buffer": content})
        await self.phone.get_by_role("dialog").get_by_role("button", name="Send").click()

    async def _answer(self, questionnaire: Questionnaire, option_of: Mapping[str, str]) -> str | None:
        """Answer the question on the screen; returns which it was, None where none is there."""
        text = await self.last.inner_text()
        found = _question_in(questionnaire, text, self.language)
        if found is None:
            return None
        question, labels = found
        await self.press(labels[option_of[question]])
        return question


class Manager(Phone):
    """The manager's phone."""

    async def start(self) -> None:
        """Press START, which carries the invitation."""
        await self.phone.get_by_role("button", name="START").click()
        await expect(self.last).to_contain_text("Max")

    async def answer_everything(self, answers: Mapping[str, str]) -> int:
        """Answer as given until the card is there; returns how many questions about the client were asked."""
        quiz = load().questionnaires["manager_quiz"]
        about_client = {question.id for question in quiz.questions}
        asked = 0
        while label("kind_say", self.language) not in await self.last.inner_text():
            question = await self._answer(quiz, answers)
            if question is None:
                await self.press(label("deal_then_card", self.language, count=0).partition("0")[0])
            asked += question in about_client
        return asked

    async def ask_themselves(self, language: str) -> None:
        """From the card: a link for the client, with words in their language."""
        await self.press_labelled("ask_client")
        spoken = label(f"language_{language}", language)
        await self.press(label("link_in", self.language, spoken=spoken))

    async def open_link_on(self, other: Phone, role: str) -> None:
        """Press the newest link, and choose the phone that it is sent to."""
        await self.phone.get_by_role("link", name=re.compile("start=")).last.click()
        await self.phone.page.get_by_role("dialog").get_by_role("button", name=role).click()
        await expect(other.last).to_be_visible()


class Prospect(Phone):
    """The prospect's phone."""

    async def fill_in(self, answers: Mapping[str, str]) -> list[str]:
        """Answer as given until everything can be looked at before sending; returns what was asked."""
        brief = load().questionnaires["prospect_brief"]
        asked: list[str] = []
        while (question := await self._answer(brief, answers)) is not None:
            asked.append(question)
        return asked

    async def skip_to_the_number(self) -> None:
        """Pass over the optional questions before the one that asks how to reach them."""
        brief = load().questionnaires["prospect_brief"]
        contact = next(question for question in brief.free if question.kind == "contact")
        on_screen = self.phone.locator(".message.bot").filter(has_text=contact.text[self.language])
        for _ in (*brief.qualifying, *brief.free):
            if await on_screen.count():
                break
            await self.press_labelled("skip")
        await expect(self.phone.get_by_role("group", name="Reply keyboard")).to_be_visible()


def _question_in(quiz: Questionnaire, text: str, language: str) -> tuple[str, dict[str, str]] | None:
    """The question that a screen asks, with the labels of its options."""
    industry = [quiz.industry] if quiz.industry else []
    every: list[AnyQuestion] = [*quiz.questions, *quiz.qualifying, *industry]
    for question in every:
        if question.text[language] in text:
            return question.id, {option.id: option.label[language] for option in options_of(question)}
    return None


async def open_page(
    browser: Browser, url: str, width: int = 1280, height: int = 900, dark: bool = False
) -> Page:
    """The sandbox's page, connected."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", locale="en-GB"
    )
    page = await context.new_page()
    await page.goto(url)
    await expect(page.locator("#line")).to_have_text("Connected")
    return page


def manager_of(page: Page, language: str = "en") -> Manager:
    """The manager's phone."""
    return Manager(page.get_by_role("region", name="Sales manager: Max"), language)


def prospect_of(page: Page, language: str = "ru") -> Prospect:
    """The prospect's phone."""
    return Prospect(page.get_by_role("region", name="Prospect: Anna"), language)
