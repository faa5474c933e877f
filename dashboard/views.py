"""Screens in the duty room: each has a token that opens the wall and nothing else.

A token is 256 random bits, shown once; the table holds its sha256. The address that carries it gives the
browser a cookie for the wall's pages, so that the secret stands on no screen and in no later request line.
Nothing here commits.
"""

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard.accounts import hash_of
from huiying.core import audit
from huiying.core.contents import one_line
from huiying.core.errors import BadInput
from huiying.core.models import WallView

COOKIE = "huiying_wall"
PATH = "/wall"
LIFE = timedelta(days=400)  # the longest that browsers keep a cookie; every look at the wall renews it
NOTE_SEEN_EVERY = timedelta(minutes=5)
MOST_CHARACTERS = 40
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_PRINTED = re.compile(f"{PATH}/{SECRET.pattern}")


def issue(session: Session, name: str, *, by: str, now: datetime) -> tuple[WallView, str]:
    """A new screen and its secret, which is shown once. Raises BadInput for a name that will not do."""
    name = one_line(name)
    if not 1 <= len(name) <= MOST_CHARACTERS:
        raise BadInput(f"屏幕的名称为 1 至 {MOST_CHARACTERS} 个字，如：值班室")
    if session.scalar(select(WallView.id).where(WallView.name == name)):
        raise BadInput(f"已有名为“{name}”的屏幕，请换一个名称")
    secret = secrets.token_urlsafe(32)
    view = WallView(name=name, token_hash=hash_of(secret), issued_at=now, issued_by=by)
    session.add(view)
    session.flush()
    audit.record(session, "create", "wall_view", view.id, by=by, now=now)
    return view, secret


def revoke(session: Session, name: str, *, by: str, now: datetime) -> WallView:
    """The screen shows nothing any more. Raises BadInput where no screen of that name is open."""
    query = select(WallView).where(WallView.name == name.strip(), WallView.revoked_at.is_(None))
    view = session.scalars(query).first()
    if view is None:
        raise BadInput(f"没有名为“{name}”的有效屏幕，可用 huiying wall list 查看")
    view.revoked_at, view.revoked_by = now, by
    audit.record(session, "revoke", "wall_view", view.id, by=by, now=now)
    return view


def views(session: Session) -> Sequence[WallView]:
    """All screens by name; ended ones too."""
    return session.scalars(select(WallView).order_by(WallView.name)).all()


def find(session: Session, secret: str | None) -> WallView | None:
    """The screen that holds this secret; None for unknown and revoked ones."""
    if not secret or not SECRET.fullmatch(secret):
        return None
    query = select(WallView).where(WallView.token_hash == hash_of(secret), WallView.revoked_at.is_(None))
    return session.scalars(query).first()


def without_secret(path: str) -> str:
    """The address for a log."""
    return _PRINTED.sub(f"{PATH}/（略）", path)


def is_to_be_noted(view: WallView, now: datetime) -> bool:
    """Whether it is time to write down that the screen looked."""
    return view.seen_at is None or now - view.seen_at >= NOTE_SEEN_EVERY


def set_cookie(response: Response, secret: str, *, secure: bool) -> None:
    """Hand the secret to the browser, for the wall alone, out of reach of scripts and other sites."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(LIFE.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=secure,
    )
