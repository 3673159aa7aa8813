"""Keeps web pages elsewhere from driving the sandbox: DNS rebinding (Host) and forged requests (Origin).

Every answer also carries a Content-Security-Policy under which the page can load nothing from elsewhere and
run nothing that a message smuggled in.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = {"127.0.0.1", "localhost"}
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class SameMachineOnly:
    """Lets a request through when it is for this machine and, if a page sent it, from our own page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def send_guarded(event: Message) -> None:
            if event["type"] == "http.response.start":
                MutableHeaders(scope=event).update(_HEADERS)
            await send(event)

        trouble = complaint(scope["method"], Headers(scope=scope))
        app = PlainTextResponse(trouble, status_code=403) if trouble else self._app
        await app(scope, receive, send_guarded)


class NoBrowsers:
    """Keeps every browser away from the Bot API: programs talk to it, and they send no such headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if any(name in (b"origin", b"sec-fetch-site") for name, _ in scope["headers"]):
            refusal = PlainTextResponse("The Bot API is for programs, not for web pages.", status_code=403)
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def complaint(method: str, headers: Headers) -> str | None:
    """Why a request is turned away, or None.

    A browser names the page that asks in Origin (on every POST) and Sec-Fetch-Site; a script on this machine
    sends neither on a GET, and may read. A link to the page may be followed from anywhere.
    """
    host = headers.get("host", "")
    if urlsplit(f"//{host}").hostname not in _LOOPBACK:
        return f"The sandbox answers to 127.0.0.1 and localhost, not to {host!r}."
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{host}":
        return f"Only the sandbox's own page may ask, not {origin!r}."
    if method != "GET" and origin is None:
        return "An action needs the Origin header that every browser sends."
    followed = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
    if not followed and headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return "Only the sandbox's own page may ask, not a page elsewhere."
    return None
