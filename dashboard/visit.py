"""The door around every page: who asks, may they, did the form come from us; errors become pages."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from dashboard import access, guided, sessions
from dashboard.access import NotFound
from dashboard.headers import MOST_FORM_BYTES
from dashboard.queries.people import office_phone
from dashboard.sessions import SignedIn
from dashboard.site import Site
from dashboard.untrusted import LARGEST_ID
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
    newer, so that nothing falls between the page and the stream.
    """

    site: Site
    request: Request
    now: datetime
    signed_in: SignedIn | None
    form: FormData
    seen: int

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
        token = sessions.form_token(self.site.key, self.signed_in) if self.signed_in else ""
        text = self.site.templates.get_template(template).render(
            user=self.signed_in.user if self.signed_in else None,
            now=self.now,
            csrf=token,
            path=self.request.url.path,
            seen=self.seen,
            office_phone=self._office_phone(),
            demo=self.site.demo,
            strip=guided.strip(self.site.demo, self.request, self.signed_in.user if self.signed_in else None),
            **values,
        )
        return HTMLResponse(text, status)

    def _office_phone(self) -> str:
        """Whom a unit's people may ask stands on every page of theirs."""
        if self.signed_in is None or access.sees_all(self.signed_in.user):
            return ""
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

    `refused` renders a refusal where the person is, with what they had entered; else it is a plain page.
    `files`: how many its form may bring.
    """

    method: str
    path: str
    action: Action
    asks: str | None = "read"
    refused: RefusedAction | None = None
    files: int = 0


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


def open_visit(site: Site, request: Request, form: FormData) -> Visit:
    """The request with the moment and with whoever is signed in."""
    now = site.clock()
    with site.database.read() as session:
        signed_in = sessions.find(session, request.cookies.get(sessions.COOKIE), now)
        seen = session.scalar(select(func.max(AuditEntry.id))) or 0
    return Visit(site, request, now, signed_in, form, seen)


def _answer(site: Site, page: Page, request: Request, form: FormData) -> Response:
    visit = open_visit(site, request, form)
    if visit.signed_in is None and page.asks is not None:
        return _to_login(visit)
    try:
        _require_own_form(visit)
        if page.asks is not None:
            access.require(visit.user, page.asks)
        return page.action(visit)
    except HuiyingError as error:
        return _refuse(visit, page, error)


def _require_own_form(visit: Visit) -> None:
    if visit.request.method != "POST":
        return
    own = sessions.is_own_origin(visit.request, visit.site.settings.public_url)
    if own and visit.signed_in is not None:
        given = visit.field(sessions.FIELD) or visit.request.headers.get(sessions.HEADER)
        own = sessions.is_form_token(visit.site.key, visit.signed_in, given)
    if not own:
        raise NotAllowed("页面已失效或请求不是从本系统页面发出的，请返回上一页刷新后再试")


def _to_login(visit: Visit) -> Response:
    back = visit.request.url.path if visit.request.method == "GET" else "/"
    address = f"/login?next={quote(back)}"
    if visit.request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": address})
    return visit.to(address)


def _refuse(visit: Visit, page: Page, error: HuiyingError) -> Response:
    status = STATUS.get(type(error), 409)
    if status in (403, 404) and visit.signed_in is not None:
        with visit.write() as session:
            access.record_refusal(session, visit.user, page.asks or "", visit.request.url.path, now=visit.now)
    if page.refused is not None and status in (403, 409, 422):
        return page.refused(visit, error, status)
    return visit.page("error.html", status, code=status, said=str(error))
