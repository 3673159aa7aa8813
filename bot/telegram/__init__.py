"""Telegram: updates in, Bot API calls out. Knows no SQL and decides nothing about segments."""

import os
import sys

sys.modules["httpx._main"] = None  # type: ignore[assignment]  # its command line, a tenth of our start
os.environ.setdefault("PTB_TIMEDELTA", "true")  # else the library warns at every 429 that it will change
