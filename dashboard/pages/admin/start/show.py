"""开始使用: the steps, what is there already, and the one to take now."""

from starlette.responses import Response

from dashboard import park
from dashboard.queries import setting_up
from dashboard.visit import Visit


def show(visit: Visit) -> Response:
    """The steps; `step` names the one to look at, else it is the first in which something is missing."""
    with visit.read() as session:
        steps = setting_up.steps(session, park.read(visit.site.settings.home).profile, visit.now)
    keys = [step.key for step in steps]
    open_ones = [step.key for step in steps if not step.is_done]
    asked = visit.asked("step")
    now_at = asked if asked in keys else open_ones[0] if open_ones else ""
    after = keys[keys.index(now_at) + 1 :] if now_at else []
    return visit.page("admin/start.html", steps=steps, at=now_at, after=after[0] if after else "")
