"""Two people score one call: asked by name, answered blindly, compared for both, counted nowhere."""

from __future__ import annotations

from datetime import timedelta

from bot.opinions.habit import habit_of
from bot.sandbox.world.chats import Message
from bot.storage import Transaction
from bot.storage.queries import second_opinions as queries
from bot.storage.tables import (
    clients,
    corrections,
    interviews,
    joint_results,
    notes,
    results,
    second_opinions,
)
from bot.telegram.callbacks import Callback, Verb
from scoring import CALLS_ENOUGH
from tests.e2e.stage import Phone, Stage, labels
from tests.e2e.team import deactivates, hands_over, id_of, opens
from tests.e2e.test_practice import MARK, practises

NAME = "Lotus Bakery"
GONE = "not there any more"


async def asks(asker: Phone, colleague: str) -> None:
    """From the card on the screen, a colleague is asked."""
    await asker.taps("Second opinion")
    await asker.taps(f". {colleague}")


async def answers_blindly(colleague: Phone, option: int = 1) -> None:
    """From the letter up to the comparison, which comes below the card."""
    await colleague.taps("Score this call")
    while colleague.screen.button("Don't know") or colleague.screen.button("Skip"):
        assert MARK in colleague.screen.text
        await colleague.taps(f"{option} · ")


async def scored_twice(stage: Stage, option: int = 1) -> None:
    """Max's call, scored by him and by the lead."""
    await stage.max.quiz(NAME)
    await asks(stage.max, "Vera")
    await answers_blindly(stage.lead, option)


# --- the story --------------------------------------------------------------------------------------------


async def test_a_manager_asks_the_lead_and_both_read_how_they_compare(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    card = await max_.quiz(NAME)
    page = await max_.taps("Second opinion")
    assert NAME in page.text and "1. Vera" in labels(page)
    page = await max_.taps(". Vera")
    assert "Vera: asked, not begun yet" in page.text and "Take back: Vera" in labels(page)
    assert "Max asks you to score a call: Lotus Bakery" in lead.screen.text
    assert not any(word in lead.screen.text for word in ("Novice", "Pros", "Grade"))

    await answers_blindly(lead, option=2)
    for phone, other in ((lead, "Max"), (max_, "Vera")):
        assert f"Lotus Bakery · you and {other}" in phone.screen.text
        assert "The same answer to" in phone.screen.text and "↔️" in phone.screen.text
        assert f"With {other} so far, over 1 call" in phone.screen.text
        assert f"after {CALLS_ENOUGH - 1} more calls" in phone.screen.text
    first, second = (await firstcall.interview(0), await firstcall.interview(1))
    assert (second.practice, second.client_id) == (True, None)
    assert list(await firstcall.answers(first.id)) == list(await firstcall.answers(second.id))

    await max_.says("/clients")
    await max_.taps(NAME)
    assert (await max_.taps("Card of")).text == card.text, "the first one's result is as it was"


async def test_a_newcomer_practises_on_a_call_and_asks_the_lead(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await practises(max_, "The call at ten")
    await asks(max_, "Vera")
    assert "Max asks you to score a call: The call at ten" in lead.screen.text
    await answers_blindly(lead)
    assert "Both of you" in max_.screen.text and "Both of you" in lead.screen.text
    assert await firstcall.rows(clients) == []


async def test_the_same_answers_are_told_as_such_and_nothing_is_left_to_listen_for(firstcall: Stage) -> None:
    await scored_twice(firstcall)
    assert "↔️" not in firstcall.max.screen.text and "👂" not in firstcall.max.screen.text
    assert "✅" in firstcall.max.screen.text


async def test_each_reads_the_other_in_their_own_language(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina", "ja")
    await firstcall.max.quiz(NAME)
    await asks(firstcall.max, "Nina")
    assert "Maxさんから" in nina.screen.text
    await nina.taps("この電話を診断する")
    while any(text.startswith("2 · ") for text in labels(nina.screen)):
        await nina.taps("2 · ")
    assert "Maxさん" in nina.screen.text and "you and Nina" in firstcall.max.screen.text


# --- blindness --------------------------------------------------------------------------------------------


async def test_nothing_of_the_first_is_read_before_the_second_has_finished(firstcall: Stage) -> None:
    lead, firstcall.has_forged = firstcall.lead, True
    await firstcall.max.quiz(NAME)
    await asks(firstcall.max, "Vera")
    (row,) = await firstcall.rows(second_opinions)
    for _ in range(2):
        tap = await lead.forges(Callback(Verb.COMPARISON, row.id))
        assert GONE in (await tap.answer()).text
        await lead.taps("Score this call")
    for verb in (Verb.OPEN_CARD, Verb.WHY, Verb.SCREEN, Verb.SECOND):
        tap = await lead.forges(Callback(verb, row.first_id))
        assert "not yours" in (await tap.answer()).text


async def test_what_either_changes_afterwards_is_not_compared(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await scored_twice(firstcall, option=2)
    before = (await firstcall.rows(second_opinions))[0].content
    told = max_.screen.text
    await lead.taps("Change answers")
    answered, _ = lead.find("Show the result")
    await lead.taps(labels(answered)[0])
    await lead.taps("1 · ")
    assert await firstcall.answers((await firstcall.interview()).id) != {
        question: second for question, (_, second) in before["answers"].items()
    }
    assert (await firstcall.rows(second_opinions))[0].content == before
    assert max_.screen.text == told


async def test_back_from_the_first_question_does_not_ask_for_a_name(firstcall: Stage) -> None:
    await firstcall.max.quiz(NAME)
    await asks(firstcall.max, "Vera")
    await firstcall.lead.taps("Score this call")
    await firstcall.lead.taps("‹ Back")
    assert NAME in firstcall.lead.screen.text and "0 answered" in firstcall.lead.screen.text


# --- counted nowhere ----------------------------------------------------------------------------------------


async def test_a_second_opinion_is_nobodys_client_and_no_case(firstcall: Stage) -> None:
    lead = firstcall.lead
    await firstcall.max.quiz(NAME)
    before = (await lead.says("/summary")).text.split("\n", 1)[1]
    await asks(firstcall.max, "Vera")
    await answers_blindly(lead, option=2)
    assert (await lead.says("/summary")).text.split("\n", 1)[1] == before
    assert "None yet" in (await lead.says("/clients")).text
    assert len(await firstcall.rows(clients)) == 1 and await firstcall.rows(joint_results) == []


# --- declining, withdrawing, twice --------------------------------------------------------------------------


async def test_a_colleague_may_decline_and_another_is_asked(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await max_.quiz(NAME)
    await asks(max_, "Vera")
    letter = lead.screen
    await lead.taps("Not now")
    assert "Vera cannot score this call now" in max_.screen.text
    tap = await lead.forges(
        Callback(Verb.SECOND_BEGIN, (await firstcall.rows(second_opinions))[0].id), letter
    )
    assert GONE in (await tap.answer()).text
    page = await max_.taps("Second opinion")
    assert "Vera: not now" in page.text
    await max_.taps(". Vera")
    assert "asks you to score" in lead.screen.text, "and may be asked again"


async def test_what_was_taken_back_is_not_there_any_more(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await max_.quiz(NAME)
    await asks(max_, "Vera")
    letter = lead.screen
    asked = await lead.taps("Score this call")
    await lead.answers([1])
    await max_.taps("Take back: Vera")
    assert "Vera" not in max_.screen.text
    for button, message in (("Score this call", letter), ("1 · ", asked), ("Not now", letter)):
        await lead.press(button, message)
    assert (await firstcall.interview()).state == "cancelled"
    assert "2 answered" not in lead.screen.text
    assert "no open quiz" in (await lead.says("/cancel")).text
    await max_.taps(". Vera")
    await lead.taps("Score this call")
    assert "0 answered" in lead.screen.text


async def test_two_taps_ask_once_and_begin_once(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await max_.quiz(NAME)
    page = await max_.taps("Second opinion")
    await max_.touches(". Vera", page)
    await max_.touches(". Vera", page)
    await firstcall.settle()
    assert len(await firstcall.rows(second_opinions)) == 1
    assert len([each for each in lead.chat if "asks you to score" in each.text]) == 1
    letter = lead.screen
    await lead.touches("Score this call", letter)
    await lead.touches("Score this call", letter)
    await firstcall.settle()
    assert len(await firstcall.rows(interviews)) == 2
    await lead.taps("Not now", letter)
    assert "0 answered" in lead.screen.text, "who has begun is shown where they are"


async def test_a_begun_one_is_gone_on_with_by_practice_and_after_cancelling(firstcall: Stage) -> None:
    lead = firstcall.lead
    await firstcall.max.quiz(NAME)
    await asks(firstcall.max, "Vera")
    await lead.taps("Score this call")
    await lead.answers([1])
    await lead.says("/cancel")
    await lead.taps("Score this call")
    assert "1 answered" in lead.screen.text
    assert f"Go on: {NAME}" in labels(await lead.says("/practice"))


# --- attackers --------------------------------------------------------------------------------------------


async def test_who_was_not_asked_learns_nothing(firstcall: Stage) -> None:
    firstcall.has_forged = True
    nina, otto = await firstcall.manager("Nina"), firstcall.phone("Otto")
    await scored_twice(firstcall, option=2)
    (row,) = await firstcall.rows(second_opinions)
    await otto.says("/start")
    for phone in (nina, otto):
        before = len(phone.chat)
        for verb in (Verb.SECOND_BEGIN, Verb.SECOND_DECLINE, Verb.COMPARISON):
            for subject in (row.id, row.id + 1, 0, -(2**63), 2**63 - 1):
                await phone.forges(Callback(verb, subject))
        for verb in (Verb.SECOND, Verb.SECOND_ASK, Verb.SECOND_WITHDRAW):
            for subject in (row.first_id, row.second_id):
                await phone.forges(Callback(verb, subject, other=await id_of(firstcall, nina)))
        assert all(NAME not in message.text for message in phone.chat) and len(phone.chat) == before
    assert await firstcall.rows(second_opinions) == [row]


async def test_only_an_active_colleague_is_asked_and_only_about_a_finished_quiz(firstcall: Stage) -> None:
    max_, firstcall.has_forged = firstcall.max, True
    nina, otto = await firstcall.manager("Nina"), firstcall.phone("Otto")
    await otto.says("/start")
    await deactivates(firstcall.lead, "Nina")
    await max_.quiz(NAME)
    first = (await firstcall.interview()).id
    for nobody in (
        await id_of(firstcall, nina),
        await id_of(firstcall, otto),
        await id_of(firstcall, max_),
        0,
    ):
        await max_.forges(Callback(Verb.SECOND_ASK, first, other=nobody))
    await max_.says("/quiz Cedar Dental")
    unfinished = (await firstcall.interview()).id
    await max_.forges(Callback(Verb.SECOND_ASK, unfinished, other=await id_of(firstcall, firstcall.lead)))
    assert await firstcall.rows(second_opinions) == []


async def test_a_second_opinion_has_no_second_opinion(firstcall: Stage) -> None:
    lead, firstcall.has_forged = firstcall.lead, True
    await scored_twice(firstcall)
    second = (await firstcall.interview()).id
    await lead.forges(Callback(Verb.SECOND_ASK, second, other=await id_of(firstcall, firstcall.max)))
    assert len(await firstcall.rows(second_opinions)) == 1


# --- erased, handed over, left ------------------------------------------------------------------------------


async def test_a_deleted_client_is_gone_from_second_opinions_too(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await max_.quiz(NAME)
    await asks(max_, "Vera")
    await lead.taps("Score this call")
    await lead.says("something only Vera heard")
    await answers_on(lead)
    await lead.taps("Correct the segment")
    await lead.taps("Pros")
    await lead.taps("Pros only")
    await lead.says("they told me so")
    await max_.says("/clients")
    await max_.taps(NAME)
    await max_.taps("Delete")
    await max_.taps("Yes, delete")
    assert await firstcall.rows(notes) == []
    assert {row.sealed_reason for row in await firstcall.rows(corrections)} == {None}
    assert "gone" in (await (await lead.press("Why?")).answer()).text
    (row,) = await firstcall.rows(second_opinions)
    tap = await lead.forges(Callback(Verb.COMPARISON, row.id))
    assert GONE in (await tap.answer()).text


async def answers_on(phone: Phone) -> None:
    """To the end of what is asked."""
    while phone.screen.button("Don't know") or phone.screen.button("Skip"):
        await phone.taps("1 · ")


async def test_a_deleted_client_ends_what_was_only_begun(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await max_.quiz(NAME)
    await asks(max_, "Vera")
    asked = await lead.taps("Score this call")
    await max_.says("/clients")
    await max_.taps(NAME)
    await max_.taps("Delete")
    await max_.taps("Yes, delete")
    assert "gone" in (await (await lead.press("1 · ", asked)).answer()).text
    assert (await firstcall.interview()).state == "cancelled"


async def test_a_client_who_changes_hands_is_not_shared_any_more_by_who_gave_them_away(
    firstcall: Stage,
) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    nina = await firstcall.manager("Nina")
    await scored_twice(firstcall)
    await max_.says("/quiz Cedar Dental")
    await max_.plays()
    await asks(max_, "Vera")
    await lead.taps("Score this call")
    await hands_over(lead, "Max", "Nina")
    done, begun = sorted(await firstcall.rows(second_opinions), key=lambda row: row.id)
    assert begun.withdrawn_at is not None and (await firstcall.interview()).state == "cancelled"
    for phone in (max_, lead, nina):
        tap = await phone.forges(Callback(Verb.COMPARISON, done.id))
        assert GONE in (await tap.answer()).text
    habit = await firstcall.bot.database.read(lambda tx: habit_of(tx, done.asked_by_id, done.asked_id))
    assert habit.answers.calls == 1, "what two people said stays, and names nobody"


async def test_who_leaves_the_team_is_asked_nothing_any_more(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await firstcall.max.quiz(NAME)
    await asks(firstcall.max, "Nina")
    await nina.taps("Score this call")
    await deactivates(firstcall.lead, "Nina")
    assert (await firstcall.interview()).state == "cancelled"
    assert (await firstcall.rows(second_opinions))[0].withdrawn_at is not None


async def test_who_is_forgotten_is_named_on_no_page(firstcall: Stage) -> None:
    nina = await firstcall.manager("Nina")
    await firstcall.max.quiz(NAME)
    await asks(firstcall.max, "Nina")
    await answers_blindly(nina)
    await nina.says("/forget")
    await nina.taps("Yes, delete everything")
    (row,) = await firstcall.rows(second_opinions)
    tap = await firstcall.max.forges(Callback(Verb.COMPARISON, row.id))
    assert GONE in (await tap.answer()).text
    await opens(firstcall.lead, "Max")
    assert "so far" not in firstcall.lead.screen.text
    assert len(await firstcall.rows(results)) == 2, "counts stay"


# --- over time --------------------------------------------------------------------------------------------


async def test_agreement_is_told_to_the_lead_on_the_members_page(firstcall: Stage) -> None:
    await scored_twice(firstcall, option=2)
    await opens(firstcall.lead, "Max")
    assert "With Vera so far, over 1 call" in firstcall.lead.screen.text
    await opens(firstcall.lead, "Vera")
    assert "With Max so far, over 1 call" in firstcall.lead.screen.text


async def test_kappa_is_told_after_enough_calls(firstcall: Stage) -> None:
    """The rows of a pair are copied, as ten quizzes by hand would say no more."""
    await scored_twice(firstcall, option=2)
    (row,) = await firstcall.rows(second_opinions)
    alike = {"answers": {id: ["x", "x"] for id in row.content["answers"]}, "segments": ["pros", "pros"]}

    def more(tx: Transaction) -> None:
        queries.decline(tx, row.id, row.created_at)
        for number in range(1, CALLS_ENOUGH):
            asked = queries.ask(tx, row.first_id, row.asked_by_id, row.asked_id, row.created_at)
            assert asked is not None
            queries.decline(tx, asked.id, row.created_at)
            queries.finish(tx, asked.id, alike, row.finished_at + timedelta(minutes=number))

    await firstcall.bot.database.transaction(more)
    page = await firstcall.max.taps("Compare with Vera", await reopened(firstcall.max))
    assert (
        f"over {CALLS_ENOUGH} calls" in page.text and "(kappa): " in page.text and "95 % between" in page.text
    )
    assert f"On the segment: after {30 - CALLS_ENOUGH} more calls" in page.text


async def reopened(phone: Phone) -> Message:
    """The page of who was asked."""
    await phone.says("/clients")
    await phone.taps(NAME)
    await phone.taps("Card of")
    return await phone.taps("Second opinion")
