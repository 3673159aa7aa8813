"""Which model an interview begins with and keeps, and that a calibration keeps no quiz and brief apart."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any
from weakref import ref

import pytest

from bot.calibration import versions
from bot.calibration.evidence import whole_model
from bot.calibration.study import study
from bot.calibration.versions import By, Versions
from bot.interviews import Scripts
from bot.interviews.joint import latest
from bot.interviews.scripts import MODEL, SCRIPTS_KEPT, MissingModel
from bot.storage import Database, Transaction
from bot.storage.queries import calibrations, contents
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from scoring import Model, score
from tests.briefs import cast
from tests.briefs.test_joint import LATER, quiz
from tests.calibration.school import studio
from tests.storage.samples import NOW, manager

QUIZ, BRIEF = "manager_quiz", "prospect_brief"
FIGURES: dict[str, Any] = {"confirmed": 150, "hits": [90, 100]}


def learned() -> Model:
    return study(studio(cast.scripts())).lesson.learned


def accepted(tx: Transaction, place: int = 0) -> int | None:
    cast.scripts().publish(tx, NOW)
    by = By(manager(tx).id, NOW)
    return versions.accept(tx, cast.scripts(), learned(), FIGURES, place, by)


async def test_a_new_interview_begins_with_what_is_in_use_and_an_open_one_keeps_its_own(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        unit, mara = cast.unit(tx), manager(tx)
        old = unit.start(mara.id, 700)
        unit.flush()
        assert accepted(tx) == 1
        new = cast.unit(tx, LATER).start(mara.id, 700)
        again = cast.unit(tx, LATER).get((old.id, mara.id))
        assert again is not None
        assert again.interview.script.model == old.interview.script.model != new.interview.script.model
        assert new.interview.script.model.foundation == learned().foundation

    await database.transaction(work)


async def test_any_replica_begins_with_it_at_once_and_finds_it_again(database: Database) -> None:
    def work(tx: Transaction) -> None:
        mara = manager(tx)
        assert accepted(tx) == 1
        begun = cast.unit(tx).start(mara.id, 700)
        replica = Scripts(load(studio=StudioFacts.EXAMPLE))
        assert replica.beginning(tx, QUIZ, NOW).model == begun.interview.script.model
        version = begun.interview.script.model.version
        found = replica.pinned(tx, begun.interview.script.digest, QUIZ, version)
        answers = {"experience": "none", "first_criterion": "price"}
        assert score(found.model, answers) == score(begun.interview.script.model, answers)
        with pytest.raises(MissingModel, match="nowhere"):
            replica.pinned(tx, found.digest, QUIZ, "nowhere")

    await database.transaction(work)


def variant(model: Model, number: int) -> Model:
    share = 0.1 + number / 10_000
    return replace(model, numbers=replace(model.numbers, prior_pure=share, prior_mix=1 - share))


async def test_old_scripts_are_let_go_and_come_back_when_they_are_asked_for(database: Database) -> None:
    def work(tx: Transaction) -> None:
        scripts = Scripts(load(studio=StudioFacts.EXAMPLE))
        scripts.publish(tx, NOW)
        today = scripts.current(QUIZ)
        models = [variant(today.model, number) for number in range(SCRIPTS_KEPT + 2)]
        for model in models:
            contents.keep(tx, model.version, MODEL, model.to_json(), NOW)
        laid_out = [ref(scripts.pinned(tx, today.digest, QUIZ, model.version)) for model in models]
        gc.collect()
        assert laid_out[0]() is None
        assert laid_out[-1]() is not None
        assert sum(script() is not None for script in laid_out) <= SCRIPTS_KEPT
        assert scripts.pinned(tx, today.digest, QUIZ, models[0].version).model == models[0]

    await database.transaction(work)


async def test_every_questionnaire_learns_the_same(database: Database) -> None:
    def work(tx: Transaction) -> None:
        accepted(tx)
        both = [cast.scripts().beginning(tx, name, NOW).model for name in (QUIZ, BRIEF)]
        assert both[0].foundation == both[1].foundation == learned().foundation
        assert both[0].questions != both[1].questions

    await database.transaction(work)


async def test_a_brief_from_before_and_a_quiz_from_after_are_joined_by_the_quizs_model(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        cast.sent(tx)
        accepted(tx)
        id = quiz(tx, LATER)
        both = latest(tx, cast.scripts(), manager(tx).id, id)
        assert both is not None
        assert both.quiz.script.model.foundation == learned().foundation
        assert both.brief.script.model.foundation == learned().foundation
        assert both.views.together.model == both.script.model.version

    await database.transaction(work)


async def test_a_quiz_from_before_and_a_brief_from_after_are_joined_too(database: Database) -> None:
    def work(tx: Transaction) -> None:
        cast.issued(tx)
        id = quiz(tx)
        accepted(tx)
        cast.sent(tx, LATER)
        both = latest(tx, cast.scripts(), manager(tx).id, id)
        assert both is not None
        assert both.brief.script.model.foundation == cast.scripts().foundation

    await database.transaction(work)


async def test_versions_go_back_and_forth_and_every_choice_is_kept(database: Database) -> None:
    def work(tx: Transaction) -> None:
        scripts, by = cast.scripts(), By(manager(tx).id, NOW)
        written = scripts.current(QUIZ).model
        assert accepted(tx) == 1 and accepted(tx, 1) == 2
        for version, place in ((0, 2), (1, 3)):
            assert versions.bring_back(tx, scripts, version, place, by)
            begins = scripts.beginning(tx, QUIZ, NOW).model
            assert (begins == written) is (version == 0)
        assert Versions.of(tx, scripts).number == 1
        assert [c.version for c in calibrations.history(tx, scripts.foundation, 9)] == [1, 0, 2, 1]

    await database.transaction(work)


async def test_who_decides_on_something_older_decides_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        scripts, by = cast.scripts(), By(manager(tx).id, NOW)
        assert accepted(tx) == 1
        assert accepted(tx) is None
        assert not versions.bring_back(tx, scripts, 0, 0, by)
        assert not versions.bring_back(tx, scripts, 9, 1, by)
        taken = calibrations.in_use(tx, scripts.foundation)
        assert taken is not None and not calibrations.choose(tx, taken)
        assert len(calibrations.history(tx, scripts.foundation, 9)) == 1

    await database.transaction(work)


async def test_what_was_accepted_for_other_numbers_does_not_count(database: Database) -> None:
    content = load(studio=StudioFacts.EXAMPLE)
    numbers = content.scoring.model_copy(update={"epsilon": 0.05})
    edited = Scripts(content.model_copy(update={"scoring": numbers}))

    def work(tx: Transaction) -> None:
        assert not Versions.of(tx, edited).has_earlier
        accepted(tx)
        assert edited.beginning(tx, QUIZ, NOW).model == edited.current(QUIZ).model
        known = Versions.of(tx, edited)
        assert known.has_earlier and known.number == 0 and whole_model(edited).foundation == edited.foundation

    await database.transaction(work)
