"""What is read from an update: plain texts, read without the library, say what the library would say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot

from bot.telegram.incoming import Incoming, Written, read

BOT = Bot("42:nobody")
CHATS: tuple[dict[str, Any], ...] = (
    {"id": 7, "type": "private", "first_name": "Vera"},
    {"id": -100123, "type": "supergroup", "title": "Sales", "is_forum": True},
)
REPLIED = {"message_id": 3, "date": 1, "chat": CHATS[0], "text": "Which client?"}

messages = st.fixed_dictionaries(
    {
        "message_id": st.integers(1, 2**31),
        "date": st.integers(1, 2**31),
        "chat": st.sampled_from(CHATS),
        "from": st.fixed_dictionaries(
            {"id": st.integers(1, 2**52), "is_bot": st.just(False), "first_name": st.text(min_size=1)},
            optional={"last_name": st.text(), "language_code": st.sampled_from(["ja", "pt-br", "x", ""])},
        ),
        "text": st.text(min_size=1),
    },
    optional={
        "message_thread_id": st.integers(1, 99),
        "is_topic_message": st.just(True),
        "entities": st.just([{"type": "bot_command", "offset": 0, "length": 5}]),
    },
)


@given(messages)
def test_a_plain_text_is_read_as_the_library_reads_it(message: dict[str, Any]) -> None:
    by_library = _read(message | {"reply_to_message": REPLIED})
    assert isinstance(by_library, Written)
    assert by_library.reply_to == REPLIED["message_id"]
    assert _read(message) == replace(by_library, reply_to=None)


@pytest.mark.parametrize("missing", ["message_id", "chat"])
def test_a_text_that_is_not_as_telegram_sends_them_is_not_read(missing: str) -> None:
    whole = {"message_id": 1, "date": 1, "chat": CHATS[0], "from": {"id": 7, "first_name": "V"}, "text": "Hi"}
    with pytest.raises((KeyError, TypeError)):
        _read({name: value for name, value in whole.items() if name != missing})


def _read(message: dict[str, Any]) -> Incoming | None:
    return read({"update_id": 1, "message": message}, BOT)
