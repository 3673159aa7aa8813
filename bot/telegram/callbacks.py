"""What a button carries: a verb and fixed-width numbers, never a text, never trusted.

34 characters of base64url: verb (1 byte), subject (8: an interview, a client or nothing), other (8: a second
id), revision (4), and two small arguments (2 each). A tap is only a request: who taps, whether the subject is
theirs, and whether the revision is still on the screen is checked where the tap is handled.

The numbers of the verbs are written into messages that people keep for years: never renumber, never reuse.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from binascii import b2a_base64
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from struct import Struct
from struct import error as StructError

LAYOUT = Struct(">BqqIHH")  # ids are signed: whatever is forged, a 64-bit column takes it and has no such row
HEAD, TAIL = Struct(">BqqI"), Struct(">HH")
"""What the buttons of a screen share, and what tells them apart. The head's 21 bytes are 28 characters of
base64 without padding, so that either is encoded without the other."""
LENGTH = 34
URL_SAFE = bytes.maketrans(b"+/", b"-_")
DONT_KNOW = 0
"""The option argument of `ANSWER` that is no option; options count from 1."""


class Verb(IntEnum):
    """What a tap asks for."""

    # the interview moves; subject = interview
    ANSWER = 1  # a = place of the question in the script, b = number of the option or DONT_KNOW
    BACK = 2
    SHOW_RESULT = 3
    SHARPEN = 4
    FINISH_NOW = 5
    REVIEW = 6
    CHANGE = 7  # a = place of the question
    REMIND = 8
    CANCEL = 9
    RESUME = 10
    CONTINUE = 11  # other = client
    RETAKE = 12  # other = client
    ANOTHER = 13
    PICK = 14  # other = client
    # looking around an interview moves nothing; subject = interview
    SCREEN = 30
    MENU = 31
    WHY = 32
    PLAYBOOK = 33  # a = phase, b = segment
    FOLLOW_UP = 34  # a = language
    COLLEAGUE = 35
    CORRECT = 36
    CORRECT_FIRST = 37  # a = segment
    CORRECT_SECOND = 38  # a = segment, b = second segment + 1, or 0 for none
    # around
    NEW_CLIENT = 60
    CLIENTS = 61  # a = page
    CLIENT = 62  # subject = client
    OPEN_CARD = 63  # subject = interview
    ASK_AGAIN = 64  # subject = client
    DELETE = 65  # subject = client
    DELETE_YES = 66  # subject = client
    SETTINGS = 67
    LANGUAGE = 68  # a = language
    HELP = 69
    INVITE = 70
    # the team; subject = person
    TEAM = 71  # a = page
    MEMBER = 72
    RENAME = 73
    APPOINT = 74
    RELIEVE = 75
    HAND_OVER = 76  # a = page of colleagues to choose from
    HAND_OVER_TO = 77  # other = colleague; asks
    HAND_OVER_YES = 78  # other = colleague
    DEACTIVATE = 79  # a = page of colleagues to choose from
    DEACTIVATE_TO = 80  # other = colleague, or 0 where there are no clients; asks
    DEACTIVATE_YES = 81  # other = as above
    ACTIVATE = 82
    WITHDRAW = 83  # subject = invitation
    # one's own data; subject = the person who was shown the button
    MY_DATA = 84
    FORGET = 85
    FORGET_YES = 86
    # what could not be delivered
    OUTBOX = 87
    TRY_AGAIN = 88  # subject = one of the deliveries
    # a brief being filled in, by the prospect or on the phone; subject = interview
    BRIEF_ANSWER = 100  # a = place of the question in the script, b = number of the option or DONT_KNOW
    BRIEF_BACK = 101
    BRIEF_REVIEW = 102
    BRIEF_CHANGE = 103  # a = place of the question
    BRIEF_SEND = 104
    BRIEF_ADD = 105
    BRIEF_ENOUGH = 106
    BRIEF_RESUME = 107
    BRIEF_STOP = 108
    # looking around it moves nothing; subject = interview
    BRIEF_SCREEN = 110
    BRIEF_TALK = 111
    BRIEF_INTRO = 112
    BRIEF_PAUSE = 113
    # before the prospect agrees; subject = brief, other = mark of the link's token
    CONSENT = 120
    DECLINE = 121
    WRITE_TO = 122
    INTRO_IN = 123  # a = language
    # the manager's side
    BRIEF_NEW = 130  # subject = client
    BRIEF_LINK = 131  # subject = client, a = language of the message to forward
    BRIEF_PHONE = 132  # subject = client
    BRIEF_OPEN = 133  # subject = brief, and below
    BRIEF_RENEW = 134  # a = language
    BRIEF_REVOKE = 135
    BRIEF_WORDS = 136
    BRIEF_FILES = 137
    BRIEF_REPLY = 138
    BRIEF_CARD = 139
    MY_LINK = 140
    MY_LINK_NEW = 141
    MY_LINK_OFF = 142
    QUIET = 143  # a = which of the offered hours
    # summaries, for leads
    SUMMARY = 150  # subject = whose clients, 0 = the team's; a = period
    SUMMARY_OTHER = 151  # subject as above; a = page of managers to choose from
    SUMMARY_DETAILS = 152  # subject as above; other = first second, revision = seconds, a = page
    SUMMARY_CARD = 153  # subject = interview, other = client
    SUBSCRIPTION = 154
    SUBSCRIBE = 155
    UNSUBSCRIBE = 156
    SUMMARY_DAY = 157  # a = ISO weekday, b = 1 for on, 0 for off
    SUMMARY_EMPTY = 158  # a = 1 for a word, 0 for silence
    # outcomes, and what became of cards
    OUTCOME = 160  # subject = client, a = 1 to choose anew
    OUTCOME_SET = 161  # subject = client, revision = outcomes told before, a = kind, b = reason or when
    CARD_USE = 162  # subject = interview, a = use
    FOLLOW_UP_USE = 163  # subject = interview, revision = last second of the window, a = use, b = its minutes
    FOLLOW_UPS = 164  # a = 1 for on, 0 for off
    SEGMENTS = 165  # a = period
    # where quizzes and briefs are broken off, for leads; subject as above
    FUNNEL = 170  # other = first second, revision = seconds, a = 0 for quizzes, 1 for briefs
    FUNNEL_DETAILS = 171  # as above
    FUNNEL_OTHER = 172  # other = a of above, a = page of managers to choose from
    FUNNEL_PERIOD = 173  # other = a of above, a = period
    # documents; of a window other = first second, revision = seconds
    EXPORT = 175  # of a window; b = 1 with clients' names
    EXPORT_DAYS = 176  # a = which of the offered numbers of days, b = as above
    EXPORT_MAKE = 177  # of a window; a = which kind of file, b = as above
    ONE_PAGE = 178  # of a window; subject = whose clients, 0 = the team's
    WEEK_PAGE = 179  # subject = subscription, a = 1 for on, 0 for off
    # learning from confirmed clients, for leads; subject = mark of what a proposal was made from
    CALIBRATE = 185
    CALIBRATE_DETAILS = 186  # a = page
    CALIBRATE_ACCEPT = 187  # asks
    CALIBRATE_ACCEPT_YES = 188
    CALIBRATIONS = 189
    CALIBRATION = 190  # a = version, other = after how many choices; asks
    CALIBRATION_YES = 191  # as above
    # practice, and two people who score one call
    PRACTICE = 195  # a = 1 to begin anew whatever is open
    CALL = 196  # subject = interview; a = which of the names that are offered
    SECOND = 197  # subject = the first interview, a = page of colleagues to choose from
    SECOND_ASK = 198  # subject as above, other = colleague
    SECOND_WITHDRAW = 199  # subject as above, other = second opinion
    SECOND_BEGIN = 200  # subject = second opinion, and below
    SECOND_DECLINE = 201
    COMPARISON = 202
    # what was written and sent in a brief; subject = interview
    BRIEF_GIVEN = 203  # a = page
    TAKE_BACK = 204  # other = text or file, a = 0 for a text, 1 for a file; asks
    TAKE_BACK_YES = 205  # as above

    # The families are told apart here and nowhere else: numbers are written into buttons, and never change.

    @property
    def is_of_quiz(self) -> bool:
        """Whether it moves a quiz or looks around it: its subject is the interview."""
        return self <= Verb.CORRECT_SECOND

    @property
    def looks_at_quiz(self) -> bool:
        """Whether it looks around a quiz or a card. Only the last step of a correction writes anything."""
        return Verb.SCREEN <= self <= Verb.CORRECT_SECOND

    @property
    def looks_at_brief(self) -> bool:
        """Whether it looks around a brief being filled in, and moves nothing."""
        return Verb.BRIEF_SCREEN <= self <= Verb.BRIEF_PAUSE

    @property
    def fills_brief(self) -> bool:
        """Whether it is a button of a brief being filled in: its subject is the interview."""
        return Verb.BRIEF_ANSWER <= self < Verb.CONSENT or Verb.BRIEF_GIVEN <= self <= Verb.TAKE_BACK_YES

    @property
    def is_of_front(self) -> bool:
        """Whether it may hang under what a prospect reads of a brief."""
        return self.fills_brief or Verb.CONSENT <= self < Verb.BRIEF_NEW


@dataclass(frozen=True)
class Callback:
    """A button's data, read."""

    verb: Verb
    subject: int = 0
    other: int = 0
    revision: int = 0
    a: int = 0
    b: int = 0


def write(callback: Callback) -> str:
    """The data of a button: 34 bytes of ASCII, within Telegram's 64."""
    return head(callback.verb, callback.subject, callback.other, callback.revision) + tail(
        callback.a, callback.b
    )


def head(verb: Verb, subject: int = 0, other: int = 0, revision: int = 0) -> str:
    """The first 28 characters of a button's data, the same for all options of a question."""
    return _encoded(HEAD.pack(verb, subject, other, revision))


@lru_cache(maxsize=1024)  # small numbers, which come again on every screen
def tail(a: int = 0, b: int = 0) -> str:
    """The last 6 characters."""
    return _encoded(TAIL.pack(a, b))[:6]


def _encoded(packed: bytes) -> str:
    """In base64url, with its padding."""
    return b2a_base64(packed, newline=False).translate(URL_SAFE).decode("ascii")


def read(data: str | None) -> Callback | None:
    """What a tap carries, or None if this bot never wrote it."""
    if data is None or len(data) != LENGTH or not data.isascii():
        return None
    return _read(data)


@lru_cache(maxsize=1024)  # a tap is read three times on its way, by whoever wants to know its interview
def _read(data: str) -> Callback | None:
    try:
        packed = urlsafe_b64decode(data + "==")
        verb, *numbers = LAYOUT.unpack(packed)
        callback = Callback(Verb(verb), *numbers)
    except (ValueError, Base64Error, StructError):
        return None
    return callback if _encoded(packed)[:LENGTH] == data else None
