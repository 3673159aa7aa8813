"""Laws of content: loading raises nothing but what is wrong, and an edition comes back as it was."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.content.canonical import Shelf, digest, edition, edition_from
from questionnaires.content.errors import ContentErrors
from questionnaires.content.loader import load
from questionnaires.content.model import ContentSet, Studio
from questionnaires.content.scoring_model import scoring_model
from tests.content.folders import FIVE

FILES = sorted(path.relative_to(FIVE).as_posix() for path in FIVE.rglob("*.yaml"))
SNIPPETS = st.sampled_from(
    [
        "null",
        "[]",
        "{}",
        "true",
        "1e999",
        "-1",
        "'",
        "\t",
        "{en: x}",
        "- ",
        "id: x",
        "traits",
        "&a",
        "*a",
        "é",
        ": ",
    ]
)


@pytest.fixture(scope="module")
def changeable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy, put right again after every change."""
    return Path(shutil.copytree(FIVE, tmp_path_factory.mktemp("laws") / "five"))


@pytest.fixture(scope="module")
def five() -> ContentSet:
    """The five-segment set."""
    return load(FIVE)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(FILES), at=st.integers(0), length=st.integers(0, 40), new=SNIPPETS)
def test_whatever_is_typed_into_a_file_the_loader_raises_nothing_but_content_errors(
    changeable: Path, name: str, at: int, length: int, new: str
) -> None:
    path, before = changeable / name, (FIVE / name).read_text(encoding="utf-8")
    start = at % len(before)
    path.write_text(before[:start] + new + before[start + length :], encoding="utf-8")
    try:
        content = load(changeable)
    except ContentErrors as found:
        assert found.errors
        assert all(str(error) and error.line >= 0 for error in found.errors)
    else:
        scoring_model(content, "manager_quiz")
    finally:
        path.write_text(before, encoding="utf-8")


def with_name(content: ContentSet, name: str, epsilon: float) -> ContentSet:
    """The same content under another name of the first segment and another epsilon."""
    plain = content.model_dump()
    plain["segments"]["segments"][0]["name"]["en"] = name
    plain["scoring"]["epsilon"] = epsilon
    return ContentSet.model_validate(plain)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.text(min_size=1).filter(lambda text: bool(text.strip())),
    epsilon=st.floats(0, 0.5, exclude_min=True, exclude_max=True),
)
def test_an_edition_rebuilt_from_its_text_is_equal_to_the_last_bit(
    five: ContentSet, name: str, epsilon: float
) -> None:
    first = edition(with_name(five, name, epsilon))
    again = edition_from(first.text)
    assert again.content == first.content
    assert edition(again.content).text == first.text
    assert again.model("manager_quiz").version == first.model("manager_quiz").version


def shuffled(value: object, chance: random.Random) -> object:
    """The same data with the keys of every group in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(item, chance) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_keys_changes_no_digest(five: ContentSet, seed: int) -> None:
    plain = shuffled(five.model_dump(), random.Random(seed))
    assert edition(ContentSet.model_validate(plain)).digest == edition(five).digest


def changes(value: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all texts and numbers."""
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from changes(child, (*place, key))
    else:
        yield place


def test_every_value_but_the_studios_is_part_of_the_text(five: ContentSet) -> None:
    plain = json.loads(edition(five).text)
    expected = json.loads(five.model_dump_json())
    expected["studio"] = Studio().model_dump(mode="json")
    assert plain == expected
    assert sum(1 for _ in changes(plain)) > 500


def test_the_studios_facts_are_todays_and_pin_nothing(five: ContentSet) -> None:
    bare = five.model_copy(update={"studio": Studio()})
    assert edition(five).digest == edition(bare).digest
    assert edition(five).content.studio == Studio()
    assert edition(bare).with_facts(five.studio) == five


def test_the_digest_is_the_sha256_of_the_text(five: ContentSet) -> None:
    assert edition(five).digest == digest(edition(five).text)
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_shelf_keeps_what_was_used_last(five: ContentSet) -> None:
    shelf = Shelf(capacity=2)
    one, two, three = (shelf.keep(edition(with_name(five, name, 0.03))) for name in ("One", "Two", "Three"))
    assert shelf.find(one.digest) is None
    assert shelf.find(two.digest) is two
    shelf.keep(one)
    assert shelf.find(three.digest) is None
    assert shelf.find(two.digest) is two
