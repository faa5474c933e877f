"""Who may do what: the one place where verbs ask."""

from sqlalchemy.orm import Session

from huiying.core.errors import NotAllowed, Refused
from huiying.core.models import Case, Unit, User

OFFICE = "新闻办"


def require_office(by: User, deed: str) -> None:
    """Only the press office may do `deed`."""
    if by.role != "office":
        raise NotAllowed(f"“{deed}”由{OFFICE}办理，您的账号没有这项权限")


def require_leader(by: User, deed: str) -> None:
    """Only a leader may do `deed`."""
    if by.role != "leader":
        raise NotAllowed(f"“{deed}”只能由领导作出，您的账号没有这项权限")


def require_administrator(by: User, deed: str) -> None:
    """Only an administrator may do `deed`."""
    if by.role != "administrator":
        raise NotAllowed(f"“{deed}”由管理员办理，您的账号没有这项权限")


def require_lead_unit(session: Session, case: Case, by: User, deed: str) -> None:
    """Only people of the case's lead unit may do `deed`."""
    if case.lead_unit_id is None:
        raise Refused(f"事项 {case.number} 尚未交办，请先由{OFFICE}确定牵头单位")
    if by.role != "unit" or by.unit_id != case.lead_unit_id:
        raise NotAllowed(f"“{deed}”由牵头单位{_name(session, case)}办理，您的账号没有这项权限")


def require_office_or_lead_unit(session: Session, case: Case, by: User, deed: str) -> None:
    """The press office may do `deed` at any time, the lead unit once it has the case."""
    if by.role != "office":
        require_lead_unit(session, case, by, deed)


def require_open(case: Case, deed: str) -> None:
    """`deed` needs an open case whose clocks were started."""
    if case.closed_at is not None:
        raise Refused(f"事项 {case.number} 已办结，不能再“{deed}”")
    if case.held_at is not None:
        raise Refused(f"事项 {case.number} 正在等待核实（{case.held_reason}），请先由{OFFICE}决定是否办理")


def _name(session: Session, case: Case) -> str:
    unit = session.get(Unit, case.lead_unit_id)
    return unit.name if unit else ""
