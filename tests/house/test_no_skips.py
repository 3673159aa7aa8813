"""A skip is green at home and red in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.places import ROOT

SKIPS = {
    "by a mark": "@pytest.mark.skip(reason='no browser')\ndef test_it() -> None: ...",
    "while running": "def test_it() -> None:\n    pytest.skip('no browser')",
    "in a fixture": "@pytest.fixture\ndef it():\n    pytest.skip('no browser')\ndef test_it(it) -> None: ...",
    "while collected": "pytest.skip('no browser', allow_module_level=True)",
    "by expecting failure": "@pytest.mark.xfail(reason='no browser')\ndef test_it() -> None:\n    assert 0",
}


def _pytest(folder: Path, *texts: str, **environ: str) -> subprocess.CompletedProcess[str]:
    for number, text in enumerate(texts):
        (folder / f"test_{number}.py").write_text(f"import pytest\n{text}\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    options = ["-q", "-p", "tests.no_skips", "-p", "no:cacheprovider", "--continue-on-collection-errors"]
    inherited = {key: value for key, value in os.environ.items() if key != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-c", folder / "pytest.ini", folder],
        cwd=ROOT,
        env=inherited | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_in_ci_every_kind_of_skip_fails_and_says_why(tmp_path: Path) -> None:
    ran = _pytest(tmp_path, *SKIPS.values(), "def test_it() -> None: ...", CI="true")

    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-1].startswith("2 failed, 1 passed, 3 errors")
    assert ran.stdout.count("no browser") >= len(SKIPS)


def test_elsewhere_a_skip_stays_a_skip(tmp_path: Path) -> None:
    ran = _pytest(tmp_path, *SKIPS.values())

    assert ran.returncode == 0
    assert ran.stdout.splitlines()[-1].startswith("4 skipped, 1 xfailed")


def test_this_project_loads_the_rule(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.has_plugin("tests.no_skips")
