"""Signed-in browsers: the cookie holds a random token, the table its hash; and the forms' tokens."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from dashboard.accounts import hash_of
from huiying.core.contents import storable
from huiying.core.keys import keyed_hash
from huiying.core.models import User, WebSession

COOKIE = "huiying_session"
LIFE = timedelta(hours=12)
FIELD = "csrf"
HEADER = "x-csrf-token"


@dataclass(frozen=True)
class SignedIn:
    """Whose request it is, and by which session."""

    user: User
    session_id: int
    token_hash: str


def start(session: Session, user: User, now: datetime, browser: str = "") -> str:
    """A new session for the user; returns the token for the cookie. `browser` is how it calls itself."""
    token = secrets.token_urlsafe(32)
    opened = WebSession(token_hash=hash_of(token), user_id=user.id, created_at=now, expires_at=now + LIFE)
    opened.browser = storable(browser)[:200] or None
    session.add(opened)
    return token


def find(session: Session, token: str | None, now: datetime, *, newcomers: bool = False) -> SignedIn | None:
    """Who holds this token now; None for unknown, expired and revoked ones and closed accounts.

    Who still has the password that somebody else gave is nobody yet, but where `newcomers` are let in too.
    """
    if not token:
        return None
    query = (
        select(WebSession, User)
        .join(User, User.id == WebSession.user_id)
        .where(
            WebSession.token_hash == hash_of(token),
            WebSession.expires_at > now,
            WebSession.revoked_at.is_(None),
            User.disabled_at.is_(None),
        )
    )
    if not newcomers:
        query = query.where(User.password_given_at.is_(None))
    row = session.execute(query).first()
    return SignedIn(row[1], row[0].id, row[0].token_hash) if row else None


def end(session: Session, signed_in: SignedIn, now: datetime) -> None:
    """Sign this browser out."""
    session.get_one(WebSession, signed_in.session_id).revoked_at = now


def set_cookie(response: Response, token: str, *, secure: bool) -> None:
    """Hand the token to the browser, out of reach of scripts."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFE.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=secure,
    )


class Bound(Protocol):
    """What a form's token is bound to: an account's session, or a link's."""

    @property
    def token_hash(self) -> str: ...


def form_token(key: bytes, signed_in: Bound) -> str:
    """A token for this session's forms; different on every page, so that compression tells nothing."""
    salt = secrets.token_hex(8)
    return f"{salt}.{_mark(key, salt, signed_in)}"


def is_form_token(key: bytes, signed_in: Bound, given: str | None) -> bool:
    """Whether `given` was made for this session."""
    salt, _, mark = (given or "").partition(".")
    return hmac.compare_digest(mark.encode(), _mark(key, salt, signed_in).encode())


def is_own_origin(request: Request, public_url: str, *, may_be_null: bool = False) -> bool:
    """Whether the request comes from a page of ours, as far as the browser says where it comes from.

    `may_be_null`: the page sends no referrer, and so its forms say "null" (Fetch standard, 3.1).
    """
    origin = request.headers.get("origin")
    if origin is None or (may_be_null and origin == "null"):
        return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    return origin in (f"{request.url.scheme}://{request.url.netloc}", _origin(public_url))


def _mark(key: bytes, salt: str, signed_in: Bound) -> str:
    return keyed_hash(key, "form", f"{salt}\0{signed_in.token_hash}")


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
