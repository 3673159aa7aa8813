"""Who is learned from: one word a client, the latest; never practice; of the erased their figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from sqlalchemy import text

from bot.calibration.evidence import Evidence, gather
from bot.interviews import Scripts
from bot.storage import Database, Transaction, Vault
from bot.storage.queries import calibrations, confirmed, erasure
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from scoring import UNKNOWN, Confirmed
from tests.briefs import cast
from tests.briefs.test_joint import quiz as quiz_about_lotus
from tests.calibration.school import MINUTE, quiz, studio, word
from tests.storage.samples import BIG, NOW, manager
from tests.storage.test_plans import scans, statements


async def holds(database: Database, work: Callable[[Transaction], None]) -> None:
    await database.transaction(work)


def found(tx: Transaction) -> Evidence:
    return gather(tx, cast.scripts())


async def test_a_client_counts_once_by_the_last_word(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first, _ = quiz(tx, 1)
        second, _ = quiz(tx, 2)
        word(tx, first, "pros")
        word(tx, second, "nimble", "pros")
        word(tx, first, "novices", "cautious", NOW + MINUTE)
        evidence = found(tx)
        assert evidence.by_segment() == {"pros": 0, "nimble": 1, "novices": 1, "cautious": 0}
        places = {segment: place for place, segment in enumerate(evidence.expert.segments)}
        pairs = set(zip(evidence.confirmed.predominant, evidence.confirmed.secondary, strict=True))
        assert pairs == {(places["novices"], places["cautious"]), (places["nimble"], places["pros"])}

    await holds(database, work)


async def test_practice_never_counts_and_hides_no_earlier_word(database: Database) -> None:
    def work(tx: Transaction) -> None:
        real, _ = quiz(tx, 1)
        word(tx, real, "novices")
        played, client = quiz(tx, 2, practice=True)
        word(tx, played, "pros")
        tx.connection.execute(
            text("UPDATE interviews SET client_id = :c WHERE id = :i"), {"c": BIG + 901, "i": played}
        )
        tx.connection.execute(text("UPDATE corrections SET client_id = :c"), {"c": BIG + 901})
        evidence = found(tx)
        assert evidence.by_segment()["novices"] == 1 and len(evidence.confirmed) == 1
        assert len(evidence.recent) == 1 and client != BIG + 901

    await holds(database, work)


async def test_an_erased_clients_answers_count_as_figures_of_nobody(database: Database) -> None:
    def work(tx: Transaction) -> None:
        id, client = quiz(tx, 1)
        word(tx, id, "novices")
        before = found(tx)
        assert erasure.client(tx, manager(tx).id, client, NOW)
        after = found(tx)
        assert np.array_equal(before.confirmed.cases, after.confirmed.cases) and len(after.confirmed) == 1

    await holds(database, work)


async def test_what_a_prospect_took_back_does_not_count(database: Database) -> None:
    def work(tx: Transaction) -> None:
        anna, _ = cast.sent(tx)
        word(tx, quiz_about_lotus(tx, NOW + MINUTE), "cautious")
        both = found(tx).confirmed.cases[0]
        erasure.person(tx, anna.id, NOW + 2 * MINUTE)
        left = found(tx)
        theirs = [question.id.startswith("prospect:") for question in left.expert.questions]
        assert (both[theirs] != UNKNOWN).any()
        assert (left.confirmed.cases[0][theirs] == UNKNOWN).all()
        assert (left.confirmed.cases[0] != UNKNOWN).any()

    await holds(database, work)


async def test_only_answers_to_questions_that_still_are_the_same_count(database: Database) -> None:
    content = load(studio=StudioFacts.EXAMPLE)
    first, *rest = content.questionnaires["manager_quiz"].questions
    changed = first.model_copy(update={"reliability": 0.7})
    asked = content.questionnaires["manager_quiz"].model_copy(update={"questions": [changed, *rest]})
    edited = Scripts(
        content.model_copy(update={"questionnaires": content.questionnaires | {asked.id: asked}})
    )

    def work(tx: Transaction) -> None:
        options = [question.options[0].id for question in (first, rest[0])]
        id, _ = quiz(tx, 1, dict(zip((first.id, rest[0].id), options, strict=True)))
        word(tx, id, "novices")
        edited.publish(tx, NOW)
        counted = [
            {
                q.id
                for q, option in zip(each.expert.questions, each.confirmed.cases[0], strict=True)
                if option >= 0
            }
            for each in (found(tx), gather(tx, edited))
        ]
        assert counted[0] == {f"manager:{first.id}", f"manager:{rest[0].id}"}
        assert counted[1] == {f"manager:{rest[0].id}"}

    await holds(database, work)


async def test_a_client_without_an_answer_that_counts_is_left_out(database: Database) -> None:
    def work(tx: Transaction) -> None:
        id, _ = quiz(tx, 1, {})
        word(tx, id, "novices")
        unknown, _ = quiz(tx, 2)
        word(tx, unknown, "a_segment_of_long_ago")
        assert len(found(tx).confirmed) == 0

    await holds(database, work)


def test_the_mark_tells_evidence_apart_and_not_its_order() -> None:
    evidence = studio(cast.scripts(), 40)
    known = evidence.confirmed
    turned = Confirmed(known.cases[::-1], known.predominant[::-1], known.secondary[::-1])
    assert replace(evidence, confirmed=turned).mark == evidence.mark
    fewer = replace(evidence, confirmed=known[np.arange(40) != 3])
    later = replace(evidence, versions=replace(evidence.versions, place=1))
    assert len({evidence.mark, fewer.mark, later.mark}) == 3
    assert -(2**63) <= evidence.mark < 2**63


async def test_no_question_of_a_calibration_reads_a_whole_table(sqlite_url: str, vault: Vault) -> None:
    database = await Database.open(sqlite_url, vault)
    questions: dict[str, Callable[[Transaction], object]] = {
        "in use": lambda tx: calibrations.in_use(tx, "b"),
        "history": lambda tx: calibrations.history(tx, "b", 8),
        "an accepted version": lambda tx: calibrations.accepted(tx, "b", 1),
        "the last version": lambda tx: calibrations.last_version(tx, "b"),
        "the latest choice": lambda tx: calibrations.latest(tx),
        "interviews about clients": lambda tx: confirmed.asked_about(tx, [1, 2]),
        "recent interviews": lambda tx: confirmed.recent(tx, 10),
        "answers": lambda tx: confirmed.answers_of(tx, [1, 2]),
    }

    def work(tx: Transaction) -> None:
        for name, question in questions.items():
            for statement, parameters in statements(tx, question):
                assert scans(tx, statement, parameters) == [], name
        [(statement, parameters)] = statements(tx, lambda tx: confirmed.words(tx, 10))
        plan = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
        steps = [step.detail for step in plan]
        assert steps[0] == "SCAN corrections", "backwards by its key, until there are enough"
        assert not [step for step in steps if "TEMP B-TREE" in step], steps
        assert len([step for step in steps if step.startswith("SCAN")]) == 1, steps

    await database.transaction(work)
    await database.close()
