"""What a button carries: written and read back alike, short enough, never believed when it was changed."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.callbacks import DONT_KNOW, LENGTH, Callback, Verb, read, write

FROZEN = {
    "ANSWER": 1,
    "BACK": 2,
    "SHOW_RESULT": 3,
    "SHARPEN": 4,
    "FINISH_NOW": 5,
    "REVIEW": 6,
    "CHANGE": 7,
    "REMIND": 8,
    "CANCEL": 9,
    "RESUME": 10,
    "CONTINUE": 11,
    "RETAKE": 12,
    "ANOTHER": 13,
    "PICK": 14,
    "SCREEN": 30,
    "MENU": 31,
    "WHY": 32,
    "PLAYBOOK": 33,
    "FOLLOW_UP": 34,
    "COLLEAGUE": 35,
    "CORRECT": 36,
    "CORRECT_FIRST": 37,
    "CORRECT_SECOND": 38,
    "NEW_CLIENT": 60,
    "CLIENTS": 61,
    "CLIENT": 62,
    "OPEN_CARD": 63,
    "ASK_AGAIN": 64,
    "DELETE": 65,
    "DELETE_YES": 66,
    "SETTINGS": 67,
    "LANGUAGE": 68,
    "HELP": 69,
    "INVITE": 70,
    "TEAM": 71,
    "MEMBER": 72,
    "RENAME": 73,
    "APPOINT": 74,
    "RELIEVE": 75,
    "HAND_OVER": 76,
    "HAND_OVER_TO": 77,
    "HAND_OVER_YES": 78,
    "DEACTIVATE": 79,
    "DEACTIVATE_TO": 80,
    "DEACTIVATE_YES": 81,
    "ACTIVATE": 82,
    "WITHDRAW": 83,
    "MY_DATA": 84,
    "FORGET": 85,
    "FORGET_YES": 86,
    "OUTBOX": 87,
    "TRY_AGAIN": 88,
    "BRIEF_ANSWER": 100,
    "BRIEF_BACK": 101,
    "BRIEF_REVIEW": 102,
    "BRIEF_CHANGE": 103,
    "BRIEF_SEND": 104,
    "BRIEF_ADD": 105,
    "BRIEF_ENOUGH": 106,
    "BRIEF_RESUME": 107,
    "BRIEF_STOP": 108,
    "BRIEF_SCREEN": 110,
    "BRIEF_TALK": 111,
    "BRIEF_INTRO": 112,
    "BRIEF_PAUSE": 113,
    "CONSENT": 120,
    "DECLINE": 121,
    "WRITE_TO": 122,
    "INTRO_IN": 123,
    "BRIEF_NEW": 130,
    "BRIEF_LINK": 131,
    "BRIEF_PHONE": 132,
    "BRIEF_OPEN": 133,
    "BRIEF_RENEW": 134,
    "BRIEF_REVOKE": 135,
    "BRIEF_WORDS": 136,
    "BRIEF_FILES": 137,
    "BRIEF_REPLY": 138,
    "BRIEF_CARD": 139,
    "MY_LINK": 140,
    "MY_LINK_NEW": 141,
    "MY_LINK_OFF": 142,
    "QUIET": 143,
    "SUMMARY": 150,
    "SUMMARY_OTHER": 151,
    "SUMMARY_DETAILS": 152,
    "SUMMARY_CARD": 153,
    "SUBSCRIPTION": 154,
    "SUBSCRIBE": 155,
    "UNSUBSCRIBE": 156,
    "SUMMARY_DAY": 157,
    "SUMMARY_EMPTY": 158,
    "OUTCOME": 160,
    "OUTCOME_SET": 161,
    "CARD_USE": 162,
    "FOLLOW_UP_USE": 163,
    "FOLLOW_UPS": 164,
    "SEGMENTS": 165,
    "FUNNEL": 170,
    "FUNNEL_DETAILS": 171,
    "FUNNEL_OTHER": 172,
    "FUNNEL_PERIOD": 173,
    "EXPORT": 175,
    "EXPORT_DAYS": 176,
    "EXPORT_MAKE": 177,
    "ONE_PAGE": 178,
    "WEEK_PAGE": 179,
    "CALIBRATE": 185,
    "CALIBRATE_DETAILS": 186,
    "CALIBRATE_ACCEPT": 187,
    "CALIBRATE_ACCEPT_YES": 188,
    "CALIBRATIONS": 189,
    "CALIBRATION": 190,
    "CALIBRATION_YES": 191,
    "PRACTICE": 195,
    "CALL": 196,
    "SECOND": 197,
    "SECOND_ASK": 198,
    "SECOND_WITHDRAW": 199,
    "SECOND_BEGIN": 200,
    "SECOND_DECLINE": 201,
    "COMPARISON": 202,
    "BRIEF_GIVEN": 203,
    "TAKE_BACK": 204,
    "TAKE_BACK_YES": 205,
}
"""Numbers that stand in messages people keep. A new verb gets a new number; no line here ever changes."""

CALLBACKS = st.builds(
    Callback,
    verb=st.sampled_from(Verb),
    subject=st.integers(-(2**63), 2**63 - 1),
    other=st.integers(-(2**63), 2**63 - 1),
    revision=st.integers(0, 2**32 - 1),
    a=st.integers(0, 2**16 - 1),
    b=st.integers(0, 2**16 - 1),
)
ANSWER = Callback(Verb.ANSWER, subject=2**62 + 5, revision=7, a=3, b=2)


def test_no_verb_is_ever_renumbered() -> None:
    assert {verb.name: verb.value for verb in Verb} == FROZEN


def test_a_button_of_an_old_message_is_read_for_ever() -> None:
    assert write(ANSWER) == "AUAAAAAAAAAFAAAAAAAAAAAAAAAHAAMAAg"
    assert read("AUAAAAAAAAAFAAAAAAAAAAAAAAAHAAMAAg") == ANSWER


@given(callback=CALLBACKS)
def test_what_is_written_is_read_back(callback: Callback) -> None:
    assert read(write(callback)) == callback


@given(callback=CALLBACKS)
def test_the_data_fits_into_a_button(callback: Callback) -> None:
    assert 1 <= len(write(callback).encode()) == LENGTH <= 64


@given(one=CALLBACKS, other=CALLBACKS)
def test_different_buttons_carry_different_data(one: Callback, other: Callback) -> None:
    assert (write(one) == write(other)) is (one == other)


@given(data=st.text(max_size=80) | st.text("ABCabc012-_=", min_size=30, max_size=40))
def test_what_this_bot_never_wrote_is_nothing(data: str) -> None:
    callback = read(data)
    assert callback is None or write(callback) == data


@given(callback=CALLBACKS, place=st.integers(0, LENGTH - 1), letter=st.characters())
def test_changed_data_is_nothing_or_plainly_another_button(
    callback: Callback, place: int, letter: str
) -> None:
    data = write(callback)
    changed = data[:place] + letter + data[place + 1 :]
    found = read(changed)
    assert found is None or write(found) == changed


@given(callback=CALLBACKS, cut=st.integers(0, LENGTH - 1))
def test_data_cut_short_is_nothing(callback: Callback, cut: int) -> None:
    assert read(write(callback)[:cut]) is None


@given(callback=CALLBACKS)
def test_only_one_spelling_is_accepted(callback: Callback) -> None:
    data = write(callback)
    for other in (f"{data}==", f"{data}=", f" {data[1:]}", f"{data[:-1]}\n", data.replace("A", "А")):
        assert other == data or read(other) is None


def test_the_bits_that_no_number_uses_must_be_empty() -> None:
    data = write(ANSWER)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same = [letter for letter in alphabet if urlsafe_b64decode(data[:-1] + letter + "==") == _bytes_of(data)]
    assert len(same) > 1
    assert [letter for letter in same if read(data[:-1] + letter)] == [data[-1]]


@pytest.mark.parametrize("number", sorted(set(range(256)) - set(FROZEN.values())))
def test_a_verb_that_does_not_exist_is_nothing(number: int) -> None:
    packed = bytes([number]) + _bytes_of(write(ANSWER))[1:]
    assert read(urlsafe_b64encode(packed).rstrip(b"=").decode()) is None


@pytest.mark.parametrize("data", [None, "", " ", "x", "0" * 33, "0" * 35, "é" * 34, "\0" * 34, "=" * 34])
def test_nothing_and_nonsense_are_nothing(data: str | None) -> None:
    assert read(data) is None


def test_no_option_has_the_number_of_dont_know() -> None:
    assert DONT_KNOW == 0, "options count from 1"


def _bytes_of(data: str) -> bytes:
    return urlsafe_b64decode(data + "==")
