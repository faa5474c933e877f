"""信源: one row a source, the unwell ones first."""

from collections import Counter

from starlette.responses import Response

from dashboard import words
from dashboard.access import may
from dashboard.queries import sources
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """Every source with its state and the figures that it rests on."""
    with visit.read() as session:
        lines = sources.lines(session, visit.now)
    counts = Counter(line.state for line in lines)
    may_add = visit.site.sourcing is not None and may(visit.user, "tend_sources")
    return visit.page(
        "sources.html", may_add=may_add, lines=lines, counts=counts, names={**words.HEALTH, **sources.APART}
    )
