"""事项: the list of cases."""

from urllib.parse import urlencode

from sqlalchemy import select
from starlette.responses import Response

from dashboard import access, words
from dashboard.queries import cases
from dashboard.queries.cases import Wanted
from dashboard.queries.posts.wanted import LONGEST_PLACE
from dashboard.untrusted import number
from dashboard.visit import Visit
from huiying.core.models import Unit

LONGEST_WORDS = 60


def show(visit: Visit) -> Response:
    """One page of cases; filter and place stand in the address."""
    wanted = _wanted(visit)
    with visit.read() as session:
        found = cases.cases(session, visit.user, wanted, visit.now, before=number(visit.asked("before")))
        units = session.execute(select(Unit.id, Unit.name).order_by(Unit.id)).all()
    others = {name: value for name, value in wanted.query.items() if name != "show"}
    return visit.page(
        "cases.html",
        found=found,
        wanted=wanted,
        filters=cases.FILTERS,
        units=units if access.sees_all(visit.user) else [],
        others=urlencode(others),
        here=urlencode(wanted.query),
    )


def _wanted(visit: Visit) -> Wanted:
    """What the address asks for; what it asks for in vain is left out."""
    shown = visit.asked("show") if visit.asked("show") in cases.FILTERS else "open"
    tier = visit.asked("tier") if visit.asked("tier") in ("0", "1", "2", "3", "4") else ""
    kind = visit.asked("kind") if visit.asked("kind") in words.KINDS else ""
    return Wanted(
        shown,
        number(visit.asked("unit")),
        int(tier) if tier else None,
        kind,
        visit.asked("q")[:LONGEST_WORDS],
        visit.asked("place")[:LONGEST_PLACE],
    )
