"""Whatever is to be sent can be worded beforehand, where a text that cannot be worded fails its update."""

from __future__ import annotations

import pytest
from jinja2 import TemplateNotFound

from bot.telegram.outgoing import Deliver, Enclosure, Outgoing, Page, Picture, Post, Replace, Show

BROKEN = Page("there_is_no_such_template", "en")
EVERY = [
    Show(1, 2, 3, 4, BROKEN),
    Post(1, BROKEN),
    Replace(1, 2, BROKEN),
    Picture(1, b"", BROKEN),
    Enclosure(1, "photo", "id", BROKEN),
    Deliver(1, 2, 1, Post(1, BROKEN)),
]


@pytest.mark.parametrize("outgoing", EVERY, ids=lambda outgoing: type(outgoing).__name__)
def test_a_text_that_cannot_be_worded_says_so_before_it_is_sent(outgoing: Outgoing) -> None:
    with pytest.raises(TemplateNotFound):
        outgoing.word()
