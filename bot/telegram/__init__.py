"""Telegram: updates in, Bot API calls out. Knows no SQL and decides nothing about segments."""

import os

os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns at every 429 that it will change
