"""JSON Schemas of the content files, so that an editor completes keys and underlines mistakes."""

from __future__ import annotations

import json
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
    made = _closed(SCHEMAS[name].model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


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
