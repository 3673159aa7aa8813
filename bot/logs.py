"""Log lines: one format, in UTC, on standard error, with every secret masked.

Masking happens on the finished line, so that it also reaches tracebacks and what libraries log. Beside the
secrets we know, everything that looks like a bot token or a password in an address is masked: a library may
log one that was never ours to know.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

MASK = "***"
CHATTERING = ("transitions", "uvicorn.error", "alembic.runtime.plugins", "fontTools", "matplotlib")
"""Libraries that tell of every single step; a tenth of a tap's time went into the lines of the first."""
INDISCREET = ("telegram", "sqlalchemy")
"""Libraries that quote what they carry when everything is logged: messages with names, statements."""
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_TOKEN = re.compile(r"(?<![0-9])[0-9]{6,}:[A-Za-z0-9_-]{30,}")
_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s/]+@")


class MaskingFormatter(logging.Formatter):
    """Formats a record like its parent and masks `secrets` in the result, traceback included."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(FORMAT, "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime
        self._secrets = sorted(secrets, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """One record as text without secrets; longer secrets are masked first, as one may hold another."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return _PASSWORD.sub(rf"\1:{MASK}@", _TOKEN.sub(MASK, line))


class CountingErrors(logging.Handler):
    """Counts lines at level ERROR and above, by the logger that wrote them; the lines go their own way."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__(logging.ERROR)
        self._counts = counts

    def emit(self, record: logging.LogRecord) -> None:
        """Count one line."""
        self._counts[record.name] += 1

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Count while the block runs."""
        logging.getLogger().addHandler(self)
        try:
            yield
        finally:
            logging.getLogger().removeHandler(self)


def start_logging(secrets: Iterable[str] = (), level: int = logging.INFO) -> None:
    """Send every logger's lines to standard error. A second call replaces the first, never doubles it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(MaskingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in (*CHATTERING, *INDISCREET):
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
