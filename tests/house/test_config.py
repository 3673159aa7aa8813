"""Settings: read from two places, checked all at once, and never shown with their secrets."""

from __future__ import annotations

import os
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from pydantic import SecretStr, ValidationError

from bot.config import NEEDED_TO_RUN, ConfigError, Settings, load_settings, near_misses, usual_command
from bot.reports.calendar import schedule
from bot.storage.vault import Vault

TOKEN = "123456789:AAE-a_made_up_token_for_these_tests_only"
KEY = "8AQUGKxVbcHLWkfDbVsxXbTKtD3bS2XBBm7ynYvOYmQ="
"""A key for tests only; fixed, as it is part of test names."""
SERVER = "postgresql+asyncpg://bot:s3cret@db/firstcall"
NOWHERE = Path("no-such-file.env")


def _faults(environ: dict[str, str], needed: tuple[str, ...] = (), env_file: Path = NOWHERE) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_settings(environ, env_file, needed)
    return str(caught.value).split("\n\n")


def _env_file(folder: Path, text: str) -> Path:
    path = folder / ".env"
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings({}, NOWHERE)

    assert settings == Settings()
    assert settings.bot_token is None
    assert settings.database_url.get_secret_value() == "sqlite:///firstcall.sqlite3"
    assert settings.timezone == ZoneInfo("UTC")
    assert settings.data_keys == ()


def test_making_settings_reads_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_NAME", "Lotus Studio")

    assert Settings().studio_name is None


def test_the_environment_is_read(tmp_path: Path) -> None:
    older = Vault.new_key()
    environ = {
        "BOT_TOKEN": TOKEN,
        "DATA_KEY": f"{KEY}, {older}",
        "ADMIN_IDS": "17, 42,",
        "TIMEZONE": "Asia/Tokyo",
        "CONTENT_DIR": str(tmp_path),
        "BOT_API_URL": "http://127.0.0.1:8081/",
        "BRIEF_LINK_DAYS": "7",
        "RETENTION_DAYS": "30",
        "PATH": "/usr/bin",
    }

    settings = load_settings(environ, NOWHERE, NEEDED_TO_RUN)

    assert settings.bot_token == SecretStr(TOKEN)
    assert settings.data_keys == (KEY, older)
    assert settings.admin_ids == (17, 42)
    assert settings.timezone == ZoneInfo("Asia/Tokyo")
    assert settings.content_dir == tmp_path
    assert settings.bot_api_url == "http://127.0.0.1:8081"
    assert settings.brief_link_days == 7
    assert settings.retention_days == 30


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    env_file = _env_file(tmp_path, "STUDIO_NAME=From the file\nSTUDIO_CONTACT=hello@studio.example\n")

    settings = load_settings({"STUDIO_NAME": "From the environment"}, env_file)

    assert settings.studio_name == "From the environment"
    assert settings.studio_contact == "hello@studio.example"


def test_a_desktops_own_language_variable_does_not_count(tmp_path: Path) -> None:
    env_file = _env_file(tmp_path, "LANGUAGE=ru\n")

    assert load_settings({"LANGUAGE": "en_US:en"}, NOWHERE).language == "en"
    assert load_settings({"LANGUAGE": "en_US:en"}, env_file).language == "ru"
    assert load_settings({"LANGUAGE": "en"}, env_file).language == "ru"
    assert load_settings({"LANGUAGE": "ja"}, NOWHERE).language == "ja"


def test_an_empty_value_is_the_same_as_none(tmp_path: Path) -> None:
    env_file = _env_file(tmp_path, "BOT_TOKEN=\nTIMEZONE=  \nRETENTION_DAYS=\n")

    assert load_settings({"BOT_TOKEN": " "}, env_file) == Settings()


def test_a_password_may_hold_a_dollar_sign(tmp_path: Path) -> None:
    env_file = _env_file(tmp_path, "DATABASE_URL=postgresql+asyncpg://bot:pa${HOME}ss@db/firstcall\n")

    settings = load_settings({}, env_file)

    assert "pa${HOME}ss" in settings.database_url.get_secret_value()


def test_other_programs_keys_in_the_file_are_left_alone(tmp_path: Path) -> None:
    env_file = _env_file(tmp_path, "COMPOSE_PROJECT_NAME=sales\nPOSTGRES_PASSWORD=x\n")

    assert load_settings({}, env_file) == Settings()


def test_a_misspelt_setting_in_the_file_is_reported_with_the_right_name(tmp_path: Path) -> None:
    env_file = _env_file(tmp_path, "BOT_TOKNE=1:x\n")

    assert _faults({}, env_file=env_file) == [
        "BOT_TOKNE in .env is not a setting. Did you mean BOT_TOKEN?",
    ]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("TIME_ZONE", "TIMEZONE"),
        ("ADMIN_ID", "ADMIN_IDS"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("bot_token", "BOT_TOKEN"),
        ("BOT_TOKNE", None),
        ("TZ", None),
        ("LANG", None),
        ("WEBHOOK", None),
        ("CONTENT_TYPE", None),
        ("SUMMARY", None),
        ("HOSTNAME", None),
    ],
)
def test_a_near_miss_in_the_environment_is_told_and_nothing_is_refused(key: str, meant: str | None) -> None:
    environ = {key: "x", "PATH": "/usr/bin"}

    assert load_settings(environ, NOWHERE) == Settings()
    told = [f"{key} in the environment is not a setting. Did you mean {meant}?"] if meant else []
    assert near_misses(environ, NOWHERE) == told


def test_a_near_miss_is_told_beside_what_is_missing() -> None:
    key, place, near = _faults({"DATA_KEYS": KEY}, ("data_key",))

    assert key.startswith("DATA_KEY is missing") and place.startswith("There is no")
    assert near == "DATA_KEYS in the environment is not a setting. Did you mean DATA_KEY?"


def test_the_look_alike_of_a_setting_that_is_given_is_another_programs(tmp_path: Path) -> None:
    environ = {"DATABASE_URI": "mysql://db/shop", "TIME_ZONE": " ", "LANGUAGE": "en_US:en"}

    assert near_misses(environ, _env_file(tmp_path, "DATABASE_URL=sqlite:///x.sqlite3\n")) == []


def test_a_missing_token_points_to_the_sandbox() -> None:
    token, key, place = _faults({}, NEEDED_TO_RUN)

    assert token.startswith("BOT_TOKEN is missing. Expected the token that @BotFather gave you")
    assert token.endswith("Without one, try the bot with: firstcall try")
    assert key.startswith("DATA_KEY is missing.")
    assert key.endswith("Make one with: firstcall keys")
    assert place.startswith(f"There is no {NOWHERE} in {Path.cwd()}. Expected one in the folder")


def test_a_file_that_is_there_is_not_said_to_be_missing(tmp_path: Path) -> None:
    token, key = _faults({}, NEEDED_TO_RUN, _env_file(tmp_path, ""))

    assert token.startswith("BOT_TOKEN") and key.startswith("DATA_KEY")


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    environ = {"TIMEZONE": "Mars", "RETENTION_DAYS": "0", "BOT_TOKEN": "nonsense"}
    faults = _faults(environ, NEEDED_TO_RUN, _env_file(tmp_path, "\nSTUDIO_NAME: Lotus\n"))

    assert [fault.split()[0] for fault in faults] == [
        ".env,",
        "DATA_KEY",
        "BOT_TOKEN",
        "TIMEZONE",
        "RETENTION_DAYS",
    ]


@pytest.mark.parametrize(
    ("key", "value", "expectation", "hint"),
    [
        ("TIMEZONE", "Moscow", "an IANA time zone such as Europe/Berlin", "Did you mean Europe/Moscow?"),
        ("TIMEZONE", "UTC+3", "an IANA time zone", "hours from UTC are no time zone"),
        ("TIMEZONE", "GMT+3", "an IANA time zone", "Name a city whose clocks yours go with"),
        ("ADMIN_IDS", "17,@anna", "Telegram ids of the team leads", "'@anna' is no id"),
        ("ADMIN_IDS", "-5", "Telegram ids of the team leads", "'-5' is no id"),
        ("BOT_API_URL", "http://127.0.0.1:8081/bot", "the root", "Did you mean http://127.0.0.1:8081?"),
        (
            "BOT_API_URL",
            "127.0.0.1:8081",
            "the root of a Bot API server, without /bot",
            "Begin it with https",
        ),
        ("BOT_API_URL", "http://127.0.0.1:99999", "the root", "Port out of range"),
        ("BOT_API_URL", "http://127.0.0.1/?a=b", "the root", ""),
        ("ADMIN_IDS", str(2**52), "Telegram ids of the team leads", "is no id"),
        ("CONTENT_DIR", "no-such-folder", "a folder with your own questions", "There is no folder"),
        ("BRIEF_LINK_DAYS", "0", "a whole number of days, from 1 to 365", ""),
        ("CONTENT_DIR", __file__, "a folder with your own questions", "There is no folder"),
        ("CONTENT_DIR", f"{__file__}/x", "a folder with your own questions", "There is no folder"),
        ("CONTENT_DIR", "~nobody-here/x", "a folder with your own questions", "write the path from / on"),
        ("RETENTION_DAYS", "two years", "a whole number of days", ""),
        ("RETENTION_DAYS", "36501", "a whole number of days, from 1 to 36500", ""),
    ],
)
def test_a_wrong_value_is_reported_with_place_value_and_expectation(
    key: str, value: str, expectation: str, hint: str
) -> None:
    [fault] = _faults({key: value})

    assert fault.startswith(f"{key} in the environment is {value!r}. Expected {expectation}")
    assert hint in fault


@pytest.mark.parametrize("zone", ["Etc/GMT-3", "GMT0", "+03:00", "Etc/GMZ", "Greenich"])
def test_no_zone_of_etc_is_suggested_as_its_sign_is_the_other_way_about(zone: str) -> None:
    found = load_settings({"TIMEZONE": "Etc/GMT-3"}, NOWHERE).timezone

    assert found == ZoneInfo("Etc/GMT-3"), "who knows it may have it"
    if zone not in available_timezones():
        assert "mean Etc/" not in _faults({"TIMEZONE": zone})[0]


@pytest.mark.parametrize("name", ["CONTENT_DIR", "WEBHOOK_KEY"])
def test_what_may_not_be_read_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system is asked by a call of its own, as a superuser may read whatever the mode says."""
    asked: list[int] = []

    def refuses(path: Path, access: int) -> bool:
        asked.append(access)
        return False

    (file := tmp_path / "key.pem").touch()
    place = tmp_path if name == "CONTENT_DIR" else file
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", refuses)
        fault = _faults({name: str(place)})[0]
    assert fault.endswith(f"Whoever runs this may not read {place}.")
    assert asked == [os.R_OK | os.X_OK if name == "CONTENT_DIR" else os.R_OK]


@pytest.mark.parametrize("name", ["CONTENT_DIR", "WEBHOOK_CERTIFICATE", "WEBHOOK_KEY"])
def test_what_stands_where_nobody_may_enter_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "stat", refuses)
        patch.setattr(Path, "is_file", lambda _path: False)
        fault = _faults({name: "/closed/it"})[0]
    assert fault.startswith(f"{name} in the environment is '/closed/it'. Expected ")
    assert fault.endswith("/closed/it: Permission denied.")


def test_a_token_in_the_wrong_place_is_not_shown() -> None:
    [fault] = _faults({"BOT_API_URL": "https://bots.example/bot123456:AAE_a-token-that-nobody-should-see"})

    assert "AAE_" not in fault and fault.endswith("Did you mean https://bots.example?")


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_that_is_not_utf_8_says_so(tmp_path: Path, encoding: str) -> None:
    (env_file := tmp_path / ".env").write_bytes("STUDIO_NAME=Björk\n".encode(encoding))

    [fault] = _faults({}, env_file=env_file)
    assert fault.startswith(".env is not UTF-8 (byte ") and "save it anew" in fault


@pytest.mark.parametrize(
    "text", ["\ufeffSTUDIO_NAME=Lotus\n", 'export STUDIO_NAME="Lotus"\r\n', "STUDIO_NAME = 'Lotus' # ours\n"]
)
def test_a_file_is_read_as_other_programs_write_it(tmp_path: Path, text: str) -> None:
    (env_file := tmp_path / ".env").write_bytes(text.encode())

    assert load_settings({}, env_file).studio_name == "Lotus"


def test_a_wrong_language_in_the_file_is_reported(tmp_path: Path) -> None:
    [fault] = _faults({}, env_file=_env_file(tmp_path, "LANGUAGE=english\n"))

    assert fault == "LANGUAGE in .env is 'english'. Expected a two-letter language code such as en, ru or ja."


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("BOT_TOKEN", "s3cret-without-number", "Copy it whole"),
        ("DATA_KEY", f"{KEY},s3cret", "Key 2 in it is not one."),
        ("DATA_KEY", f"{KEY};{KEY}", "Key 1 in it is not one. Separate them with commas."),
        ("DATA_KEY", f"{KEY} {KEY}", "Separate them with commas."),
        ("DATA_KEY", f"<{KEY}>", "Key 1 in it is not one. Make one with: firstcall keys"),
        ("DATA_KEY", ",", "Expected one or more keys"),
        ("DATABASE_URL", f"{SERVER}?sslmode=require", "Write ?ssl=require in place of ?sslmode="),
        ("DATABASE_URL", f"{SERVER}?ssl=require&sslmode=verify-full", "Write ?ssl=verify-full in place"),
        ("DATABASE_URL", f"{SERVER}?ssl=true", "After ssl= expected one of disable, allow, prefer, require"),
        (
            "DATABASE_URL",
            f"{SERVER}?ssl=require&channel_binding=x",
            "Leave out channel_binding=: after ? exp",
        ),
        ("DATABASE_URL", f"{SERVER}?statement_cache_size=0", "Leave out statement_cache_size="),
        ("DATABASE_URL", "postgresql+asyncpg://bot:p@ss?s3cret@db/n", "Leave out an option"),
        ("DATABASE_URL", "sqlite:///firstcall.sqlite3?s3cret=1", "leave out what begins with ?"),
        ("DATABASE_URL", "postgresql://bot:s3cret@db/firstcall", "Begin it with postgresql+asyncpg://"),
        ("DATABASE_URL", "postgresql+asyncpg://bot:s3cret#x@db/firstcall", "Write # in a password as %23."),
        ("DATABASE_URL", "mysql://bot:s3cret@db/firstcall", "Expected sqlite:///FILE"),
    ],
)
def test_a_wrong_secret_is_reported_without_its_value(key: str, value: str, hint: str) -> None:
    [fault] = _faults({key: value})

    assert fault.startswith(f"{key} in the environment is not usable. Expected ")
    assert hint in fault
    assert "s3cret" not in fault
    assert KEY not in fault


@pytest.mark.parametrize(
    "url",
    [
        f"{SERVER}?ssl=verify-full&prepared_statement_cache_size=0",
        "postgresql+asyncpg:///firstcall?host=/var/run/postgresql",
        "postgresql+asyncpg://bot:what?sslmode=x@db/firstcall",
    ],
)
def test_what_the_driver_takes_may_follow_the_address(url: str) -> None:
    assert load_settings({"DATABASE_URL": url}, NOWHERE).database_url == SecretStr(url)


def test_no_representation_shows_a_secret() -> None:
    settings = load_settings(
        {"BOT_TOKEN": TOKEN, "DATA_KEY": KEY, "DATABASE_URL": "postgresql+asyncpg://bot:s3cr@t@db/firstcall"},
        NOWHERE,
    )

    for shown in (repr(settings), str(settings), f"{settings}", str(settings.model_dump())):
        assert TOKEN not in shown
        assert KEY not in shown
        assert "s3cr" not in shown
    assert "postgresql+asyncpg://bot:***@db/firstcall" in repr(settings)


def test_a_password_in_the_databases_query_is_hidden_too() -> None:
    url = "postgresql+asyncpg://db/firstcall?user=bot&password=s3cret&ssl=require"

    assert load_settings({"DATABASE_URL": url}, NOWHERE).database_place == url.replace("s3cret", "***")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().language = "ru"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("environ", "text", "command"),
    [
        ({}, "", "try"),
        ({}, "BOT_TOKEN=\n", "try"),
        ({}, "# BOT_TOKEN=1:x\n", "try"),
        ({}, "BOT_TOKEN='1:x'  # ours\n", "run"),
        ({"BOT_TOKEN": "1:x"}, "", "run"),
        ({"BOT_TOKEN": ""}, "", "try"),
    ],
)
def test_the_usual_command_is_the_real_bot_only_with_a_token(
    tmp_path: Path, environ: dict[str, str], text: str, command: str
) -> None:
    assert usual_command(environ, _env_file(tmp_path, text)) == command


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon-fri", {1, 2, 3, 4, 5}),
        ("Mon, wed,FRI", {1, 3, 5}),
        ("sunday-thursday", {7, 1, 2, 3, 4}),
        ("fri - Monday, wed", {5, 6, 7, 1, 3}),
        ("sat", {6}),
    ],
)
def test_weekdays_are_single_ones_and_ranges_that_may_pass_a_sunday(written: str, days: set[int]) -> None:
    assert load_settings({"SUMMARY_DAYS": written}, NOWHERE).summary_days == days


def test_the_day_may_end_at_any_minute() -> None:
    assert load_settings({"SUMMARY_AT": "9:30"}, NOWHERE).summary_at == time(9, 30)
    assert load_settings({"SUMMARY_AT": "00:00"}, NOWHERE).summary_at == time(0)


def test_holidays_are_a_countrys_or_a_regions() -> None:
    assert load_settings({"HOLIDAYS": "de-by"}, NOWHERE).holidays == "DE-BY"
    assert load_settings({"HOLIDAYS": "JP"}, NOWHERE).holidays == "JP"


@pytest.mark.parametrize("written", ["DE-Augsburg", "de-augsburg", "DE-AUGSBURG"])
def test_a_region_of_holidays_has_the_name_that_the_error_lists(written: str) -> None:
    settings = load_settings({"HOLIDAYS": written}, NOWHERE)

    assert settings.holidays == "DE-Augsburg"
    assert date(2026, 8, 8) in schedule(settings).holidays, "the Peace Festival, in Augsburg alone"


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("SUMMARY_AT", "24:00", "Expected a time of day such as 18:00."),
        ("SUMMARY_AT", "6 pm", "Expected a time of day such as 18:00."),
        ("SUMMARY_DAYS", "mon-fry", "'fry' is no weekday: they are mon, tue, wed, thu, fri, sat, sun."),
        ("SUMMARY_DAYS", "mon;fri", "'mon;fri' is no weekday: "),
        ("SUMMARY_DAYS", "mon fri", "'mon fri' is no weekday: "),
        ("SUMMARY_DAYS", "mon\u2013fri", "'mon\u2013fri' is no weekday: "),
        ("SUMMARY_DAYS", "monkey", "'monkey' is no weekday: "),
        ("SUMMARY_DAYS", "mon-", "'' is no weekday: "),
        ("SUMMARY_DAYS", "mon-fri-sun", "'mon-fri-sun' is no range: one has two ends, such as mon-fri."),
        ("SUMMARY_DAYS", ",", "Expected weekdays such as mon-fri or mon,wed,fri."),
        ("HOLIDAYS", "ZZ", "The holidays of ZZ are not known."),
        ("HOLIDAYS", "DE-XX", "Regions of DE are: BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN"),
    ],
)
def test_what_the_summary_is_due_by_says_what_was_expected(name: str, value: str, hint: str) -> None:
    [fault] = _faults({name: value})

    assert fault.startswith(f"{name} in the environment is {value!r}.")
    assert hint in fault


def test_all_replicas_derive_one_secret_that_telegram_allows_and_that_is_not_the_token() -> None:
    settings = [Settings(bot_token=SecretStr(TOKEN)) for _ in range(2)]
    secret = settings[0].secret_of_webhook

    assert secret == settings[1].secret_of_webhook
    assert secret != Settings(bot_token=SecretStr(TOKEN + "x")).secret_of_webhook
    assert secret.isalnum() and len(secret) == 64 and secret not in TOKEN
    assert secret in settings[0].secrets and secret not in repr(settings[0])


def test_a_secret_that_is_given_is_taken() -> None:
    assert load_settings({"WEBHOOK_SECRET": "a-b_C1"}, NOWHERE).secret_of_webhook == "a-b_C1"


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("WEBHOOK_URL", "http://bot.example.org/t", "Telegram sends to https only."),
        ("WEBHOOK_URL", "https://bot.example.org", "Give it a path of its own"),
        ("WEBHOOK_URL", "https://bot.example.org/t?x=1", "Give it a path of its own"),
        ("WEBHOOK_URL", "bot.example.org/t", "the public address that Telegram sends updates to"),
        ("WEBHOOK_URL", "https://bot.example.org:99999/t", "Port out of range"),
        ("WEBHOOK_URL", "https://bot.example.org:abc/t", "Port could not be cast to integer value as 'abc'"),
        ("WEBHOOK_SECRET", "ключ", "1 to 256 letters, digits, _ and -"),
        ("WEBHOOK_SECRET", "x" * 257, "1 to 256 letters, digits, _ and -"),
        ("WEBHOOK_LISTEN", "8080", "a host and a port of this machine"),
        ("WEBHOOK_LISTEN", "127.0.0.1:99999", "There are 65535 ports."),
        ("METRICS_LISTEN", "::1:9090", "a host and a port of this machine"),
        ("WEBHOOK_KEY", "no-such-file", "There is no file"),
    ],
)
def test_a_wrong_setting_of_the_webhook_says_what_was_expected(key: str, value: str, hint: str) -> None:
    [fault] = _faults({key: value})

    assert fault.startswith(key) and hint in fault


def test_an_address_of_ipv6_stands_in_brackets() -> None:
    listen = load_settings({"METRICS_LISTEN": "[::1]:9090"}, NOWHERE).metrics_listen

    assert listen is not None
    assert (listen.host, listen.port, str(listen)) == ("::1", 9090, "[::1]:9090")
