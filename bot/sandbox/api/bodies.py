"""Request bodies: JSON, urlencoded forms and multipart forms, in the standard library alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.rules.refusals import broken_rule

_BOUNDARY = re.compile(r'boundary="?([^";,]+)"?', re.IGNORECASE)
_NAME = re.compile(rb'[ ;]name="([^"]*)"', re.IGNORECASE)
_FILENAME = re.compile(rb'[ ;]filename="([^"]*)"', re.IGNORECASE)
_TYPE = re.compile(rb"content-type:\s*([^\r\n;]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart form."""

    filename: str
    mime_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    """What a call carried: values by name (strings in forms, anything in JSON), and files by name."""

    values: dict[str, Any]
    files: dict[str, Upload]


def read_body(content_type: str, query: bytes, content: bytes) -> Body:
    """Reads a call's parameters from its query string and body.

    Raises:
        Refused: 400 when the body is not what its content type says.
    """
    values: dict[str, Any] = dict(parse_qsl(query.decode(), keep_blank_values=True)) if query else {}
    if content_type.startswith("application/json"):
        return Body(values | _json_object(content), {})
    if content_type.startswith("multipart/form-data"):
        form = _multipart(content_type, content)
        return Body(values | form.values, form.files)
    if content:
        values |= dict(parse_qsl(content.decode(), keep_blank_values=True))
    return Body(values, {})


def _json_object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        raise broken_rule("can't parse JSON object in the request body") from None
    if not isinstance(found, dict):
        raise broken_rule("expected a JSON object in the request body")
    return found


def _multipart(content_type: str, content: bytes) -> Body:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise broken_rule("multipart body without a boundary")
    form = Body({}, {})
    delimiter = b"\r\n--" + boundary.group(1).encode()
    for part in (b"\r\n" + content).split(delimiter)[1:-1]:
        _take_part(form, part)
    return form


def _take_part(form: Body, part: bytes) -> None:
    head, _, payload = part.partition(b"\r\n\r\n")
    name = _NAME.search(head)
    if name is None:
        raise broken_rule("multipart part without a name")
    filename = _FILENAME.search(head)
    if filename is None:
        form.values[name.group(1).decode()] = payload.decode()
        return
    mime = _TYPE.search(head)
    kind = mime.group(1).decode().strip() if mime else "application/octet-stream"
    form.files[name.group(1).decode()] = Upload(filename.group(1).decode(), kind, payload)
