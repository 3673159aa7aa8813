"""`firstcall score`: one line in, one line out, and a bad line never stops the rest."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring
from bot.score import LONGEST_LINE, PIPE_CLOSED, Asking, Scorer, score_stream
from questionnaires.content.canonical import Edition, edition
from questionnaires.content.loader import load
from tests.content.folders import FIVE

SCORE = (sys.executable, "-m", "bot", "score", "--content-dir", str(FIVE))
GOOD = b'{"id": "c1", "questionnaire": "manager_quiz", "answers": {"trust": "low", "pace": "slow"}}\n'

EDITION = edition(load(FIVE))


def scored(text: bytes, asking: Asking = Asking.AS_GIVEN) -> tuple[int, list[dict[str, Any]], list[str]]:
    """Exit code, results and complaints of a whole input."""
    out, errors = io.BytesIO(), io.StringIO()
    code = score_stream(io.BytesIO(text), Scorer(EDITION, "manager_quiz", asking), out, errors)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], errors.getvalue().splitlines()


def case(**answers: str | None) -> bytes:
    """One line of input."""
    return json.dumps({"id": "c", "questionnaire": "manager_quiz", "answers": answers}).encode() + b"\n"


def test_a_result_has_the_keys_of_the_contract_in_its_order() -> None:
    code, [found], _ = scored(GOOD)
    assert code == 0
    assert list(found) == [
        "id", "predominant", "secondary", "sub_segment", "verdict", "confidence", "shares", "reasons",
        "next_question", "stop", "model",
    ]  # fmt: skip
    assert found["id"] == "c1"
    assert found["predominant"] == "guardians"
    assert list(found["confidence"]) == ["planners", "sprinters", "dreamers", "guardians", "bargainers"]
    assert sum(found["shares"].values()) == pytest.approx(1)
    assert {reason["trait"] for reason in found["reasons"]} == {"trust", "pace"}
    assert found["model"] == EDITION.model("manager_quiz").version


def test_a_result_says_what_the_scoring_says() -> None:
    answers = {
        "brief": "shot_list",
        "first_question": "when",
        "trust": "low",
        "pace": "at_once",
        "extras": "many",
    }
    _, [found], _ = scored(case(**answers))
    result = scoring.score(EDITION.model("manager_quiz"), answers)
    assert result.sub_segment is not None
    assert found["sub_segment"] == "-".join(result.sub_segment)
    assert found["confidence"] == dict(result.confidence)
    assert found["stop"] is True and found["next_question"] is None


def test_no_answer_has_no_predominant_and_a_question_to_ask() -> None:
    _, [found], _ = scored(case())
    assert found["predominant"] is None and found["secondary"] is None and found["reasons"] == []
    assert found["next_question"] in EDITION.model("manager_quiz").compiled.question_index
    assert found["stop"] is False


def test_answers_about_the_deal_and_the_industry_are_known_and_change_nothing() -> None:
    _, with_deal, _ = scored(case(trust="low", money_and_day="both", industry="food"))
    _, without, _ = scored(case(trust="low"))
    assert with_deal == without


def brief(**answers: str | None) -> bytes:
    """One line of a prospect's answers."""
    return json.dumps({"id": "p", "questionnaire": "prospect_brief", "answers": answers}).encode() + b"\n"


def test_a_prospects_answers_are_scored_by_the_briefs_own_model() -> None:
    _, [found], _ = scored(brief(brought="contract", deciding="slow"))
    assert found["predominant"] == "guardians"
    assert found["model"] == EDITION.model("prospect_brief").version != EDITION.model("manager_quiz").version


def test_what_a_prospect_gave_freely_is_known_and_changes_nothing() -> None:
    code, [with_extras, without], _ = scored(
        brief(deciding="slow", liked="given", money="fits") + brief(deciding="slow", liked=None)
    )
    assert code == 0 and with_extras == without


@pytest.mark.parametrize(
    ("answers", "following"),
    [
        ({}, "brought"),
        ({"brought": "mood", "deciding": "slow"}, "held_back"),
        ({"brought": "mood", "deciding": "planned"}, None),
        ({"brought": "contract", "deciding": "slow"}, None),
        ({"brought": "mood", "deciding": None}, None),
    ],
)
def test_a_branch_is_asked_next_only_where_all_its_conditions_hold(
    answers: dict[str, str | None], following: str | None
) -> None:
    _, [found], _ = scored(brief(**answers))
    assert found["next_question"] == following


def test_a_line_without_a_questionnaire_takes_the_default() -> None:
    _, [found], _ = scored(b'{"id": 7, "answers": {"trust": "low"}}\n')
    assert found["id"] == 7


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nonsense", "not JSON: Expecting value"),
        (b"[]", "expected an object with id, questionnaire and answers"),
        (b'{"answers": {}}', "id is missing: expected a text"),
        (b'{"id": true, "answers": {}}', "id is true: expected a text"),
        (b'{"id": "a"}', "answers is missing: expected an object of question id: option id or null"),
        (b'{"id": "a", "answers": [1]}', "answers is [1]: expected an object"),
        (b'{"id": "a", "questionnaire": 3, "answers": {}}', "questionnaire is 3: expected an id"),
        (b'{"id": "a", "questionnaire": "manager_qiz", "answers": {}}', "(did you mean 'manager_quiz'?)"),
        (b'{"id": "a", "answers": {"trsut": "low"}}', "unknown question: 'trsut', expected one of brief"),
        (b'{"id": "a", "answers": {"trust": "lo"}}', "unknown option 'lo' for question 'trust'"),
        (b'{"id": "a", "answers": {"trust": 1}}', "answer to 'trust' is 1: expected an option id or null"),
        (b'{"id": "a", "answers": {"industry": "fod"}}', "unknown option for 'industry': 'fod'"),
        (b'{"id": "a", "answers": {"trust": NaN}}', "NaN is not JSON"),
        (b'{"id": -Infinity, "answers": {}}', "-Infinity is not JSON"),
        (b'{"id": "a", "answers": {"trust": "low", "trust": "high"}}', "key 'trust' is given twice"),
        (b'{"id": "a", "id": "b", "answers": {}}', "key 'id' is given twice: expected once"),
        (b'{"id": "\xff", "answers": {}}', "byte 9 is not UTF-8: expected JSON in UTF-8"),
        (b'{"id": "\\ud800", "answers": {}}', "id cannot be written again"),
        (b"[" * 100_000, "not JSON"),
        (b'{"id": ' + b"9" * 5000 + b', "answers": {}}', "not JSON"),
        (b'{"id": "' + b"x" * LONGEST_LINE + b'", "answers": {}}', "longer than 1,000,000 bytes"),
        (b"\xef\xbb\xbf" + GOOD.rstrip(), "not JSON"),
    ],
    ids=range(22),
)  # fmt: skip
def test_a_bad_line_is_named_with_its_reason_and_the_others_are_still_scored(
    line: bytes, reason: str
) -> None:
    code, found, [complaint] = scored(GOOD + b"\n" + line + b"\n" + GOOD)
    assert code == 1
    assert [each["id"] for each in found] == ["c1", "c1"]
    assert complaint.startswith("line 3: ") and reason in complaint


def test_a_byte_order_mark_may_open_the_input() -> None:
    assert scored(b"\xef\xbb\xbf" + GOOD)[0] == 0


def test_the_last_line_needs_no_newline_and_windows_newlines_are_fine() -> None:
    code, found, _ = scored(GOOD.replace(b"\n", b"\r\n") + GOOD.rstrip())
    assert (code, len(found)) == (0, 2)


def test_an_empty_input_is_no_mistake() -> None:
    assert scored(b"") == (0, [], [])


LINES = st.one_of(
    st.just(GOOD.rstrip()),
    st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b" ")),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5), lambda some: st.lists(some, max_size=3)
    ).map(lambda value: json.dumps({"id": "a", "answers": value}).encode()),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=6))
def test_every_line_is_either_answered_or_named(lines: list[bytes]) -> None:
    code, found, complaints = scored(b"\n".join(lines))
    assert len(found) + len(complaints) == sum(not line.isspace() and line != b"" for line in lines)
    assert code == (1 if complaints else 0)
    assert len([line for line in lines if line == GOOD.rstrip()]) <= len(found)


def whole_case() -> dict[str, str | None]:
    """A client who answers everything like a guardian."""
    return {"brief": "contract", "first_question": "terms", "trust": "low", "pace": "slow", "extras": "none"}


def test_asking_adaptively_stops_early_and_says_what_was_asked() -> None:
    _, [found], _ = scored(case(**whole_case()), Asking.ADAPTIVE)
    model = EDITION.model("manager_quiz")
    asked, used = scoring.ask_adaptively(model, whole_case())
    assert list(found)[-1] == "asked"
    assert found["asked"] == list(asked)
    assert found["confidence"] == dict(scoring.score(model, used).confidence)
    assert found["stop"] is True
    assert found["asked"][0] == scoring.advise(model, {}).next_question


def fixed_order() -> Edition:
    """The same questionnaire, asked in the order of the file."""
    content = load(FIVE)
    quiz = content.questionnaires["manager_quiz"].model_copy(update={"order": "fixed"})
    return edition(content.model_copy(update={"questionnaires": {"manager_quiz": quiz}}))


def test_a_questionnaire_of_fixed_order_asks_next_what_stands_next() -> None:
    scorer = Scorer(fixed_order(), "manager_quiz", Asking.AS_GIVEN)
    found = json.loads(scorer.answer(case(brief="mood", trust=None).decode()))
    assert found["next_question"] == "first_question"


# As a program


@pytest.fixture
def running() -> Iterator[subprocess.Popen[bytes]]:
    """`firstcall score` waiting for input."""
    pipe = subprocess.PIPE
    with subprocess.Popen(SCORE, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        yield process
        process.kill()


def test_a_line_is_answered_before_the_next_one_is_written(running: subprocess.Popen[bytes]) -> None:
    assert running.stdin and running.stdout
    for _ in range(3):
        running.stdin.write(GOOD)
        running.stdin.flush()
        assert json.loads(running.stdout.readline())["id"] == "c1"


def test_a_reader_that_goes_away_ends_it_quietly(running: subprocess.Popen[bytes]) -> None:
    assert running.stdout
    running.stdout.close()
    _, complaint = running.communicate(GOOD * 2000)
    assert complaint == b""
    assert running.returncode == PIPE_CLOSED


def test_a_file_is_scored_like_stdin_and_one_bad_line_shows_in_the_exit_code(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(GOOD + b"{}\n" + GOOD)
    from_file = subprocess.run([*SCORE, str(cases)], capture_output=True)
    from_stdin = subprocess.run([*SCORE, "-"], capture_output=True, input=cases.read_bytes())
    assert from_file.returncode == from_stdin.returncode == 1
    assert from_file.stdout == from_stdin.stdout
    assert from_file.stderr == from_stdin.stderr == b"line 2: id is missing: expected a text\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("nowhere.jsonl",), b"nowhere.jsonl: No such file"), (("--content-dir", "nowhere"), b"no such folder")],
)
def test_what_cannot_start_says_why_and_ends_with_two(
    arguments: tuple[str, ...], said: bytes, tmp_path: Path
) -> None:
    ended = subprocess.run([*SCORE, *arguments], capture_output=True, input=b"")
    assert ended.returncode == 2
    assert said in ended.stderr and ended.stdout == b""
