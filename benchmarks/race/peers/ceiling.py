"""No bot at all: the least that can be sent for the same quiz, to know what the far end can take."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlsplit

import uvloop

from benchmarks.race.peers.quiz import QUIZ, TOKEN, URL, end, labels, text

KEYBOARDS = [
    {
        "inline_keyboard": [
            [{"text": label, "callback_data": f"{place}:{number}"}]
            for number, label in enumerate(labels(place))
        ]
    }
    for place in range(len(QUIZ))
]


def request(method: str, content: dict[str, object]) -> bytes:
    """One call on the wire."""
    body = json.dumps(content).encode()
    return (
        b"POST /bot%s/%s HTTP/1.1\r\nContent-Length: %d\r\n\r\n"
        % (
            TOKEN.encode(),
            method.encode(),
            len(body),
        )
        + body
    )


class Client:
    """Answers from memory, without waiting for what comes back."""

    def __init__(self) -> None:
        self.answers: dict[int, list[str]] = {}

    def calls(self, update: dict[str, dict[str, object]]) -> list[bytes]:
        """What an update is answered with."""
        query = update.get("callback_query")
        if query is None:
            chat = update["message"]["from"]["id"]  # type: ignore[index]
            self.answers[chat] = []
            return [request("sendMessage", {"chat_id": chat} | self._screen(chat))]
        chat, message = query["from"]["id"], query["message"]["message_id"]  # type: ignore[index]
        self.answers[chat].append(str(query["data"]).split(":")[1])
        screen = {"chat_id": chat, "message_id": message} | self._screen(chat)
        return [
            request("answerCallbackQuery", {"callback_query_id": query["id"]}),
            request("editMessageText", screen),
        ]

    def _screen(self, chat: int) -> dict[str, object]:
        place = len(self.answers[chat])
        if place == len(QUIZ):
            return {"text": end(self.answers[chat])}
        return {"text": text(place), "reply_markup": KEYBOARDS[place]}


async def poll() -> None:
    """Poll until stopped; what comes back on the other connection is thrown away."""
    address = urlsplit(URL)
    polling = await asyncio.open_connection(address.hostname, address.port, limit=2**24)
    sending = await asyncio.open_connection(address.hostname, address.port)
    idle = asyncio.create_task(_throw_away(sending[0]))
    client, offset = Client(), 0
    while not idle.done():
        polling[1].write(request("getUpdates", {"offset": offset, "timeout": 25, "limit": 100}))
        head = await polling[0].readuntil(b"\r\n\r\n")
        found = json.loads(await polling[0].readexactly(int(head.partition(b"Content-Length: ")[2])))[
            "result"
        ]
        for update in found:
            offset = update["update_id"] + 1
            sending[1].writelines(client.calls(update))


async def _throw_away(reader: asyncio.StreamReader) -> None:
    while await reader.read(2**20):
        pass


if __name__ == "__main__":
    uvloop.run(poll())
