"""What the dashboard tells of the demo: the accounts on offer, and how far the replay is."""

from collections.abc import Callable
from datetime import datetime

from dashboard.demo import Account, Demo, Progress, over
from huiying.cli.demo import cast

TITLES = {"office": "值班员", "leader": "园区领导", "administrator": "管理员"}


def shown(t0: datetime, progress: Callable[[], Progress | None] = over) -> Demo:
    """The demo as create_app wants it; `progress` is None for a replay that is over."""
    accounts = tuple(_account(one) for one in cast.SHOWN)
    return Demo(accounts=accounts, password=cast.PASSWORD, t0=t0, progress=progress)


def _account(one: cast.Account) -> Account:
    title = TITLES.get(one.role) or f"{one.unit}经办人"
    return Account(name=one.name, title=title, role=one.role, what=one.what)
