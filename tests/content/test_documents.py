"""YAML as it is read here: the 1.2 core schema, with lines, and never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.content.files.documents import parse


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("Off", "Off"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("'12'", "12"),
        ('"true"', "true"),
        ("11:30", "11:30"),
        ("2031-03-05", "2031-03-05"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("[no, 1]", ["no", 1]),
    ],
)
def test_a_plain_value_means_what_an_editor_shows(written: str, read: object) -> None:
    found = parse("a.yaml", f"key: {written}\n".encode())
    assert found.errors == ()
    assert found.value == {"key": read}
    assert type(found.value["key"]) is type(read)


def test_a_key_is_always_a_word() -> None:
    assert parse("a.yaml", b"no: 1\n12: 2\n").value == {"no": 1, "12": 2}


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert parse("a.yaml", "\ufeffname: Café\n".encode()).value == {"name": "Café"}


def test_the_line_of_a_list_item_is_its_own() -> None:
    found = parse("a.yaml", b"list:\n  - one: 1\n\n  - one: 2\n    two: |\n      x\n")
    assert found.line(("list",)) == 1
    assert found.line(("list", 1)) == 4
    assert found.line(("list", 1, "two")) == 5
    assert found.line(("list", 1, "three")) == 4


def test_many_nested_lists_are_refused_without_harm() -> None:
    [error] = parse("a.yaml", b"[" * 5_000).errors
    assert error.expected in ("YAML", "a few levels of keys and lists")


def test_a_value_that_holds_itself_is_refused() -> None:
    [error] = parse("a.yaml", b"a: &a [1, *a]\n").errors
    assert error.value == "an alias"


@given(st.binary(max_size=200))
def test_no_bytes_make_reading_raise(raw: bytes) -> None:
    found = parse("a.yaml", raw)
    assert found.value is not None or found.errors


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@`, \n\t?~019.", max_size=80))
def test_no_yaml_makes_reading_raise(text: str) -> None:
    found = parse("a.yaml", text.encode())
    assert found.value is not None or found.errors
    assert all(error.line >= 1 and error.file == "a.yaml" for error in found.errors)
