"""Methods about receiving: getUpdates, and the webhook that replaces it."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.sandbox.api.call import Call
from bot.sandbox.api.registry import method, slow_method
from bot.sandbox.rules.formatted import Json
from bot.sandbox.rules.refusals import broken_rule, conflict
from bot.sandbox.world import World
from bot.sandbox.world.changes import Webhook, WebhookHealth

MAX_BATCH = 100
MAX_POLL_SECONDS = 50
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@slow_method("getUpdates")
async def get_updates(world: World, call: Call) -> list[Json]:
    """Long polling; whatever is below `offset` is confirmed and never comes again."""
    if world.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    if call.given("allowed_updates"):
        world.updates.allow(call.items("allowed_updates"))
    limit = min(max(call.number("limit", MAX_BATCH), 1), MAX_BATCH)
    seconds = min(max(call.number("timeout", 0), 0), MAX_POLL_SECONDS)
    return await world.updates.poll(call.number("offset", 0), limit, seconds)


@method("setWebhook")
def set_webhook(world: World, call: Call) -> bool:
    """Delivers updates to a URL on this machine from now on; an empty URL stops that."""
    if not call.text("url"):
        _end_webhook(world, call)
        return True
    host = urlsplit(call.text("url")).hostname
    if host not in _LOOPBACK:
        raise broken_rule(f"bad webhook: the sandbox delivers on this machine only, not to {host}")
    if call.given("allowed_updates"):
        world.updates.allow(call.items("allowed_updates"))
    _drop_if_asked(world, call)
    lanes = min(max(call.number("max_connections", 40), 1), 100)
    world.webhook = Webhook(call.text("url"), call.text("secret_token") or None, lanes)
    world.webhook_health = WebhookHealth()
    world.updates.stir()
    return True


@method("deleteWebhook")
def delete_webhook(world: World, call: Call) -> bool:
    """Back to polling."""
    _end_webhook(world, call)
    return True


@method("getWebhookInfo")
def get_webhook_info(world: World, call: Call) -> Json:
    """Where updates go, how many wait, and what went wrong last."""
    hook = world.webhook
    return {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
        **({"max_connections": hook.connections} if hook else {}),
        **world.webhook_health.as_json(),
    }


def _end_webhook(world: World, call: Call) -> None:
    _drop_if_asked(world, call)
    world.webhook = None
    world.updates.stir()


def _drop_if_asked(world: World, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        world.updates.clear()
