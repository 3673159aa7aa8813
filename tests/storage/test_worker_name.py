"""What a process that sends letters is called: by the place where nobody else can listen, or by chance."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.config.addresses import Address
from bot.jobs import worker
from bot.jobs.worker import worker_name

HERE = Address("127.0.0.1", 8080)


@pytest.fixture(autouse=True)
def moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    """Some machine, whatever system the tests run on, and a way to another one."""
    boot, network = tmp_path / "boot", tmp_path / "net"
    monkeypatch.setattr(worker, "_BOOT", boot)
    monkeypatch.setattr(worker, "_NETWORK", network)

    def move(boot_id: str, network_id: str) -> None:
        boot.write_text(f"{boot_id}\n")
        network.unlink(missing_ok=True)
        network.symlink_to(network_id)

    move("3c1d", "net:[1]")
    return move


def test_who_is_started_again_in_the_same_place_is_called_as_before() -> None:
    assert worker_name(HERE) == worker_name(HERE)
    assert len({worker_name(HERE), worker_name(Address("127.0.0.1", 8081)), worker_name(None)}) == 3


@pytest.mark.parametrize("listens_on", [None, Address("127.0.0.1", 0)])
def test_who_has_no_place_of_its_own_is_called_as_nobody_was(listens_on: Address | None) -> None:
    assert worker_name(listens_on) != worker_name(listens_on)


@pytest.mark.parametrize("place", [("3c1d", "net:[2]"), ("9f5e", "net:[1]")])
def test_the_same_address_in_another_network_or_on_another_machine_is_another_place(
    moved: Callable[[str, str], None], place: tuple[str, str]
) -> None:
    """Containers, and machines made from one image, are called alike."""
    here = worker_name(HERE)
    moved(*place)
    assert worker_name(HERE) != here


def test_where_the_system_does_not_tell_the_place_the_name_is_new(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(worker, "_BOOT", tmp_path / "absent")
    assert worker_name(HERE) != worker_name(HERE)
