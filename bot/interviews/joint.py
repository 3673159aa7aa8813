"""A quiz and a brief about one client: scored together when either comes to a result, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from bot.interviews.conversation import Conversation
from bot.interviews.records import verdicts_of, word_in
from bot.interviews.scripts import Scripts
from bot.interviews.unit import Unit
from bot.storage.queries import joint
from bot.storage.queries.joint import JointDraft, JointRow, Side
from bot.storage.transaction import Transaction
from questionnaires.card.contrasts import ViewsOnCard, views_on_card
from questionnaires.card.joint import (
    MANAGER,
    PROSPECT,
    Account,
    joint_answers,
    joint_grade,
    joint_script,
    question_to_settle,
)
from questionnaires.card.voices import Verdicts
from questionnaires.interview import Script
from scoring import TwoViews, two_views


@dataclass(frozen=True)
class Joint:
    """A stored joint result with what a card of it needs."""

    row: JointRow
    quiz: Account
    brief: Account
    script: Script
    views: TwoViews
    verdicts: Verdicts

    @cached_property
    def answers(self) -> dict[str, str | None]:
        """Both sets of answers, under the ids of the joint script."""
        return joint_answers(self.quiz.answers, self.brief.answers)

    def on_card(self, language: str) -> ViewsOnCard:
        """Each one's view, and on what they differ."""
        return views_on_card(self.quiz, self.brief, self.views, language)


def draw(unit: Unit, conversation: Conversation) -> None:
    """Store what the last quiz and the last brief about the conversation's client say together.

    Nothing is stored where there is only one of them, or where their contents do not fit together.
    """
    client = conversation.interview.client
    if client is None or not joint.may_be_both(unit.tx, client):
        return
    unit.save_about(client)
    both = joint.last_of_both(unit.tx, client)
    if both is None:
        return
    quiz, brief = _scored_alike(unit.tx, unit.scripts, *both)
    script = joint_script(quiz.script, brief.script)
    if script is not None:
        content = content_of(script, quiz, brief, heard(*both, brief.script))
        joint.add(unit.tx, _draft(*both, client, content, unit))


def latest(tx: Transaction, scripts: Scripts, owner: int, interview: int) -> Joint | None:
    """The last joint result of a quiz or of a brief's interview about the owner's client.

    The correction that counts for the client is part of the verdicts.
    """
    row = joint.latest_for(tx, owner, interview)
    if row is None:
        return None
    found = joint.sides(tx, (row.draft.quiz_id, row.draft.brief_id))
    quiz, brief = _scored_alike(tx, scripts, found[row.draft.quiz_id], found[row.draft.brief_id])
    script = joint_script(quiz.script, brief.script)
    assert script is not None, f"joint result {row.id} is of two interviews that do not fit together"
    return Joint(row, quiz, brief, script, *_read(row, script))


def account_of(tx: Transaction, scripts: Scripts, side: Side) -> Account:
    """What one side says, by the words it was asked in; nothing is scored by it."""
    return _account(scripts.as_written(tx, side.content_hash, side.questionnaire), side)


def _scored_alike(tx: Transaction, scripts: Scripts, quiz: Side, brief: Side) -> tuple[Account, Account]:
    """What both say, by scripts whose profiles are those of the quiz."""
    asked, other = scripts.beside(tx, quiz, brief)
    return _account(asked, quiz), _account(other, brief)


def _account(script: Script, side: Side) -> Account:
    return Account(script, {answer.question_id: answer.option_id for answer in side.answers})


def heard(quiz: Side, brief: Side, script: Script) -> frozenset[str]:
    """The quiz's questions answered after the brief's last one about the deal.

    Args:
        script: the brief's.
    """
    deal = {question.id for question in script.questionnaire.qualifying}
    told = [answer.answered_at for answer in brief.answers if answer.question_id in deal]
    return frozenset(a.question_id for a in quiz.answers if told and a.answered_at > max(told))


def content_of(script: Script, quiz: Account, brief: Account, heard: frozenset[str]) -> dict[str, Any]:
    """A joint result as it is stored.

    Args:
        heard: the quiz's questions that were answered after the brief's.
    """
    accounts = {MANAGER: quiz, PROSPECT: brief}
    views = two_views(
        {name: each.script.model for name, each in accounts.items()},
        {name: each.script.trait_answers(each.answers) for name, each in accounts.items()},
    )
    answers = joint_answers(quiz.answers, brief.answers)
    return {
        "views": views.as_dict(),
        "grade": asdict(joint_grade(quiz, brief, heard)),
        "next_question": question_to_settle(script, answers, views.disagreements),
    }


def _read(row: JointRow, script: Script) -> tuple[TwoViews, Verdicts]:
    content = row.draft.content
    views = TwoViews.from_json(json.dumps(content["views"]))
    verdicts = verdicts_of({**content, "result": content["views"]["together"]})
    return views, verdicts.after(word_in(script, row.correction))


def _draft(quiz: Side, brief: Side, client: int, content: Mapping[str, Any], unit: Unit) -> JointDraft:
    together = content["views"]["together"]
    return JointDraft(
        quiz_id=quiz.interview_id,
        quiz_revision=quiz.revision,
        brief_id=brief.interview_id,
        brief_revision=brief.revision,
        client_id=client,
        predominant=together["predominant"],
        secondary=together["secondary"],
        sub_segment=together["sub_segment"] is not None,
        verdict=together["verdict"],
        grades=",".join(content["grade"]["grades"]),
        content=content,
        created_at=unit.now,
    )
