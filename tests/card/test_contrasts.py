"""What a card says of two informants: where they differ, in the words of the answers."""

from __future__ import annotations

from questionnaires.card.card import InTheirWords
from questionnaires.card.contrasts import Contrast, contrasts
from scoring import Verdict
from tests.card.accounts import IN_ORDER, TwoAccounts, deal
from tests.card.clients import of_segment, script, visible

NOVICE = of_segment("novices").answers
SURE = {**NOVICE, "clarity": "clear_idea", **deal(script(), IN_ORDER)}


def test_a_trait_is_told_in_the_words_of_both_answers() -> None:
    two = TwoAccounts(NOVICE, {"experience": "burned"})
    [found] = two.on_card().contrasts
    assert found == Contrast("Earlier web projects", "first site", "experience burned")


def test_of_two_answers_about_a_trait_the_more_reliable_one_is_quoted() -> None:
    two = TwoAccounts(NOVICE, {"let_down": "guarantees", "first_criterion": "guarantees"})
    assert [each.theirs for each in two.on_card().contrasts] == ["first_criterion guarantees"]


def test_an_answer_that_was_changed_since_is_not_told_as_a_difference() -> None:
    before = TwoAccounts(NOVICE, {"experience": "burned"})
    now = TwoAccounts(NOVICE, {"experience": "none"})
    found = contrasts(now.quiz_account, now.brief_account, before.views.disagreements, "en")
    assert before.views.disagreements and found == ()


def test_a_fact_that_cannot_be_as_both_say_comes_before_all_traits() -> None:
    two = TwoAccounts(SURE, {"experience": "burned", "money": "nothing"})
    assert [each.topic for each in two.on_card().contrasts] == ["Budget", "Earlier web projects"]
    assert two.on_card().contrasts[0].theirs == "money nothing"


def test_facts_next_to_each_other_are_no_contradiction() -> None:
    assert TwoAccounts(SURE, {"money": "little", "boss": "self"}).on_card().contrasts == ()


def test_two_who_name_different_people_as_deciding_contradict_each_other() -> None:
    two = TwoAccounts(SURE, {"boss": "other"})
    assert [each.theirs for each in two.on_card().contrasts] == ["boss other"]
    grade = two.card().grade
    assert grade is not None
    assert (grade.grades, grade.reason) == (("A",), None), "the reason would say who decides"


def test_a_card_shows_three_differences_and_counts_the_rest() -> None:
    theirs = {"experience": "burned", "first_criterion": "guarantees", "money": "nothing", "boss": "open"}
    shown = TwoAccounts(SURE, theirs).card()
    assert shown.views is not None
    assert (len(shown.views.contrasts), shown.views.more) == (3, 1)
    assert "…and 1 more difference," in visible(shown)


def test_what_is_told_as_a_difference_is_no_reason_again() -> None:
    two = TwoAccounts(NOVICE, {"experience": "burned"})
    shown = two.card()
    assert not {"first site", "experience burned"} & {*shown.reasons_for, *shown.reasons_against}


def test_of_two_answers_about_one_trait_one_is_a_reason() -> None:
    two = TwoAccounts({"experience": "none"}, {"experience": "none"})
    assert len(two.card().reasons_for) == 1


def test_each_ones_segment_is_named_only_where_they_differ() -> None:
    differing = TwoAccounts({"experience": "none", "trust": "trusts_blindly"}, {"experience": "burned"})
    shown = visible(differing.card())
    assert "On your answers alone: Novices. On theirs: Cautious." in shown
    agreeing = visible(TwoAccounts(NOVICE, {"experience": "none"}).card())
    assert "Your answers and theirs point the same way." in agreeing
    assert "alone" not in agreeing


def test_a_result_on_which_the_two_differ_is_not_called_clear() -> None:
    two = TwoAccounts(NOVICE, {"experience": "burned"})
    assert two.views.together.verdict is Verdict.CLEAR
    assert visible(two.card()).startswith("Lotus Bakery · Novices, taken together")


def test_a_client_who_answered_nothing_is_said_to_have_answered_nothing() -> None:
    shown = TwoAccounts(NOVICE, {"experience": None}).card()
    assert shown.views is not None
    assert (shown.views.theirs, shown.views.differ, shown.views.agree) == (None, False, False)
    assert "The client answered none of the questions." in visible(shown)


def test_a_disputed_fact_is_asked_about_and_not_called_unknown() -> None:
    shown = TwoAccounts(SURE, {"money": "nothing"}).card()
    assert "Budget: you and they differ, so ask." in visible(shown)
    assert shown.lines["ask"].form == "grade"
    unknown = TwoAccounts({**SURE, "budget": None}, {"boss": "self"}).card()
    assert "Budget not known: ask." in visible(unknown)


def test_their_own_words_are_quoted_shortened_and_cannot_be_markup() -> None:
    own = InTheirWords(("<b>We bake</b>\n\nbread " + "and cakes " * 40,), 3, "+81 90 0000 0000")
    shown = TwoAccounts(NOVICE, {"experience": "none"}).card(own=own)
    assert len(shown.quotes[0]) <= 100
    assert "“<b>We bake</b> bread and cakes" in visible(shown).replace("\n", " ")
    assert "📎 3 files · ☎️ +81 90 0000 0000" in visible(shown)


def test_a_client_who_stopped_halfway_is_said_to_have_stopped() -> None:
    shown = TwoAccounts(NOVICE, {"experience": "none"}).card(own=InTheirWords(is_partial=True))
    assert "stopped halfway" in visible(shown)
