"""Summaries in groups and topics: a lead turns them on; no client is named, nobody is ranked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.sandbox.views import Group
from bot.storage.tables import subscriptions
from tests.e2e.evenings import at, sent, summaries
from tests.e2e.stage import Phone, Stage
from tests.e2e.team import appoints, deactivates, opens
from tests.e2e.test_summary_asked import open_quiz

LOTUS = "Lotus Bakery"
BOT = "firstcall_sandbox_bot"


async def in_group(stage: Stage, text: str = f"/subscribe@{BOT}") -> Group:
    """A group with the lead and Max in it, where the lead has written something."""
    group = stage.sandbox.group("Sales", [stage.lead.person, stage.max.person])
    await stage.lead.person.send(text, chat=group)
    await stage.settle()
    return group


@pytest.mark.parametrize("text", ["/subscribe", f"/subscribe@{BOT}", f"/Subscribe@{BOT.upper()}"])
async def test_a_lead_turns_it_on_and_off_for_a_group(on_sqlite: Stage, text: str) -> None:
    group = await in_group(on_sqlite, text)
    assert "without clients' names" in group.last_message.text
    await on_sqlite.lead.person.send(f"/unsubscribe@{BOT}", chat=group)
    await on_sqlite.settle()
    assert "does not come here any more" in group.last_message.text
    private, of_group = sorted(await on_sqlite.rows(subscriptions), key=lambda row: row.id)
    assert (private.ended_at is None, of_group.ended_at is None) == (True, False)


async def test_in_a_group_no_client_and_no_manager_is_named(firstcall: Stage) -> None:
    group = await in_group(firstcall)
    await open_quiz(firstcall.max, LOTUS)
    await at(firstcall, 5, 18, 1)
    summary = group.last_message
    assert summary.media is not None and "1 × segment still open" in summary.text
    (button,) = summary.buttons
    said = summary.text + button.text
    assert LOTUS not in said and "Max" not in said
    assert button.url is not None and button.url.startswith(f"https://t.me/{BOT}?start=")
    assert len(summaries(firstcall.lead)) == 1


async def test_the_button_in_a_group_opens_the_same_days_for_a_lead_in_private(firstcall: Stage) -> None:
    group = await in_group(firstcall)
    await open_quiz(firstcall.max, LOTUS)
    await at(firstcall, 5, 18, 1)
    link = group.last_message.buttons[0].url or ""
    await at(firstcall, 7, 9)
    await firstcall.lead.follows(link)
    assert "Wed, Mar 5" in summaries(firstcall.lead)[-1].text and LOTUS in summaries(firstcall.lead)[-1].text
    assert (await firstcall.max.follows(link)).text == "This is for team leads."
    stranger = firstcall.phone("Otto")
    assert LOTUS not in (await stranger.follows(link)).text and summaries(stranger) == []


async def test_whoever_else_asks_for_it_in_a_group_hears_nothing(firstcall: Stage) -> None:
    group = firstcall.sandbox.group("Sales", [firstcall.lead.person, firstcall.max.person])
    otto = firstcall.phone("Otto")
    for phone in (firstcall.max, otto):
        await phone.person.send(f"/subscribe@{BOT}", chat=group)
    await firstcall.lead.person.send("/subscribe@another_bot", chat=group)
    await firstcall.lead.person.send("subscribe", chat=group)
    await firstcall.settle()
    assert [message for message in group.messages if message.from_bot] == []
    assert len(await firstcall.rows(subscriptions)) == 1


async def test_a_group_is_silent_on_empty_days_unless_a_word_is_wanted(firstcall: Stage) -> None:
    group = await in_group(firstcall)
    before = len(group.messages)
    await at(firstcall, 5, 18, 1)
    assert len(group.messages) == before
    await firstcall.lead.person.send(f"/subscribe@{BOT} word", chat=group)
    await firstcall.settle()
    await at(firstcall, 6, 18, 1)
    assert "Nothing came in" in group.last_message.text


async def test_a_group_has_weekdays_of_its_own(on_sqlite: Stage) -> None:
    group = await in_group(on_sqlite, f"/subscribe@{BOT} wed thu-fri")
    assert "on Wed, Thu, Fri" in group.last_message.text
    await on_sqlite.lead.person.send(f"/subscribe@{BOT} thu word", chat=group)
    await on_sqlite.settle()
    said = group.last_message
    assert "on Thu, but for holidays" in said.text
    await at(on_sqlite, 5, 18, 1)
    assert group.last_message == said, "a Wednesday"
    await at(on_sqlite, 6, 18, 1)
    assert "Nothing came in" in group.last_message.text


async def test_words_that_are_not_understood_change_nothing(on_sqlite: Stage) -> None:
    group = await in_group(on_sqlite, f"/subscribe@{BOT} thu")
    before = sorted(await on_sqlite.rows(subscriptions), key=lambda row: row.id)
    await on_sqlite.lead.person.send(f"/subscribe@{BOT} tomorrow", chat=group)
    await on_sqlite.settle()
    assert "nothing has changed" in group.last_message.text and "mon-fri" in group.last_message.text
    assert sorted(await on_sqlite.rows(subscriptions), key=lambda row: row.id) == before


async def test_a_lead_who_blocked_the_bot_does_not_silence_the_group(firstcall: Stage) -> None:
    group = await in_group(firstcall)
    await open_quiz(firstcall.max, LOTUS)
    firstcall.lead.person.block()
    await at(firstcall, 5, 18, 1)
    assert group.last_message.media is not None


async def test_a_group_that_took_the_bot_out_is_not_written_to_again(firstcall: Stage) -> None:
    group = await in_group(firstcall)
    await open_quiz(firstcall.max, LOTUS)
    group.remove_bot()
    await at(firstcall, 5, 18, 1)
    await open_quiz(firstcall.max, "Cedar Dental")
    await at(firstcall, 6, 18, 1)
    assert len([row for row in await sent(firstcall) if row.recipient_chat == group.id]) == 1


@pytest.mark.parametrize("goes", [Group.delete, Group.remove_bot])
async def test_a_group_that_is_gone_is_given_up_and_its_lead_told_once(
    firstcall: Stage, goes: Callable[[Group], None]
) -> None:
    group = await in_group(firstcall)
    goes(group)
    for day, client in ((5, LOTUS), (6, "Cedar Dental")):
        await open_quiz(firstcall.max, client)
        await at(firstcall, day, 18, 1)
    assert len([row for row in await sent(firstcall) if row.recipient_chat == group.id]) == 1
    told = [message.text for message in firstcall.lead.chat if "the group is gone" in message.text]
    assert len(told) == 1 and f"/subscribe@{BOT}" in told[0]


async def test_a_topic_that_is_gone_is_given_up_and_the_rest_of_the_group_goes_on(firstcall: Stage) -> None:
    forum = await in_group(firstcall)
    said = firstcall.sandbox.world.message_json(await firstcall.lead.person.send("/subscribe", chat=forum))
    firstcall.sandbox.world.updates.confirm_below(1 << 40)
    topic = {"message_thread_id": 77, "is_topic_message": True}
    firstcall.sandbox.world.updates.push("message", said | topic)
    await firstcall.settle()
    forum.delete_topic(77)
    await open_quiz(firstcall.max, LOTUS)
    await at(firstcall, 5, 18, 1)
    assert forum.last_message.media is not None and forum.last_message.thread_id is None
    assert [row.ended_at is None for row in await firstcall.rows(subscriptions)].count(False) == 1
    assert len([message for message in firstcall.lead.chat if "the topic is gone" in message.text]) == 1


async def test_a_group_that_became_a_supergroup_is_followed(firstcall: Stage) -> None:
    group = await in_group(firstcall)
    await open_quiz(firstcall.max, LOTUS)
    moved = group.migrate(-1_001_700_000_001)
    await at(firstcall, 5, 18, 1)
    assert moved.last_message.media is not None
    assert "repeat" not in moved.last_message.text
    await open_quiz(firstcall.max, "Cedar Dental")
    await at(firstcall, 6, 18, 1)
    assert len([message for message in moved.messages if message.media is not None]) == 2


async def test_a_topic_has_a_summary_of_its_own(firstcall: Stage) -> None:
    forum = firstcall.sandbox.group("Studio", [firstcall.lead.person], kind="supergroup")
    said = firstcall.sandbox.world.message_json(await firstcall.lead.person.send("/subscribe", chat=forum))
    firstcall.sandbox.world.updates.confirm_below(1 << 40)
    topic = {"message_thread_id": 77, "is_topic_message": True}
    firstcall.sandbox.world.updates.push("message", said | topic)
    await firstcall.settle()
    assert forum.last_message.thread_id == 77
    await open_quiz(firstcall.max, LOTUS)
    await at(firstcall, 5, 18, 1)
    assert forum.last_message.media is not None and forum.last_message.thread_id == 77


# --- the lead who turned it on goes -----------------------------------------------------------------------


async def of_nina(stage: Stage) -> tuple[Phone, Group]:
    """A lead who has turned summaries on in two groups, in Russian, and the second of them."""
    nina = await stage.manager("Nina", "ru")
    await appoints(stage.lead, "Nina")
    groups = [stage.sandbox.group(name, [nina.person, stage.lead.person]) for name in ("Sales", "Studio")]
    for group in groups:
        await nina.person.send(f"/subscribe@{BOT}", chat=group)
    await stage.settle()
    return nina, groups[1]


async def is_relieved(stage: Stage, _: Phone) -> None:
    await opens(stage.lead, "Nina")
    await stage.lead.taps("Take the lead's role away")


async def leaves(stage: Stage, _: Phone) -> None:
    await deactivates(stage.lead, "Nina")


async def is_forgotten(stage: Stage, nina: Phone) -> None:
    await nina.says("/forget")
    await nina.taps("Да, ")


@pytest.mark.parametrize("goes", [is_relieved, leaves, is_forgotten])
async def test_a_group_whose_lead_goes_is_told_once_and_so_are_the_other_leads(
    firstcall: Stage, goes: Callable[[Stage, Phone], Awaitable[None]]
) -> None:
    nina, group = await of_nina(firstcall)
    before = len(group.messages)
    await goes(firstcall, nina)
    await firstcall.tick(minutes=1)
    await at(firstcall, 6, 18, 1)
    said = group.messages[before:]
    assert [message.text.split(":")[0] for message in said] == ["Сводка дня сюда больше не приходит"]
    letters = [message for message in firstcall.lead.chat if f"/subscribe@{BOT}" in message.text]
    assert len(letters) == 1, "one for both groups"
    assert ("Nina" in letters[0].text) is (goes is not is_forgotten)
    assert not [message for message in firstcall.max.chat if "/subscribe" in message.text]
    await firstcall.lead.person.send(f"/subscribe@{BOT}", chat=group)
    await firstcall.settle()
    assert "comes here at" in group.last_message.text
