"""批示."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.responses import Response

from dashboard.pages.case.deed import on_case, planning, the_unit
from dashboard.pages.case.show import done
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.errors import BadInput
from huiying.core.models import User
from responder.verbs.instruct import instruct


def submit(visit: Visit) -> Response:
    """A leader's instruction for a unit; the office records one that was given on paper."""
    with on_case(visit) as (session, case):
        unit = the_unit(session, visit.field("unit"), "承办单位")
        said: dict[str, Any] = {"text": visit.field("text"), "term": visit.field("term") or None}
        instruct(session, case, unit=unit, leader=_leader(session, visit), **said, **planning(visit))
    return done(visit, "instruct")


def _leader(session: Session, visit: Visit) -> User | None:
    """Who gave it, where somebody else records it."""
    if not visit.field("leader"):
        return None
    key = number(visit.field("leader"))
    found = session.get(User, key) if key is not None else None
    if found is None or found.role != "leader":
        raise BadInput("请从列表中选择作出批示的领导")
    return found
