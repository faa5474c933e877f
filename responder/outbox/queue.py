"""Queueing a notice: a row in the caller's transaction, beside the change that it tells of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from huiying.core import audit
from huiying.core.models import Case, Clock, Notice
from responder.links.issue import CONTACT
from responder.notifiers.target import MOST_MENTIONS
from responder.outbox.people import OFFICE, AddressBook, Recipient

NO_CHANNEL = "none"
MOST_LINES = 20
LONGEST_LINE = 500
MORE_LINES = "另有 {} 行未列，请打开链接查看。"
URGENT_TIERS = (1, 2)
RELAY = "（无法直接通知，请代为转达）"
ASKED = "通知对象："
BRIEF = "brief"
CALLED = "called"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a notice says and of what; the same for every recipient of one occasion."""

    kind: str
    duty: str
    unit_id: int | None
    subject: str
    lines: tuple[str, ...]
    occasion: str
    now: datetime
    case: Case | None = None
    clock: Clock | None = None
    rung: str | None = None
    link: str | None = None

    def key(self, recipient: str, channel: str) -> str:
        case = self.case.id if self.case else "-"
        clock = self.clock.id if self.clock else "-"
        return f"{case}:{clock}:{self.occasion}:{recipient}:{channel}"


def queue(
    session: Session,
    *,
    kind: str,
    duty: str,
    unit_id: int | None,
    subject: str,
    lines: Sequence[str],
    now: datetime,
    occasion: str,
    case: Case | None = None,
    clock: Clock | None = None,
    rung: str | None = None,
    link: str | None = None,
    book: AddressBook | None = None,
) -> list[Notice]:
    """Queue a notice for everybody that the duty is reached by; returns the rows that are new.

    `duty`: handler, head, leader (分管领导), office, clearer, leadership, administrator. `lines`: Chinese;
    what happened, what it means, what to do by when. The link to the case (or `link`, the path of a page)
    is added on delivery, as is who is asked, and for whom somebody stands in. Queueing the same key again
    adds nothing; another duty of the same occasion that is reached by the same robot or mailbox is named in
    the notice that already waits there, so that no group is flooded. Where nobody can be reached, a failed
    notice says so, and the office is asked to pass it on. An archived case sends nothing. Nothing is
    committed. `book`: the address book of this transaction, where the caller has read it.
    """
    if case is not None and case.archive:
        return []
    session.flush()
    letter = Letter(kind, duty, unit_id, subject, _trimmed(lines), occasion, now, case, clock, rung, link)
    book = book or AddressBook.read(session, now)
    return send_to(session, letter, book.recipients(duty, unit_id), book)


def send_to(session: Session, letter: Letter, people: Sequence[Recipient], book: AddressBook) -> list[Notice]:
    """Queue the letter to these recipients; to nobody where there is none, and so to the office."""
    label = book.asked(letter.duty, letter.unit_id)
    if people:
        added = [place(session, letter, recipient, label) for recipient in people]
        return [notice for notice in added if notice]
    instead = [] if letter.duty == OFFICE else book.office()
    unreached = _nobody(session, letter, label, told=bool(instead))
    added = [unreached, *(place(session, letter, recipient, label + RELAY) for recipient in instead)]
    return [notice for notice in added if notice]


def place(
    session: Session, letter: Letter, recipient: Recipient, label: str, *, instead_of: int | None = None
) -> Notice | None:
    """One pending row, or the label added to the row that waits there already (then None)."""
    key = letter.key(recipient.token, recipient.channel)
    if recipient.note and recipient.note not in letter.lines:
        letter = replace(letter, lines=(*letter.lines, recipient.note))
    row = _row(letter, key, recipient.name, recipient.channel, label)
    row |= {"robot_id": recipient.robot_id, "address": recipient.address, "next_try_at": letter.now}
    if recipient.contact_id is not None:
        row["detail"][CONTACT] = recipient.contact_id
    if instead_of is not None:
        row["detail"]["instead_of"] = instead_of
    if recipient.called:
        row["detail"][CALLED] = {name: list(those) for name, those in recipient.called.items()}
    notice = _insert(session, row)
    if notice is None:
        _also_ask(session, key, label, recipient)
    return notice


def body(kind: str, lines: Sequence[str], labels: Sequence[str]) -> list[str]:
    """The lines of a notice, ended by who is asked; a brief asks nobody."""
    return [*lines] if kind == BRIEF else [*lines, ASKED + "、".join(labels)]


def _nobody(session: Session, letter: Letter, label: str, *, told: bool) -> Notice | None:
    reason = f"没有可用的通知渠道：{label}没有登记邮箱和手机号，也没有启用的群机器人。"
    remedy = "已请新闻办代为转达。" if told else "请在“单位与人员”中补充邮箱、手机号或群机器人。"
    recipient = f"{letter.duty}-{letter.unit_id or '-'}"
    row = _row(letter, letter.key(recipient, NO_CHANNEL), label, NO_CHANNEL, label)
    row |= {"state": "failed", "failed_at": letter.now, "failure": reason + remedy}
    notice = _insert(session, row)
    if notice:
        audit.record(session, "notice_unreachable", "notice", notice.id, by=audit.MACHINE, now=letter.now)
    return notice


def _row(letter: Letter, key: str, name: str, channel: str, label: str) -> dict[str, Any]:
    case = letter.case
    return {
        "key": key,
        "case_id": case.id if case else None,
        "clock_id": letter.clock.id if letter.clock else None,
        "rung": letter.rung,
        "kind": letter.kind,
        "recipient": name,
        "channel": channel,
        "subject": letter.subject,
        "lines": body(letter.kind, letter.lines, [label]),
        "link": f"/case/{case.id}" if case else letter.link,
        "detail": {
            "occasion": letter.occasion,
            "duty": letter.duty,
            "unit_id": letter.unit_id,
            "said": list(letter.lines),
            "asked": [label],
            "case_number": case.number if case else "",
            "urgent": case is not None and case.tier in URGENT_TIERS,
        },
        "created_at": letter.now,
        "state": "pending",
        "attempts": 0,
    }


def _insert(session: Session, row: dict[str, Any]) -> Notice | None:
    # Once by key even when two transactions queue it at the same moment: the database decides.
    statement = _ONCE_BY_KEY[session.get_bind().dialect.name]
    return session.scalars(statement, [row]).one_or_none()


_ONCE_BY_KEY = {
    "sqlite": sqlite.insert(Notice).on_conflict_do_nothing(index_elements=["key"]).returning(Notice),
    "postgresql": postgresql.insert(Notice).on_conflict_do_nothing(index_elements=["key"]).returning(Notice),
}


def _also_ask(session: Session, key: str, label: str, recipient: Recipient) -> None:
    """Who else is asked through this mailbox or group, for whom its owner stands in there, and whom the
    robot calls besides."""
    notice = session.scalar(select(Notice).where(Notice.key == key))
    if notice is None:
        return
    detail, note = notice.detail, recipient.note
    said, labels = detail["said"], detail["asked"]
    more_said = [*said, note] if note and note not in said else said
    more_labels = labels if label in labels else [*labels, label]
    called = _together(detail.get(CALLED, {}), recipient.called)
    session.execute(
        update(Notice)
        .where(Notice.id == notice.id, Notice.state == "pending", Notice.attempts == 0)
        .where(Notice.lease_owner.is_(None))
        .values(
            detail={**detail, "said": more_said, "asked": more_labels, CALLED: called},
            lines=body(notice.kind, more_said, more_labels),
        )
    )


def _together(one: Mapping[str, Sequence[str]], other: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Both, each person once, no more than a platform takes."""
    return {
        name: list(dict.fromkeys([*one.get(name, ()), *other.get(name, ())]))[:MOST_MENTIONS]
        for name in {**one, **other}
    }


def _trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    short = [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in lines]
    if len(short) > MOST_LINES:
        left_out = len(short) - MOST_LINES + 1
        short[MOST_LINES - 1 :] = [MORE_LINES.format(left_out)]
    return tuple(short)
