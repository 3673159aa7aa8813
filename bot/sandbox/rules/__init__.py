"""Telegram's own limits, as pure functions over values: text, entities, keyboards, commands.

May know nothing of chats, the queue or HTTP. Every refusal is a `Refused` with Telegram's wording.
"""
