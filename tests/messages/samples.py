"""Facts for every template, as hostile as people can write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from typing import Any

from messages import part
from questionnaires.card.card import Card, InTheirWords
from questionnaires.card.playbook import PHASES, playbook
from questionnaires.interview import events
from questionnaires.interview.screens import Offering, screen
from scoring import Verdict
from tests.card.accounts import IN_ORDER, TwoAccounts, deal
from tests.card.clients import Case, everybody, example_studio, of_segment, script
from tests.interview import driving
from tests.interview.driving import Quiz
from tests.messages.calibrations import of_calibrations
from tests.messages.leads import of_leads
from tests.messages.managers import of_managers
from tests.messages.outcomes import of_outcomes
from tests.messages.practice import HABITS, of_practice
from tests.messages.prospects import of_prospects

Facts = Mapping[str, Any]
EVIL = '<b>&"Lotus</b> \'{client}\' {{ client }} <a href="x">&amp;</a> 𝒳'
"""A name that tries to be markup, an entity, a format field and a template; and has a letter of two units."""
LONG = "W" * 80
WHEN = datetime(2031, 3, 5, 9, 30, tzinfo=UTC)
_MANY = 11


def samples(template: str) -> list[Facts]:
    """Sets of facts that together go through every branch of a template."""
    return list(_SAMPLES[template]())


def known() -> frozenset[str]:
    """The templates there are samples for."""
    return frozenset(_SAMPLES)


def _one(**facts: Any) -> Any:
    return lambda: [facts]


def _each(*several: Facts) -> Any:
    return lambda: several


@cache
def _cards() -> tuple[Card, ...]:
    """One card of each verdict, declined or not, with notes that are no better than the name."""
    found: dict[object, Case] = {}
    for case in everybody():
        result, grade = case.verdicts.result, case.verdicts.grade
        known = (
            result.verdict,
            result.tentative,
            result.sub_segment is None,
            grade and grade.grades == ("D",),
        )
        found.setdefault((result.predominant is None, known), case)
    return tuple(case.card(example_studio()) for case in found.values())


@cache
def _cards_of_prospects() -> tuple[Card, ...]:
    """Of a brief alone and of both informants: agreeing, differing, partial, silent, with what they sent."""
    quiz = {**of_segment("novices").answers, **deal(script(), IN_ORDER)}
    same, other = ({"experience": "none"}, {"experience": "burned", "first_criterion": "guarantees"})
    facts = {**other, "money": "nothing", "boss": "open"}
    sent = product((0, 1, _MANY), (EVIL, None))
    owns = [None, *(InTheirWords((EVIL, LONG), files, contact) for files, contact in sent)]
    said = (same, other, facts, facts | {"clarity": "written"}, {"experience": None})
    of_two = [TwoAccounts(quiz, theirs).card(own=own) for theirs in said for own in owns]
    partial = TwoAccounts(quiz, other).card(own=InTheirWords(is_partial=True))
    return (*of_two, partial, replace(partial, informant="prospect", views=None, is_partial=False))


def _evil_cards() -> Iterator[Card]:
    for card in (*_cards(), *_cards_of_prospects()):
        yield replace(card, client=EVIL, notes=(EVIL, "x" * 200))


def _of_cards() -> Iterator[Facts]:
    for card in _evil_cards():
        yield {"card": card, "confirmed": None}
        yield {"card": card, "confirmed": "Novices"}
        yield {"card": replace(card, corrected=EVIL), "confirmed": None}


def _of_questions() -> Iterator[Facts]:
    yield {"text": EVIL, "examples": [(1, EVIL), (3, EVIL)]}
    yield {"text": EVIL, "examples": []}


def _of_asking() -> Iterator[Facts]:
    quiz = driving.asking()
    for _ in range(3):
        yield _asked(quiz, notes=[EVIL])
        quiz.skip()
    yield _asked(quiz.back())
    changing, industry = driving.changing(), driving.qualifying()
    yield _asked(changing)
    while len(industry.interview.open_qualifying) > 1:
        industry.skip()
    yield _asked(industry)


def _asked(quiz: Quiz, notes: Sequence[str] = ()) -> Facts:
    question = part("question", "en", {"text": EVIL, "examples": [(1, EVIL)]})
    return {"client": EVIL, "screen": screen(quiz.interview, "en"), "question": question, "notes": notes}


def _of_reviews() -> Iterator[Facts]:
    quiz = driving.finished()
    quiz.back()
    quiz.skip()
    quiz.take(events.ReviewOpened())
    yield {"client": EVIL, "screen": screen(quiz.interview, "en")}


def _of_playbooks() -> Iterator[Facts]:
    for phase in PHASES:
        tactics = playbook(script(), "novices", phase, example_studio(), "en")
        yield {"segment": EVIL, "phase": phase, "tactics": tactics[:2], "leaf": 1, "leaves": 1}
        yield {"segment": EVIL, "phase": phase, "tactics": tactics[2:4], "leaf": 2, "leaves": 3}
    yield {"segment": EVIL, "phase": PHASES[0], "tactics": (), "leaf": 1, "leaves": 1}


def _of_reasons() -> Iterator[Facts]:
    rows = [{"trait": "Trust", "answer": EVIL, "decibans": value} for value in (-12.34, -0.04, 0.0, 1.25, 30)]
    rows += [{**rows[0], "theirs": said} for said in (EVIL, "")]
    pieces = [{"name": EVIL, "share": share} for share in (0.999, 0.001, 0.0)]
    yield {"client": EVIL, "rows": rows, "predominant": EVIL, "confidence": pieces}


def _row(number: int, **more: Any) -> dict[str, Any]:
    words, moments = ("name", "about", "brief", "outcome"), ("touched", "since", "at")
    return {
        "number": number,
        "is_open": number == 2,
        **dict.fromkeys(words, EVIL),
        **dict.fromkeys(moments, WHEN),
        **more,
    }


def _of_client_lists() -> Iterator[Facts]:
    for count in (0, 1, 2, 5, 21):
        rows = [_row(number) for number in range(1, min(count, 5) + 1)]
        rows += [_row(6, about=None), _row(7, about=None, brief=None, outcome=None)] if count > 5 else []
        yield {"search": None, "count": count, "rows": rows}
        yield {"search": EVIL, "count": count, "rows": rows}


def _of_clients() -> Iterator[Facts]:
    for results in ([], [_row(1, grade="A/B", computed=EVIL), _row(2, grade=None, computed=None)]):
        for is_open, briefs in product((True, False), ([], [{"at": WHEN, "stands": EVIL}])):
            facts = {"client": EVIL, "since": WHEN, "results": results, "open": is_open, "briefs": briefs}
            ended = {"said": EVIL, "at": WHEN, "note": EVIL if is_open else None}
            yield {**facts, "industry": EVIL, "outcome": ended}
            yield {**facts, "industry": None, "outcome": None}


def _of_namesakes() -> Iterator[Facts]:
    several = [_row(1, segment=EVIL, is_open=True), _row(2, segment=None, is_open=False)]
    for picked in (True, False):
        yield {"client": EVIL, "namesakes": several, "picked": picked}


def _of_teams() -> Iterator[Facts]:
    rows = [
        {"number": place, "name": EVIL, "role": "team lead", "clients": place, "is_self": place == 1}
        for place in (1, 2)
    ]
    invited = [{"number": 1, "by": EVIL, "until": WHEN}]
    for shown in (rows, rows[:1]):
        yield {"count": _MANY, "rows": shown, "invitations": invited}
        yield {"count": len(shown), "rows": shown, "invitations": []}


def _of_members() -> Iterator[Facts]:
    for is_self in (True, False):
        known = {"name": EVIL, "role": "manager", "clients": _MANY, "is_self": is_self, "since": WHEN}
        agreements = [{"name": EVIL, "habit": habit} for habit in HABITS[:3]]
        yield {**known, "agreements": agreements if is_self else []}


def _of_own_data() -> Iterator[Facts]:
    held = {"clients": 3, "interviews": _MANY, "notes": 0, "practice": 0}
    whole = {
        "telegram_id": 700,
        "name": EVIL,
        "spoken": "日本語",
        "role": "manager",
        "since": WHEN,
        "held": held,
    }
    for contact in (EVIL, None):
        practised = {"held": held | {"practice": 2}} if contact else {}
        yield {**whole, **practised, "is_member": True, "days": 730, "contact": contact}
        yield {**whole, "name": None, "spoken": None, "is_member": False, "days": 1, "contact": contact}


_LEAVING = _each(
    {"name": EVIL, "clients": 3, "taker": EVIL},
    {"name": EVIL, "clients": 0, "taker": None},
)
_CHOOSING = _each(*({"name": EVIL, "clients": 3, "colleagues": count} for count in (0, _MANY)))
_PERHAPS = _each({"client": EVIL}, {"client": None})
_GREETING = _each({"name": EVIL}, {"name": None})


def _of_outboxes() -> Iterator[Facts]:
    failed = {"count": _MANY, "kind": "brief_sent", "reason": EVIL, "since": WHEN, "attempts": 12}
    fresh = failed | {"reason": None, "attempts": 0}
    for given_up in ([], [failed], [failed, failed]):
        for waiting in ([], [fresh, failed]):
            for updates in ([], [{"count": _MANY, "error": EVIL, "since": WHEN}]):
                yield {"given_up": given_up, "waiting": waiting, "failed": updates}


_SAMPLES: Mapping[str, Any] = {
    "apology": _one(),
    "asking": _of_asking,
    "cancelled": _PERHAPS,
    "summary_card": lambda: ({**card, "owner": owner} for card in _of_cards() for owner in (EVIL, None)),
    "card": _of_cards,
    "claimed": _GREETING,
    "client": _of_clients,
    "client_delete": _one(client=EVIL),
    "client_deleted": _one(),
    "clients": _of_client_lists,
    "colleague": lambda: (
        {"card": replace(card, corrected=corrected)}
        for card in _evil_cards()
        for corrected in (None, EVIL)
        if card.predominant
    ),
    "confirmed": _one(client=EVIL, segment=EVIL),
    "correct": _one(client=EVIL, computed=EVIL),
    "correct_second": _one(client=EVIL, segment=EVIL),
    "corrected": _each(
        {"client": EVIL, "segment": EVIL, "secondary": EVIL},
        {"client": EVIL, "segment": EVIL, "secondary": None},
    ),
    "date": _one(moment=WHEN),
    "deactivate": _LEAVING,
    "deactivate_choose": _CHOOSING,
    "expired": _PERHAPS,
    "follow_up": lambda: ({"client": EVIL, "spoken": spoken, "text": EVIL} for spoken in ("en", "ru", "ja")),
    "forget": _each(
        {"clients": 3, "heir": EVIL, "is_member": True},
        {"clients": 0, "heir": None, "is_member": True},
        {"clients": 0, "heir": None, "is_member": False},
    ),
    "forget_refused": _each(
        {"why": "last_lead", "contact": None},
        {"why": "no_taker", "contact": EVIL},
        {"why": "no_taker", "contact": None},
    ),
    "forgotten": _one(),
    "hand_over": _one(name=EVIL, clients=3, taker=EVIL),
    "hand_over_choose": _CHOOSING,
    "help": lambda: ({"days": days, "is_lead": lead} for days in (None, 30, 1) for lead in (True, False)),
    "invitation": _one(until=WHEN, link="https://t.me/a_bot?start=AbC_-9&x=<y>"),
    "lead_laid_down": _one(),
    "link_problem": lambda: ({"why": why} for why in ("expired", "used", "revoked", "unknown")),
    "matching": _of_namesakes,
    "member": _of_members,
    "menu": _one(client=EVIL),
    "moved": _PERHAPS,
    "name_wrong": _each({"length": 200, "most": 80}, {"length": 1, "most": 80}),
    "mydata": _of_own_data,
    "naming": _each({"recent": True}, {"recent": False}),
    "no_such_option": _one(number="9"),
    "not_allowed": _one(),
    "not_understood": _one(),
    "note_too_long": _one(length=2_000, most=1_000),
    "nothing_to_cancel": _one(),
    "offering": _each(*({"client": EVIL, "screen": Offering(7, to_go)} for to_go in (0, 1, 5))),
    "only_private": _one(link="https://t.me/a_bot"),
    "only_text": _one(),
    "playbook": _of_playbooks,
    "privacy": lambda: ({"days": days, "contact": who} for days in (1, 730) for who in (EVIL, None)),
    "reason_kept": _one(),
    "question": _of_questions,
    "reminder": _one(client=EVIL),
    "rename_member": _one(name=EVIL),
    "reviewing": _of_reviews,
    "settings": _one(zone="Asia/Tokyo", ask_at="09:30"),
    "switched": _one(client=EVIL),
    "team": _of_teams,
    "unfinished": lambda: ({"count": count} for count in (1, 2, _MANY)),
    "unknown_command": _one(command="/foo"),
    "welcome_lead": _GREETING,
    "welcome_manager": _GREETING,
    "welcome_stranger": lambda: ({"studio": s, "contact": c} for s in (EVIL, None) for c in (EVIL, None)),
    "why": _of_reasons,
    **{name: _each(*facts) for name, facts in of_prospects(EVIL, WHEN).items()},
    "outbox": _of_outboxes,
    **{name: _each(*facts) for name, facts in of_managers(EVIL, WHEN).items()},
    **{name: _each(*facts) for name, facts in of_leads(EVIL, WHEN).items()},
    **{name: _each(*facts) for name, facts in of_outcomes(EVIL, WHEN).items()},
    **{name: _each(*facts) for name, facts in of_practice(EVIL).items()},
    **{name: _each(*facts) for name, facts in of_calibrations(EVIL, WHEN).items()},
}

VERDICTS = frozenset(str(verdict) for verdict in Verdict)
