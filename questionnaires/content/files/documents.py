"""YAML text to plain values, with the line of every key and list item.

Reads the YAML 1.2 core schema, as editors do: only `true` and `false` are booleans, so unquoted `yes`, `no`
or `on` is the word itself, and `11:00` or a date is text. Duplicate keys, aliases and tags are mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from questionnaires.content.errors import ContentError, Place, show_place

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("null", "bool", "int", "float", "str", "map", "seq", "timestamp", "merge", "value")
)
_LOADER: Any = type(
    "_Unguessed",
    (getattr(yaml, "CSafeLoader", yaml.SafeLoader),),
    {"yaml_implicit_resolvers": {}, "__doc__": "Guesses no types: what a word means is `_scalar`'s to say."},
)


@dataclass(frozen=True)
class Document:
    """A file's value (None when it cannot be read) and the line, from 1, of every key and list item."""

    value: object
    lines: Mapping[Place, int]
    errors: tuple[ContentError, ...]

    def line(self, place: Place) -> int:
        """The line of this place, or of the nearest one around it that is written down."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def parse(name: str, raw: bytes) -> Document:
    """Read one file. Never raises: what is wrong with it stands in `errors`, named after `name`."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return _unreadable(
            name, line, "not UTF-8", "text saved as UTF-8", "choose UTF-8 in the editor's save dialog"
        )
    try:
        root = yaml.compose(text, Loader=_LOADER)
        found = _Builder(name).document(root) if root else None
        return found if found and (found.value is not None or found.errors) else _empty(name)
    except yaml.YAMLError as error:
        return _not_yaml(name, error)
    except RecursionError:
        return _unreadable(name, 1, "nested too deeply", "a few levels of keys and lists", "")


def _empty(name: str) -> Document:
    return _unreadable(
        name, 1, "an empty file", "the keys of this file", "delete the file if it is not needed"
    )


def _unreadable(name: str, line: int, value: str, expected: str, hint: str) -> Document:
    return Document(None, {}, (ContentError(name, line, "", value, expected, hint),))


def _not_yaml(name: str, error: yaml.YAMLError) -> Document:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "cannot be read"
    hint = "often a quote that is not closed, a tab, wrong indentation, or a colon in a text without quotes"
    return _unreadable(name, mark.line + 1 if mark else 1, str(problem), "YAML", hint)


class _Builder:
    """Turns composed nodes into values once, noting lines and mistakes on the way."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: dict[Place, int] = {}
        self._errors: list[ContentError] = []
        self._seen: set[int] = set()

    def document(self, root: yaml.Node) -> Document:
        self._lines[()] = root.start_mark.line + 1
        return Document(self._value(root, ()), self._lines, tuple(self._errors))

    def _value(self, node: yaml.Node, place: Place) -> object:
        if id(node) in self._seen:
            self._refuse(node, place, "an alias", "the value written out")
            return None
        self._seen.add(id(node))
        if node.tag not in _PLAIN_TAGS:
            self._refuse(node, place, node.tag, "a value without a tag")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*place, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _item(self, node: yaml.Node, place: Place) -> object:
        self._lines[place] = node.start_mark.line + 1
        return self._value(node, place)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        values: dict[str, object] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(key, place, "a group or list as a key", "a word as a key")
            elif key.value in values:
                first = self._lines[(*place, key.value)]
                self._refuse(
                    key, (*place, key.value), "written twice", f"one value; the first is on line {first}"
                )
            else:
                self._lines[(*place, key.value)] = key.start_mark.line + 1
                values[key.value] = self._value(value, (*place, key.value))
        return values

    def _refuse(self, node: yaml.Node, place: Place, value: str, expected: str) -> None:
        line = node.start_mark.line + 1
        self._errors.append(ContentError(self._name, line, show_place(place), value, expected))


def _scalar(node: yaml.Node) -> object:
    """A scalar by the YAML 1.2 core schema; anything in quotes is text."""
    text = str(node.value)
    if getattr(node, "style", None):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
