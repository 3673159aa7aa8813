"""/calibrate, from the first confirmation to a version in use and back; what a lead reads at every step."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from bot.calibration import evidence as evidence_module
from bot.calibration.evidence import Evidence, gather
from bot.interviews import Scripts
from bot.interviews.scripts import MODEL
from bot.sandbox.world.chats import Message
from bot.storage.tables import calibrations, contents, corrections
from bot.telegram.callbacks import Callback, Verb
from questionnaires.content.files.folders import StudioFacts
from questionnaires.content.loader import load
from tests.e2e.evenings import summaries
from tests.e2e.stage import Phone, Stage, labels, read
from tests.e2e.team import appoints, opens

FEW = 3
LOTUS = "Lotus Bakery"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """Three confirmed clients are enough: the story is the same as with thirty, and shorter."""
    monkeypatch.setattr(evidence_module, "ENOUGH", FEW)
    return FEW


async def confirmed(phone: Phone, name: str, option: int = 1) -> None:
    """A quiz, and its manager says that the computed segment is right."""
    await phone.quiz(name, option)
    await phone.taps("Correct the segment")
    await phone.taps("✓ That is right")


async def corrected(phone: Phone, name: str, segment: str) -> None:
    """A quiz, and its manager knows better."""
    await phone.quiz(name)
    await phone.taps("Correct the segment")
    await phone.taps(segment)
    await phone.taps(f"{segment} only")


async def all_confirmed(stage: Stage) -> None:
    """As many as are enough, two of them otherwise than computed."""
    await confirmed(stage.max, "Confirmed")
    for number in range(FEW - 1):
        await corrected(stage.max, f"Corrected {number}", "Cautious")


def newest(phone: Phone) -> Message:
    """The newest picture."""
    return summaries(phone)[-1]


# --- confirming -------------------------------------------------------------------------------------------


async def test_one_tap_confirms_what_was_computed_and_the_card_says_so(firstcall: Stage) -> None:
    card = await firstcall.max.quiz(LOTUS)
    page = await firstcall.max.taps("Correct the segment")
    assert "computed as" in page.text and labels(page)[0] == "✓ That is right"
    said = await firstcall.max.taps("✓ That is right")
    assert "confirmed" in said.text and "What told you so" not in said.text
    again = await firstcall.max.taps("‹ Card")
    assert "✔️ Confirmed: Pros + Novices\n" in again.text and "Corrected" not in again.text
    assert again.text.replace("✔️ Confirmed: Pros + Novices\n", "") == card.text
    assert len(await firstcall.rows(corrections)) == 1


async def test_a_second_tap_and_an_old_button_confirm_nothing_more(firstcall: Stage) -> None:
    await firstcall.max.quiz(LOTUS)
    page = await firstcall.max.taps("Correct the segment")
    button = read(page.buttons[0])
    await firstcall.max.touches("✓ That is right")
    await firstcall.max.touches("✓ That is right")
    await firstcall.settle()
    assert len(await firstcall.rows(corrections)) == 1
    firstcall.has_forged = True
    await firstcall.max.forges(Callback(button.verb, button.subject, 0, button.revision - 1, 0, 2))
    assert len(await firstcall.rows(corrections)) == 1


async def test_what_was_confirmed_can_still_be_corrected(firstcall: Stage) -> None:
    await confirmed(firstcall.max, LOTUS)
    await firstcall.max.taps("‹ Card")
    await firstcall.max.taps("Correct the segment")
    await firstcall.max.taps("Cautious")
    await firstcall.max.taps("Cautious only")
    card = await firstcall.max.taps("‹ Card")
    assert card.text.startswith(f"{LOTUS} · Cautious\n✔️ Corrected. Computed: ")
    assert "Confirmed" not in card.text


# --- too few ----------------------------------------------------------------------------------------------


async def test_below_thirty_it_says_what_is_missing_and_how_to_go_on(firstcall: Stage) -> None:
    await confirmed(firstcall.max, LOTUS)
    await corrected(firstcall.max, "Cedar Dental", "Cautious")
    said = await firstcall.lead.says("/calibrate")
    assert "Confirm 28 more clients: 2 of 30 so far" in said.text
    assert "Cautious 1" in said.text and "✓ That is right" in said.text
    assert LOTUS not in said.text and not summaries(firstcall.lead)
    assert labels(said) == ["Versions"]
    versions = await firstcall.lead.taps("Versions")
    assert "Nothing was accepted yet" in versions.text


# --- the story --------------------------------------------------------------------------------------------


async def test_confirmed_proposed_accepted_in_use_and_back(firstcall: Stage, few: int) -> None:
    lead, max_ = firstcall.lead, firstcall.max
    await all_confirmed(firstcall)
    await max_.says("/quiz Still open")
    old = (await firstcall.interview()).model_hash

    await lead.says("/calibrate")
    proposal = newest(lead)
    assert "learned from 3 confirmed clients" in proposal.text and "Right segment:" in proposal.text
    assert "Of the last 3 results" in proposal.text and " % → " in proposal.text
    assert "In use: the content as written" in proposal.text
    details = await lead.taps("Details")
    assert "What would change" in details.text and "Cautious" in details.text

    asked = await lead.taps("Accept…", proposal)
    assert "Take it into use?" in asked.text and not await firstcall.rows(calibrations)
    done = await lead.taps("Yes, take it into use")
    assert "In use: version 1" in done.text and "version 1 accepted by Vera" in done.text
    (row,) = await firstcall.rows(calibrations)
    assert row.figures["confirmed"] == few and row.version == 1
    kept = {each.hash for each in await firstcall.rows(contents) if each.kind == MODEL}
    assert row.model_hash in kept

    await max_.quiz("New")
    new = await firstcall.interview()
    assert new.model_hash != old and new.model_hash in kept | {
        each.hash for each in await firstcall.rows(contents)
    }
    await max_.says("/quiz Still open")
    await max_.taps("Go on: Still open")
    await max_.plays()
    assert (await firstcall.interview(few)).model_hash == old

    await lead.taps("Back to the content as written")
    back = await lead.taps("Yes, go back")
    assert "In use: the content as written" in back.text and "back to the content" in back.text
    await max_.quiz("Newer")
    assert (await firstcall.interview()).model_hash == old
    await lead.taps("Back to version 1")
    await lead.taps("Yes, go back")
    await max_.quiz("Newest")
    assert (await firstcall.interview()).model_hash == new.model_hash
    assert [each.version for each in await firstcall.rows(calibrations)] == [1, 0, 1]


async def test_what_is_in_use_already_is_not_offered_again(firstcall: Stage, few: int) -> None:
    await all_confirmed(firstcall)
    await firstcall.lead.says("/calibrate")
    await firstcall.lead.taps("Accept…")
    await firstcall.lead.taps("Yes, take it")
    await firstcall.lead.taps("Calibrate")
    assert "Nothing new to learn" in newest(firstcall.lead).text
    assert labels(newest(firstcall.lead)) == ["Details", "Versions"]
    details = await firstcall.lead.taps("Details", newest(firstcall.lead))
    assert "Nothing by a whole percent" in details.text


# --- stale, doubled, forged -------------------------------------------------------------------------------


async def test_a_proposal_from_before_another_confirmation_is_not_accepted(
    firstcall: Stage, few: int
) -> None:
    await all_confirmed(firstcall)
    await firstcall.lead.says("/calibrate")
    await firstcall.lead.taps("Accept…")
    await confirmed(firstcall.max, "One more")
    tap = await firstcall.lead.press("Yes, take it")
    assert "Something has changed" in (await tap.answer()).text
    assert not await firstcall.rows(calibrations)
    assert "learned from 4 confirmed clients" in newest(firstcall.lead).text


async def test_two_leads_who_accept_the_same_at_once_take_it_into_use_once(
    firstcall: Stage, few: int
) -> None:
    await all_confirmed(firstcall)
    await appoints(firstcall.lead, "Max")
    for phone in (firstcall.lead, firstcall.max):
        await phone.says("/calibrate")
        await phone.taps("Accept…")
    first = await firstcall.lead.touches("Yes, take it")
    second = await firstcall.max.touches("Yes, take it")
    await firstcall.settle()
    for tap in (first, second):
        assert "In use for new interviews" in (await tap.answer()).text
    assert "accepted by Vera" in firstcall.max.screen.text
    assert len(await firstcall.rows(calibrations)) == 1


async def test_a_double_tap_accepts_once_and_an_old_way_back_leads_nowhere(
    firstcall: Stage, few: int
) -> None:
    await all_confirmed(firstcall)
    await firstcall.lead.says("/calibrate")
    await firstcall.lead.taps("Accept…")
    for _ in range(2):
        await firstcall.lead.touches("Yes, take it")
    await firstcall.settle()
    assert len(await firstcall.rows(calibrations)) == 1
    page = firstcall.lead.screen
    for forged in (
        Callback(Verb.CALIBRATION_YES, 0, 0, a=0),
        Callback(Verb.CALIBRATION_YES, 0, 1, a=7),
        Callback(Verb.CALIBRATE_ACCEPT_YES, 12345),
    ):
        tap = await firstcall.lead.forges(forged, page)
        assert "Something has changed" in (await tap.answer()).text
    assert len(await firstcall.rows(calibrations)) == 1


async def test_a_redelivered_acceptance_changes_nothing_and_shows_what_is_in_use(
    firstcall: Stage, few: int
) -> None:
    await all_confirmed(firstcall)
    await firstcall.lead.says("/calibrate")
    await firstcall.lead.taps("Accept…")
    await firstcall.lead.touches("Yes, take it")
    batch = list(firstcall.sandbox.world.updates.pending)
    for _ in range(2):
        await firstcall.bot.counter.take(batch)
        await firstcall.quieten()
    await firstcall.settle()
    assert len(await firstcall.rows(calibrations)) == 1
    assert "In use: version 1" in firstcall.lead.screen.text


async def test_what_was_accepted_for_other_content_is_not_applied_and_said_to_be_so(
    firstcall: Stage, few: int
) -> None:
    await all_confirmed(firstcall)
    await firstcall.lead.says("/calibrate")
    await firstcall.lead.taps("Accept…")
    await firstcall.lead.taps("Yes, take it")
    content = load(studio=StudioFacts.EXAMPLE)
    numbers = content.scoring.model_copy(update={"epsilon": 0.04})
    edited = Scripts(content.model_copy(update={"scoring": numbers}))
    await firstcall.bot.database.transaction(lambda tx: edited.publish(tx, firstcall.clock()))
    firstcall.bot.desk.scripts = edited
    await firstcall.max.quiz("New")
    assert (await firstcall.interview()).model_hash == edited.current("manager_quiz").model.version
    versions = await firstcall.lead.taps("Versions")
    assert "In use: the content as written" in versions.text and "earlier content" in versions.text


async def test_work_that_fails_is_apologised_for(
    on_sqlite: Stage, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> object:
        raise RuntimeError("cannot be worked out")

    on_sqlite.may_log_errors = True
    await all_confirmed(on_sqlite)
    monkeypatch.setattr("bot.telegram.calibration.asking.study", broken)
    said = await on_sqlite.lead.says("/calibrate")
    assert "went wrong" in said.text or "sorry" in said.text.lower()


async def test_the_second_of_two_taps_on_the_way_back_finds_it_done(firstcall: Stage, few: int) -> None:
    await all_confirmed(firstcall)
    await firstcall.lead.says("/calibrate")
    await firstcall.lead.taps("Accept")
    await firstcall.lead.taps("Yes, take it")
    asked = await firstcall.lead.taps("Back to the content as written")
    taps = [await firstcall.lead.touches("Yes", asked) for _ in range(2)]
    await firstcall.settle()
    assert len({(await tap.answer()).text for tap in taps}) == 1
    assert len(await firstcall.rows(calibrations)) == 2
    assert "In use: the content as written" in firstcall.lead.screen.text


# --- read when it is sent ---------------------------------------------------------------------------------


async def test_a_long_reading_delays_nobodys_tap(on_sqlite: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    lead, max_, is_over = on_sqlite.lead, on_sqlite.max, Event()

    def slowly(*asked: Any) -> Evidence:
        assert is_over.wait(timeout=20), "somebody waits for the reading"
        return gather(*asked)

    await max_.says(f"/quiz {LOTUS}")
    monkeypatch.setattr("bot.telegram.calibration.asking.gather", slowly)
    before = len(lead.chat)
    await lead.person.send("/calibrate")
    await on_sqlite.take_batch()
    tap = await max_.touches("1 · ")
    await on_sqlite.take_batch()
    await tap.answer()
    assert len(lead.chat) == before
    is_over.set()
    await on_sqlite.settle()
    assert len(lead.chat) == before + 1 and "Versions" in labels(lead.screen)


async def test_who_is_no_lead_by_then_reads_nothing(on_sqlite: Stage) -> None:
    nina = await on_sqlite.manager("Nina")
    await appoints(on_sqlite.lead, "Nina")
    before = len(nina.chat)
    await opens(on_sqlite.lead, "Nina")
    await nina.person.send("/calibrate")
    await on_sqlite.lead.touches("Take the lead's role away")
    await on_sqlite.settle()
    assert len(nina.chat) == before
