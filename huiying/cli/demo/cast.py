"""Who acts in the demo: accounts that anybody may use, called by their role. Nobody here is real."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import accounts
from huiying.cli.making import FIRST_NAME
from huiying.core.clock import local
from huiying.core.models import Contact, Shift, Unit, User
from responder.duty.roster import Planned, put_on

DAYS_PLANNED, HALF_DAY = 15, timedelta(hours=12)
DUTY_PHONE, LEADER_PHONE = "0714-0000001", "0714-0000002"  # landlines that are nobody's
PASSWORD = "yanshi-2026"  # printed on the terminal and told on the page: it guards invented texts only


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the demo. `what` tells a visitor what it is for."""

    name: str
    display_name: str
    role: str
    unit: str | None
    what: str


OFFICER = Account("zhiban", "值班员（演示）", "office", "办公室", "新闻办值班：研判、交办、办结")
CLEARER = Account("shencha", "审查员（演示）", "office", "办公室", "新闻办审查：保密审查、核对发布证据")
LEADER = Account("lingdao", "园区领导（演示）", "leader", None, "看全部，决定约谈与问责")
ADMINISTRATOR = Account(FIRST_NAME, "管理员（演示）", "administrator", None, "系统管理")
HANDLERS = (
    Account("zhifa", "执法局经办人（演示）", "unit", "执法局", "责任单位：签收、起草、发布"),
    Account("kaifa", "新港开发公司经办人（演示）", "unit", "新港开发公司", "责任单位"),
    Account("renshe", "人社局经办人（演示）", "unit", "人社局", "责任单位"),
    Account("shefa", "社发局经办人（演示）", "unit", "社发局", "责任单位"),
    Account("jiaojing", "交警大队经办人（演示）", "unit", "交警大队", "责任单位"),
    Account("jiaoyun", "交运分局经办人（演示）", "unit", "交运分局", "责任单位"),
    Account("guotu", "国土分局经办人（演示）", "unit", "国土分局", "责任单位"),
    Account("jingfa", "经发局经办人（演示）", "unit", "经发局", "责任单位"),
    Account("caizheng", "财政局经办人（演示）", "unit", "财政局", "责任单位"),
    Account("zuzhi", "组织部经办人（演示）", "unit", "组织部", "责任单位"),
    Account("zhihui", "指挥部经办人（演示）", "unit", "各指挥部", "责任单位"),
    Account("bangong", "办公室经办人（演示）", "unit", "办公室", "责任单位"),
    Account("cunju", "村居经办人（演示）", "unit", "各村(居委会)", "责任单位"),
)
SHOWN = (OFFICER, HANDLERS[0], LEADER, ADMINISTRATOR)
"""The four that the demo's guided path is walked with."""
EVERYBODY = (OFFICER, CLEARER, *HANDLERS, LEADER, ADMINISTRATOR)


def enlist(session: Session, now: datetime, accounts_: Sequence[Account] = EVERYBODY) -> None:
    """Make the accounts that are missing, and give the first administrator the demo's password."""
    units = {unit.name: unit for unit in session.scalars(select(Unit))}
    known = {user.name: user for user in session.scalars(select(User))}
    for account in accounts_:
        unit = units[account.unit] if account.unit else None
        if account.name in known:
            _take_over(session, known[account.name], account, now)
            continue
        user = accounts.create_user(
            session,
            name=account.name,
            display_name=account.display_name,
            password=PASSWORD,
            role=account.role,
            now=now,
            unit=unit,
        )
        user.password_given_at = None  # everybody is told it, and nobody is to change it
        if account.role == "unit":
            _link(session, user)


def put_on_duty(session: Session, now: datetime) -> None:
    """A roster for the replayed week and the one after: one by day, the other by night."""
    if session.scalar(select(Shift.id).limit(1)) is not None:
        return
    people = users(session)
    start = local(now).replace(hour=8, minute=0, second=0, microsecond=0)
    planned: list[Planned] = []
    for number in range(DAYS_PLANNED):
        day = start + timedelta(days=number)
        evening, morning = day + HALF_DAY, day + 2 * HALF_DAY
        planned += [
            Planned("officer", people[OFFICER.name], day, evening, DUTY_PHONE),
            Planned("officer", people[CLEARER.name], evening, morning, DUTY_PHONE),
            Planned("clearer", people[CLEARER.name], day, morning, DUTY_PHONE),
            Planned("leader", people[LEADER.name], day, morning, LEADER_PHONE),
        ]
    put_on(session, [one for one in planned if one.ends_at > now], by=OFFICER.name, now=now)


def users(session: Session) -> dict[str, User]:
    """The accounts by name."""
    return {user.name: user for user in session.scalars(select(User))}


def _take_over(session: Session, user: User, account: Account, now: datetime) -> None:
    if user.display_name != account.display_name:
        user.display_name = account.display_name
        accounts.set_password(session, user, PASSWORD, now=now, by=account.name)
        user.password_given_at = None


def _link(session: Session, user: User) -> None:
    query = select(Contact).where(Contact.unit_id == user.unit_id, Contact.duty == "handler")
    contact = session.scalars(query.order_by(Contact.id).limit(1)).first()
    if contact:
        contact.user_id = user.id
