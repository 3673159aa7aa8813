"""No question of the hot path reads a whole table, and the number of statements does not grow with a batch.

SQLite tells its plan without statistics, so the plan is the same for ten rows and for ten million.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from bot.storage import Database, Transaction, Vault
from bot.storage.queries import (
    attachments,
    brief_steps,
    briefs,
    briefs_due,
    card_uses,
    clients,
    deliveries,
    erasure,
    exports,
    follow_ups,
    funnel,
    handover,
    interviews,
    invitations,
    joint,
    lending,
    links,
    notes,
    outcomes,
    outsiders,
    pacing,
    parked,
    people,
    reports,
    results,
    second_opinions,
    shown,
    subscriptions,
    team,
    updates,
    wrong_links,
)
from bot.storage.tables import metadata
from tests.storage.samples import BIG, CLIENT, INTERVIEW, MINUTE, NOW, answer, delivery, manager, stored
from tests.storage.test_briefs import a_brief

QUESTIONS: dict[str, Callable[[Transaction], Any]] = {
    "people by Telegram id": lambda tx: people.by_telegram_ids(tx, [1, 2]),
    "an invitation by its token": lambda tx: invitations.redeem(tx, b"token", 1, NOW),
    "interviews by key": lambda tx: interviews.load(tx, [(1, 1), (2, 1)]),
    "open interviews": lambda tx: interviews.open_of(tx, 1),
    "the interview of a message": lambda tx: interviews.by_message(tx, 1, 1, 1),
    "unshown interviews": lambda tx: shown.take_behind(tx, NOW, MINUTE, 10),
    "idle interviews": lambda tx: interviews.idle_since(tx, NOW, 10),
    "what was shown": lambda tx: shown.mark(tx, [(1, 1, 1)]),
    "notes of an interview": lambda tx: notes.of_interview(tx, 1, 1),
    "files of an interview": lambda tx: attachments.of_interview(tx, 1, 1),
    "taking a note back": lambda tx: notes.drop(tx, 1, 1),
    "taking a file back": lambda tx: attachments.drop(tx, 1, 1),
    "whether something was told": lambda tx: deliveries.went_out(tx, 1, ["brief_sent", "brief_changed"], NOW),
    "messages that letters became": lambda tx: deliveries.messages_of(tx, 1, "follow_ups"),
    "which message a letter became": lambda tx: lending.placed(tx, {1: 2}),
    "more for what waits": lambda tx: deliveries.add_to_waiting(tx, 1, "brief_took_back", dict),
    "a brief by its token": lambda tx: briefs.by_token(tx, b"token"),
    "a brief of one's own": lambda tx: briefs.own(tx, 1, 1),
    "the brief of an interview": lambda tx: briefs.of_interview(tx, 1),
    "briefs of a client": lambda tx: briefs.of_client(tx, 1, 1),
    "briefs of a prospect": lambda tx: briefs.of_prospect(tx, 1),
    "the brief somebody fills in": lambda tx: briefs.open_of(tx, 1, NOW),
    "what came by a standing link": lambda tx: briefs.standing_of(tx, 1, 1),
    "how many came by a standing link": lambda tx: briefs.count_of_owner(tx, 1, "standing", NOW),
    "agreeing to a brief": lambda tx: briefs.locked(tx, 1),
    "briefs to nudge": lambda tx: briefs_due.to_nudge(tx, NOW, 10),
    "briefs to stop": lambda tx: briefs_due.to_stop(tx, NOW, 10),
    "a standing link by its token": lambda tx: links.owner_of(tx, b"token"),
    "one's standing link": lambda tx: links.open_of(tx, 1),
    "a client by name": lambda tx: clients.by_name(tx, 1, "Lotus"),
    "recent clients": lambda tx: clients.recent(tx, 1, 10),
    "a page of clients": lambda tx: clients.page(tx, 1, "", 0, 10),
    "clients for the retention job": lambda tx: clients.untouched_since(tx, NOW, 10),
    "who is no longer needed": lambda tx: outsiders.no_longer_needed(tx, NOW, 10),
    "what was given up long ago": lambda tx: deliveries.prune_given_up(tx, NOW),
    "forgetting somebody": lambda tx: erasure.person(tx, somebody(tx), NOW),
    "forgetting an outsider": lambda tx: erasure.outsider(tx, somebody(tx)),
    "forgetting practice": lambda tx: erasure.practice(tx, [1, 2], NOW),
    "forgetting a client": lambda tx: erasure.client(tx, *somebodys_client(tx), NOW),
    "forgetting who wrote to a manager": lambda tx: erasure.person(tx, prospect(tx), NOW),
    "what was told long ago": lambda tx: deliveries.prune(tx, NOW),
    "how much somebody wrote": lambda tx: deliveries.count_since(tx, "brief_talk:1:", NOW),
    "wrong links of one person": lambda tx: wrong_links.count_of(tx, 1, NOW),
    "wrong links of all": lambda tx: wrong_links.count(tx, NOW),
    "results of an interview": lambda tx: results.latest_for_interview(tx, 1, 1),
    "results of clients": lambda tx: results.latest_for_clients(tx, [1, 2]),
    "a joint result of an interview": lambda tx: joint.latest_for(tx, 1, 1),
    "joint results of clients": lambda tx: joint.latest_for_clients(tx, [1, 2]),
    "whether a client may have both": lambda tx: joint.may_be_both(tx, 1),
    "the last quiz and brief of a client": lambda tx: joint.last_of_both(tx, 1),
    "both sides of a joint result": lambda tx: joint.sides(tx, [1, 2]),
    "the history of a client": lambda tx: results.history(tx, 1, 1),
    "a member of the team": lambda tx: team.member(tx, 1),
    "what somebody holds": lambda tx: team.holdings(tx, 1),
    "handing clients over": lambda tx: handover.all_clients(tx, 2, manager(tx), NOW),
    "claiming updates": lambda tx: updates.claim(tx, 1, [1, 2], NOW),
    "pruning updates": lambda tx: updates.prune(tx, NOW),
    "claiming deliveries": lambda tx: lending.claim(tx, "reminder", "a", NOW, MINUTE, 10),
    "claiming what is to be sent": lambda tx: lending.claim_first(tx, ["reminder"], "a", NOW, MINUTE, 10),
    "moments for letters": lambda tx: pacing.free_moments(tx, NOW),
    "giving letters their moments": lambda tx: pacing.begin(tx, {1: NOW, 2: NOW}),
    "whether the bot is to wait": lambda tx: pacing.bot_waits_until(tx, NOW),
    "a chat that is to be left alone": lambda tx: pacing.wait(tx, 700, NOW),
    "waits that are over": lambda tx: pacing.prune(tx, NOW),
    "what was given up": lambda tx: parked.given_up(tx, 10),
    "what is waiting": lambda tx: parked.waiting(tx, 10),
    "telling who comes back": lambda tx: parked.welcome_back(tx, 1, NOW),
    "counting cases": lambda tx: reports.count_cases(tx, (NOW, NOW), None),
    "counting a manager's cases": lambda tx: reports.count_cases(tx, (NOW, NOW), 1),
    "cases of a window": lambda tx: reports.cases(tx, (NOW, NOW), None),
    "cases of a grade": lambda tx: reports.cases_of_grade(tx, (NOW, NOW), 1, "A"),
    "what stirred": lambda tx: reports.stirred(tx, [1, 2]),
    "steps of briefs": lambda tx: brief_steps.steps(tx, (NOW, NOW), None),
    "briefs that stopped": lambda tx: brief_steps.stopped(tx, (NOW, NOW), None),
    "where quizzes stand": lambda tx: funnel.quizzes(tx, "manager_quiz", (NOW, NOW), None, NOW),
    "where a manager's quizzes stand": lambda tx: funnel.quizzes(tx, "manager_quiz", (NOW, NOW), 1, NOW),
    "where briefs stand": lambda tx: funnel.briefs_begun(tx, (NOW, NOW), None, NOW),
    "where a manager's briefs stand": lambda tx: funnel.briefs_begun(tx, (NOW, NOW), 1, NOW),
    "briefs nobody agreed to": lambda tx: funnel.links(tx, (NOW, NOW), None, NOW),
    "what was said in quizzes": lambda tx: funnel.quiz_answers(tx, "manager_quiz", (NOW, NOW), None),
    "what was said in briefs": lambda tx: funnel.brief_answers(tx, (NOW, NOW), 1),
    "names of clients": lambda tx: reports.client_names(tx, [1, 2]),
    "names of people": lambda tx: reports.person_names(tx, [1, 2]),
    "results for an export": lambda tx: exports.contents(tx, [case(1, joint=(2, 3)), case(4)]),
    "industries of clients": lambda tx: exports.industries(tx, [1, 2]),
    "briefs of clients": lambda tx: exports.brief_dates(tx, [1, 2]),
    "practice for the retention job": lambda tx: interviews.old_calls(tx, NOW, 10),
    "asking for a second opinion": lambda tx: second_opinions.ask(tx, 1, 1, 1, NOW),
    "who was asked for a second opinion": lambda tx: second_opinions.of_first(tx, 1, 1),
    "a second opinion": lambda tx: second_opinions.get(tx, 1, 1),
    "what a second interview answers": lambda tx: second_opinions.of_second(tx, 1),
    "what second opinions are about": lambda tx: second_opinions.calls(tx, [1, 2]),
    "ending second opinions of a person": lambda tx: second_opinions.end_of_person(tx, 1, NOW),
    "ending second opinions about clients": lambda tx: second_opinions.end_of_clients(tx, 1, NOW),
    "what two people said": lambda tx: second_opinions.said_by(tx, 1, 2, 10),
    "with whom somebody scored calls": lambda tx: second_opinions.partners(tx, 1),
    "what a chat is sent": lambda tx: subscriptions.of_chat(tx, 1, None),
    "the outcome of a client": lambda tx: outcomes.of_client(tx, 1, 1),
    "a note on an outcome": lambda tx: outcomes.annotate(tx, 1, 1, "a word"),
    "outcomes of clients": lambda tx: outcomes.latest_for_clients(tx, [1, 2]),
    "telling an outcome": lambda tx: outcomes.tell(tx, 1, 1, outcomes.Outcome("won"), NOW),
    "uses of cards": lambda tx: card_uses.latest(tx, [1, 2]),
    "telling a use": lambda tx: card_uses.tell(tx, 1, 1, "sent", NOW),
    "cards to ask about": lambda tx: follow_ups.cards(tx, 1, (NOW, NOW)),
    "clients to ask about": lambda tx: follow_ups.decisions(tx, 1, (NOW, NOW), MINUTE),
    "how far somebody was asked": lambda tx: follow_ups.reached(tx, 1),
    "cancelling reminders": lambda tx: deliveries.cancel_for_interview(tx, 1, "reminder"),
}

READ_TO_SEE_WHOSE = {"failed_updates"}
"""Tables that are read whole on purpose: what failed lately, where only the content tells whose it is."""


def somebody(tx: Transaction) -> int:
    """The id of somebody who has just come, beside all that others have left."""
    return people.get_or_create(tx, 7_777, "Nobody", "en", NOW).id


def prospect(tx: Transaction) -> int:
    """The id of somebody who has just come by a link."""
    person_id = somebody(tx)
    briefs.create(tx, a_brief(manager(tx), person_id=person_id))
    return person_id


def somebodys_client(tx: Transaction) -> tuple[int, int]:
    """Ids of somebody who has just come, and of their client."""
    owner_id = somebody(tx)
    clients.create(tx, CLIENT, owner_id, "Lotus Bakery", NOW)
    return owner_id, CLIENT


def case(id: int, joint: tuple[int, int] | None = None) -> reports.CaseRow:
    """A client's row, of an interview of the same number."""
    return reports.CaseRow(id, 1, False, NOW, id, None, None, joint)


def statements(tx: Transaction, question: Callable[[Transaction], Any]) -> list[tuple[str, Any]]:
    """Return the statements that a question sends, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        seen.append((statement, parameters[0] if many else parameters))

    event.listen(tx.connection, "before_cursor_execute", note)
    question(tx)
    event.remove(tx.connection, "before_cursor_execute", note)
    return seen


def scans(tx: Transaction, statement: str, parameters: Any) -> list[str]:
    """Return the steps of SQLite's plan that read a whole table of ours, which may grow."""
    plan = tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    growing = metadata.tables.keys() - READ_TO_SEE_WHOSE
    return [step.detail for step in plan if any(step.detail == f"SCAN {name}" for name in growing)]


@pytest.mark.parametrize("name", QUESTIONS)
async def test_no_table_is_read_whole_for(name: str, sqlite_url: str, vault: Vault) -> None:
    database = await Database.open(sqlite_url, vault)

    def work(tx: Transaction) -> list[str]:
        sent = statements(tx, QUESTIONS[name])
        assert sent
        return [step for statement, parameters in sent for step in scans(tx, statement, parameters)]

    assert await database.transaction(work) == []
    await database.close()


async def test_the_plan_of_a_question_without_an_index_would_be_noticed(
    sqlite_url: str, vault: Vault
) -> None:
    database = await Database.open(sqlite_url, vault)
    found = await database.transaction(
        lambda tx: scans(tx, "SELECT * FROM clients WHERE industry = ?", ("cafe",))
    )
    assert found == ["SCAN clients"]
    await database.close()


async def test_postgresql_numbers_a_backlog_once_for_a_claim(postgres_url: str, vault: Vault) -> None:
    """Without statistics about a backlog that has just come it once did so for every row: 0.8 s for 1,000."""
    database = await Database.open(postgres_url, vault)

    def work(tx: Transaction) -> list[int]:
        drafts = [delivery(f"{chat}", kind="letter", recipient_chat=chat) for chat in range(1, 200)]
        deliveries.enqueue(tx, drafts, NOW)
        undone = tx.connection.begin_nested()
        ((claim, parameters),) = statements(
            tx, lambda tx: lending.claim_first(tx, ["nudge"], "a", NOW, MINUTE, 9)
        )
        undone.rollback()
        told = tx.connection.exec_driver_sql(f"EXPLAIN (ANALYZE, COSTS OFF) {claim}", parameters).scalars()
        return [int(step.partition("loops=")[2].rstrip(")")) for step in told if "WindowAgg" in step]

    assert await database.transaction(work) == [1]
    await database.close()


@pytest.mark.parametrize("size", [1, 30])
async def test_a_batch_of_any_size_takes_the_same_few_statements(size: int, database: Database) -> None:
    def prepare(tx: Transaction) -> None:
        person = manager(tx)
        for number in range(size):
            clients.create(tx, CLIENT + number, person.id, f"Client {number}", NOW)
            stored(tx, person, INTERVIEW + number, client_id=CLIENT + number, answers=(answer("old", "a"),))

    def batch(tx: Transaction) -> None:
        person = people.by_telegram_ids(tx, [700])[700]
        updates.claim(tx, 7, range(BIG, BIG + size), NOW)
        loaded = interviews.load(tx, [(INTERVIEW + number, person.id) for number in range(size)])
        changed = [row._replace(revision=2, answers=(answer("new", "b", 1, 2),)) for row in loaded.values()]
        interviews.save(tx, loaded, changed)
        shown.mark(tx, [(row.id, row.revision, 1) for row in changed])

    await database.transaction(prepare)
    sent = await database.transaction(lambda tx: statements(tx, batch))
    assert len(sent) == 8, "people · updates · interviews · answers · three of saving · shown"
