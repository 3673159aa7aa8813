"""The part of the wiring that listens: Telegram's door and the operators' window.

Loaded only where a setting asks for one of them: the servers' libraries take a fifth of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from bot.config import Settings
from bot.storage.database import Database
from bot.tally import Tally
from bot.telegram.connection import Wire
from bot.telegram.courier import Courier
from bot.telegram.intake import Counter
from bot.telegram.webhook.door import door
from bot.telegram.webhook.gathering import Gathering
from bot.telegram.webhook.registering import Address, Registration
from bot.telegram.webhook.webhook import Webhook
from bot.web.server import Server, Tls
from bot.web.window import View, window


def webhook(settings: Settings, bot: Wire, counter: Counter, courier: Courier) -> Webhook:
    """Where Telegram brings updates to.

    Raises:
        bot.web.refusal.CannotListen: the port or the certificate cannot be used.
    """
    assert settings.webhook_url is not None, "without WEBHOOK_URL the bot polls"
    gathering = Gathering(counter, courier)
    app = door(urlsplit(settings.webhook_url).path, settings.secret_of_webhook, gathering)
    server = Server(app, "WEBHOOK_LISTEN", settings.webhook_listen, _tls(settings))
    address = Address(settings.webhook_url, settings.secret_of_webhook, settings.webhook_certificate)
    return Webhook(server, gathering, Registration(bot, address))


def _tls(settings: Settings) -> Tls | None:
    if settings.webhook_certificate is None or settings.webhook_key is None:
        return None
    return Tls(settings.webhook_certificate, settings.webhook_key)


def operators_window(
    settings: Settings, database: Database, tally: Tally, bot: Wire, now: Callable[[], datetime]
) -> Server:
    """Where operators look in.

    Raises:
        bot.web.refusal.CannotListen: the port cannot be used.
    """
    assert settings.metrics_listen is not None, "without METRICS_LISTEN there is none"
    view = View(database, tally, lambda: bot.heard_at, now)
    return Server(window(view), "METRICS_LISTEN", settings.metrics_listen)
