"""停用、启用 an account."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.pages.admin.people.show import done
from dashboard.queries.accounts import find
from dashboard.visit import Visit
from huiying.core.errors import Refused


def submit(visit: Visit) -> Response:
    """Close the account or open it again, as the form says: `off` or `on`."""
    on = visit.field("to") == "on"
    with visit.write() as session:
        user = find(session, visit.number("person"))
        if user.id == visit.user.id:
            raise Refused("不能停用自己的账号，请由另一名管理员办理")
        deed = accounts.enable if on else accounts.disable
        deed(session, user, now=visit.now, by=visit.user.name)
    return done(visit, "enable" if on else "disable")
