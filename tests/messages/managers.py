"""Facts for what managers read about briefs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import product
from typing import Any

from bot.briefs.status import Stage
from bot.telegram.card.dossier import Said
from bot.telegram.front.pages import Files, Given, Offered
from bot.telegram.front.pages import Said as Row

Facts = Mapping[str, Any]
LINK = "https://t.me/a_bot?start=bAbC_-9&x=<y>"


def of_managers(evil: str, when: datetime) -> dict[str, list[Facts]]:
    """Sets of facts by template; `evil` stands wherever somebody else's words can."""
    rows = [Said("Deadline", evil, (evil, evil)), Said("Budget", None, ()), Said("", None, (evil,), True)]
    return {
        "brief": list(_of_pages(evil, when)),
        "brief_offer": [{"client": evil, "days": days, "is_new": days == 1} for days in (1, 14)],
        "brief_whom": list(_of_choices(evil, when)),
        "brief_message": [
            {"studio": studio, "manager": manager, "link": LINK}
            for studio, manager in product((evil, None), repeat=2)
        ],
        "brief_picture": [{"client": evil, "until": when}],
        "brief_off": [{}],
        "brief_words": [
            {"client": evil, "rows": shown, "files": files, "is_partial": files == 0}
            for shown, files in ((rows, 2), ([], 0))
        ],
        "brief_changed": [
            {"client": evil, "rows": rows, "files": files, "more": more}
            for files, more in ((0, True), (2, False))
        ],
        "brief_stopped": [
            {"client": evil, "question": 3, "of": 8, "rows": shown, "more": more}
            for shown, more in ((rows, True), ([], False))
        ],
        "brief_declined": [{"client": evil}],
        "brief_talk": [
            {"client": client, "writer": writer, "words": evil}
            for client, writer in ((evil, "Anna"), (evil, evil), (evil, None), (None, evil), (None, None))
        ],
        "brief_took_back": [
            {"client": evil, "contact": contact, "words": words, "file": files}
            for contact, words, files in ((1, 0, 0), (0, 3, 0), (0, 0, 1), (1, 2, 3))
        ],
        "brief_withdrew": [{"client": evil}, {"client": None}],
        "brief_file": [{"client": evil, "words": words} for words in (evil, "")],
        "brief_reply_ask": [{"name": evil}, {"name": None}],
        "brief_reply_not": [{}],
        "brief_reply_kept": [{"name": name} for name in (evil, None)],
        "brief_replied": [{"name": name, "is_kept": kept} for name in (evil, None) for kept in (False, True)],
        "brief_nobody": [{}],
        "clients_received": [{"giver": giver, "count": count} for giver, count in ((evil, 1), (None, 5))],
        "my_link": [{"link": LINK}],
        **{name: [{}] for name in ("my_link_none", "my_link_picture", "my_link_replace", "my_link_end")},
        **_of_phones(evil),
    }


def _of_pages(evil: str, when: datetime) -> Iterator[Facts]:
    whole = {"client": evil, "at": when, "until": when, "question": 3, "of": 8}
    for stage, via in product(Stage, ("link", "phone")):
        yield whole | {"stage": str(stage), "via": via}


def _of_choices(evil: str, when: datetime) -> Iterator[Facts]:
    rows = [{"number": place, "name": evil, "since": when} for place in (1, 2)]
    yield {"name": evil, "rows": rows}
    yield {"name": None, "rows": rows}
    yield {"name": None, "rows": []}


def _of_phones(evil: str) -> dict[str, list[Facts]]:
    aside = {"client": evil, "to_go": 3, "text": evil}
    bare = {"words": (), "files": Files(0, 5), "notice": None}
    full = {"words": (evil, evil), "files": Files(5, 5), "notice": evil}
    choices = (Offered(evil, evil), Offered(evil, None))
    rows = (Row("Deadline", evil, (evil, evil)), Row("Budget", None, ()))
    return {
        "phone_asking": [
            aside | said | {"choices": choices, "is_changing": flag, "was_skipped": flag}
            for said, flag in ((bare, True), (full, False))
        ],
        "phone_collecting": [aside | said for said in (bare, full)],
        "phone_reviewing": [
            {"client": evil, "rows": rows, "is_sent": flag, "files": said["files"], "notice": said["notice"]}
            for said, flag in ((bare, True), (full, False))
        ],
        "phone_given": [{"client": evil, "items": (Given(1, evil, True, evil), Given(2, None, False, evil))}],
        "phone_take_back": [
            {"client": evil, "item": Given(0, short, is_file, evil)}
            for short, is_file in ((evil, True), (None, False))
        ],
        **{name: [{"client": evil}] for name in ("phone_paused", "phone_stopped", "phone_expired")},
    }
