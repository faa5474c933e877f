"""信源: one row a source, the unwell ones first."""

from collections import Counter

from starlette.responses import Response

from dashboard import words
from dashboard.queries import sources
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """Every source with its state and the figures that it rests on."""
    with visit.read() as session:
        lines = sources.lines(session, visit.now)
    counts = Counter(line.state for line in lines)
    return visit.page("sources.html", lines=lines, counts=counts, names={**words.HEALTH, **sources.APART})
