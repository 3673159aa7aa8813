"""Forged buttons with ids that somebody learned: every verb, from everybody, about what is not theirs.

Of the victims' rows none is changed or gone, none that is new speaks of them, and nothing that is sent to the
forger holds a word of theirs. The taps come in batches, as they would.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest

from bot.people.tokens import new_id
from bot.storage.tables import briefs, interviews, invitations, metadata, people, second_opinions
from bot.telegram import callbacks
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.prospects import link_for
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import deactivates, id_of
from tests.e2e.test_access import BUTTONS, FOR_SUMMARIES, LEAD
from tests.e2e.test_outcomes import opened
from tests.e2e.test_second_opinions import answers_blindly, asks

CANARY = "Xylo"
AT_ONCE = 90
"""Taps that come in one batch."""
OPERATIONS = {Verb.OUTBOX, Verb.TRY_AGAIN, Verb.WITHDRAW, Verb.INVITE, Verb.TEAM}


@dataclass(frozen=True)
class Crime:
    """Who forges, which verbs, about whom."""

    forger: Phone
    verbs: list[Verb]
    own: int
    victims: frozenset[int]
    subjects: dict[int, int]
    """Ids of theirs, each with the revision that is right for it."""


async def the_scene(stage: Stage, forger: str) -> Crime:
    """Max has a client with a card, notes and an outcome, about whom he has asked Nina, and another who fills
    a brief in: nothing of the forger's."""
    stage.has_forged = True
    anna = stage.phone(f"{CANARY}Anna")
    await anna.follows(await link_for(stage, f"{CANARY} Bakery"))
    await anna.press_first()
    await anna.says(f"{CANARY} words of a client")
    await anna.person.send_document(f"{CANARY}.pdf", b"%PDF")
    await stage.settle()
    await stage.max.quiz(f"{CANARY} Dental")
    await stage.max.says(f"{CANARY} note", reply_to=stage.max.screen)
    nina = await stage.manager(f"{CANARY}Nina")
    await asks(stage.max, f"{CANARY}Nina")
    await answers_blindly(nina)
    await opened(stage.max, f"{CANARY} Dental")
    await stage.max.taps("Lost")
    await stage.max.says(f"{CANARY} reason")
    held = await stage.rows(interviews)
    subjects = {row.id: row.revision for row in held}
    subjects |= dict.fromkeys(
        [*(row.client_id for row in held if row.client_id), *(row.id for row in await stage.rows(briefs))], 1
    )
    subjects |= {row.id: 1 for row in await stage.rows(second_opinions)}
    subjects |= {await id_of(stage, each): 1 for each in (stage.max, anna, nina)}
    phone = await _forger(stage, forger)
    own = await id_of(stage, phone)
    is_lead = forger == "lead"
    verbs = [verb for verb in Verb if not (is_lead and _is_a_leads(verb))]
    return Crime(phone, verbs, own, frozenset(subjects), subjects)


def _is_a_leads(verb: Verb) -> bool:
    return LEAD in BUTTONS[verb][1] or verb in FOR_SUMMARIES | OPERATIONS


async def _forger(stage: Stage, standing: str) -> Phone:
    if standing == "lead":
        return stage.lead
    if standing in ("manager", "former"):
        rolf = await stage.manager("Rolf")
        if standing == "former":
            await deactivates(stage.lead, "Rolf")
        return rolf
    boris = stage.phone("Boris")
    await boris.says("hello")
    if standing == "prospect":
        await boris.follows(await link_for(stage, "Cedar"))
        await boris.press_first()
    return boris


async def everything(stage: Stage, own: int) -> dict[str, list[tuple[Any, ...]]]:
    """All rows but those of which updates were handled, and who the forger is."""
    kept = {}
    for table in metadata.sorted_tables:
        if table.name != "processed_updates":
            rows = [tuple(row) for row in await stage.rows(table)]
            kept[table.name] = [row for row in rows if table is not people or row[0] != own]
    return kept


def forgeries(crime: Crime) -> list[Callback]:
    """Every verb about everything of theirs, with the revisions and arguments that real buttons have."""
    last = list(crime.subjects)[-1]
    taps = [
        Callback(verb, subject, last, revision, 1, 1)
        for verb, (subject, revision) in product(crime.verbs, crime.subjects.items())
    ]
    taps += [Callback(verb, 0, subject, 1) for verb, subject in product(crime.verbs, crime.subjects)]
    return [
        *taps,
        *(
            Callback(verb, new_id(datetime(2031, 3, 5, tzinfo=UTC)), crime.own, 1, 0, 2)
            for verb in crime.verbs
        ),
    ]


@pytest.mark.parametrize("standing", ["stranger", "former", "prospect", "manager", "lead"])
async def test_a_forged_button_changes_and_tells_nothing_of_anybody_elses(
    on_sqlite: Stage, standing: str
) -> None:
    stage = on_sqlite
    crime = await the_scene(stage, standing)
    forger = crime.forger
    before = await everything(stage, crime.own)
    heard = {message.id for message in forger.chat}
    toasts = []
    taps = forgeries(crime)
    for start in range(0, len(taps), AT_ONCE):
        on = forger.chat[0].id if forger.chat else 1
        pressed = [
            await forger.person.tap_raw(on, callbacks.write(each)) for each in taps[start : start + AT_ONCE]
        ]
        await stage.settle()
        toasts += [(await tap.answer()).text or "" for tap in pressed]
    assert len(toasts) == len(taps) > 1000
    after = await everything(stage, crime.own)
    for name, rows in before.items():
        missing = [row for row in rows if row not in after[name]]
        assert missing == [], name
        new = [row for row in after[name] if row not in rows]
        assert [row for row in new if crime.victims & set(_ids(row))] == [], name
    said = [message.text for message in forger.chat if message.id not in heard]
    assert [text for text in (*said, *toasts) if CANARY in text] == []


def _ids(row: tuple[Any, ...]) -> list[int]:
    """The large numbers of a row: ids of clients, interviews and briefs."""
    return [cell for cell in row if isinstance(cell, int) and not isinstance(cell, bool) and cell > 2**40]


async def test_an_invitation_of_a_lead_is_no_managers_to_withdraw(on_sqlite: Stage) -> None:
    stage = on_sqlite
    await stage.lead.says("/invite")
    (row,) = [row for row in await stage.rows(invitations) if row.used_at is None]
    await stage.max.forges(Callback(Verb.WITHDRAW, row.id))
    assert [each.revoked_at for each in await stage.rows(invitations) if each.id == row.id] == [None]
