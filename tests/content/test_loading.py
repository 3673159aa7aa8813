"""Which files make a set, and what a studio may replace."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from questionnaires.content.files.folders import LIBRARY, StudioFacts
from questionnaires.content.loader import load, read
from questionnaires.content.model import Studio
from tests.content.folders import FIVE, copy_of_five, edit, errors_of


@pytest.mark.parametrize("folders", [(), (LIBRARY,), (FIVE,), (LIBRARY, FIVE)], ids=str)
def test_every_content_set_of_the_repository_is_valid(folders: tuple[Path, ...]) -> None:
    content = load(*folders)
    assert content.questionnaires["manager_quiz"].questions


def test_a_set_of_five_segments_in_two_languages_loads_whole() -> None:
    content = load(FIVE)
    names = [segment.id for segment in content.segments.segments]
    assert names == ["planners", "sprinters", "dreamers", "guardians", "bargainers"]
    assert content.manifest.languages == ["en", "ru"]
    assert sorted(content.tactics) == sorted(names)


def test_the_librarys_studio_is_an_example_and_speaks_only_when_asked_to() -> None:
    assert load(LIBRARY).studio == Studio()
    assert load(LIBRARY, studio=StudioFacts.EXAMPLE).studio.packages


def test_the_library_is_known_again_under_another_path(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(LIBRARY)
    assert load(tmp_path / "link").studio == Studio()


def test_a_studios_own_facts_count_and_replace_the_example() -> None:
    own = load(FIVE).studio
    assert own.packages
    assert load(LIBRARY, FIVE, studio=StudioFacts.EXAMPLE).studio == own


def test_a_file_in_the_studios_folder_replaces_the_librarys_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "scoring.yaml").write_text(
        (LIBRARY / "scoring.yaml").read_text(encoding="utf-8").replace("epsilon: 0.03", "epsilon: 0.05"),
        encoding="utf-8",
    )
    own, library = load(LIBRARY, tmp_path), load(LIBRARY)
    assert own.scoring.epsilon == 0.05
    assert own.traits == library.traits


def test_a_studio_may_keep_the_library_in_fewer_languages(tmp_path: Path) -> None:
    (tmp_path / "set.yaml").write_text("languages: [ru]\n", encoding="utf-8")
    content = load(LIBRARY, tmp_path)
    assert content.manifest.languages == ["ru"]
    assert set(content.segments.segments[0].name) == {"ru"}


def test_a_language_the_library_lacks_is_missing_in_every_file_still_used(tmp_path: Path) -> None:
    (tmp_path / "set.yaml").write_text("languages: [en, de]\n", encoding="utf-8")
    found = errors_of(LIBRARY, tmp_path)
    assert {error.path.rsplit(".", 1)[-1] for error in found} == {"de"}
    assert {error.file for error in found} >= {
        f"{LIBRARY.name}/traits.yaml",
        f"{LIBRARY.name}/tactics/pros.yaml",
    }


def test_own_segments_want_own_traits_tactics_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "segments.yaml").write_bytes((FIVE / "segments.yaml").read_bytes())
    (tmp_path / "set.yaml").write_bytes((FIVE / "set.yaml").read_bytes())
    found = errors_of(LIBRARY, tmp_path)
    assert [error.file for error in found if error.value == "no such file"] == [
        f"tactics/{name}.yaml" for name in ("bargainers", "dreamers", "guardians", "planners", "sprinters")
    ]
    [outdated] = [error for error in found if error.value != "no such file"][:1]
    assert outdated.file == f"{LIBRARY.name}/traits.yaml"
    assert outdated.hint == "the set has its own segments, so it needs its own traits.yaml as well"
    assert len(found) <= 7


def test_questions_that_the_studios_own_traits_left_behind_are_reported_once(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    (own / "manager_quiz.yaml").unlink()
    hint = "the set has its own traits, so it needs its own manager_quiz.yaml as well"
    [found] = [error for error in errors_of(LIBRARY, own) if error.hint == hint]
    assert found.file == f"{LIBRARY.name}/manager_quiz.yaml"


def test_a_brief_that_the_studios_own_traits_left_behind_may_be_replaced_or_left_out(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    (own / "prospect_brief.yaml").unlink()
    found = [
        error for error in errors_of(LIBRARY, own) if error.file == f"{LIBRARY.name}/prospect_brief.yaml"
    ]
    assert found[0].hint == (
        "the set has its own traits, so it needs its own prospect_brief.yaml as well, "
        "or in set.yaml the line without: [prospect_brief]"
    )
    edit(own, "set.yaml", "languages: [en, ru]", "languages: [en, ru]\nwithout: [prospect_brief]")
    assert list(load(LIBRARY, own).questionnaires) == ["manager_quiz"]


def test_a_studio_may_leave_the_librarys_brief_out_and_nothing_else_of_it(tmp_path: Path) -> None:
    (tmp_path / "set.yaml").write_text(
        "languages: [en, ru, ja]\nwithout: [prospect_brief]\n", encoding="utf-8"
    )
    own, library = load(LIBRARY, tmp_path), load(LIBRARY)
    assert set(library.questionnaires) - set(own.questionnaires) == {"prospect_brief"}
    assert own.traits == library.traits


def test_the_quiz_cannot_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "set.yaml").write_text("languages: [en, ru, ja]\nwithout: [manager_quiz]\n", encoding="utf-8")
    [found] = [error for error in errors_of(LIBRARY, tmp_path) if error.value == "no questionnaire"]
    assert (found.file, found.expected) == ("manager_quiz.yaml", "one that managers answer")


def test_what_is_left_out_is_not_brought_along(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    edit(own, "set.yaml", "languages: [en, ru]", "languages: [en, ru]\nwithout: [prospect_brief]")
    [found] = errors_of(LIBRARY, own)
    assert (found.file, found.line, found.path) == ("set.yaml", 3, "without[0]")
    assert found.hint == "to do without your own, delete prospect_brief.yaml"


def test_there_is_one_questionnaire_for_prospects(tmp_path: Path) -> None:
    text = (LIBRARY / "prospect_brief.yaml").read_text(encoding="utf-8")
    (tmp_path / "second.yaml").write_text(
        text.replace("id: prospect_brief", "id: second", 1), encoding="utf-8"
    )
    [found] = errors_of(LIBRARY, tmp_path)
    assert (found.file, found.path) == ("second.yaml", "informant")
    assert found.hint == "leave one out: in set.yaml, without: [prospect_brief]"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    [found] = [error for error in errors_of(LIBRARY, tmp_path / "nowhere")]
    assert found.file.endswith("nowhere") and found.value == "no such folder"


@pytest.mark.parametrize("closed", [".", "tactics"])
def test_a_folder_that_may_not_be_read_is_not_taken_for_an_empty_one(
    closed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system is asked by a call of its own, as a superuser may read whatever the mode says."""
    own = copy_of_five(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "access", lambda path, access: path != own / closed)
        [found] = errors_of(LIBRARY, own)
    assert (found.file, found.expected) == (str(own / closed), "a folder this account may enter and read")


def test_a_file_that_cannot_be_opened_is_a_mistake_like_any_other(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    (own / "studio.yaml").unlink()
    (own / "studio.yaml").symlink_to("studio.yaml")
    assert [error.file for error in errors_of(own)] == ["studio.yaml"]


def test_an_empty_folder_misses_every_file_of_a_set(tmp_path: Path) -> None:
    assert {error.file for error in errors_of(tmp_path)} == {
        "set.yaml",
        "segments.yaml",
        "traits.yaml",
        "scoring.yaml",
        "grading.yaml",
        "manager_quiz.yaml",
    }


@pytest.mark.parametrize("name", ["tactic/planners.yaml", "extra.yml", "tactics/more/planners.yaml"])
def test_a_file_where_nobody_would_read_it_is_a_mistake(tmp_path: Path, name: str) -> None:
    own = copy_of_five(tmp_path)
    (own / name).parent.mkdir(parents=True, exist_ok=True)
    (own / name).write_text("segment: planners\n", encoding="utf-8")
    [found] = errors_of(own)
    assert (found.file, found.line) == (name, 0)


def test_hidden_folders_and_other_files_are_none_of_our_business(tmp_path: Path) -> None:
    own = copy_of_five(tmp_path)
    (own / ".git").mkdir()
    (own / ".git" / "index.yaml").write_text("[", encoding="utf-8")
    (own / "README.md").write_text("# Ours", encoding="utf-8")
    assert errors_of(own) == ()


def test_a_reading_knows_the_line_of_every_value() -> None:
    document = read(FIVE).files["traits.yaml"].document
    lines = (FIVE / "traits.yaml").read_text(encoding="utf-8").splitlines()
    assert "- id: trust" in lines[document.line(("traits", 2, "id")) - 1]
    assert "- id: trust" in lines[document.line(("traits", 2, "nothing", "there")) - 1]
