"""From rows of those alike to the figures of each place. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.reports.funnel.figures import Kind, Length, Place
from bot.reports.funnel.standing import CONSENT, LINK, Fate, Standing, standing_of, standing_of_link
from bot.storage.queries.funnel import Given, Link, Stand
from questionnaires.interview import Script
from questionnaires.interview.script import Part
from questionnaires.interview.states import MATCHING, NAMING, OFFERING, REVIEWING

Question = tuple[str, str]
"""(questionnaire, question): grouped by id, whatever edition it was asked in."""
Slot = str | Question
"""A step, or a question."""


@dataclass
class Tally:
    """What was counted at a question or a step."""

    answered: int = 0
    unknown: int = 0
    left: int = 0
    under_way: int = 0
    places: int = 0
    """Sum of the places at which a question was asked."""

    @property
    def asked(self) -> int:
        """Each interview once: it was left here, is here, or has said something here."""
        return self.answered + self.unknown + self.left + self.under_way


@dataclass
class Count:
    """Everything that was counted."""

    at: dict[Slot, Tally] = field(default_factory=lambda: defaultdict(Tally))
    fates: Counter[Fate] = field(default_factory=Counter)
    given: Counter[int] = field(default_factory=Counter)
    """How many answers were given -> interviews."""
    left_with: Counter[int] = field(default_factory=Counter)
    """The same of those that were left."""
    agreed: int = 0
    opened: int = 0

    @property
    def begun(self) -> int:
        """Whatever became of them."""
        return self.fates.total()


def counted(stands: Iterable[Stand], given: Iterable[Given], links: Iterable[Link] = ()) -> Count:
    """Count all of it."""
    count = Count()
    for said in given:
        tally = count.at[said.script[0], said.question]
        tally.answered += said.answered
        tally.unknown += said.unknown
        tally.places += said.places
    for stand in stands:
        _count_stand(count, stand)
    count.agreed = count.opened = count.begun
    for link in links:
        _count_link(count, link)
    return count


def _count_link(count: Count, link: Link) -> None:
    """Nobody agreed, so nobody has answered anything."""
    standing = standing_of_link(link)
    _mark(count, standing, "", link.count)
    _measure(count, standing, 0, link.count)
    count.opened += link.count * (link.is_opened or link.is_declined)


def _count_stand(count: Count, stand: Stand) -> None:
    standing = standing_of(stand)
    said = stand.answers
    if standing.question is not None:
        said -= stand.kept is not None
        _move(count.at[stand.script[0], standing.question], stand)
    _mark(count, standing, stand.script[0], stand.count)
    _measure(count, standing, said, stand.count)


def _move(tally: Tally, stand: Stand) -> None:
    """A question that one stands at counts there once, also where it was answered before."""
    if stand.kept is None:
        tally.places += (stand.answers + 1) * stand.count
    elif stand.kept == "answered":
        tally.answered -= stand.count
    else:
        tally.unknown -= stand.count


def _measure(count: Count, standing: Standing, said: int, many: int) -> None:
    count.given[said] += many
    if standing.fate is Fate.LEFT:
        count.left_with[said] += many


def _mark(count: Count, standing: Standing, questionnaire: str, many: int) -> None:
    count.fates[standing.fate] += many
    slot: Slot | None = standing.step or (standing.question and (questionnaire, standing.question))
    if slot is not None:
        tally = count.at[slot]
        tally.left += many if standing.fate is Fate.LEFT else 0
        tally.under_way += many if standing.fate is Fate.UNDER_WAY else 0


# --- places -----------------------------------------------------------------------------------------------


def outline(kind: Kind, script: Script | None) -> list[Slot]:
    """Every step and every question of today's content, in the order in which they come."""
    questions = script.questions if script is not None else ()
    traits = [id for id in questions if script is not None and script.part(id) is Part.TRAIT]
    after = [id for id in questions if id not in traits]
    own = script.questionnaire.id if script is not None else ""
    asked, rest = [(own, id) for id in traits], [(own, id) for id in after]
    if kind is Kind.QUIZ:
        return [NAMING, MATCHING, *asked, OFFERING, *rest, REVIEWING]
    return [LINK, CONSENT, *asked, REVIEWING, *rest]


def older(count: Count, order: Sequence[Slot]) -> list[Question]:
    """Questions that were asked and are not there any more, in the order in which they came."""
    known = set(order)
    gone = [(slot, tally) for slot, tally in count.at.items() if slot not in known and tally.asked]
    gone.sort(key=lambda pair: (pair[1].places / pair[1].asked, pair[0]))
    return [slot for slot, _ in gone if not isinstance(slot, str)]


def places(
    kind: Kind, count: Count, order: Sequence[Slot], names: Mapping[Question, Mapping[str, str]]
) -> Iterator[Place]:
    """The figures of each step and question; those without a place in `order` are older and come last.

    Args:
        names: the short names of all questions, the older ones included.
    """
    for slot in order:
        yield _step(kind, count, slot) if isinstance(slot, str) else _question(count, slot, names[slot])
    for gone in older(count, order):
        yield _question(count, gone, names[gone], is_older=True)


def _question(count: Count, slot: Question, short: Mapping[str, str], *, is_older: bool = False) -> Place:
    tally = count.at[slot] if slot in count.at else Tally()
    return Place(
        id=slot[1],
        short=short,
        is_older=is_older,
        asked=tally.asked,
        answered=tally.answered,
        unknown=tally.unknown,
        left=tally.left,
        under_way=tally.under_way,
        mean_place=tally.places / tally.asked if tally.asked else None,
    )


def _step(kind: Kind, count: Count, step: str) -> Place:
    tally = count.at[step] if step in count.at else Tally()
    here, asked = tally.left + tally.under_way, _came_to(kind, count, step)
    went_on = {LINK: count.opened, CONSENT: count.agreed}.get(step, (asked or here) - here)
    return Place(step, None, False, asked, went_on, 0, tally.left, tally.under_way, None)


def _came_to(kind: Kind, count: Count, step: str) -> int | None:
    """How many came to a step, where that can be known."""
    if step in (NAMING, LINK):
        return count.begun
    if step == CONSENT:
        return count.opened
    if step == REVIEWING and kind is Kind.BRIEF:
        tally = count.at[step] if step in count.at else Tally()
        return count.fates[Fate.DONE] + tally.left + tally.under_way
    return None


def lengths(count: Count) -> tuple[Length, ...]:
    """After how many answers people leave, and how many came so far."""
    longest = max(count.given, default=-1)
    return tuple(
        Length(many, sum(n for given, n in count.given.items() if given >= many), count.left_with[many])
        for many in range(longest + 1)
    )
