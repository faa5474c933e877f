"""Who calls the API: a machine by its token, or a signed-in person from our own pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from fastapi import Request, Response
from sqlalchemy import select
from starlette.exceptions import HTTPException

from dashboard import sessions
from dashboard.accounts import hash_of
from dashboard.site import Site
from huiying.core.errors import NotAllowed
from huiying.core.models import ApiToken, User

NOTE_USE_EVERY = timedelta(minutes=5)
SAFE = ("GET", "HEAD")


@dataclass(frozen=True)
class Caller:
    """One call: by whom, at what moment."""

    site: Site
    user: User
    now: datetime


def needs(scope: str) -> Callable[[Request, Response], Caller]:
    """A dependency: the caller, who must hold the scope (people in a session hold all) and has calls left."""

    def caller(request: Request, response: Response) -> Caller:
        site = cast(Site, request.app.state.site)
        now = site.clock()
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        by_token = scheme.lower() == "bearer"
        user = _by_token(site, secret.strip(), scope, now) if by_token else _by_session(site, request, now)
        _count(site, user, response, now)
        return Caller(site, user, now)

    return caller


def _by_token(site: Site, secret: str, scope: str, now: datetime) -> User:
    with site.database.read() as session:
        query = (
            select(ApiToken, User)
            .join(User, User.id == ApiToken.user_id)
            .where(ApiToken.token_hash == hash_of(secret), ApiToken.revoked_at.is_(None))
        )
        row = session.execute(query.where(User.disabled_at.is_(None))).first()
    if row is None:
        raise _unknown("令牌无效或已撤销")
    token, user = row
    if scope not in token.scopes:
        raise NotAllowed(f"令牌没有“{scope}”这一范围，请管理员另发令牌")
    _note_use(site, token, now)
    return user


def _by_session(site: Site, request: Request, now: datetime) -> User:
    with site.database.read() as session:
        signed_in = sessions.find(session, request.cookies.get(sessions.COOKIE), now)
    if signed_in is None:
        raise _unknown("请用 Authorization: Bearer 令牌调用，或先登录")
    if request.method not in SAFE:
        own = sessions.is_own_origin(request, site.settings.public_url)
        token = request.headers.get(sessions.HEADER)
        if not own or not sessions.is_form_token(site.key, signed_in, token):
            raise NotAllowed("请求不是从本系统页面发出的")
    return signed_in.user


def _count(site: Site, user: User, response: Response, now: datetime) -> None:
    allowance = site.rates.take(user.id, now)
    if allowance.exceeded:
        said = f"每分钟最多调用 {allowance.limit} 次，请在 {allowance.reset} 秒后再试"
        raise HTTPException(429, said, allowance.headers())
    response.headers.update(allowance.headers())


def _note_use(site: Site, token: ApiToken, now: datetime) -> None:
    if token.last_used_at is not None and now - token.last_used_at < NOTE_USE_EVERY:
        return
    with site.database.write() as session:
        session.get_one(ApiToken, token.id).last_used_at = now


def _unknown(said: str) -> HTTPException:
    return HTTPException(401, said, {"WWW-Authenticate": "Bearer"})
