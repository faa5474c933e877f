"""The door around every page: who asks, may they, did the form come from us; errors become pages."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard import access, guided, linked, sessions
from dashboard.access import NotFound
from dashboard.headers import MOST_FORM_BYTES
from dashboard.linked import Linked
from dashboard.queries.people import office_phone
from dashboard.sessions import SignedIn
from dashboard.site import Site
from dashboard.untrusted import LARGEST_ID
from huiying.core.actors import Actor
from huiying.core.contents import storable
from huiying.core.errors import BadInput, HuiyingError, NotAllowed, Refused
from huiying.core.keys import keyed_hash
from huiying.core.models import AuditEntry, User

STATUS: dict[type[HuiyingError], int] = {NotFound: 404, NotAllowed: 403, Refused: 409, BadInput: 422}
MOST_FIELDS = 200


@dataclass(frozen=True)
class Visit:
    """One request for a page. `form` is empty but for POST.

    `seen` is the newest audit entry when the request came: an open page asks the event stream for what is
    newer, so that nothing falls between the page and the stream. `linked` is set on the pages of one case
    that a one-time link opened; an account that the same browser holds counts for nothing there.
    """

    site: Site
    request: Request
    now: datetime
    signed_in: SignedIn | None
    form: FormData
    seen: int
    linked: Linked | None = None

    @property
    def actor(self) -> Actor:
        """Who acts: whoever was let in by a link on the pages of that link, else the account."""
        return self.linked.holder if self.linked is not None else self.user

    @property
    def user(self) -> User:
        """Who asks. Only pages behind the log-in may ask for it."""
        if self.signed_in is None:
            raise NotAllowed("请先登录")
        return self.signed_in.user

    @property
    def browser(self) -> str:
        """How the browser calls itself."""
        return self.request.headers.get("user-agent", "")

    @property
    def address_hash(self) -> str:
        """Where the request comes from, as failed log-ins are counted: a keyed hash."""
        host = self.request.client.host if self.request.client else ""
        return keyed_hash(self.site.key, "address", host)

    def read(self) -> AbstractContextManager[Session]:
        """A session for reading."""
        return self.site.database.read()

    def write(self) -> AbstractContextManager[Session]:
        """A session for one write transaction, committed at its end."""
        return self.site.database.write()

    def number(self, name: str) -> int:
        """A number from the address. Raises NotFound where nothing can be called so."""
        given: int = self.request.path_params[name]
        if given > LARGEST_ID:
            raise NotFound("没有这个编号")
        return given

    def field(self, name: str) -> str:
        """A field of the form as text, without blanks at its ends; empty where it is missing."""
        value = self.form.get(name)
        return storable(value).strip() if isinstance(value, str) else ""

    def secret(self, name: str) -> str:
        """A field exactly as it was typed."""
        value = self.form.get(name)
        return value if isinstance(value, str) else ""

    def fields(self, name: str) -> list[str]:
        """All values of a field that may be given several times."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def asked(self, name: str) -> str:
        """A value from the address's query."""
        return self.request.query_params.get(name, "").strip()

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A rendered template; it also gets the user, the moment, the form token and the visit."""
        session = self.linked or self.signed_in
        token = sessions.form_token(self.site.key, session) if session else ""
        text = self.site.templates.get_template(template).render(
            user=self.signed_in.user if self.signed_in else None,
            now=self.now,
            csrf=token,
            path=self.request.url.path,
            read_anew=self._read_anew(),
            seen=self.seen,
            office_phone=self._office_phone(values.get("shows_phone", False)),
            demo=self.site.demo,
            strip=guided.strip(self.site.demo, self.request, self.signed_in.user if self.signed_in else None),
            **values,
        )
        return HTMLResponse(text, status)

    def _read_anew(self) -> str:
        """By what the page is read anew; empty for what a form answered. What was done is said once."""
        if self.request.method != "GET":
            return ""
        asked = [pair for pair in self.request.query_params.multi_items() if pair[0] != "did"]
        return self.request.url.path + (f"?{urlencode(asked)}" if asked else "")

    def _office_phone(self, wanted: bool) -> str | None:
        """Whom a unit's people may ask stands on every page of theirs; None on pages of others."""
        of_unit = self.signed_in is not None and not access.sees_all(self.signed_in.user)
        if not (wanted or of_unit):
            return None
        with self.read() as session:
            return office_phone(session)

    def to(self, address: str) -> RedirectResponse:
        """Send the browser on, after something was done."""
        return RedirectResponse(address, 303)


Action = Callable[[Visit], Response]
RefusedAction = Callable[[Visit, HuiyingError, int], Response]


@dataclass(frozen=True)
class Page:
    """One line of the site map. `asks` names the permission (dashboard.access); None needs no log-in.

    `refused` renders a refusal where the person is, with what they had entered; else it is a plain page, as
    it always is for a role that may not ask at all: what stands around the form may not be theirs to read.
    `files`: how many its form may bring. `unlogged`: its address opens something, so it is written down
    nowhere, the browser tells it to nobody, and it is the same whoever is signed in. `by_link`: of such
    pages, the ones of a case that a link opened. `newcomers`: reached even before the person has replaced
    the password that somebody else gave; every other page takes them for not signed in.
    """

    method: str
    path: str
    action: Action
    asks: str | None = "read"
    refused: RefusedAction | None = None
    files: int = 0
    unlogged: bool = False
    by_link: bool = False
    newcomers: bool = False


def endpoint(site: Site, page: Page) -> Callable[[Request], Awaitable[Response]]:
    """The page as a Starlette endpoint; the work is done in a thread, since the database is synchronous."""

    async def answer(request: Request) -> Response:
        form = FormData()
        if page.method == "POST":
            form = await request.form(
                max_files=page.files, max_fields=MOST_FIELDS, max_part_size=MOST_FORM_BYTES
            )
        return await run_in_threadpool(_answer, site, page, request, form)

    return answer


def open_visit(site: Site, request: Request, form: FormData, *, newcomers: bool = False) -> Visit:
    """The request with the moment and with whoever is signed in."""
    now = site.clock()
    with site.database.read() as session:
        signed_in = sessions.find(session, request.cookies.get(sessions.COOKIE), now, newcomers=newcomers)
        seen = session.scalar(select(func.max(AuditEntry.id))) or 0
    return Visit(site, request, now, signed_in, form, seen)


def _answer(site: Site, page: Page, request: Request, form: FormData) -> Response:
    visit = open_visit(site, request, form, newcomers=page.newcomers)
    if page.unlogged:
        visit = replace(visit, signed_in=None, linked=_linked(visit) if page.by_link else None)
    if page.by_link and visit.linked is None:
        return shut(visit)
    if visit.signed_in is None and visit.linked is None and page.asks is not None:
        return _to_login(visit)
    try:
        _require_own_form(visit, page)
        if page.asks is not None:
            access.require(visit.actor, page.asks)
        return page.action(visit)
    except HuiyingError as error:
        return _refuse(visit, page, error)


def shut(visit: Visit, said: str = "", status: int = 403) -> Response:
    """A link's case to a browser that is not (or no longer) let in: it may have a fresh link sent."""
    with visit.read() as session:
        known = linked.known(session, visit.request, visit.number("case"))
    return visit.page("link_shut.html", status, known=known, said=said, shows_phone=True)


def _linked(visit: Visit) -> Linked | None:
    with visit.read() as session:
        return linked.find(session, visit.request, visit.number("case"), visit.now)


def _require_own_form(visit: Visit, page: Page) -> None:
    if visit.request.method != "POST":
        return
    # A page whose address is told to nobody has forms without an origin; its cookie is strict instead.
    own = sessions.is_own_origin(visit.request, visit.site.settings.public_url, may_be_null=page.unlogged)
    session = visit.linked or visit.signed_in
    if own and session is not None:
        given = visit.field(sessions.FIELD) or visit.request.headers.get(sessions.HEADER)
        own = sessions.is_form_token(visit.site.key, session, given)
    if not own:
        raise NotAllowed("页面已失效或请求不是从本系统页面发出的，请返回上一页刷新后再试")


def _to_login(visit: Visit) -> Response:
    """To the log-in; it leads on who is signed in and has only to choose a password."""
    back = visit.request.url.path if visit.request.method == "GET" else "/"
    address = f"/login?next={quote(back)}"
    if visit.request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": address})
    return visit.to(address)


def _may_ask(visit: Visit, page: Page) -> bool:
    """Whether the page around a refused form is the visitor's to read."""
    return page.asks is None or page.by_link or access.may(visit.user, page.asks)


def _refuse(visit: Visit, page: Page, error: HuiyingError) -> Response:
    status = STATUS.get(type(error), 409)
    if status in (403, 404) and (visit.signed_in is not None or visit.linked is not None):
        with visit.write() as session:
            access.record_refusal(
                session, visit.actor, page.asks or "", visit.request.url.path, now=visit.now
            )
    if page.refused is not None and _may_ask(visit, page) and status in (403, 409, 422):
        return page.refused(visit, error, status)
    return visit.page("error.html", status, code=status, said=str(error), shows_phone=page.unlogged)
