"""Who may do what, as a table: every command and every button, for everybody, on one's own and on others'.

What is refused says so or says nothing, names nobody, and changes no row.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.people.access import TABLE, Action, Standing, Whose
from bot.storage import Transaction
from bot.storage.queries.people import Person
from bot.storage.tables import briefs, metadata
from bot.telegram import gate
from bot.telegram.callbacks import Callback, Verb
from bot.telegram.desk.around import BY_VERB
from bot.telegram.desk.commands import BY_NAME
from tests.e2e.prospects import OF_ITEMS
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import deactivates, id_of
from tests.storage.samples import NOW

STRANGER, FORMER, MANAGER, LEAD = Standing
ALL, TEAM, LEADS, NONE = set(Standing), {MANAGER, LEAD}, {LEAD}, set[Standing]()
WAY_IN = "ask your team lead for an invitation link"
FOR_LEADS = "This is for team leads."
TOO_OLD = "This button is not known here any more."
SECRETS = ("Lotus Bakery", "Nina", "Ada", "Open invitations", "t.me/")

COMMANDS = {
    "start": ALL,
    "privacy": ALL,
    "mydata": ALL,
    "forget": ALL,
    "quiz": TEAM,
    "practice": TEAM,
    "clients": TEAM,
    "settings": ALL,
    "cancel": ALL,
    "help": ALL,
    "nonsense": TEAM,
    "brief": TEAM,
    "mylink": TEAM,
    "invite": LEADS,
    "team": LEADS,
    "outbox": LEADS,
    "summary": LEADS,
    "funnel": LEADS,
    "segments": LEADS,
    "subscribe": LEADS,
    "unsubscribe": LEADS,
    "report": LEADS,
    "export": TEAM,
    "calibrate": LEADS,
}
FOR_PROSPECTS = {verb for verb in Verb if Verb.BRIEF_ANSWER <= verb < Verb.BRIEF_NEW} | OF_ITEMS
"""Handled in `prospects`: what a brief is to whom is asked there."""
FOR_SUMMARIES = {verb for verb in Verb if Verb.SUMMARY <= verb <= Verb.SUMMARY_EMPTY}
FOR_FUNNELS = {verb for verb in Verb if Verb.FUNNEL <= verb <= Verb.FUNNEL_PERIOD}
"""Both are about the whole team's clients."""
FOR_CALIBRATION = {verb for verb in Verb if Verb.CALIBRATE <= verb <= Verb.CALIBRATION_YES}
"""About the studio's scoring, which is nobody's own."""
BUTTONS = {
    **{verb: (TEAM, NONE) for verb in Verb if verb < Verb.SETTINGS or verb >= Verb.BRIEF_NEW},
    **{verb: (ALL, NONE) for verb in FOR_PROSPECTS},
    Verb.SETTINGS: (ALL, NONE),
    Verb.LANGUAGE: (ALL, NONE),
    Verb.HELP: (ALL, NONE),
    Verb.INVITE: (LEADS, NONE),
    Verb.TEAM: (LEADS, NONE),
    Verb.WITHDRAW: (LEADS, LEADS),
    Verb.MEMBER: (LEADS, LEADS),
    Verb.RENAME: (LEADS, LEADS),
    Verb.APPOINT: (NONE, LEADS),
    Verb.RELIEVE: (LEADS, LEADS),
    Verb.HAND_OVER: (LEADS, LEADS),
    Verb.HAND_OVER_TO: (LEADS, LEADS),
    Verb.HAND_OVER_YES: (LEADS, LEADS),
    Verb.DEACTIVATE: (NONE, LEADS),
    Verb.DEACTIVATE_TO: (NONE, LEADS),
    Verb.DEACTIVATE_YES: (NONE, LEADS),
    Verb.ACTIVATE: (NONE, LEADS),
    Verb.MY_DATA: (ALL, NONE),
    Verb.FORGET: (ALL, NONE),
    Verb.FORGET_YES: (ALL, NONE),
    Verb.OUTBOX: (LEADS, NONE),
    Verb.TRY_AGAIN: (LEADS, NONE),
    **{verb: (LEADS, LEADS) for verb in FOR_SUMMARIES | FOR_FUNNELS},
    Verb.SEGMENTS: (LEADS, LEADS),
    **{verb: (LEADS, LEADS) for verb in (Verb.ONE_PAGE, Verb.WEEK_PAGE)},
    **{verb: (LEADS, NONE) for verb in FOR_CALIBRATION},
}
"""Who may press it about their own, and about somebody else's."""
SET_UP = {Verb.SETTINGS, Verb.LANGUAGE, Verb.HELP}
WITHOUT_SUBJECT = {Verb.NEW_CLIENT, Verb.CLIENTS, *SET_UP, Verb.QUIET, Verb.FOLLOW_UPS, Verb.PRACTICE}


def person(standing: Standing) -> Person:
    """Somebody of that standing, with the id 7."""
    is_member = standing is not STRANGER
    return Person(
        id=7,
        telegram_id=700,
        language=None,
        is_lead=standing is LEAD,
        is_manager=is_member and standing is not LEAD,
        is_admin=standing is LEAD,
        active=standing is not FORMER,
        expecting=None,
        blocked_at=None,
        created_at=NOW,
    )


# --- the table itself -------------------------------------------------------------------------------------


def test_every_command_and_every_button_has_a_row() -> None:
    assert set(COMMANDS) == {*BY_NAME, "nonsense"} and set(gate.COMMANDS) == set(BY_NAME)
    assert set(BUTTONS) == set(Verb)
    assert len(gate.PEOPLE) + len(gate.OTHERS) == len(Verb) and {*gate.PEOPLE, *gate.OTHERS} == set(Verb)
    assert {verb for verb in Verb if not verb.is_of_quiz} == set(BY_VERB) | FOR_PROSPECTS
    assert set(TABLE) == set(Action) and all(set(row) == set(Whose) for row in TABLE.values())


@pytest.mark.parametrize("standing", Standing)
def test_the_gate_keeps_to_the_table_of_commands(standing: Standing) -> None:
    allowed = {name: gate.lets_command(person(standing), name) for name in COMMANDS}
    assert allowed == {name: standing in who for name, who in COMMANDS.items()}


@pytest.mark.parametrize("standing", Standing)
def test_the_gate_keeps_to_the_table_of_buttons(standing: Standing) -> None:
    for verb, (own, others) in BUTTONS.items():
        assert gate.lets_button(person(standing), Callback(verb, 7)) is (standing in own), verb
        if verb in gate.PEOPLE:
            assert gate.lets_button(person(standing), Callback(verb, 8)) is (standing in others), verb


def test_a_lead_who_is_no_admin_does_not_see_how_the_bot_runs() -> None:
    lead = replace(person(LEAD), is_admin=False)
    assert not gate.lets_command(lead, "outbox")
    assert not gate.lets_button(lead, Callback(Verb.OUTBOX)) and gate.lets_button(lead, Callback(Verb.TEAM))


# --- the table, seen from the phones ----------------------------------------------------------------------


async def everybody(stage: Stage) -> dict[Standing, Phone]:
    """One of each; Nina is a manager with a client and an open quiz, of whom nobody else may learn."""
    nina = await stage.manager("Nina")
    await nina.quiz("Lotus Bakery")
    await nina.says("/quiz Cedar Dental")
    await nina.says("/brief Lotus Bakery")
    await nina.taps("English")
    former = await stage.manager("Ada")
    await deactivates(stage.lead, "Ada")
    stranger = stage.phone("Otto")
    await stranger.says("hello")
    return {STRANGER: stranger, FORMER: former, MANAGER: stage.max, LEAD: stage.lead}


async def everything(stage: Stage) -> dict[str, list[Any]]:
    """All rows of all tables but the memory of updates."""
    tables = [table for table in metadata.tables.values() if table.name != "processed_updates"]

    def read(tx: Transaction) -> dict[str, list[Any]]:
        rows = {table.name: tx.connection.execute(select(table)).all() for table in tables}
        return {name: sorted(map(tuple, found), key=str) for name, found in rows.items()}

    return await stage.bot.database.read(read)


def outsiders(cast: dict[Standing, Phone]) -> list[tuple[Standing, Phone]]:
    return [(standing, cast[standing]) for standing in (STRANGER, FORMER)]


async def test_every_command_for_everybody(firstcall: Stage) -> None:
    cast = await everybody(firstcall)
    for standing, phone in cast.items():
        for name, who in COMMANDS.items():
            before = await everything(firstcall)
            said = await phone.says(f"/{name}")
            if standing in who:
                assert said.text != FOR_LEADS, (standing, name)
                assert (WAY_IN in said.text) <= (standing in (STRANGER, FORMER)), (standing, name)
                continue
            assert said.text == FOR_LEADS if standing is MANAGER else WAY_IN in said.text, (standing, name)
            assert said.buttons == () and not [word for word in SECRETS if word in said.text]
            assert await everything(firstcall) == before, (standing, name)


async def test_every_button_in_an_outsiders_hands(firstcall: Stage) -> None:
    cast = await everybody(firstcall)
    subjects = await _subjects(firstcall)
    for standing, phone in outsiders(cast):
        before, seen = await everything(firstcall), len(phone.chat)
        for verb in set(Verb) - SET_UP - FOR_PROSPECTS:
            for subject in subjects:
                tap = await phone.forges(Callback(verb, subject, subjects[0], revision=1), phone.chat[0])
                assert (await tap.answer()).text == TOO_OLD, (standing, verb)
        assert await everything(firstcall) == before
        assert len(phone.chat) == seen


async def test_every_button_for_prospects_in_an_outsiders_hands(firstcall: Stage) -> None:
    """They may press them; of somebody else's brief they learn nothing, and it stays as it is."""
    cast = await everybody(firstcall)
    subjects = await _subjects(firstcall)
    before = await everything(firstcall)
    for _, phone in outsiders(cast):
        for verb in FOR_PROSPECTS:
            for subject in subjects:
                await phone.forges(Callback(verb, subject, subjects[0], revision=1), phone.chat[0])
        assert not [word for word in SECRETS for said in phone.chat if word in said.text]
    after = await everything(firstcall)
    assert {**after, "people": None} == {**before, "people": None}


@pytest.mark.parametrize("standing", [MANAGER, LEAD])
async def test_every_button_about_somebody_elses_in_a_members_hands(
    firstcall: Stage, standing: Standing
) -> None:
    phone = (await everybody(firstcall))[standing]
    firstcall.has_forged = True
    subjects = await _subjects(firstcall)
    await phone.says("/settings")
    before = await everything(firstcall)
    for verb, (_, others) in BUTTONS.items():
        if standing in others or verb in WITHOUT_SUBJECT | FOR_PROSPECTS | {Verb.INVITE, Verb.TEAM}:
            continue
        for subject in subjects:
            await phone.forges(Callback(verb, subject, subjects[0], revision=1, a=1, b=1), phone.screen)
            assert not [word for word in SECRETS if word in phone.screen.text], verb
    assert await everything(firstcall) == before


async def test_a_leads_button_in_a_managers_hands(on_sqlite: Stage) -> None:
    cast = await everybody(on_sqlite)
    manager = cast[MANAGER]
    subjects = [await id_of(on_sqlite, manager), await id_of(on_sqlite, cast[LEAD])]
    before = await everything(on_sqlite)
    for verb in (verb for verb, (own, _) in BUTTONS.items() if own == {LEAD}):
        for subject in subjects:
            await manager.says("/settings")
            await manager.forges(Callback(verb, subject, subject))
            assert manager.screen.text == FOR_LEADS, verb
        assert await everything(on_sqlite) == before, verb


async def _subjects(stage: Stage) -> list[int]:
    """Ids of Nina's that a forger may have learned: client, interviews, herself, a brief."""
    held = [await stage.interview(number) for number in (0, 1)]
    nina = next(phone for phone in stage.phones if phone.person.user.first_name == "Nina")
    (brief,) = await stage.rows(briefs)
    return [held[0].client_id, held[0].id, held[1].id, await id_of(stage, nina), brief.id]
