"""Files, albums and telephone numbers on the chat page, as a person sends and sees them."""

from __future__ import annotations

import base64
import re
import struct
import zlib

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from bot.sandbox import File, Sandbox
from bot.sandbox.world.chats import Message
from tests.sandbox.page.conftest import write

pytestmark = pytest.mark.asyncio(loop_scope="module")

DROP = """async (node, [name, content]) => {
    const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
    const carried = new DataTransfer();
    carried.items.add(new File([bytes], name, { type: "application/pdf" }));
    for (const kind of ["dragover", "drop"]) {
        const event = new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true });
        node.dispatchEvent(event);
    }
}"""


def _picture(width: int = 60, height: int = 40) -> bytes:
    """A grey PNG that browsers draw."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x90" * width) * height)
    chunks = [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    sum_ = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", sum_)


async def _choose(phone: Locator, *files: FilePayload) -> Locator:
    """Picks files with the paperclip; the dialog that looks at them once more."""
    async with phone.page.expect_file_chooser() as chosen:
        await phone.get_by_role("button", name="Attach").click()
    await (await chosen.value).set_files(files)
    return phone.get_by_role("dialog")


def _own_media(sandbox: Sandbox) -> list[Message]:
    return [message for message in sandbox.people[0].messages if message.media and not message.from_bot]


PICTURE: FilePayload = {"name": "shop.png", "mimeType": "image/png", "buffer": _picture()}
PAPER: FilePayload = {"name": "бриф.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}


async def test_a_picture_goes_as_a_photo_and_the_rest_as_documents(lead: Locator, sandbox: Sandbox) -> None:
    dialog = await _choose(lead, PICTURE, PAPER)
    await expect(dialog).to_contain_text("Send these 2 files?")
    await dialog.get_by_label("Caption").fill("Our shop")
    await dialog.get_by_role("button", name="Send").click()
    await expect(lead.get_by_text("бриф.pdf, application/pdf, 8")).to_be_visible()
    told = [(one.media.kind, one.text) for one in _own_media(sandbox) if one.media]
    assert told == [("photo", "Our shop"), ("document", "")]
    await expect(lead.get_by_role("img", name="Your photo")).to_be_visible()
    await expect(lead.get_by_role("img", name="Photo from the bot")).to_be_visible()


async def test_a_picture_can_be_sent_as_a_file(lead: Locator, sandbox: Sandbox) -> None:
    dialog = await _choose(lead, PICTURE)
    await dialog.get_by_label("Send pictures as photos").uncheck()
    await dialog.get_by_label("Caption").press("Enter")
    await expect(lead.get_by_text("shop.png, image/png")).to_be_visible()
    await expect(dialog).to_have_count(0)


async def test_what_is_not_sent_after_all_is_not_sent(lead: Locator, sandbox: Sandbox) -> None:
    dialog = await _choose(lead, PAPER)
    await dialog.get_by_label("Caption").press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(lead.get_by_role("button", name="Attach")).to_be_focused()
    assert _own_media(sandbox) == []


async def test_files_can_be_dropped_on_a_phone(lead: Locator, sandbox: Sandbox) -> None:
    content = base64.b64encode(b"%PDF").decode()
    await lead.locator(".screen").evaluate(DROP, ["offer.pdf", content])
    await lead.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(lead.get_by_text("offer.pdf, application/pdf, 4")).to_be_visible()


async def test_a_picture_that_is_none_is_explained_and_nothing_is_sent(
    lead: Locator, sandbox: Sandbox, complaints: list[str]
) -> None:
    dialog = await _choose(lead, {"name": "x.png", "mimeType": "image/png", "buffer": b"not a picture"})
    await dialog.get_by_role("button", name="Send").click()
    await expect(lead.get_by_role("status")).to_contain_text("PNG or JPEG")
    assert _own_media(sandbox) == []
    complaints.clear()  # Chromium writes every answer of 400 to the console


async def test_an_album_stands_together_with_its_words_below(lead: Locator, sandbox: Sandbox) -> None:
    await sandbox.people[0].send_album([_picture()] * 3, "Sites we like")
    await sandbox.people[0].send_album([File("a.pdf", b"%PDF"), File("b.pdf", b"%PDF")])
    photos, papers = lead.locator(".album").first, lead.locator(".album").last
    await expect(photos.get_by_role("img")).to_have_count(3)
    await expect(photos.locator("> .body")).to_have_text("Sites we like")
    await expect(papers.get_by_role("link")).to_have_count(2)


async def test_the_number_is_shared_only_after_a_yes(page: Page, lead: Locator, sandbox: Sandbox) -> None:
    await write(lead, "/number")
    await lead.get_by_role("button", name="Share my number").click()
    question = lead.get_by_role("alertdialog")
    await expect(question).to_contain_text(f"+{sandbox.people[0].user.phone}")
    await page.keyboard.press("Escape")
    assert all(message.contact is None for message in sandbox.people[0].messages)
    await lead.get_by_role("button", name="Share my number").click()
    await question.get_by_role("button", name="Share").click()
    await expect(lead.locator(".contact")).to_contain_text(f"+{sandbox.people[0].user.phone}")
    await expect(lead.get_by_text("Thank you, 1")).to_be_visible()
    await expect(lead.get_by_role("group", name="Reply keyboard")).to_be_hidden()
    await expect(lead.get_by_role("button", name="reply keyboard")).to_have_count(0)


async def test_a_one_time_keyboard_folds_away_and_can_be_taken_out_again(lead: Locator) -> None:
    await write(lead, "/number")
    await expect(lead.get_by_placeholder("Or write how")).to_be_visible()
    await lead.get_by_role("button", name="By mail").click()
    await expect(lead.get_by_text("en: By mail")).to_be_visible()
    below = lead.get_by_role("group", name="Reply keyboard")
    await expect(below).to_be_hidden()
    await lead.get_by_role("button", name="Show the reply keyboard").click()
    await expect(below.get_by_role("button")).to_have_text(["Share my number", "By mail", "Not now"])


async def test_nothing_can_be_attached_before_start(page: Page) -> None:
    phone = page.get_by_role("region", name=re.compile("Ken"))
    await expect(phone.get_by_role("button", name="Attach")).to_be_hidden()
