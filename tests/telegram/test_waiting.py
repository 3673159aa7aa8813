"""A chat's queue stays short, and keeps what matters."""

from __future__ import annotations

from bot.telegram.outgoing import Outgoing, Page, Post, Remove, Show
from bot.telegram.waiting import MOST_WAITING, Queue, admit

CHAT = 700
PAGE = Page("help", "en")


def post(number: int) -> Post:
    return Post(CHAT, PAGE, reply_to=number)


def show(revision: int, interview: int = 1, is_view: bool = False) -> Show:
    return Show(CHAT, interview, revision, 5, PAGE, is_view=is_view)


def queued(*outgoing: Outgoing) -> list[Outgoing]:
    queue = Queue()
    for each in outgoing:
        admit(queue, each)
    return list(queue)


def test_beyond_the_bound_the_oldest_message_goes_and_screens_stay() -> None:
    kept = [show(1), Remove(CHAT, 2, 4, PAGE)]
    posts = [post(number) for number in range(3 * MOST_WAITING)]
    assert queued(*kept, *posts) == [*kept, *posts[-MOST_WAITING:]]


def test_in_a_full_queue_the_same_message_does_not_wait_twice() -> None:
    posts = [post(number) for number in range(MOST_WAITING)]
    assert queued(*posts, posts[7]) == posts


def test_with_room_left_everything_is_said_as_often_as_it_was_asked_for() -> None:
    assert queued(post(1), post(1)) == [post(1), post(1)]


def test_a_newer_screen_takes_the_older_ones_place_at_the_end() -> None:
    assert queued(show(1), post(1), show(2)) == [post(1), show(2)]


def test_a_look_around_or_another_interview_overtakes_no_screen() -> None:
    waiting = [show(1), show(1, is_view=True), show(1, interview=2)]
    assert queued(*waiting) == waiting
