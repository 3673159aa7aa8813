"""Where quizzes and briefs are broken off: one test for each definition in docs/reports.md, by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from bot.briefs import arriving, issuing
from bot.interviews import Scripts
from bot.reports.funnel import Funnel, Kind, Length, Place, funnel_of
from bot.storage import Database, Transaction
from bot.storage.queries import clients, erasure
from bot.storage.queries.people import Person
from bot.storage.tables import interviews
from questionnaires.interview import State, events
from tests.briefs import cast
from tests.interview.driving import library
from tests.reports.funnels import DAY, MINUTE, adaptive, branching, unit
from tests.reports.talks import SCHEDULE, holds
from tests.storage.samples import NOW, manager, rival

NAMED, CANCELLED, EXPIRED = events.Named("Lotus Bakery"), events.Cancelled(), events.Expired()
BACK, NOW_PLEASE = events.SteppedBack(), events.FinishedEarly()
FIRST, SECOND, SKIP = 0, 1, None
"""Of the question on the screen: an option by its number, or "don't know"."""
Step = events.Event | int | None


def quiz(
    tx: Transaction, *steps: Step, at: datetime = NOW, person: Person | None = None, of: Scripts | None = None
) -> int:
    """A quiz in which this happens, in the order of its file and with a branch; returns its id."""
    who = person or manager(tx)
    moved = unit(tx, of or branching(), at)
    held = moved.start(who.id, who.telegram_id)
    for step in steps:
        shown = held.interview.on_screen or ""
        if step is None or isinstance(step, int):
            option = None if step is None else held.interview.script.options(shown)[step]
            moved.receive(held, events.Answered(shown, option))
        else:
            moved.receive(held, step)
    moved.flush()
    return held.id


def funnel(
    tx: Transaction,
    kind: Kind = Kind.QUIZ,
    now: datetime = NOW + MINUTE,
    owner_id: int | None = None,
    of: Scripts | None = None,
) -> Funnel:
    """Of the week around."""
    window = SCHEDULE.between(NOW - 3 * DAY, NOW + 4 * DAY, missed=())
    return funnel_of(tx, of or branching(), kind, window, now, owner_id)


def at(of: Funnel, id: str) -> Place:
    (found,) = [place for place in of.places if place.id == id]
    return found


def counts(place: Place) -> tuple[int | None, int, int, int, int]:
    """(asked, answered, unknown, left, under way)."""
    return place.asked, place.answered, place.unknown, place.left, place.under_way


def fates(of: Funnel) -> tuple[int, int, int, int]:
    """(done, left, under way, ended)."""
    return of.done, of.left, of.under_way, of.ended


def ids() -> list[str]:
    """The quiz's questions about traits: the second one is a branch of the first one's first option."""
    return [question.id for question in branching().current("manager_quiz").questionnaire.questions]


# --- which count ------------------------------------------------------------------------------------------


async def test_what_began_in_the_window_counts(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for days in (-3.01, -3, 0, 3.99, 4):
            quiz(tx, at=NOW + days * DAY)
            _brief(tx, at=NOW + days * DAY)
        assert (funnel(tx).begun, funnel(tx, Kind.BRIEF).begun) == (3, 3)

    await holds(database, work)


async def test_practice_and_briefs_on_the_phone_are_no_part_of_it(database: Database) -> None:
    def work(tx: Transaction) -> None:
        practised = quiz(tx, NAMED, FIRST, CANCELLED)
        tx.connection.execute(update(interviews).where(interviews.c.id == practised).values(practice=True))
        owner, moved = cast.manager(tx), unit(tx, adaptive(), NOW)
        clients.create(tx, cast.CLIENT, owner.id, "Maple", NOW)
        issuing.begin_by_phone(moved, owner.id, cast.CLIENT, owner.telegram_id)
        moved.flush()
        assert [funnel(tx, kind).begun for kind in Kind] == [0, 0]
        assert not any(place.asked for kind in Kind for place in funnel(tx, kind).places)

    await holds(database, work)


async def test_erased_clients_stay_in_the_funnel(database: Database) -> None:
    def work(tx: Transaction) -> None:
        quiz(tx, NAMED, FIRST, SKIP, CANCELLED)
        before = funnel(tx)
        (client,) = clients.recent(tx, manager(tx).id, 5)
        erasure.client(tx, manager(tx).id, client.id, NOW)
        assert funnel(tx) == before and before.left == 1

    await holds(database, work)


async def test_a_managers_funnel_is_about_their_own(database: Database) -> None:
    def work(tx: Transaction) -> None:
        quiz(tx, NAMED, FIRST, CANCELLED)
        quiz(tx, CANCELLED, person=rival(tx))
        mine, other = (funnel(tx, owner_id=person.id) for person in (manager(tx), rival(tx)))
        assert (mine.begun, at(mine, ids()[0]).asked) == (1, 1)
        assert (other.begun, at(other, ids()[0]).asked) == (1, 0)

    await holds(database, work)


# --- questions --------------------------------------------------------------------------------------------


async def test_a_question_is_asked_once_it_was_answered_not_known_or_stood_at(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first, second, third = ids()[:3]
        quiz(tx, NAMED, FIRST, SKIP, CANCELLED)
        quiz(tx, NAMED, FIRST)
        found = funnel(tx)
        assert counts(at(found, first)) == (2, 2, 0, 0, 0)
        assert counts(at(found, second)) == (2, 0, 1, 0, 1)
        assert counts(at(found, third)) == (1, 0, 0, 1, 0)
        assert counts(at(found, ids()[3])) == (0, 0, 0, 0, 0)

    await holds(database, work)


async def test_going_back_counts_nothing_twice(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first, second, third = ids()[:3]
        quiz(tx, NAMED, FIRST, FIRST, BACK, BACK, CANCELLED)
        found = funnel(tx)
        assert counts(at(found, first)) == (1, 0, 0, 1, 0)
        assert counts(at(found, second)) == (1, 1, 0, 0, 0)
        assert counts(at(found, third)) == (0, 0, 0, 0, 0)

    await holds(database, work)


async def test_a_branch_that_is_not_taken_is_not_asked(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first, branch, third = ids()[:3]
        quiz(tx, NAMED, SECOND, CANCELLED)
        quiz(tx, NAMED, FIRST, FIRST, BACK, BACK, SECOND, CANCELLED)
        found = funnel(tx)
        assert at(found, branch).asked == 0
        assert [counts(at(found, id)) for id in (first, third)] == [(2, 2, 0, 0, 0), (2, 0, 0, 2, 0)]

    await holds(database, work)


async def test_the_mean_place_is_where_a_question_was_asked(database: Database) -> None:
    def work(tx: Transaction) -> None:
        third = ids()[2]
        quiz(tx, NAMED, FIRST, FIRST, CANCELLED)
        quiz(tx, NAMED, SECOND, FIRST, CANCELLED)
        assert at(funnel(tx), third).mean_place == 2.5
        assert at(funnel(tx), ids()[5]).mean_place is None

    await holds(database, work)


async def test_the_order_is_the_contents_whatever_order_was_asked_in(database: Database) -> None:
    def work(tx: Transaction) -> None:
        quiz(tx, NAMED, FIRST, FIRST, FIRST, CANCELLED, of=adaptive())
        found = funnel(tx, of=adaptive())
        script = adaptive().current("manager_quiz")
        assert [place.id for place in found.places if place.short] == list(script.questions)
        means = [place.mean_place for place in found.places if place.mean_place]
        assert sorted(means) == [1, 2, 3, 4]

    await holds(database, work)


async def test_a_question_that_is_gone_is_listed_last_under_its_old_name(database: Database) -> None:
    def work(tx: Transaction) -> None:
        gone = ids()[0]
        quiz(tx, NAMED, FIRST, CANCELLED)
        content = library().questionnaires["manager_quiz"]
        rest = content.model_copy(update={"questions": content.questions[1:]})
        today = Scripts(
            library().model_copy(update={"questionnaires": {**library().questionnaires, rest.id: rest}})
        )
        last = funnel(tx, of=today).places[-1]
        assert (last.id, last.is_older, last.asked) == (gone, True, 1)
        assert last.short == content.questions[0].short
        assert not any(place.is_older for place in funnel(tx).places)

    await holds(database, work)


# --- what became of them ----------------------------------------------------------------------------------


async def test_only_what_was_broken_off_is_left_somewhere(database: Database) -> None:
    def work(tx: Transaction) -> None:
        for step in (CANCELLED, EXPIRED):
            quiz(tx, NAMED, step)
        quiz(tx, NAMED)
        assert fates(funnel(tx, now=NOW + DAY)) == (0, 2, 1, 0)
        assert fates(funnel(tx, now=NOW + DAY + MINUTE)) == (0, 3, 0, 0)

    await holds(database, work)


async def test_who_goes_on_has_left_nowhere(database: Database) -> None:
    def work(tx: Transaction) -> None:
        quiz(tx, NAMED, FIRST, CANCELLED, events.Resumed())
        assert fates(funnel(tx)) == (0, 0, 1, 0)

    await holds(database, work)


async def test_the_card_now_and_second_thoughts_break_nothing_off(database: Database) -> None:
    def work(tx: Transaction) -> None:
        quiz(tx, NAMED, FIRST, NOW_PLEASE)
        quiz(tx, NAMED, FIRST, NOW_PLEASE, BACK, CANCELLED)
        found = funnel(tx)
        assert fates(found) == (2, 0, 0, 0)
        assert [place.asked for place in found.places if place.short and place.asked] == [2]

    await holds(database, work)


async def test_what_gave_way_or_was_taken_back_is_not_left(database: Database) -> None:
    def work(tx: Transaction) -> None:
        first = quiz(tx, NAMED, FIRST)
        moved = unit(tx, branching(), NOW)
        held = moved.start(manager(tx).id, 700)
        known = moved.namesakes(held, "Lotus Bakery")
        moved.receive(held, events.Named("Lotus Bakery", known))
        moved.receive(held, events.Continued(known[0].client))
        moved.flush()
        assert known[0].open_interview == first
        assert fates(funnel(tx)) == (0, 0, 1, 1)
        erasure.client(tx, manager(tx).id, known[0].client, NOW)
        assert fates(funnel(tx)) == (0, 0, 0, 2)

    await holds(database, work)


async def test_steps_before_and_after_the_questions_are_places_too(database: Database) -> None:
    def work(tx: Transaction) -> None:
        quiz(tx, NAMED, FIRST, CANCELLED)
        known = quiz(tx)
        quiz(tx, CANCELLED)
        moved = unit(tx, branching(), NOW)
        held = moved.get((known, manager(tx).id))
        assert held is not None
        moved.receive(held, events.Named("Lotus Bakery", moved.namesakes(held, "Lotus Bakery")))
        moved.receive(held, CANCELLED)
        moved.flush()
        changed = events.ChangeRequested(ids()[0])
        quiz(tx, NAMED, FIRST, events.ReviewOpened(), changed, FIRST, CANCELLED)
        _offered(tx)
        found = funnel(tx)
        steps = {place.id: place.left for place in found.places if place.short is None and place.left}
        assert steps == {"naming": 1, "matching": 1, "reviewing": 1, "offering": 1}
        assert counts(at(found, "naming"))[:2] == (5, 4)

    await holds(database, work)


def _offered(tx: Transaction) -> None:
    """A quiz that is called off when its result is offered."""
    moved = unit(tx, adaptive(), NOW)
    held = moved.start(manager(tx).id, 700)
    moved.receive(held, NAMED)
    while held.interview.state is not State.OFFERING:
        shown = held.interview.on_screen or ""
        moved.receive(held, events.Answered(shown, held.interview.script.options(shown)[0]))
    moved.receive(held, CANCELLED)
    moved.flush()


async def test_a_look_at_the_review_leads_back_to_its_question(database: Database) -> None:
    def work(tx: Transaction) -> None:
        quiz(tx, NAMED, FIRST, events.ReviewOpened(), CANCELLED)
        found = funnel(tx)
        assert (at(found, "reviewing").left, at(found, ids()[1]).left) == (0, 1)

    await holds(database, work)


async def test_people_leave_after_so_many_answers(database: Database) -> None:
    def work(tx: Transaction) -> None:
        quiz(tx, CANCELLED)
        quiz(tx, NAMED, FIRST, FIRST, CANCELLED)
        quiz(tx, NAMED, FIRST, FIRST, BACK, CANCELLED)
        quiz(tx, NAMED, FIRST, NOW_PLEASE)
        assert funnel(tx).lengths == (Length(0, 4, 1), Length(1, 3, 1), Length(2, 1, 1))

    await holds(database, work)


# --- briefs -----------------------------------------------------------------------------------------------


def _brief(tx: Transaction, number: int = 0, at: datetime = NOW, days: int = 14) -> str:
    """A link for a client of its own; returns what leads there."""
    owner, client = cast.manager(tx), cast.CLIENT + 50 + int(at.timestamp()) + number
    clients.create(tx, client, owner.id, f"Client {client}", at)
    made = issuing.issue(tx, owner.id, client, "en", at, days)
    assert made is not None
    return made.payload


def _agreed(tx: Transaction, number: int, *steps: Step) -> None:
    """Somebody agrees, and this happens; an answer is an option's number."""
    anna = cast.prospect(tx, number)
    brief = cast.welcomed(tx, anna, _brief(tx, number))
    moved = unit(tx, adaptive(), NOW)
    held = cast.agreed(moved, anna, brief)
    for step in steps:
        shown = held.interview.on_screen or ""
        if step is None or isinstance(step, int):
            option = None if step is None else held.interview.script.options(shown)[step]
            moved.receive(held, events.Answered(shown, option))
        else:
            moved.receive(held, step)
    moved.flush()


async def test_a_brief_is_left_at_its_link_or_before_agreeing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _brief(tx, 1, days=1)
        _brief(tx, 2)
        cast.welcomed(tx, cast.prospect(tx, 3), _brief(tx, 3, days=1))
        anna = cast.prospect(tx, 4)
        brief = cast.welcomed(tx, anna, _brief(tx, 4))
        arriving.decline(unit(tx, adaptive(), NOW), anna, brief.id, brief.mark)
        _agreed(tx, 5, SECOND, CANCELLED)
        found = funnel(tx, Kind.BRIEF, now=NOW + 2 * DAY, of=adaptive())
        assert counts(at(found, "link")) == (5, 3, 0, 1, 1)
        assert counts(at(found, "consent")) == (3, 1, 0, 2, 0)
        assert fates(found) == (0, 4, 1, 0)

    await holds(database, work)


async def test_a_link_that_was_replaced_unopened_was_not_sent_here_either(database: Database) -> None:
    def work(tx: Transaction) -> None:
        cast.issued(tx)
        cast.issued(tx)
        opened = cast.issued(tx)
        cast.welcomed(tx, cast.prospect(tx), opened.payload)
        assert issuing.revoke(tx, opened.brief.owner_id, opened.brief.id, NOW)
        found = funnel(tx, Kind.BRIEF, of=adaptive())
        assert (found.begun, fates(found)) == (1, (0, 0, 0, 1))

    await holds(database, work)


async def test_a_link_that_had_run_out_before_it_was_replaced_stays_left_at_its_link(
    database: Database,
) -> None:
    def work(tx: Transaction) -> None:
        old = cast.issued(tx, days=1)
        later = NOW + 2 * DAY
        before = funnel(tx, Kind.BRIEF, now=later, of=adaptive())
        assert (before.begun, fates(before), at(before, "link").left) == (1, (0, 1, 0, 0), 1)
        assert issuing.revoke(tx, old.brief.owner_id, old.brief.id, later)
        assert funnel(tx, Kind.BRIEF, now=later, of=adaptive()) == before

    await holds(database, work)


async def test_a_brief_that_is_not_sent_is_left_at_the_review(database: Database) -> None:
    def work(tx: Transaction) -> None:
        _agreed(tx, 1, *[SKIP] * len(_straight()), CANCELLED)
        found = funnel(tx, Kind.BRIEF, of=adaptive())
        assert counts(at(found, "reviewing")) == (1, 0, 0, 1, 0)
        assert all(at(found, id).unknown == 1 for id in _straight())

    await holds(database, work)


def _straight() -> list[str]:
    """The brief's questions that are no branch."""
    asked = adaptive().current("prospect_brief").questionnaire.questions
    return [question.id for question in asked if not question.when]


# --- what stands out --------------------------------------------------------------------------------------


def _of(places: tuple[Place, ...], done: int) -> Funnel:
    left = sum(place.left for place in places)
    window = SCHEDULE.between(NOW - DAY, NOW, missed=())
    return Funnel(Kind.QUIZ, window, None, done + left, done, left, 0, 0, places, ())


def _question(id: str, answered: int = 0, unknown: int = 0, left: int = 0) -> Place:
    return Place(id, {"en": id}, False, answered + unknown + left, answered, unknown, left, 0, 1.0)


def test_too_few_tell_nothing() -> None:
    leaving = _question("a", 9, 0, 3)
    assert _of((leaving,), 16).most_left is None
    assert _of((leaving,), 17).most_left == leaving
    assert _of((replace(leaving, left=2),), 30).most_left is None
    assert _of((_question("a", 6, 3),), 30).most_unknown is None
    assert _of((_question("a", 7, 3),), 0).most_unknown is not None
    assert _of((_question("a", 40, 2),), 30).most_unknown is None


def test_most_are_left_by_number_and_not_known_by_share() -> None:
    places = (_question("a", 80, 9, 4), _question("b", 9, 5, 3), _question("c", 50, 9, 4))
    found = _of(places, 90)
    assert found.most_left == places[0]
    assert found.most_unknown == places[1]
