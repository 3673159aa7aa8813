"""The files of deploy/ name settings, ports and paths that there are.

What needs a tool of its own is checked by hand: docs/operations.md says how.
"""

from __future__ import annotations

import re
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Settings
from bot.firstcall import LAST_LINES, LAST_WORDS, LAST_WORK
from bot.storage.engines.postgres import GOODBYE_SECONDS
from bot.telegram.webhook.door import LONGEST_BODY
from bot.telegram.webhook.gathering import PATIENCE
from bot.web.server import GRACE_SECONDS
from tests.house.places import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
SETTINGS = {name.upper() for name in Settings.model_fields}
LONGEST_GOODBYE = max(LAST_WORK, GRACE_SECONDS) + LAST_WORDS + LAST_LINES + GOODBYE_SECONDS


def unit() -> RawConfigParser:
    """The systemd unit; a key given twice keeps its last value."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(DEPLOY / "firstcall.service", encoding="utf-8")
    return parser


def replicas() -> dict[str, Any]:
    """The services that are the bot."""
    return {name: each for name, each in COMPOSE["services"].items() if each["image"] == "firstcall"}


def test_compose_runs_two_replicas_with_settings_that_exist() -> None:
    assert len(replicas()) == 2
    for replica in replicas().values():
        assert set(replica["environment"]) <= SETTINGS


def test_the_settings_of_compose_are_usable(tmp_path: Path) -> None:
    for replica in replicas().values():
        given = {
            key.lower(): re.sub(r"\$\{.*?\}", "x", value) for key, value in replica["environment"].items()
        }
        given["webhook_url"] = "https://bot.example.org/telegram"
        assert Settings.model_validate(given).metrics_listen is not None


def test_nginx_knows_every_replica_and_the_port_it_listens_on() -> None:
    port = next(iter(replicas().values()))["environment"]["WEBHOOK_LISTEN"].rpartition(":")[2]
    assert set(re.findall(r"server ([\w-]+:\d+)", NGINX)) == {f"{name}:{port}" for name in replicas()}


def test_nginx_takes_bodies_as_long_and_waits_as_long_as_the_bot() -> None:
    assert f"client_max_body_size {LONGEST_BODY >> 20}m;" in NGINX
    assert int(re.findall(r"proxy_read_timeout (\d+)s", NGINX)[0]) > PATIENCE


def test_the_health_check_asks_where_the_window_is() -> None:
    for replica in replicas().values():
        port = replica["environment"]["METRICS_LISTEN"].rpartition(":")[2]
        assert f":{port}/readyz" in replica["healthcheck"]["test"][-1]


def test_whoever_stops_the_bot_lets_it_finish() -> None:
    given = [each["stop_grace_period"] for each in replicas().values()]
    given.append(unit()["Service"]["TimeoutStopSec"])
    assert all(int(seconds.rstrip("s")) > LONGEST_GOODBYE for seconds in given)


def test_the_unit_does_not_start_again_what_a_setting_stops() -> None:
    assert unit()["Service"]["RestartPreventExitStatus"] == "2"
    assert unit()["Service"]["DynamicUser"] == "yes"


def test_a_call_that_the_unit_refuses_does_not_end_the_bot() -> None:
    service = unit()["Service"]
    assert service["SystemCallFilter"].startswith("~")  # the last of its lines: what is taken away again
    assert service["SystemCallErrorNumber"] == "EPERM"


def test_the_unit_lets_the_bot_read_what_its_metrics_tell() -> None:
    assert unit()["Service"].get("ProcSubset", "all") == "all"  # process_*: the time of boot, in /proc/stat


def test_what_is_drawn_has_a_place_for_its_fonts() -> None:
    service = unit()["Service"]
    assert service["Environment"] == f"MPLCONFIGDIR=/var/cache/{service['CacheDirectory']}"


@pytest.mark.parametrize("line", [line for line in CONTAINER.splitlines() if line.startswith("COPY ")])
def test_the_container_copies_what_there_is(line: str) -> None:
    sources = [part for part in line.split()[1:-1] if not part.startswith("--")]
    assert "--from=build" in line or all((ROOT / source).exists() for source in sources)


def test_the_container_is_built_from_what_it_copies_and_nothing_else() -> None:
    copied = {
        source
        for line in CONTAINER.splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    }
    given = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert {line[1:] for line in given if line.startswith("!")} == copied
    assert "*" in given


def test_the_container_copies_databases_with_the_programs_of_the_server_that_compose_runs() -> None:
    (version,) = re.findall(r"postgresql-client-(\d+)", CONTAINER)
    assert COMPOSE["services"]["postgres"]["image"] == f"postgres:{version}"


def test_the_container_checks_hashes_and_ends_as_nobody_in_particular() -> None:
    assert "--require-hashes" in CONTAINER
    assert re.findall(r"^USER (\S+)", CONTAINER, re.MULTILINE)[-1] not in ("root", "0")
