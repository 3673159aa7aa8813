"""A Telegram Bot API server on loopback with a chat page: the bot without a token, and the tests' far end.

    async with Sandbox() as sandbox:
        bot = Bot(sandbox.token, base_url=sandbox.url + "/bot", base_file_url=sandbox.url + "/file/bot")
        anna = sandbox.person("Anna", "en")
        await anna.send("/start")
        await anna.wait_for("Welcome")

Knows the Bot API and nothing of this bot: no other room is imported here, only the clock.
"""

from bot.sandbox.driver import Persona, Sandbox
from bot.sandbox.person import File, Person, Tap
from bot.sandbox.rules.keyboards import Button
from bot.sandbox.views import Group
from bot.sandbox.world.changes import TimeMoved
from bot.sandbox.world.chats import Message
from bot.sandbox.world.timepiece import Dial, Jump, Timepiece

__all__ = [
    "Button",
    "Dial",
    "File",
    "Group",
    "Jump",
    "Message",
    "Person",
    "Persona",
    "Sandbox",
    "Tap",
    "TimeMoved",
    "Timepiece",
]
