"""保存: name, role, unit and mailbox of an account."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.pages.admin.people.form import read_person
from dashboard.pages.admin.people.show import done
from dashboard.queries.accounts import find
from dashboard.visit import Visit
from huiying.core.errors import Refused


def submit(visit: Visit) -> Response:
    """Store what the form says; nobody takes their own administration away."""
    with visit.write() as session:
        user, person = find(session, visit.number("person")), read_person(visit, session)
        if user.id == visit.user.id and person.role != user.role:
            raise Refused("不能改自己的角色，请由另一名管理员办理")
        accounts.change_user(session, user, person, now=visit.now, by=visit.user.name)
    return done(visit, "change")
