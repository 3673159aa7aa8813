"""The two commands of the README and what stands behind them: Makefile, lock, .ci/run and the scripts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.house.places import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _run(*command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        key: value for key, value in os.environ.items() if key not in ("CHROMIUM", "MAKEFLAGS", "PYTHON")
    }
    return subprocess.run(
        command, cwd=ROOT, env=inherited | environ, capture_output=True, text=True, check=False
    )


def _command(folder: Path, name: str, script: str) -> Path:
    """Put a stand-in for the command `name` into `folder`."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _first_in_path(folder: Path) -> str:
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


# --- the lock ---------------------------------------------------------------------------------------------


def test_every_locked_package_is_exact_and_hashed() -> None:
    packages = [entry for entry in re.split(r"\n(?=\S)", LOCK.strip()) if not entry.startswith("#")]

    assert len(packages) > 20
    assert [
        entry.split("\n")[0] for entry in packages if "==" not in entry or "--hash=sha256:" not in entry
    ] == []


def test_the_lock_names_no_package_index() -> None:
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links", LOCK)


def test_the_lock_satisfies_what_the_project_asks_for() -> None:
    locked = dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", LOCK, flags=re.MULTILINE))
    asked = [
        Requirement(text) for text in PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]
    ]

    assert [str(one) for one in asked if not one.specifier.contains(locked.get(one.name.lower(), "0"))] == []


# --- make -------------------------------------------------------------------------------------------------


def test_make_alone_lists_what_can_be_made() -> None:
    listed = {line.split()[1] for line in _run("make").stdout.splitlines()}

    assert {"run", "test", "check", "bench", "lock", "clean"} <= listed


def test_check_ends_with_the_tests() -> None:
    planned = _run("make", "--dry-run", "check").stdout.splitlines()
    steps = [line for line in planned if re.search(r"ruff|mypy|lint-imports|firstcall check|pytest", line)]

    assert [re.search(r"ruff|mypy|lint-imports|firstcall|pytest", step)[0] for step in steps] == [  # type: ignore[index]
        "ruff",
        "mypy",
        "lint-imports",
        "firstcall",
        "pytest",
    ]


# --- scripts ----------------------------------------------------------------------------------------------


def test_a_python_that_is_too_old_is_refused_with_advice(tmp_path: Path) -> None:
    old = _command(tmp_path, "python3", 'case "$2" in *version_info*) exit 1;; esac')

    found = _run("scripts/python", PYTHON=str(old))

    assert found.returncode == 1
    assert "No Python 3.11 or newer found" in found.stderr


def test_a_python_without_venv_is_refused_with_advice(tmp_path: Path) -> None:
    bare = _command(tmp_path, "python3", 'case "$2" in *venv*) exit 1;; esac')

    found = _run("scripts/python", PYTHON=str(bare))

    assert found.returncode == 1
    assert "has no venv module. On Debian or Ubuntu: sudo apt-get install python3-venv" in found.stderr


def test_the_newest_python_with_venv_is_taken(tmp_path: Path) -> None:
    _command(tmp_path, "python3.14", 'case "$2" in *venv*) exit 1;; esac')
    complete = _command(tmp_path, "python3.13", "exit 0")

    found = _run("scripts/python", PATH=_first_in_path(tmp_path))

    assert found.stdout.strip() == str(complete)


def test_a_chromium_on_this_machine_is_taken_before_any_download(tmp_path: Path) -> None:
    chromium = _command(tmp_path, "chromium", "exit 1")

    assert _run("scripts/browser", PATH=_first_in_path(tmp_path)).stdout.strip() == str(chromium)
    assert _run("scripts/browser", CHROMIUM="/opt/mine").stdout.strip() == "/opt/mine"


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with scripts/browser, a Python whose Playwright can do nothing, and few commands in bin/."""
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "browser", tmp_path / "scripts" / "browser")
    (tmp_path / ".venv").mkdir()
    _command(tmp_path / ".venv" / "bin", "python", "exit 1")
    for name in ("sh", "dirname", "grep", "env", "cat", "chmod"):
        _command(tmp_path / "bin", name, f'exec {shutil.which(name)} "$@"')
    return tmp_path


@pytest.mark.skipif(sys.platform == "darwin", reason="an application folder cannot be hidden from the script")
def test_without_any_chromium_the_advice_is_to_install_one(bare: Path) -> None:
    found = _run(bare / "scripts" / "browser", PATH=str(bare / "bin"))

    assert found.returncode == 1
    assert "Install one (Debian: sudo apt-get install chromium)" in found.stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="an application folder cannot be hidden from the script")
def test_root_on_debian_gets_the_package(bare: Path) -> None:
    chromium = bare / "bin" / "chromium"
    _command(bare / "bin", "id", "echo 0")
    install = f'case "$*" in *" chromium "*) cat "$0" > {chromium}; chmod +x {chromium};; esac'
    _command(bare / "bin", "apt-get", install)

    found = _run(bare / "scripts" / "browser", PATH=str(bare / "bin"))

    assert found.stdout.strip() == str(chromium)
    assert "Installing Debian's chromium" in found.stderr


# --- .ci/run ----------------------------------------------------------------------------------------------


@pytest.fixture
def ci(tmp_path: Path) -> Path:
    """A copy of .ci/run beside commands that are all there already, so that it installs nothing."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    for name in ("chromium", "fc-list", "apt-get"):
        _command(tmp_path / "bin", name, "echo present")
    return tmp_path


@pytest.mark.parametrize(("code", "made"), [(0, 0), (1, 2), (5, 2)])
def test_ci_ends_in_pytests_summary_and_leaves_with_its_code(ci: Path, code: int, made: int) -> None:
    complaint = 'echo "make[1]: *** [Makefile:50: test] Error 1" >&2' if made else ":"
    report = f'echo {code} > "${{2#PYTEST_CODE=}}"'
    _command(ci / "bin", "make", f'echo "CI=$CI"; echo "3 passed"; {complaint}; {report}; exit {made}')

    ran = _run(ci / ".ci" / "run", PATH=_first_in_path(ci / "bin"))

    assert ran.stdout.splitlines() == ["CI=true", "3 passed"]
    assert ran.stderr == ""
    assert ran.returncode == code


def test_ci_fails_when_a_step_before_the_tests_fails(ci: Path) -> None:
    _command(ci / "bin", "make", 'echo "Types"; exit 2')

    assert _run(ci / ".ci" / "run", PATH=_first_in_path(ci / "bin")).returncode == 2
