"""The JSON Schemas that editors use say what the loader says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it brings no types

from questionnaires.content.files.documents import parse
from questionnaires.content.files.folders import LIBRARY
from questionnaires.content.schema import FOLDER, SCHEMAS, schema, schema_text, write_schemas
from tests.content.folders import FIVE

CONTENT = sorted([*LIBRARY.rglob("*.yaml"), *FIVE.rglob("*.yaml")])


def schema_for(path: Path) -> str:
    """The schema's name for a content file."""
    if path.parent.name == "tactics":
        return "tactics"
    return path.stem if path.stem in SCHEMAS else "questionnaire"


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_kept_for_editors_is_the_models_own(name: str) -> None:
    kept = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    assert kept == schema_text(name), "run `firstcall schema`"


def test_no_schema_is_kept_for_a_file_that_no_longer_exists() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(SCHEMAS)


def test_writing_schemas_makes_one_file_each(tmp_path: Path) -> None:
    written = write_schemas(tmp_path / "new")
    assert sorted(path.stem for path in written) == sorted(SCHEMAS)
    assert all(json.loads(path.read_text(encoding="utf-8")) for path in written)


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.relative_to(path.parents[2]).as_posix())
def test_every_valid_file_is_valid_for_an_editor_too(path: Path) -> None:
    Draft202012Validator(schema(schema_for(path))).validate(parse(path.name, path.read_bytes()).value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("set", {"languages": []}),
        ("set", {"languages": ["en"], "language": "en"}),
        ("segments", {"segments": [{"id": "One"}, {"id": "two"}]}),
        ("scoring", {"epsilon": "0.03"}),
    ],
)
def test_an_editor_refuses_what_the_loader_refuses(name: str, value: object) -> None:
    assert not Draft202012Validator(schema(name)).is_valid(value)


def test_a_language_code_of_another_form_is_underlined() -> None:
    text = schema("questionnaire")["properties"]["title"]
    assert Draft202012Validator(text).is_valid({"en": "A title"})
    assert not Draft202012Validator(text).is_valid({"english": "A title"})


def test_an_editor_can_explain_a_key() -> None:
    question = schema("questionnaire")["$defs"]["Question"]["properties"]
    assert question["ask"]["description"] == "How to ask the client this, in words a manager can say aloud."


def test_every_library_file_names_its_schema() -> None:
    for path in LIBRARY.rglob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        marker, _, target = first.partition("$schema=")
        assert marker == "# yaml-language-server: ", path.name
        assert (path.parent / target).resolve() == FOLDER / f"{schema_for(path)}.json"
