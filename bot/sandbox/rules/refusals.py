"""How Telegram says no: one exception, and the refusals by name.

`expected` marks what a well-behaved bot meets in ordinary life (a blocked chat, an expired query, a screen
that is already right); everything else is a rule the bot broke.
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A call is answered with `{"ok": false}`.

    Args:
        code: Telegram's `error_code`, also the HTTP status.
        description: Telegram's `description`, prefix included.
        parameters: the `parameters` object (`retry_after`, `migrate_to_chat_id`), empty when there is none.
        expected: True when a bot without a bug can receive it.
    """

    def __init__(
        self, code: int, description: str, *, parameters: dict[str, int] | None = None, expected: bool = False
    ) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.parameters = parameters or {}
        self.expected = expected

    def as_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def broken_rule(description: str) -> Refused:
    """400 for a call that no correct bot makes."""
    return Refused(400, f"Bad Request: {description}")


def way_of_the_world(description: str) -> Refused:
    """400 that a correct bot meets too, and handles."""
    return Refused(400, f"Bad Request: {description}", expected=True)


def unreadable_entities(reason: str) -> Refused:
    """The formatting of a text cannot be read."""
    return broken_rule(f"can't parse entities: {reason}")


def chat_not_found() -> Refused:
    """No such chat, as far as this bot may know."""
    return way_of_the_world("chat not found")


def topic_not_found() -> Refused:
    """The topic of a forum was deleted."""
    return way_of_the_world("message thread not found")


def not_modified() -> Refused:
    """The message already looks like that."""
    return way_of_the_world(
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )


def message_not_found(purpose: str) -> Refused:
    """`purpose` is Telegram's verb: "edit", "delete", "be replied"."""
    return way_of_the_world(f"message to {purpose} not found")


def query_expired() -> Refused:
    """A callback query that is too old, unknown, or answered before."""
    return way_of_the_world("query is too old and response timeout expired or query ID is invalid")


def blocked() -> Refused:
    """The person has blocked the bot."""
    return Refused(403, "Forbidden: bot was blocked by the user", expected=True)


def kicked() -> Refused:
    """The bot is no longer a member of the group."""
    return Refused(403, "Forbidden: bot was kicked from the group chat", expected=True)


def cannot_write_first() -> Refused:
    """The person has never pressed START."""
    return Refused(403, "Forbidden: bot can't initiate conversation with a user")


def migrated(new_chat_id: int) -> Refused:
    """The group has become a supergroup with another id."""
    return Refused(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": new_chat_id},
        expected=True,
    )


def too_many_requests(seconds: int) -> Refused:
    """The flood limit: come back after `seconds`."""
    return Refused(
        429,
        f"Too Many Requests: retry after {seconds}",
        parameters={"retry_after": seconds},
        expected=True,
    )


def conflict(reason: str) -> Refused:
    """Two ways of receiving updates at once."""
    return Refused(409, f"Conflict: {reason}", expected=True)
