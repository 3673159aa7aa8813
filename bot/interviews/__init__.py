"""The only use-case loop: load -> receive(event) -> save -> effects, in one transaction.

Knows the pure conversation above and the queries below; no Telegram, no SQL.
"""

from bot.interviews.conversation import Conversation
from bot.interviews.scripts import Scripts
from bot.interviews.unit import Unit

__all__ = ["Conversation", "Scripts", "Unit"]
