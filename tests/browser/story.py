"""Plays the manager's quiz on the sandbox's page, as a person would: by the labels that can be read."""

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


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium: the one named in CHROMIUM, the system's, or Playwright's own."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()


@dataclass(frozen=True)
class Manager:
    """The manager's phone on the page."""

    phone: Locator
    language: str = "en"

    @property
    def last(self) -> Locator:
        """The newest bubble of the bot."""
        return self.phone.locator(".message.bot").last

    async def start(self) -> None:
        """Press START, which carries the invitation."""
        await self.phone.get_by_role("button", name="START").click()
        await expect(self.last).to_contain_text("Max")

    async def write(self, text: str) -> None:
        """Type and send."""
        await self.phone.get_by_role("combobox", name=re.compile("Message")).fill(text)
        await self.phone.get_by_role("button", name="Send").click()

    async def press(self, text: str) -> None:
        """Press the newest button that carries a text, and wait until the bot answered."""
        button = self.phone.get_by_role("button", name=text).last
        before = await self.last.inner_text()
        await button.click()
        await expect(self.last).not_to_have_text(before, use_inner_text=True)

    async def answer_everything(self, answers: Mapping[str, str]) -> int:
        """Answer as given until the card is there; returns how many questions about the client were asked."""
        quiz = load().questionnaires["manager_quiz"]
        asked = 0
        while True:
            text = await self.last.inner_text()
            if label("kind_say", self.language) in text:
                return asked
            found = _question_in(quiz, text, self.language)
            if found is None:
                await self.press(label("show_result", self.language))
                continue
            question, labels = found
            asked += any(q.id == question for q in quiz.questions)
            await self.press(labels[answers[question]])


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
