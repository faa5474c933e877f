"""审计: a page of the trail by its filter, the head of the chain, and whether it holds where asked."""

from urllib.parse import urlencode

from starlette.responses import Response

from dashboard import trail
from dashboard.queries import audit
from dashboard.untrusted import number
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """The trail; `verify` walks the whole chain for this answer."""
    wanted = asked_for(visit)
    with visit.read() as session:
        page = audit.page(session, wanted, number(visit.asked("before")))
        chain = audit.chain(session, walk=visit.asked("verify") == "yes")
        objects, actions = audit.choices(session)
    query = urlencode(wanted.query)
    return visit.page(
        "admin/audit.html",
        trail=trail,
        wanted=wanted,
        page=page,
        chain=chain,
        objects=objects,
        actions=actions,
        query=query,
        older=urlencode({**wanted.query, "before": page.before}) if page.before else "",
    )


def asked_for(visit: Visit) -> audit.Wanted:
    """The filter of the address."""
    return audit.Wanted(**{name: visit.asked(name) for name in audit.Wanted.__dataclass_fields__})
