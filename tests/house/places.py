"""Where the tests of the house find it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
