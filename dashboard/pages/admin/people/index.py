"""人员与账号: one row an account, and the form for a new one."""

from starlette.responses import Response

from dashboard import accounts
from dashboard.pages.admin.people.form import read_person
from dashboard.pages.admin.people.show import page_of
from dashboard.queries import accounts as read_accounts
from dashboard.queries.people import choosable_units
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError


def show(visit: Visit) -> Response:
    """Every account with its role, unit and last log-in."""
    return _page(visit, 200)


def submit(visit: Visit) -> Response:
    """Add an account; its page shows the first password, this once."""
    password = accounts.new_password()
    with visit.write() as session:
        person = read_person(visit, session)
        user = accounts.create_user(
            session,
            name=visit.field("name"),
            display_name=person.display_name,
            password=password,
            role=person.role,
            unit=person.unit,
            email=person.email,
            now=visit.now,
            by=visit.user.name,
        )
        number = user.id
    return page_of(visit, number, password=password, said="账号已添加")


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The list with the refusal above what was entered."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def _page(visit: Visit, status: int, *, error: str = "") -> Response:
    with visit.read() as session:
        lines, units = read_accounts.lines(session, visit.now), choosable_units(session)
    entered = visit.form if error else {}
    return visit.page("admin/people.html", status, lines=lines, units=units, error=error, entered=entered)
