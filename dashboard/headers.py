"""Headers on every answer, and a bound on every body that comes in."""

import re

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
MOST_FORM_BYTES = 2 * 1024 * 1024
MOST_UPLOAD_BYTES = 6 * 1024 * 1024
MOST_PHOTO_BYTES = 25 * 1024 * 1024
UPLOADS = re.compile(r"/posts/new|/(?:unit|link)/case/[0-9]+/(?:answer|progress)")
"""The forms that take files."""
NO_REFERRER = ("/l/", "/link/", "/wall/")
"""Pages by a one-time link or a screen's: their address is told to nobody, no search engine keeps them."""
MOST_API_BYTES = 32 * 1024 * 1024


class SecureHeaders:
    """Adds the security headers; what is not a static file is kept by no cache."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith(NO_REFERRER):
                    headers["Referrer-Policy"] = "no-referrer"
                    headers["X-Robots-Tag"] = "noindex, nofollow"
                self._add(headers)
            await send(message)

        await self.app(scope, receive, with_headers)

    def _add(self, headers: MutableHeaders) -> None:
        for name, value in ALWAYS.items():
            headers.setdefault(name, value)
        headers.setdefault("Cache-Control", "no-store")
        if self.https:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")


class BodyLimit:
    """Refuses bodies that are too long, whether or not they say so beforehand."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = _limit(scope["path"])
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                raise HTTPException(413, f"内容超过 {limit // 1024 // 1024} MB，请分批提交")
            return message

        await self.app(scope, counted, send)


def _limit(path: str) -> int:
    if UPLOADS.fullmatch(path):
        return MOST_UPLOAD_BYTES if path.startswith("/posts/") else MOST_PHOTO_BYTES
    return MOST_API_BYTES if path.startswith("/api/") else MOST_FORM_BYTES
