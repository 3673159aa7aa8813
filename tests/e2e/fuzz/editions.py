"""Editions of the library as a studio may edit it: what began with one goes on when another is in use."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

from bot.interviews import Scripts
from questionnaires.content.model import ContentSet, Questionnaire
from tests.e2e.stage import Stage


async def published(stage: Stage, content: ContentSet) -> Sequence[Scripts]:
    """The library, the same with questions gone, and without anything to ask prospects."""
    chance = random.Random(1)
    edited = {id: _edited(each, chance) for id, each in content.questionnaires.items()}
    of_team = {id: each for id, each in content.questionnaires.items() if each.informant != "prospect"}
    others = [content.model_copy(update={"questionnaires": each}) for each in (edited, of_team)]
    every = [stage.bot.desk.scripts, *map(Scripts, others)]
    for scripts in every:
        await stage.bot.database.transaction(partial(scripts.publish, now=stage.clock()))
    return every


def _edited(asked: Questionnaire, chance: random.Random) -> Questionnaire:
    """One question of each kind less, but none that others hang on; options and texts in another order."""
    needed = {earlier for question in asked.questions for earlier in question.when}
    gone = chance.choice([question.id for question in asked.questions if question.id not in needed])
    kept = [question for question in asked.questions if question.id != gone]
    turned = [each.model_copy(update={"options": each.options[::-1]}) for each in kept]
    fewer = {
        "questions": turned,
        "qualifying": asked.qualifying[1:],
        "free": asked.free[::-1],
        "industry": None,
    }
    return asked.model_copy(update=fewer)
