"""From a brief as it stands to the page that shows it, on a prospect's phone or on a manager's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.briefs.next_step import next_step
from bot.briefs.status import CHANGEABLE, may_change
from bot.briefs.studio_words import question_text
from bot.interviews import Conversation
from bot.storage.queries import attachments, briefs, notes
from bot.storage.queries.briefs import Brief
from bot.telegram.front import buttons, pages
from bot.telegram.front.buttons import in_short
from bot.telegram.front.pages import Files, Offered, Paper, Said
from bot.telegram.front.who import who_asks
from bot.telegram.keys import Keys
from bot.telegram.outgoing import Keyboard, Page
from bot.telegram.visit import Visit
from messages import label
from questionnaires.content.model import Question
from questionnaires.interview import Part, State
from questionnaires.interview.screens import Asking, Collecting, Reviewing, screen
from questionnaires.interview.script import in_language
from questionnaires.interview.states import CLOSED

FILES = 5
WORD_SHOWN, WORDS_SHOWN, WORDS_ROOM = 160, 3, 1_500
"""Characters of one text on a screen, texts at one question, characters of all texts together."""
LEAST_SHOWN = 40
FILE_SIGN = "📎"
"""The answer to a question without options to which only files came."""

Words = dict[str | None, list[str]]
"""By question; None is where texts belong to no question."""


@dataclass(frozen=True)
class Sheet:
    """Everything a screen of a brief is made of."""

    visit: Visit
    conversation: Conversation
    brief: Brief
    language: str
    notice: str | None
    words: Words
    files: Files

    @property
    def keys(self) -> Keys:
        return Keys(self.conversation.id, self.conversation.interview.revision, self.language)

    @property
    def may_change(self) -> bool:
        return self.conversation.is_by_phone or may_change(self.brief, self.visit.unit.now)


def page_of(visit: Visit, conversation: Conversation, notice: str | None = None) -> Page:
    """The current screen of a brief, with a word about what could not be taken.

    Raises:
        LookupError: no brief is answered by this interview.
    """
    sheet = _sheet(visit, conversation, notice)
    paper, keyboard = _shown(sheet)
    if sheet.may_change and (sheet.words or sheet.files.count):
        keyboard = buttons.with_way_to_given(keyboard, sheet.keys)
    if not conversation.is_by_phone:
        return pages.page(paper, sheet.language, keyboard)
    return by_phone(pages.page(paper, sheet.language, keyboard), conversation)


def by_phone(page: Page, conversation: Conversation) -> Page:
    """The same for the manager who asks on the phone, and who knows the client by name."""
    template = page.template.replace("prospect_", "phone_", 1)
    facts = {**page.facts, "client": conversation.client_name or "?"}
    return Page(template, page.language, facts, buttons.on_the_phone(page.keyboard, page.language))


def _sheet(visit: Visit, conversation: Conversation, notice: str | None) -> Sheet:
    brief = briefs.of_interview(visit.tx, conversation.id)
    if brief is None:
        raise LookupError(f"interview {conversation.id} answers no brief")
    return Sheet(
        visit=visit,
        conversation=conversation,
        brief=brief,
        language=visit.language,
        notice=notice,
        words=words_of(visit, conversation),
        files=Files(attachments.count(visit.tx, conversation.id), FILES),
    )


def _shown(sheet: Sheet) -> tuple[Paper, Keyboard]:
    interview = sheet.conversation.interview
    is_settled = interview.sent and not sheet.may_change
    if interview.state is State.FINISHED or is_settled:
        return _thanks(sheet)
    if interview.state in CLOSED:
        return _closed(sheet)
    shown = screen(interview, sheet.language)
    if isinstance(shown, Asking):
        return _asking(sheet, shown)
    if isinstance(shown, Collecting):
        return _collecting(sheet, shown)
    assert isinstance(shown, Reviewing), f"a brief has no screen {shown}"
    return _reviewing(sheet, shown)


def _asking(sheet: Sheet, shown: Asking) -> tuple[Paper, Keyboard]:
    script = sheet.conversation.interview.script
    keyboard = buttons.asking(sheet.keys, shown, script)
    if shown.part is not Part.TRAIT and not shown.changing:
        keyboard = (*keyboard[:-1], *buttons.extras_aside(sheet.keys), keyboard[-1])
    paper = pages.Asked(
        text=_text(sheet, shown),
        choices=tuple(Offered(choice.label, choice.example) for choice in shown.choices),
        to_go=shown.to_go,
        is_changing=shown.changing,
        was_skipped=shown.was_skipped,
        words=_here(sheet, shown.question),
        files=sheet.files,
        notice=sheet.notice,
    )
    return paper, keyboard


def _collecting(sheet: Sheet, shown: Collecting) -> tuple[Paper, Keyboard]:
    keyboard = buttons.collecting(sheet.keys, shown, sheet.conversation.interview.script)
    words = _here(sheet, shown.question)
    return pages.Collected(_text(sheet, shown), shown.to_go, words, sheet.files, sheet.notice), keyboard


def _text(sheet: Sheet, shown: Asking | Collecting) -> str:
    """As a prospect reads it; on the phone a question has words of its own to be asked with."""
    script, studio = sheet.conversation.interview.script, sheet.visit.unit.scripts.studio
    question = script.questions[shown.question]
    if sheet.conversation.is_by_phone and isinstance(question, Question):
        return in_language(question.ask, sheet.language)
    return question_text(script, shown.question, shown.text, studio, sheet.language)


def _reviewing(sheet: Sheet, shown: Reviewing) -> tuple[Paper, Keyboard]:
    keyboard = buttons.reviewing(sheet.keys, shown, sheet.conversation.interview.script)
    rows = said(sheet.conversation, sheet.words, sheet.language)
    return pages.Reviewed(rows, sheet.files, shown.sent, sheet.notice), keyboard


def _thanks(sheet: Sheet) -> tuple[Paper, Keyboard]:
    visit, conversation = sheet.visit, sheet.conversation
    who = who_asks(visit, sheet.brief.owner_id, sheet.language)
    rows = said(conversation, sheet.words, sheet.language)
    step = next_step(visit.unit, conversation, sheet.language)
    paper = pages.Thanks(who, step, rows, sheet.files, _until(sheet), sheet.notice)
    return paper, buttons.sent(sheet.keys, who, may_change=sheet.may_change)


def _until(sheet: Sheet) -> datetime | None:
    """Until when it can be changed, in the studio's time."""
    since = sheet.brief.sent_at or sheet.visit.unit.now
    return sheet.visit.local(since + CHANGEABLE) if sheet.may_change else None


def _closed(sheet: Sheet) -> tuple[Paper, Keyboard]:
    who = who_asks(sheet.visit, sheet.brief.owner_id, sheet.language)
    is_expired = sheet.conversation.interview.state is State.EXPIRED
    return (pages.Expired if is_expired else pages.Stopped)(who), buttons.closed(sheet.keys, who)


# --- what they said ---------------------------------------------------------------------------------------


def words_of(visit: Visit, conversation: Conversation) -> Words:
    """Everything they wrote, by question, in the order of writing; asked for only where there is any."""
    found: Words = {}
    if conversation.has_notes:
        for note in notes.of_interview(visit.tx, conversation.person, conversation.id):
            found.setdefault(note.question_id, []).append(note.text)
    return found


def said(conversation: Conversation, words: Words, language: str) -> tuple[Said, ...]:
    """The answers with what was written to each; the texts share the room that a screen has for them."""
    answers = conversation.interview.answers
    besides = [text for question, texts in words.items() if question not in answers for text in texts]
    every = [_row(conversation, words, question, language) for question in answers]
    if besides:
        every.append((label("brief_besides", language), None, besides))
    room = max(LEAST_SHOWN, min(WORD_SHOWN, WORDS_ROOM // max(1, sum(len(texts) for *_, texts in every))))
    return tuple(
        Said(short, answer, tuple(in_short(text, room) for text in texts[-WORDS_SHOWN:]))
        for short, answer, texts in every
    )


def chosen(conversation: Conversation, language: str) -> tuple[Said, ...]:
    """What was chosen or skipped, without anything written."""
    script = conversation.interview.script
    with_options = (id for id in conversation.interview.answers if script.part(id) is not Part.FREE)
    rows = (_row(conversation, {}, question, language) for question in with_options)
    return tuple(Said(short, answer, ()) for short, answer, _ in rows)


def _row(
    conversation: Conversation, words: Words, question: str, language: str
) -> tuple[str, str | None, list[str]]:
    """A question's short name, what was chosen, and what was written."""
    script, option = conversation.interview.script, conversation.interview.answers[question]
    texts = words.get(question, [])
    short = in_language(script.questions[question].short, language)
    if option is None or script.part(question) is not Part.FREE:
        chosen = in_language(script.option(question, option).label, language) if option else None
        return short, chosen, texts
    return short, None if texts else FILE_SIGN, texts


def _here(sheet: Sheet, question: str) -> tuple[str, ...]:
    return tuple(in_short(text, WORD_SHOWN) for text in sheet.words.get(question, [])[-WORDS_SHOWN:])
