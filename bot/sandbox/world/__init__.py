"""The pure state behind the sandbox: chats, people, messages, the update queue. No HTTP.

`World` is the one door; the API's methods and the people's actions both go through it.
"""

from bot.sandbox.world.world import World

__all__ = ["World"]
