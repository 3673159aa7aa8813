"""The desk: each update is received here, inside the transaction, and leaves as facts to be sent."""

from bot.telegram.desk.desk import Desk, House

__all__ = ["Desk", "House"]
