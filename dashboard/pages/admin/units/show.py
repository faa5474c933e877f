"""One unit with its people; also where a refusal ends up, with what was entered."""

from starlette.responses import Response

from dashboard import words
from dashboard.pages.admin.units.form import read_people
from dashboard.queries import units
from dashboard.queries.people import choosable_units
from dashboard.visit import Visit
from huiying.core.errors import HuiyingError
from huiying.core.models import Contact
from responder.verbs.keep_unit import MEMBER_OF, ContactForm

DONE = {
    "add": "已添加。请登记联系人，没有人可联系的单位收不到催办",
    "change": "已保存；此后的通知按这里的联系人发送",
    "on": "已启用",
    "off": "已停用，不再交办给它；办过的记录都在",
}
BLANK = ("handler", "handler")


def show(visit: Visit) -> Response:
    """The unit as it stands; `did` names what was just done."""
    return _page(visit, 200, said=DONE.get(visit.asked("did"), ""))


def refused(visit: Visit, error: HuiyingError, status: int) -> Response:
    """The unit with the refusal above it, its form as it was filled in."""
    if status == 403:
        return visit.page("error.html", status, code=status, said=str(error))
    return _page(visit, status, error=str(error))


def done(visit: Visit, deed: str) -> Response:
    """Back to the unit, which then says what was done."""
    return visit.to(f"/admin/units/{visit.number('unit')}?did={deed}")


def _page(visit: Visit, status: int, *, said: str = "", error: str = "") -> Response:
    entered = read_people(visit) if error else []
    with visit.read() as session:
        line = units.find_line(session, visit.number("unit"), visit.now)
        accounts = units.accounts_of(session, line.unit)
        parents = [unit for unit in choosable_units(session) if unit.id != line.unit.id]
    return visit.page(
        "admin/unit.html",
        status,
        line=line,
        rows=entered or _rows(line.people),
        accounts=accounts,
        parents=parents,
        kinds=words.UNIT_KINDS,
        duties=words.DUTIES,
        members=MEMBER_OF,
        said=said,
        error=error,
        entered=visit.form if entered else {},
    )


def _rows(people: dict[str, list[Contact]]) -> list[ContactForm]:
    """A line for each contact and each duty without one, and two more."""
    rows: list[ContactForm] = []
    for duty in units.ORDER:
        found = people.get(duty, [])
        rows += [_row(contact) for contact in found] or [ContactForm(duty)]
    return [*rows, *(ContactForm(duty) for duty in BLANK)]


def _row(contact: Contact) -> ContactForm:
    """Without a name of its own a contact is called by its duty, and the field stays empty."""
    name = "" if contact.name == words.DUTIES[contact.duty] else contact.name
    return ContactForm(
        contact.duty,
        name,
        contact.phone or "",
        contact.email or "",
        contact.user_id,
        contact.wecom or "",
        contact.dingtalk or "",
        contact.feishu or "",
    )
