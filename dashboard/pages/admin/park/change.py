"""保存: the name and the lists of park.toml."""

from starlette.responses import Response

from dashboard import park
from dashboard.queries.setting_up import PARK
from dashboard.visit import Visit
from huiying.core import audit


def submit(visit: Visit) -> Response:
    """Rewrite the file. What is written down of it is which lists changed, not their words."""
    lists = {key: _names(visit.field(key)) for key in park.LISTS}
    home = visit.site.settings.home
    with visit.write() as session:
        changed = park.rewrite(home, visit.field("digest"), visit.field("name"), lists)
        if changed:
            audit.record(session, "change", PARK, park.FILE, by=visit.user.name, now=visit.now, keys=changed)
    return visit.to(f"/admin/park?did={'change' if changed else 'same'}")


def _names(text: str) -> list[str]:
    """One name a line, each once, in their order."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))
