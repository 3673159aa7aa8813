"""Methods about photos, documents and files."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.api.bodies import Upload
from bot.sandbox.api.call import Call
from bot.sandbox.api.messages import edited
from bot.sandbox.api.registry import method
from bot.sandbox.api.targets import (
    below,
    flood_gate,
    keyboard,
    new_keyboard,
    own_message,
    replied,
    target_chat,
    thread,
)
from bot.sandbox.rules import texts
from bot.sandbox.rules.formatted import FormattedText, Json
from bot.sandbox.rules.refusals import broken_rule
from bot.sandbox.world import World
from bot.sandbox.world.files import FileKind, Media, StoredFile

MAX_PHOTO_BYTES = 10 * 2**20
MAX_DOCUMENT_BYTES = 50 * 2**20
MAX_DOWNLOAD_BYTES = 20 * 2**20


@method("sendPhoto")
def send_photo(world: World, call: Call) -> Json:
    """A new photo: uploaded, or one already known by its id."""
    return _send(world, call, "photo")


@method("sendDocument")
def send_document(world: World, call: Call) -> Json:
    """A new document: uploaded, or one already known by its id."""
    return _send(world, call, "document")


@method("editMessageCaption")
def edit_message_caption(world: World, call: Call) -> Json:
    """Another caption and keyboard under the same photo or document."""
    message = own_message(world, call)
    if message.media is None:
        raise broken_rule("there is no caption in the message to edit")
    return edited(world, message, replace(message, body=_caption(call), keyboard=new_keyboard(call)))


@method("editMessageMedia")
def edit_message_media(world: World, call: Call) -> Json:
    """Another photo or document, with its caption."""
    message = own_message(world, call)
    wish = call.object("media") or {}
    kind = wish.get("type")
    if kind not in ("photo", "document"):
        raise broken_rule(f"media type must be photo or document, found {kind!r}")
    media = _media(world, call, kind, str(wish.get("media", "")))
    body = texts.caption(
        wish.get("caption") or "", wish.get("parse_mode"), wish.get("caption_entities") or []
    )
    return edited(world, message, replace(message, media=media, body=body, keyboard=new_keyboard(call)))


@method("getFile")
def get_file(world: World, call: Call) -> Json:
    """Where to download a file from, up to 20 MB."""
    file = _known(world, call.text("file_id"))
    if len(file.content) > MAX_DOWNLOAD_BYTES:
        raise broken_rule("file is too big")
    return file.as_json()


def _send(world: World, call: Call, kind: FileKind) -> Json:
    chat = target_chat(world, call)
    body = _caption(call)
    buttons, underneath = keyboard(call), below(call, chat)
    reply = replied(call, chat)
    media = _media(world, call, kind, call.text(kind) or kind)
    flood_gate(world, chat)
    message = world.show(
        chat,
        body,
        keyboard=buttons,
        below=underneath,
        media=media,
        reply_to=reply,
        thread_id=thread(call, chat),
    )
    return world.message_json(message)


def _caption(call: Call) -> FormattedText:
    return texts.caption(call.text("caption"), call.text("parse_mode"), call.items("caption_entities"))


def _media(world: World, call: Call, kind: FileKind, reference: str) -> Media:
    upload = call.upload(reference)
    if upload is None:
        return Media(_known_whole(world, reference, kind))
    if not upload.content:
        raise broken_rule("file must be non-empty")
    limit = MAX_PHOTO_BYTES if kind == "photo" else MAX_DOCUMENT_BYTES
    if len(upload.content) > limit:
        raise broken_rule(f"file of size {len(upload.content)} bytes is too big for a {kind}")
    return Media(_stored(world, upload, kind))


def _stored(world: World, upload: Upload, kind: FileKind) -> StoredFile:
    keep = world.files.photo if kind == "photo" else world.files.document
    return keep(upload.filename.replace("/", "_") or "file", upload.mime_type, upload.content)


def _known_whole(world: World, file_id: str, kind: FileKind) -> StoredFile:
    """The file of an id; the id of any size of a photo brings the photo, and no file changes its kind."""
    file = _known(world, file_id)
    if file.kind != kind:
        raise broken_rule(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return world.files.by_id[file.original or file.id]


def _known(world: World, file_id: str) -> StoredFile:
    if file_id.startswith(("http://", "https://")):
        raise broken_rule("failed to get HTTP URL content: the sandbox fetches nothing")
    if file_id not in world.files.by_id:
        raise broken_rule("wrong file identifier/HTTP URL specified")
    return world.files.by_id[file_id]
