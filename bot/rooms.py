"""The rooms, put together: who words which message, who takes updates, who does what is due.

Loading them all is half of a start, so `app` loads this when the first poll is on its way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.briefs.telling import Kind
from bot.config import Settings
from bot.firstcall import Firstcall, Intake, Shut, Window
from bot.interviews import Scripts
from bot.jobs.clockwork import Clockwork
from bot.jobs.outbox import Compose, Outbox
from bot.jobs.worker import worker_name
from bot.people.joining import claim_token
from bot.reports.calendar import schedule
from bot.storage.database import Database
from bot.storage.safekeeping.rotation import note_keys
from bot.tally import Tally
from bot.telegram.briefs import letters
from bot.telegram.connection import Wire
from bot.telegram.courier import Courier
from bot.telegram.desk.desk import Desk, House
from bot.telegram.documents.onepage import WEEK_PAGE, week_letter
from bot.telegram.ending.letters import FOLLOW_UPS, REWRITTEN, follow_up_letter, rewritten
from bot.telegram.intake import Counter
from bot.telegram.polling import Poll, Polling
from bot.telegram.practice import letters as practice_letters
from bot.telegram.prospects import talking
from bot.telegram.summaries import letters as summary_letters
from questionnaires.content.model import ContentSet

LETTERS: Mapping[str, Compose] = {
    **letters.LETTERS,
    Kind.REPLY: talking.reply,
    **summary_letters.LETTERS,
    WEEK_PAGE: week_letter,
    FOLLOW_UPS: follow_up_letter,
    REWRITTEN: rewritten,
    **practice_letters.LETTERS,
}
"""Who words which kind of delivery."""
REPLICAS_SEND, ALONE = timedelta(seconds=10), timedelta(0)
"""How long others may be sending what they committed; with a webhook on PostgreSQL there may be some."""

Clock = Callable[[], datetime]
PutTogether = Callable[[Settings, ContentSet, Database, Wire, Poll | None, Clock], Awaitable[Firstcall]]


async def put_together(
    settings: Settings,
    content: ContentSet,
    database: Database,
    bot: Wire,
    first: Poll | None,
    now: Clock,
) -> Firstcall:
    """Make every part and hand it what it needs.

    Args:
        settings: of this deployment.
        content: that is asked from now on.
        database: open.
        bot: connected.
        first: a poll that is on its way already; see `app`.
        now: tells the time.

    Raises:
        bot.web.refusal.CannotListen: a port or a certificate cannot be used.
    """
    scripts = Scripts(content)
    await database.transaction(lambda tx: scripts.publish(tx, now()))
    await database.transaction(note_keys)
    house = House(
        username=bot.username,
        language=settings.language,
        zone=settings.timezone,
        admin_ids=settings.admin_ids,
        studio=settings.studio_name,
        contact=settings.studio_contact,
        retention_days=settings.retention_days,
        brief_link_days=settings.brief_link_days,
        schedule=schedule(settings),
    )
    desk = Desk(bot.id, house, scripts)
    tally = Tally()
    courier = Courier(bot, database, tally)
    counter = Counter(bot, desk, database, courier, now, tally)
    token = await database.transaction(lambda tx: claim_token(tx, now()))
    intake = _intake(settings, bot, counter, courier, first)  # with a webhook it takes the address
    is_alone = settings.webhook_url is None or database.is_for_one
    name = worker_name(settings.webhook_listen if settings.webhook_url else None)
    return Firstcall(
        bot=bot,
        database=database,
        desk=desk,
        courier=courier,
        counter=counter,
        intake=intake,
        clockwork=Clockwork(
            desk, database, courier, now, others_send_within=ALONE if is_alone else REPLICAS_SEND
        ),
        outbox=Outbox(desk, database, courier, now, LETTERS, name, is_alone=is_alone),
        window=_window(settings, database, tally, bot, now),
        tally=tally,
        claim_token=None if settings.admin_ids else token,
    )


def _intake(settings: Settings, bot: Wire, counter: Counter, courier: Courier, first: Poll | None) -> Intake:
    """Polling; or, where there is an address that Telegram can send to, the door for that."""
    if settings.webhook_url is None:
        return Polling(bot, counter, courier, first)
    from bot import doors

    return doors.webhook(settings, bot, counter, courier)


def _window(settings: Settings, database: Database, tally: Tally, bot: Wire, now: Clock) -> Window:
    """Where operators look in, where they asked for it."""
    if settings.metrics_listen is None:
        return Shut()
    from bot import doors

    return doors.operators_window(settings, database, tally, bot, now)
