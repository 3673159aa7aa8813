"""Two people's answers about one call, in the words of the options, as each of them reads it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.opinions.comparing import content_of
from questionnaires.card.second import MOST_SHOWN, Both, comparison
from scoring import two_views
from tests.card.clients import of_segment, script

LANGUAGES = ("en", "ru", "ja")


def both(first: dict[str, str | None], second: dict[str, str | None]) -> Both:
    """What two people said, as it is stored and read back."""
    content = content_of(script(), first, second)
    told = {"first": script().trait_answers(first), "second": script().trait_answers(second)}
    return Both(
        script(),
        {question: (one, other) for question, (one, other) in content["answers"].items()},
        (content["segments"][0], content["segments"][1]),
        two_views(dict.fromkeys(told, script().model), told, 3.0),
    )


def answers_of(segment: str) -> dict[str, str | None]:
    """The answers that a client of one segment would draw."""
    return dict(script().trait_answers(of_segment(segment).answers))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_answers_differ_nowhere(language: str) -> None:
    shown = comparison(both(answers_of("pros"), answers_of("pros")), language)
    assert (shown.apart, shown.more, shown.listen) == ((), 0, None)
    assert shown.yours == shown.theirs == shown.together
    assert len(shown.alike) == shown.answered


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reads_their_own_words_first(language: str) -> None:
    found = both(answers_of("pros"), answers_of("novices"))
    mine, theirs = comparison(found, language), comparison(found.turned(), language)
    assert [(each.yours, each.theirs) for each in mine.apart] == [
        (each.theirs, each.yours) for each in theirs.apart
    ]
    assert (mine.yours, mine.theirs) == (theirs.theirs, theirs.yours) and mine.yours != mine.theirs
    assert mine.listen and theirs.listen
    assert (mine.listen.yours, mine.listen.trait) == (theirs.listen.theirs, theirs.listen.trait)


def test_what_to_listen_for_is_where_the_evidence_is_furthest_apart() -> None:
    found = both(answers_of("pros"), answers_of("novices"))
    shown = comparison(found, "en")
    assert found.views is not None and shown.listen is not None
    assert shown.listen.decibans == max(each.decibans for each in found.views.disagreements)


def test_what_either_did_not_know_is_no_difference_and_no_agreement() -> None:
    known = answers_of("pros")
    question = next(iter(known))
    shown = comparison(both(known, {**known, question: None}), "en")
    assert (shown.unknown, shown.apart, len(shown.alike)) == (1, (), len(known) - 1)


def test_nothing_to_go_by_is_said_as_such() -> None:
    nothing: dict[str, str | None] = dict.fromkeys(answers_of("pros"))
    shown = comparison(both(nothing, nothing), "en")
    assert (shown.yours, shown.theirs, shown.together, shown.listen) == (None, None, None, None)


def test_a_page_shows_as_many_differences_as_can_be_read_and_counts_the_rest() -> None:
    first: dict[str, str | None] = {id: script().options(id)[0] for id in script().questions}
    second: dict[str, str | None] = {id: script().options(id)[-1] for id in script().questions}
    shown = comparison(both(first, second), "en")
    assert len(shown.apart) == MOST_SHOWN and shown.more > 0
    assert shown.answered == len(first)


def test_without_joint_figures_each_alone_is_still_told() -> None:
    found = replace(both(answers_of("pros"), answers_of("novices")), views=None)
    shown = comparison(found, "en")
    assert shown.together is None and shown.listen is None and shown.yours and shown.apart
