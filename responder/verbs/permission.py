"""Who may do what beside the procedure of a case: accountability and sources ask here."""

from huiying.core.errors import NotAllowed
from huiying.core.models import User

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
