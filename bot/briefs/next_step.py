"""What a prospect is told happens next: the one thing that a result decides of what they read.

Only words leave here: the sentence that the studio wrote for whom it is sure about, or nothing. Whoever asks
cannot tell which segment's it is, or how sure.
"""

from __future__ import annotations

from bot.interviews import Conversation, Unit
from bot.storage.queries import results
from questionnaires.card.facts import facts_for, fill
from scoring import Verdict


def next_step(unit: Unit, conversation: Conversation, language: str) -> str | None:
    """The next step in the tone that suits the prospect; None = say the neutral one.

    Something is said only where the verdict is clear; a sentence that names a fact the studio has not given
    is never used.
    """
    found = results.latest_for_interview(unit.tx, conversation.person, conversation.id)
    if found is None or found.draft.verdict != Verdict.CLEAR:
        return None
    interview = conversation.interview
    segments = {segment.id: segment for segment in interview.script.content.segments.segments}
    segment = segments.get(found.draft.predominant or "")
    if segment is None:
        return None
    facts = facts_for(unit.scripts.studio, language, interview.script.industry(interview.answers))
    return fill(segment.next_step, language, facts) or fill(segment.next_step_without, language, facts)
