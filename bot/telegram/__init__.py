"""Telegram: updates in, Bot API calls out. Knows no SQL and decides nothing about segments."""
