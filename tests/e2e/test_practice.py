"""/practice: the same conversation, about a call and no client, and in no figure at all."""

from __future__ import annotations

import pytest

from bot.storage.tables import answers as answer_rows
from bot.storage.tables import clients as client_rows
from bot.storage.tables import interviews, joint_results, metadata, notes
from bot.storage.tables import results as result_rows
from bot.telegram.callbacks import Callback, Verb
from tests.e2e.counting import figures
from tests.e2e.stage import TO_CARD, Phone, Stage, labels
from tests.e2e.team import hands_over, id_of

NAME = "Lotus Bakery"
MARK = "Practice: counts nowhere"


async def practises(phone: Phone, name: str = NAME, option: int = 1) -> None:
    """A whole practice quiz, up to the card; every screen on the way says what it is."""
    await phone.says(f"/practice {name}")
    while not phone.screen.button("Why?"):
        assert MARK in phone.screen.text
        await phone.taps(TO_CARD if phone.sees(TO_CARD) else f"{option} · ")


async def test_a_practice_quiz_is_marked_on_every_screen_and_on_the_card(firstcall: Stage) -> None:
    max_ = firstcall.max
    await practises(max_)
    assert MARK in max_.screen.text and NAME in max_.screen.text
    assert not max_.sees("Ask the client") and not max_.sees("New client")
    for look in ("Why?", "Playbook", "Message to the client", "For a colleague", "Correct the segment"):
        assert MARK in (await max_.taps(look)).text
        await max_.taps("‹ Card")
    assert await firstcall.rows(client_rows) == []


async def test_a_call_needs_no_name_of_its_own(firstcall: Stage) -> None:
    max_ = firstcall.max
    asked = await max_.says("/practice")
    assert MARK in asked.text and labels(asked) == ["Call of Mar 5, 2031", "Cancel this quiz"]
    assert "Call of Mar 5, 2031" in (await max_.taps("Call of Mar 5, 2031")).text
    await max_.taps("‹ Back")
    assert "What do you call this call?" in max_.screen.text
    await max_.taps("Keep: Call of Mar 5, 2031")
    await max_.taps("‹ Back")
    assert "The one at noon" in (await max_.says("The one at noon")).text
    await max_.plays()
    assert "The one at noon" in max_.screen.text


async def test_practice_never_meets_a_client_of_that_name(firstcall: Stage) -> None:
    max_ = firstcall.max
    real = await max_.quiz(NAME)
    await practises(max_, NAME, option=2)
    assert [row.client_id is None for row in await firstcall.rows(interviews) if row.practice] == [True]
    await max_.says("/clients")
    page = await max_.taps(NAME)
    assert len([text for text in labels(page) if text.startswith("Card of")]) == 1
    assert (await max_.taps("Card of")).text == real.text
    await max_.says(f"/quiz {NAME}")
    assert labels(max_.screen).count("Ask again: Lotus Bakery") == 1


async def test_practice_before_the_client_is_no_history_of_theirs(firstcall: Stage) -> None:
    await practises(firstcall.max)
    await firstcall.max.says(f"/quiz {NAME}")
    assert "0 answered" in firstcall.max.screen.text, "nobody of that name is known"


async def test_review_correction_and_back_work_as_in_any_quiz(firstcall: Stage) -> None:
    max_ = firstcall.max
    await practises(max_)
    await max_.taps("Change answers")
    assert MARK in max_.screen.text
    await max_.press_first()
    await max_.taps("2 · ")
    assert max_.sees("Why?") and MARK in max_.screen.text
    await max_.taps("Correct the segment")
    await max_.taps("Pros")
    await max_.taps("only")
    await max_.says("they told me so")
    assert "· Pros\n✔️ Corrected. Computed: " in max_.screen.text and MARK in max_.screen.text
    await max_.taps("‹ Back")
    assert MARK in max_.screen.text


async def test_practice_twice_goes_on_or_begins_anew(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says("/practice")
    await max_.says("/practice")
    assert len(await firstcall.rows(interviews)) == 1, "one without a name is as new"
    await max_.taps("Call of Mar 5, 2031")
    offer = await max_.says("/practice")
    assert labels(offer) == ["Go on: Call of Mar 5, 2031", "🎓 Practise with another call"]
    await max_.touches("Practise with another", offer)
    await max_.touches("Practise with another", offer)
    await firstcall.settle()
    assert len(await firstcall.rows(interviews)) == 2
    await max_.taps("Go on: Call of", offer)
    assert "0 answered" in max_.screen.text


async def test_quizzes_and_practice_are_gone_on_with_apart(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/practice {NAME}")
    assert "Who was the call with?" in (await max_.says("/quiz")).text
    await max_.says("Cedar Dental")
    assert not any(NAME in text for text in labels(await max_.says("/quiz")))
    assert not any("Cedar" in text for text in labels(await max_.says("/practice")))


async def test_cancelled_practice_can_be_gone_on_with(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/practice {NAME}")
    await max_.answers([1, 1])
    assert MARK in (await max_.says("/cancel")).text
    assert "2 answered" in (await max_.taps("Resume the quiz")).text


async def test_a_reminder_brings_practice_back(firstcall: Stage) -> None:
    await firstcall.max.says(f"/practice {NAME}")
    await firstcall.max.taps("⋯")
    await firstcall.max.taps("Remind me in an hour")
    await firstcall.tick(hours=2)
    assert MARK in firstcall.max.screen.text and "0 answered" in firstcall.max.screen.text


async def test_a_restart_in_the_middle_loses_nothing(firstcall: Stage) -> None:
    """What was committed and never shown is shown by the first look of the next start."""
    max_ = firstcall.max
    await max_.says(f"/practice {NAME}")
    await max_.touches("1 · ")
    batch = list(firstcall.sandbox.world.updates.pending)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(firstcall.bot.courier, "submit", lambda _: None)
        await firstcall.bot.counter.take(batch)
    firstcall.sandbox.world.updates.confirm_below(batch[-1]["update_id"] + 1)
    firstcall.may_leave_unanswered = True
    await firstcall.tick(minutes=2)
    assert "1 answered" in max_.screen.text and MARK in max_.screen.text


# --- counting surfaces ------------------------------------------------------------------------------------


async def _summary(lead: Phone) -> str:
    """Today's, but for the line that says until when."""
    return (await lead.says("/summary")).text.split("\n", 1)[1]


async def test_every_counting_surface_is_the_same_with_practice_and_without(firstcall: Stage) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await max_.quiz(NAME)
    owner, client = await id_of(firstcall, max_), (await firstcall.interview()).client_id
    read = figures(firstcall, owner, client)
    summary = await _summary(lead)
    before = await firstcall.bot.database.transaction(read)
    for option in (1, 2):
        await practises(max_, NAME, option)
        await practises(lead, "Somebody else", option)
        await lead.taps("Correct the segment")
        await lead.taps("✓ That is right")
    assert await firstcall.bot.database.transaction(read) == before
    assert await _summary(lead) == summary
    assert await firstcall.rows(joint_results) == []


# --- attackers --------------------------------------------------------------------------------------------


async def test_no_forged_button_gives_practice_a_client(firstcall: Stage) -> None:
    max_, firstcall.has_forged = firstcall.max, True
    await max_.quiz(NAME)
    client = (await firstcall.interview()).client_id
    await max_.says("/practice")
    row = await firstcall.interview()
    for verb in (Verb.PICK, Verb.RETAKE, Verb.CONTINUE, Verb.ANOTHER):
        await max_.forges(Callback(verb, row.id, other=client, revision=row.revision))
        row = await firstcall.interview()
        assert row.client_id is None and row.state == "naming"


async def test_a_name_is_given_only_on_the_screen_that_asks_for_one(firstcall: Stage) -> None:
    max_, firstcall.has_forged = firstcall.max, True
    asked = await max_.says("/practice")
    row = await firstcall.interview()
    naming = asked.buttons[0].data or ""
    await max_.taps("Call of Mar 5, 2031", asked)
    await max_.answers([1])
    await max_.forges(naming)
    assert (await firstcall.interview()).state == "asking" and len(await firstcall.answers(row.id)) == 1
    tap = await firstcall.lead.forges(Callback(Verb.CALL, row.id, revision=row.revision))
    assert "not yours" in (await tap.answer()).text
    await max_.quiz(NAME)
    real = await firstcall.interview()
    tap = await max_.forges(Callback(Verb.CALL, real.id, revision=real.revision))
    assert "not yours" in (await tap.answer()).text


# --- what is kept, and for how long -------------------------------------------------------------------------


async def test_practice_is_told_of_by_mydata_and_gone_with_its_person(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.says(f"/practice {NAME}")
    await max_.says("said something private")
    await max_.plays()
    assert "practice quizzes 1" in (await max_.says("/mydata")).text
    counted = {
        table.name: len(await firstcall.rows(table)) for table in (interviews, answer_rows, result_rows)
    }
    await max_.says("/forget")
    await max_.taps("Yes, delete everything")
    assert await firstcall.rows(notes) == []
    assert [row.sealed_call for row in await firstcall.rows(interviews)] == [None]
    kept = {table.name: len(await firstcall.rows(table)) for table in (interviews, answer_rows, result_rows)}
    assert kept == counted


async def test_practice_that_nobody_touched_for_long_is_erased_and_its_buttons_are_dead(
    firstcall: Stage,
) -> None:
    max_ = firstcall.max
    await max_.says(f"/practice {NAME}")
    await max_.says("said something private")
    card = await max_.plays()
    await firstcall.tick(days=731)
    assert await firstcall.rows(notes) == []
    assert [row.sealed_call for row in await firstcall.rows(interviews)] == [None]
    assert "gone" in (await (await max_.press("Why?", card)).answer()).text


async def test_practice_stays_with_who_practised_when_clients_change_hands(firstcall: Stage) -> None:
    max_ = firstcall.max
    await max_.quiz(NAME)
    await practises(max_, "The call at ten")
    await hands_over(firstcall.lead, "Max", "Vera")
    assert MARK in (await max_.taps("Why?")).text


async def test_the_names_of_calls_are_encrypted(firstcall: Stage) -> None:
    await practises(firstcall.max, "Juniper Yachts")
    for table in metadata.tables.values():
        assert all("Juniper" not in str(cell) for row in await firstcall.rows(table) for cell in row)
