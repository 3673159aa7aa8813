"""No log line shows a secret, wherever in the record it came from."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from bot.config import Settings
from bot.logs import MaskingFormatter, start_logging

TOKEN = "123456789:AAE-a_made_up_token_for_these_tests_only"
PASSWORD = "pa/ss word"
URL = "postgresql+asyncpg://bot:pa%2Fss%20word@db/firstcall"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a logger of these settings writes."""
    settings = Settings(bot_token=TOKEN, database_url=URL)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(MaskingFormatter(settings.secrets))
    logger = logging.getLogger("house")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


@pytest.mark.parametrize("secret", [TOKEN, PASSWORD, "pa%2Fss%20word"])
def test_a_secret_in_the_message_or_its_arguments_is_masked(lines: io.StringIO, secret: str) -> None:
    logging.getLogger("house").warning("%s came", secret)
    logging.getLogger("house").warning(f"{secret} went")

    assert secret not in lines.getvalue()
    assert "*** came" in lines.getvalue()
    assert "*** went" in lines.getvalue()


def test_a_secret_in_a_traceback_is_masked(lines: io.StringIO) -> None:
    try:
        raise ConnectionError(f"POST https://api.telegram.org/bot{TOKEN}/getMe failed")
    except ConnectionError:
        logging.getLogger("house").exception("asking Telegram")

    assert TOKEN not in lines.getvalue()
    assert "ConnectionError: POST https://api.telegram.org/bot***/getMe failed" in lines.getvalue()


def test_a_token_nobody_told_us_of_is_masked_by_its_shape(lines: io.StringIO) -> None:
    logging.getLogger("house").warning("bot987654321:%s/getMe", "B" * 35)

    assert "bot***/getMe" in lines.getvalue()


def test_a_password_in_an_address_is_masked_by_its_place(lines: io.StringIO) -> None:
    logging.getLogger("house").warning("cannot reach postgresql://someone:hidden@db:5432/x")

    assert "postgresql://someone:***@db:5432/x" in lines.getvalue()


def test_an_ordinary_line_stays_as_it_is(lines: io.StringIO) -> None:
    logging.getLogger("house").warning("listening on http://127.0.0.1:8080, update 123456789: kept")

    assert lines.getvalue().endswith(
        "WARNING house: listening on http://127.0.0.1:8080, update 123456789: kept\n"
    )


def test_starting_twice_writes_every_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    try:
        start_logging()
        start_logging([TOKEN])
        logging.getLogger("house").warning("token %s", TOKEN)
    finally:
        root.handlers, root.level = before, level

    assert capsys.readouterr().err.splitlines()[0].endswith("WARNING house: token ***")
    assert len(root.handlers) == len(before)


@pytest.mark.parametrize(
    "library", ["transitions.core", "fontTools.subset", "matplotlib.font_manager", "alembic.runtime.plugins"]
)
def test_a_library_that_tells_of_every_step_is_heard_when_something_is_wrong(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        start_logging()
        logging.getLogger(library).info("asking exit callbacks")
        logging.getLogger(library).warning("cannot be drawn")
        logging.getLogger("house").info("polling")
    finally:
        logging.getLogger().handlers, logging.getLogger().level = before

    assert "polling" in said.getvalue() and "asking" not in said.getvalue()
    assert "cannot be drawn" in said.getvalue()
