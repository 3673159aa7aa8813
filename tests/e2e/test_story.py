"""The whole story: from the link that claims the bot to a client who is forgotten again."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.storage.tables import clients, corrections, notes
from questionnaires.content.model import ContentSet
from tests.e2e.conftest import staged
from tests.e2e.stage import TO_CARD, Stage, labels

NAME = "Lotus Bakery"


async def test_a_lead_comes_in_by_the_claim_link_and_a_manager_by_an_invitation(
    database_url: str, content: ContentSet, now: datetime
) -> None:
    async with staged(database_url, content, now) as stage:
        vera = stage.phone("Vera")
        claimed = await vera.follows(stage.bot.claim_link or "")
        assert "you are its team lead now" in claimed.text
        assert "Invite a manager" in labels(claimed)
        invitation = await vera.taps("Invite a manager")
        max_ = stage.phone("Max")
        welcome = await max_.follows(invitation.text.split()[-1])
        assert "about ten taps, a minute" in welcome.text
        assert "Invite a manager" not in labels(welcome)
        await stage.check()


async def test_a_quiz_is_one_message_from_the_first_question_to_the_card(firstcall: Stage) -> None:
    max_ = firstcall.max
    first = await max_.says(f"/quiz {NAME}")
    assert first.text.startswith(f"{NAME} · 0 answered, about ")
    taps = 0
    while not max_.sees(TO_CARD):
        screen = await max_.taps("1 · ")
        taps += 1
        assert (screen.id, f"{taps} answered" in screen.text) == (first.id, True)
    assert 3 <= taps <= 9
    question = await max_.taps(f"The deal (5), {TO_CARD}")
    assert "smallest package" in question.text
    card = await max_.plays()
    assert (card.id, card.text.splitlines()[0].startswith(NAME)) == (first.id, True)
    assert "SAY FIRST" in card.text and "Why:" in card.text and len(card.text) <= 1_400
    stored = await firstcall.answers((await firstcall.interview()).id)
    assert len(stored) == taps + 5


async def test_the_card_explains_itself_and_comes_back(firstcall: Stage) -> None:
    max_ = firstcall.max
    card = await max_.quiz(NAME)
    why = await max_.taps("Why?")
    assert "decibans" in why.text and "%" in why.text
    assert (await max_.taps("‹ Card")).text == card.text
    for phase in ("During the work", "Growing the client", "Before signing"):
        await max_.taps("Playbook" if max_.sees("Playbook") else phase)
        page = await max_.taps(phase)
        assert phase in page.text.splitlines()[0] and "•" in page.text
    assert (await max_.taps("‹ Card")).text == card.text
    assert (await firstcall.interview()).shown_revision == (await firstcall.interview()).revision


async def test_a_message_to_the_client_comes_in_three_languages_and_names_no_segment(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    texts = [await max_.taps("Message to the client")]
    texts += [await max_.taps(language) for language in ("Русский", "日本語", "English")]
    assert [greeting in page.text for page, greeting in zip(texts, HELLO, strict=True)] == [True] * 4
    assert texts[0].text == texts[3].text
    segments = [name for s in content_segments(firstcall) for name in s]
    body = "".join(page.text.partition("\n\n")[2] for page in texts)
    assert not [name for name in segments if name in body]


HELLO = ("Hello!", "Здравствуйте!", "", "Hello!")


def content_segments(stage: Stage) -> list[list[str]]:
    """The names of the segments in every language."""
    segments = stage.bot.desk.scripts.today.content.segments.segments
    return [list(segment.name.values()) for segment in segments]


async def test_a_colleague_gets_the_card_in_plain_text(firstcall: Stage) -> None:
    await firstcall.max.quiz(NAME)
    page = await firstcall.max.taps("For a colleague")
    assert [entity.type for entity in page.entities] == ["pre"]
    assert NAME in page.text and "Say:" in page.text


async def test_a_correction_stands_beside_the_result_with_its_reason(firstcall: Stage) -> None:
    max_ = firstcall.max
    card = await max_.quiz(NAME)
    await max_.taps("Correct the segment")
    await max_.taps("Pros")
    asked = await max_.taps("Pros only")
    assert "saved as Pros" in asked.text
    shown = await max_.says("She quoted our contract by heart")
    heading, told, *rest = shown.text.splitlines()
    computed, *before = card.text.splitlines()
    assert heading == f"{NAME} · Pros" != computed
    assert told == f"✔️ Corrected. Computed: {computed.removeprefix(f'{NAME} · ')}."
    assert [line.replace("Why computed so:", "Why:") for line in rest] == before
    (kept,) = [row for row in await firstcall.rows(corrections) if row.sealed_reason is not None]
    assert kept.predominant == "pros"
    assert max_.live == [shown]


async def test_an_answer_can_be_changed_and_the_result_follows(firstcall: Stage) -> None:
    max_ = firstcall.max
    before = await max_.quiz(NAME)
    review = await max_.taps("Change answers")
    changed = review.buttons[0].text.partition(":")[0]
    await max_.taps(changed)
    after = await max_.taps("3 · ")
    assert after.id == before.id and after.text != before.text
    interview = await firstcall.interview()
    question, option = next(iter((await firstcall.answers(interview.id)).items()))
    script = firstcall.bot.desk.scripts.current("manager_quiz")
    assert script.questions[question].options[2].id == option


async def test_back_leads_from_the_card_to_the_first_question_and_forth_again(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    while "Who was the call with" not in max_.screen.text:
        before = max_.screen
        assert (await max_.taps("‹ Back")) != before
    renamed = await max_.says("Lotus Bakery & Sons")
    assert renamed.text.startswith("Lotus Bakery & Sons")
    assert (await max_.plays()).text.startswith("Lotus Bakery & Sons")
    assert len(await firstcall.rows(clients)) == 1


async def test_the_list_of_clients_is_searched_and_turned(firstcall: Stage) -> None:
    max_ = firstcall.max
    for number in range(1, 9):
        await max_.says(f"/quiz {'Baker' if number % 2 else 'Miller'} {number}")
    first = await max_.says("/clients")
    assert "My clients: 8" in first.text and "Miller 8" in first.text and "Baker 1" not in first.text
    second = await max_.taps("Older ›")
    assert "Baker 1" in second.text and "Miller 8" not in second.text
    assert (await max_.taps("‹ Newer")).text == first.text
    found = await max_.says("/clients bAKer")
    assert "Clients with “bAKer”: 4" in found.text and "Miller" not in found.text
    assert "None found" in (await max_.says("/clients Smith")).text


async def test_a_client_is_deleted_after_a_question_and_leaves_no_trace(
    firstcall: Stage, database_url: str
) -> None:
    max_ = firstcall.max
    card = await max_.quiz(NAME)
    await max_.says("a telling note", reply_to=card)
    card = max_.screen
    await max_.says("/clients")
    page = await max_.taps(NAME)
    assert "since" in page.text
    asked = await max_.taps("Delete this client")
    assert "Delete Lotus Bakery?" in asked.text
    assert NAME in (await max_.taps("No, keep")).text
    await max_.taps("Delete this client")
    gone = await max_.press("Yes, delete")
    assert (await gone.answer()).text == "Deleted."
    assert "My clients: 0" in (await max_.says("/clients")).text
    (row,) = await firstcall.rows(clients)
    assert (row.sealed_name, row.name_hash) == (None, None)
    assert await firstcall.rows(notes) == []
    refused = await max_.press("Change answers", card)
    assert "its client was deleted" in (await refused.answer()).text


async def test_the_same_story_over_a_real_poll(firstcall: Stage) -> None:
    max_, stop = firstcall.max.person, asyncio.Event()
    running = asyncio.create_task(firstcall.bot.run(stop))
    await max_.send(f"/quiz {NAME}")
    await max_.wait_for("0 answered")
    for answered in range(1, 4):
        (option,) = [button for button in max_.last_message.buttons if button.text.startswith("2 · ")]
        tap = await max_.tap(option.text)
        await tap.answer()
        await max_.wait_for(f"{answered} answered")
    stop.set()
    await running
    assert len(await firstcall.answers((await firstcall.interview()).id)) == 3
