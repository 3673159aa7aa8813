"""Who is not let in, sees a polite way in and nothing else; what is somebody else's, is not there."""

from __future__ import annotations

import pytest

from bot.people.tokens import token_hash
from bot.storage.queries import invitations as stored
from bot.storage.tables import answers, clients, corrections, interviews, invitations, people
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.stage import Stage, read

NAME = "Lotus Bakery"
FOR_EVERYBODY = (Verb.SETTINGS, Verb.HELP)
FOR_SUMMARIES = [verb for verb in Verb if Verb.SUMMARY <= verb <= Verb.SUMMARY_EMPTY]
WAY_IN = "ask your team lead for an invitation link"


@pytest.mark.parametrize(
    "text",
    ["/start", "/quiz Cedar", "/clients", "/brief Cedar", "/mylink", "/invite", "hello", "/nonsense"],
)
async def test_a_stranger_sees_a_way_in_and_nothing_else(on_sqlite: Stage, text: str) -> None:
    stranger = on_sqlite.phone("Otto")
    answer = await stranger.says(text)
    assert WAY_IN in answer.text and answer.buttons == ()
    assert await on_sqlite.rows(interviews) == []


async def test_a_stranger_may_read_the_privacy_notice(on_sqlite: Stage) -> None:
    assert "What is stored" in (await on_sqlite.phone("Otto").says("/privacy")).text


async def test_every_button_of_a_manager_is_dead_in_a_strangers_hands(firstcall: Stage) -> None:
    await firstcall.max.quiz(NAME)
    stranger = firstcall.phone("Otto")
    await stranger.says("/start")
    before = await _everything(firstcall)
    around = [button for button in firstcall.max.chat[0].buttons if read(button).verb not in FOR_EVERYBODY]
    for button in [*firstcall.max.screen.buttons, *around]:
        tap = await stranger.forges(button.data or "")
        assert (await tap.answer()).text == "This button is not known here any more."
    assert await _everything(firstcall) == before
    assert len(stranger.chat) == 1


async def test_a_used_link_lets_nobody_in(firstcall: Stage) -> None:
    invitation = await firstcall.lead.says("/invite")
    link = invitation.text.split()[-1]
    await firstcall.phone("Nina").follows(link)
    refused = await firstcall.phone("Otto").follows(link)
    assert "used already" in refused.text and refused.buttons == ()
    assert await _roles(firstcall) == 3


async def test_the_claim_link_works_once(firstcall: Stage) -> None:
    late = await firstcall.phone("Otto").follows(firstcall.bot.claim_link or "")
    assert "used already" in late.text
    assert await _roles(firstcall) == 2


async def test_an_expired_link_lets_nobody_in(firstcall: Stage) -> None:
    invitation = await firstcall.lead.says("/invite")
    firstcall.clock.forward(days=7, seconds=1)
    assert "has expired" in (await firstcall.phone("Otto").follows(invitation.text.split()[-1])).text
    assert await _roles(firstcall) == 2


async def test_a_revoked_link_lets_nobody_in(firstcall: Stage) -> None:
    invitation = await firstcall.lead.says("/invite")
    row = next(row for row in await firstcall.rows(invitations) if row.used_at is None)
    now = firstcall.clock()
    await firstcall.bot.database.transaction(lambda tx: stored.revoke(tx, row.issued_by, row.id, now))
    assert "withdrawn" in (await firstcall.phone("Otto").follows(invitation.text.split()[-1])).text
    assert await _roles(firstcall) == 2


@pytest.mark.parametrize("payload", ["x", "A" * 64, "nosuchtoken", "-_-"])
async def test_an_unknown_link_lets_nobody_in(on_sqlite: Stage, payload: str) -> None:
    assert "don't know this link" in (await on_sqlite.phone("Otto").follows(payload)).text


async def test_a_member_with_a_stale_link_is_simply_welcome(firstcall: Stage) -> None:
    welcome = await firstcall.max.follows(firstcall.bot.claim_link or "")
    assert "Hello, Max!" in welcome.text


async def test_only_the_hash_of_a_link_is_stored(firstcall: Stage) -> None:
    invitation = await firstcall.lead.says("/invite")
    token = invitation.text.split("start=")[-1].split()[0]
    assert len(token) >= 22
    hashes = [row.token_hash for row in await firstcall.rows(invitations)]
    assert token_hash(token) in hashes and token.encode() not in hashes


async def test_a_manager_may_not_invite(firstcall: Stage) -> None:
    assert "for team leads" in (await firstcall.max.says("/invite")).text
    await firstcall.max.forges(Callback(Verb.INVITE))
    assert "for team leads" in firstcall.max.screen.text
    assert len(await firstcall.rows(invitations)) == 2


async def test_another_managers_quiz_and_client_are_not_there(firstcall: Stage) -> None:
    """Every verb, with the ids, the revision and the arguments of somebody else's real buttons."""
    card = await firstcall.max.quiz(NAME)
    held = await firstcall.interview()
    nina = await firstcall.manager("Nina")
    await nina.says("/quiz Cedar Dental")
    before = await _everything(firstcall)
    for verb in Verb:
        for subject, other in ((held.id, held.client_id), (held.client_id, held.client_id)):
            forged = Callback(verb, subject, other, held.revision, 1, 1)
            await nina.forges(forged, nina.chat[0])
            if verb not in FOR_SUMMARIES:  # there a lead reads of the whole team's clients
                await firstcall.lead.forges(forged, firstcall.lead.chat[0])
    assert firstcall.max.screen == card
    after = await _everything(firstcall)
    assert [after[name] == before[name] for name in ("answers", "corrections", "clients")] == [True] * 3
    assert not [m.text for phone in (nina, firstcall.lead) for m in phone.chat if _leaks(m.text)]


async def test_a_foreign_tap_says_that_it_is_foreign(firstcall: Stage) -> None:
    await firstcall.max.says(f"/quiz {NAME}")
    nina = await firstcall.manager("Nina")
    tap = await nina.forges(firstcall.max.screen.buttons[0].data or "")
    assert "not yours" in (await tap.answer()).text


async def test_own_clients_named_in_a_foreign_quiz_are_not_mixed(firstcall: Stage) -> None:
    """A forged pick, retake or continue names another manager's client in one's own quiz."""
    await firstcall.max.quiz(NAME)
    theirs = (await firstcall.interview()).client_id
    nina = await firstcall.manager("Nina")
    await nina.says("/quiz")
    for verb in (Verb.PICK, Verb.RETAKE, Verb.CONTINUE):
        mine = read(nina.screen.buttons[0])
        await nina.forges(Callback(verb, mine.subject, theirs, mine.revision))
    assert [row.client_id for row in await firstcall.rows(interviews) if row.client_id] == [theirs]
    assert not [message.text for message in nina.chat if _leaks(message.text)]


async def test_a_group_hears_only_that_quizzes_are_private(firstcall: Stage) -> None:
    group = firstcall.sandbox.group("Sales", [firstcall.max.person])
    username = firstcall.bot.desk.house.username
    for text in (f"/quiz@{username} {NAME}", "/start", f"/clients@{username}", "/quiz@other_bot x", "/quiz"):
        await firstcall.max.person.send(text, chat=group)
    await firstcall.settle()
    said = [message for message in group.messages if message.from_bot]
    assert ["private chat" in message.text for message in said] == [True] * len(said) and said
    assert await firstcall.rows(interviews) == []


async def test_a_button_forged_in_a_group_moves_and_shows_nothing_there(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    group = firstcall.sandbox.group("Sales", [max_.person])
    await max_.person.send(f"/quiz@{firstcall.bot.desk.house.username}", chat=group)
    await firstcall.settle()
    before = await _everything(firstcall)
    for button in max_.screen.buttons + max_.chat[0].buttons:
        await max_.person.tap_raw(group.last_message.id, button.data or "", chat_id=group.id)
    await firstcall.settle()
    assert await _everything(firstcall) == before
    (only,) = [message for message in group.messages if message.from_bot]
    assert "private chat" in only.text


def _leaks(text: str) -> bool:
    return NAME in text


async def _roles(stage: Stage) -> int:
    return sum(row.is_lead or row.is_manager for row in await stage.rows(people))


async def _everything(stage: Stage) -> dict[str, list[object]]:
    tables = (answers, corrections, clients, interviews)
    return {table.name: sorted(map(tuple, await stage.rows(table)), key=str) for table in tables}
