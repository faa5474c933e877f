"""The door: reading it changes nothing, however often a mail scanner or a chat reads it; its button opens."""

import math
from dataclasses import dataclass
from datetime import timedelta

from starlette.responses import Response

from dashboard import access, linked, throttle
from dashboard.access import NotFound
from dashboard.pages.login import how_long
from dashboard.queries.people import Names
from dashboard.visit import Visit
from huiying.core.errors import Refused
from huiying.core.keys import keyed_hash
from responder.links.opening import Found, look, use
from responder.verbs.send_link_again import send_again

MOVED = "moved"


@dataclass(frozen=True)
class Door:
    """A genuine link and what it leads to now: a state of responder.links.opening, or `moved`."""

    found: Found
    unit: str
    state: str


class TooMany(Refused):
    """Too many false links came from this address."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"打不开的链接太多，请等{how_long(seconds)}后再试")
        self.seconds = seconds


def show(visit: Visit) -> Response:
    """Which case it is and for whom, or why the link opens nothing; no more than that."""
    try:
        return _page(visit, _door(visit))
    except TooMany as error:
        return _wait(visit, error)


def submit(visit: Visit) -> Response:
    """Use the link up and let this browser in."""
    try:
        door = _door(visit)
    except TooMany as error:
        return _wait(visit, error)
    minutes = visit.site.settings.link_session_minutes
    with visit.write() as session:
        token = None
        if door.state == "open":
            token = use(session, door.found, life=timedelta(minutes=minutes), now=visit.now)
    if token is None:
        return _page(visit, _door(visit), 409)
    case_id = door.found.case.id
    response = visit.to(linked.address(case_id))
    linked.set_cookie(response, token, case_id, seconds=minutes * 60, secure=visit.site.is_https)
    return response


def again(visit: Visit) -> Response:
    """A fresh link to the recipient's own channels; this browser gets nothing."""
    try:
        door = _door(visit)
    except TooMany as error:
        return _wait(visit, error)
    if door.state not in ("used", "expired"):
        return _page(visit, door, 409)
    try:
        with visit.write() as session:
            send_again(session, door.found.link, visit.now)
    except Refused as error:
        return _page(visit, door, 409, said=str(error))
    return _page(visit, door, sent=True)


def _door(visit: Visit) -> Door:
    """Raises NotFound for a link that is none of ours, TooMany after many of those from one address. A
    genuine one is never slowed: many phones may share an address with somebody who guesses."""
    with visit.read() as session:
        found = look(session, visit.site.key, visit.request.path_params["secret"], visit.now)
        if found is not None:
            state: str = found.state
            if state == "open" and found.holder and not access.knows(session, found.holder, found.case):
                state = MOVED
            unit = Names(session).unit(found.holder.unit_id if found.holder else None)
            return Door(found, unit, state)
    _note_false(visit)
    raise NotFound("没有这个链接，请检查是否复制完整，或从通知里直接点开")


def _note_false(visit: Visit) -> None:
    """False links count apart from log-ins that failed, and against nobody's account."""
    host = visit.request.client.host if visit.request.client else ""
    address = keyed_hash(visit.site.key, "link address", host)
    with visit.write() as session:
        seconds = math.ceil(throttle.wait(session, address, address, visit.now).total_seconds())
        if seconds:
            raise TooMany(seconds)
        throttle.note(session, address, address, visit.now)


def _page(visit: Visit, door: Door, status: int = 200, *, said: str = "", sent: bool = False) -> Response:
    link = door.found.link
    still_in = door.state == "used" and link.session_until is not None and link.session_until > visit.now
    if door.state != "open" and status == 200 and not sent:
        status = 410
    return visit.page(
        "link_open.html",
        status,
        found=door.found,
        unit=door.unit,
        state=door.state,
        said=said,
        sent=sent,
        going_on=linked.address(door.found.case.id) if still_in else "",
        door=visit.request.url.path.removesuffix("/again"),
        shows_phone=True,
    )


def _wait(visit: Visit, error: TooMany) -> Response:
    response = visit.page("error.html", 429, code=429, said=str(error), shows_phone=True)
    response.headers["Retry-After"] = str(error.seconds)
    return response
