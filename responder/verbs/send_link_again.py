"""重新发一条: a fresh notice with a fresh link, to the recipient's own channels and to nobody else.

Whoever holds an old link may ask for it: what they get is nothing, what the recipient gets is a message.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.errors import Refused
from huiying.core.models import Case, CaseLink, Contact, Notice
from responder.links.holders import holders
from responder.outbox.fallback import ONLY_OWN
from responder.outbox.people import UNIT_DUTIES, AddressBook
from responder.outbox.queue import Letter, send_to

BETWEEN = timedelta(minutes=5)
MOST_A_DAY = 5


def send_again(session: Session, link: CaseLink, now: datetime) -> None:
    """Queue the notice. Raises Refused (Chinese) where the person left, the case is closed, no channel is
    known, or it was asked for too often."""
    case, contact = session.get_one(Case, link.case_id), session.get_one(Contact, link.contact_id)
    if link.contact_id not in holders(session, [link.contact_id]):
        raise Refused("这位联系人已不在岗，不能再发链接，请与新闻办联系")
    if case.closed_at is not None:
        raise Refused(f"事项 {case.number} 已办结，无需再发链接")
    book = AddressBook.read(session, now)
    ways = book.ways_of(contact.id)
    if not ways:
        raise Refused("没有登记邮箱和手机号，不能再发链接，请与新闻办联系")
    letter = _letter(case, contact, _number(session, case, contact, now), now)
    if send_to(session, letter, ways[:1], book):
        audit.record(session, "link_again", "case", case.id, by=audit.MACHINE, now=now, link=link.id)


def _number(session: Session, case: Case, contact: Contact, now: datetime) -> int:
    """Which one it is of this person and case, from 1. Two who ask at once get the same number and so the
    same notice."""
    own = Notice.key.startswith(f"{case.id}:-:link:{contact.id}:", autoescape=True)
    count, last = session.execute(select(func.count(), func.max(Notice.created_at)).where(own)).one()
    today = select(func.count()).where(own, Notice.created_at > now - timedelta(hours=24))
    if last is not None and now - last < BETWEEN:
        raise Refused("刚刚已经发过，请稍等几分钟查看短信或邮件；仍没收到，请与新闻办联系")
    if (session.scalar(today) or 0) >= MOST_A_DAY:
        raise Refused("今天发的次数已到上限，请与新闻办联系")
    return int(count) + 1


def _letter(case: Case, contact: Contact, number: int, now: datetime) -> Letter:
    lines = (
        f"按页面上的请求重新发送：点开下面的链接，即可办理事项 {case.number}。",
        "不是您本人要的，可以不理会，也请不要转发。",
    )
    return Letter(
        ONLY_OWN,
        contact.duty if contact.duty in UNIT_DUTIES else "handler",
        contact.unit_id,
        f"【重发链接】{case.title}",
        lines,
        f"link:{contact.id}:{number}",
        now,
        case=case,
    )
