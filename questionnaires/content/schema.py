"""JSON Schemas of the content files, so that an editor completes keys and underlines mistakes."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from itertools import pairwise
from pathlib import Path
from typing import Any

from questionnaires.content import model

SCHEMAS: dict[str, type[model.Model]] = {
    "set": model.Manifest,
    "segments": model.Segments,
    "traits": model.Traits,
    "scoring": model.Scoring,
    "questionnaire": model.Questionnaire,
    "grading": model.Grading,
    "tactics": model.Tactics,
    "studio": model.Studio,
}
"""Schema file name -> the model of the content file."""

FOLDER = Path(__file__).parents[1] / "schema"
"""Where the schemas are kept for editors."""


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one kind of content file; KeyError for an unknown name."""
    shape = SCHEMAS[name]
    made = _closed(shape.model_json_schema())
    _explain(shape, made)
    for each in model.Model.__subclasses__():
        _explain(each, made.get("$defs", {}).get(each.__name__, {}))
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _explain(shape: type[model.Model], made: dict[str, Any]) -> None:
    """Put what is written below each field into its schema.

    pydantic can do it while it builds a model, and then reads its source anew at every start of the bot.
    """
    properties = made.get("properties", {})
    for field, text in _explanations(shape).items():
        if field in properties:
            properties[field]["description"] = text


def _explanations(shape: type[model.Model]) -> dict[str, str]:
    """The texts that stand below the fields of a model, by field."""
    [written] = ast.parse(textwrap.dedent(inspect.getsource(shape))).body
    assert isinstance(written, ast.ClassDef), f"{shape} is no class"
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(written.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
        if isinstance(text.value.value, str)
    }


def _closed(value: Any) -> Any:
    """Keys that must have a form may have no other: pydantic says so only of models."""
    if isinstance(value, list):
        return [_closed(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {key: _closed(child) for key, child in value.items()}
    return made | {"additionalProperties": False} if "patternProperties" in made else made


def schema_text(name: str) -> str:
    """The schema as its file holds it."""
    return json.dumps(schema(name), ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Write every schema into a folder; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (folder / f"{name}.json").write_text(schema_text(name), encoding="utf-8")
    return tuple(folder / f"{name}.json" for name in SCHEMAS)
