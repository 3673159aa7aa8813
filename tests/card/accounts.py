"""Two accounts of one client: the manager's quiz, and a small brief of the tests' own or the library's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from questionnaires.card.card import Card, Client, InTheirWords, card
from questionnaires.card.contrasts import ViewsOnCard, views_on_card
from questionnaires.card.joint import Account, joint_answers, joint_grade, joint_script, question_to_settle
from questionnaires.card.voices import Verdicts
from questionnaires.content.canonical import edition
from questionnaires.content.model import Questionnaire, Studio
from questionnaires.interview.script import Answers, Script
from scoring import TwoViews, score, two_views
from tests.card.clients import NO_FACTS, script
from tests.interview import driving

IN_ORDER = ("enough", "on_the_call", "means_to_order", "dated")
OUT_OF_REACH = ("too_small", "out_of_reach", "looking_around", "someday")
EXPERIENCES = ("none", "few_fine", "many", "one_failed", "burned")
CRITERIA = ("quality", "speed", "price", "guarantees")


@cache
def small_brief() -> Script:
    """A brief of three traits (one read twice) and two facts, so that a test can say all there is to say."""
    return _script(
        Questionnaire.model_validate(
            {
                "id": "small_brief",
                "title": _text("Before we talk"),
                "informant": "prospect",
                "order": "fixed",
                "questions": [
                    _question("clarity", "clarity", 0.85, "written", "clear_idea", "vague"),
                    _question(
                        "experience", "experience", 0.9, "none", "few_fine", "many", "one_failed", "burned"
                    ),
                    _question("let_down", "first_criterion", 0.5, *CRITERIA)
                    | {"when": {"experience": ["burned"]}},
                    _question(
                        "first_criterion", "first_criterion", 0.9, "quality", "speed", "price", "guarantees"
                    ),
                ],
                "qualifying": [
                    _fact("money", "budget", plenty="yes", little="partly", nothing="no"),
                    _fact("boss", "decision_maker", self="yes", other="yes", open="no"),
                ],
                "free": [
                    {"id": "contact", "kind": "contact", "text": _text("contact"), "short": _text("contact")}
                ],
            }
        )
    )


@cache
def library_brief() -> Script:
    """The brief that comes with the bot."""
    return _script(driving.library().questionnaires["prospect_brief"])


def _script(brief: Questionnaire) -> Script:
    content = driving.library().model_copy(update={"questionnaires": {brief.id: brief}})
    return Script.of(edition(content), brief.id)


def _text(words: str) -> dict[str, str]:
    return dict.fromkeys(("en", "ru", "ja"), words)


def _question(id: str, trait: str, reliability: float, *levels: str) -> dict[str, Any]:
    options = [_option(level, f"{id} {level}") | {"level": level} for level in levels]
    words = {name: _text(id) for name in ("text", "short", "ask")}
    return {"id": id, "trait": trait, "reliability": reliability, "options": options, **words}


def _fact(id: str, criterion: str, **options: str) -> dict[str, Any]:
    facts = {"self": "our_contact", "other": "somebody_else"}
    return {
        "id": id,
        "text": _text(id),
        "short": _text(id),
        "options": [
            _option(name, f"{id} {name}") | {"criteria": {criterion: value}, "fact": facts.get(name)}
            for name, value in options.items()
        ],
    }


def _option(id: str, reason: str) -> dict[str, Any]:
    return {"id": id, "label": _text(id), "reason": _text(reason)}


@dataclass(frozen=True)
class TwoAccounts:
    """What the manager and the prospect say, and the card that comes of it."""

    yours: Answers
    theirs: Answers
    brief: Script = field(default_factory=small_brief)
    heard: tuple[str, ...] = ()

    @property
    def quiz_account(self) -> Account:
        return Account(script(), self.yours)

    @property
    def brief_account(self) -> Account:
        return Account(self.brief, self.theirs)

    @cached_property
    def script(self) -> Script:
        found = joint_script(script(), self.brief)
        assert found is not None
        return found

    @cached_property
    def answers(self) -> dict[str, str | None]:
        return joint_answers(self.yours, self.theirs)

    @cached_property
    def views(self) -> TwoViews:
        accounts = {"manager": self.quiz_account, "prospect": self.brief_account}
        return two_views(
            {name: each.script.model for name, each in accounts.items()},
            {name: each.script.trait_answers(each.answers) for name, each in accounts.items()},
        )

    @cached_property
    def verdicts(self) -> Verdicts:
        return Verdicts(
            self.views.together,
            joint_grade(self.quiz_account, self.brief_account, self.heard),
            question_to_settle(self.script, self.answers, self.views.disagreements),
        )

    def on_card(self, language: str = "en") -> ViewsOnCard:
        return views_on_card(self.quiz_account, self.brief_account, self.views, language)

    def card(
        self,
        studio: Studio = NO_FACTS,
        language: str = "en",
        own: InTheirWords | None = None,
        notes: tuple[str, ...] = (),
    ) -> Card:
        client = Client("Lotus Bakery", "food_service", notes, own)
        return card(
            self.script, client, self.answers, self.verdicts, studio, language, self.on_card(language)
        )


def typical(brief: Script, segment: str) -> dict[str, str | None]:
    """Answers to a brief as a segment would give them, branches included."""
    answers: dict[str, str | None] = {}
    for question in brief.questionnaire.questions:
        if brief.applies(question.id, answers):
            likely = {each.id: score(brief.model, {question.id: each.id}) for each in question.options}
            answers[question.id] = max(likely, key=lambda id: likely[id].confidence[segment])
    return answers


def deal(of: Script, options: tuple[str, ...]) -> Mapping[str, str]:
    """Answers to the questions about the deal, in file order."""
    return {each.id: option for each, option in zip(of.questionnaire.qualifying, options, strict=True)}
