"""Walks the models' annotations, so that checks know what stands where without a second list of fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from questionnaires.content.errors import Place
from questionnaires.content.model import Text


def choices(annotation: Any) -> tuple[Any, ...]:
    """The alternatives of a union without None; of anything else itself alone."""
    if get_origin(annotation) is Annotated:
        return choices(get_args(annotation)[0])
    if get_origin(annotation) in (UnionType, Union):
        return tuple(part for one in get_args(annotation) if one is not type(None) for part in choices(one))
    return (annotation,)


def is_model(annotation: Any) -> bool:
    """Whether this is a model rather than a plain value or a collection."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def inner(annotation: Any, step: str | int) -> Any:
    """The annotation of what stands under this key or list position; None when nothing can."""
    for choice in choices(annotation):
        if is_model(choice) and step in choice.model_fields:
            return choice.model_fields[step].annotation
        if get_origin(choice) is list and isinstance(step, int):
            return get_args(choice)[0]
        if get_origin(choice) is dict:
            return get_args(choice)[1]
    return None


def at(shape: Any, place: Iterable[str | int]) -> Any:
    """The annotation at a place of a document of this shape; None when nothing can stand there."""
    for step in place:
        shape = inner(shape, step)
    return shape


def children(value: object) -> Iterable[tuple[str | int, object]]:
    """Keys or positions with what stands under them; of a plain value nothing."""
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def texts(shape: Any, value: object, place: Place = ()) -> Iterator[tuple[Place, dict[str, object]]]:
    """Every text of a document, whatever else is wrong with it: its place and its languages."""
    if Text in choices(shape):
        if isinstance(value, dict):
            yield place, value
        return
    for step, child in children(value):
        if isinstance(child, dict | list):  # below anything else nothing can stand
            yield from texts(inner(shape, step), child, (*place, step))


def describe(annotation: Any) -> str:
    """What is expected here, in the words of somebody who writes YAML and no Python."""
    return " or ".join(dict.fromkeys(_describe_one(choice) for choice in choices(annotation)))


def _describe_one(annotation: Any) -> str:
    if annotation == Text:
        return "a text with one line per language"
    if is_model(annotation):
        return f"a group with the keys {', '.join(annotation.model_fields)}"
    if get_origin(annotation) is Literal:
        return f"one of {', '.join(get_args(annotation))}"
    names = {str: "a word or text", float: "a number", int: "a whole number", bool: "true or false"}
    collections = {list: "a list", dict: "a group of keys"}
    return names.get(annotation) or collections.get(get_origin(annotation), "nothing here")
