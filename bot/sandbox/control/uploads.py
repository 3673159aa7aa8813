"""Files that somebody sends from the page: a multipart form of a caption and one or more files."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request

from bot.sandbox.api.bodies import Body, Upload, read_body
from bot.sandbox.person import File, Person
from bot.sandbox.rules.refusals import Refused

MAX_BYTES = 64 * 2**20
Kind = Literal["photos", "documents"]


async def uploaded(request: Request) -> Body:
    """The form of a request.

    Raises:
        ValueError: it is above `MAX_BYTES`, or no form.
    """
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MAX_BYTES:
            raise ValueError(f"the sandbox carries at most {MAX_BYTES // 2**20} MB at once")
    try:
        return read_body(request.headers.get("content-type", ""), b"", bytes(content))
    except Refused as refusal:
        raise ValueError(str(refusal)) from None


async def send_files(person: Person, kind: Kind, form: Body) -> None:
    """Sends what a form holds, in its order.

    Raises:
        ValueError: there are no files, or a photo is no picture.
    """
    uploads = list(form.files.values())
    if not uploads:
        raise ValueError("there is no file to send")
    items = [_item(upload, kind) for upload in uploads]
    await person.send_album(items, str(form.values.get("caption", "")))


def _item(upload: Upload, kind: Kind) -> bytes | File:
    if kind == "photos":
        return upload.content
    return File(upload.filename or "file", upload.content, upload.mime_type)
