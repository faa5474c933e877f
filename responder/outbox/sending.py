"""Sending: claimed notices in lanes, one receiver's trouble kept in its own lane."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from queue import SimpleQueue
from time import monotonic

from huiying.core.settings import Settings
from responder.links.issue import Personal
from responder.notifiers.message import Door, Message, Urgency
from responder.notifiers.outcome import Delivered, Failed, Outcome, Refused, Throttled
from responder.notifiers.registry import UnknownKindError, notifier
from responder.notifiers.target import TargetError
from responder.outbox.claim import Claimed
from responder.outbox.parts import Part, next_part
from responder.outbox.targets import NoTargetError, target
from responder.wording import moment

LOG = logging.getLogger(__name__)
# A new attempt is started only this long into a round; then the lease still covers the slowest one.
ROUND = timedelta(seconds=30)
LANES_PER_RECEIVER = 4
FAILURES_THAT_END_A_LANE = 3
PUT_BACK_FOR = timedelta(seconds=15)
DOOR = "打开 {}（限本人，{}前有效）"
PERSONAL = "点开链接即可办理，不用账号口令；只供您本人，{} 前有效，用过一次即失效。"
NO_LINK = "访问地址 HUIYING_PUBLIC_URL 设置有误，无法附上链接，请登录系统查看。"


class Stopwatch:
    """Time since `start`: the moment that was passed in, plus what has gone by on a steady timer."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self._from = monotonic()

    @property
    def elapsed(self) -> timedelta:
        return timedelta(seconds=monotonic() - self._from)

    @property
    def now(self) -> datetime:
        return self.start + self.elapsed


ONLY = Part()


@dataclass(frozen=True, slots=True)
class PutBack:
    """Claimed but not tried. Due again after `pause` where the receiver was in trouble; as it was before
    where the receiver is in the middle of a long notice, between whose parts nothing else should stand."""

    pause: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one claimed notice, at which moments."""

    claimed: Claimed
    outcome: Outcome | PutBack
    tried_at: datetime
    ended_at: datetime
    part: Part = ONLY


def lanes(claimed: Sequence[Claimed]) -> list[list[Claimed]]:
    """The notices by receiver; a robot with a budget is one lane, any other receiver a few."""
    receivers: dict[tuple[str, int | None], list[Claimed]] = defaultdict(list)
    for each in claimed:
        receivers[(each.notice.channel, each.notice.robot_id)].append(each)
    return [lane for those in receivers.values() for lane in _split(those) if lane]


def run_lane(lane: Sequence[Claimed], settings: Settings, watch: Stopwatch, out: SimpleQueue[Result]) -> None:
    """Send one after another; every notice of the lane leads to exactly one result, come what may."""
    end: PutBack | None = None
    failures = 0
    for claimed in lane:
        if watch.elapsed > ROUND:
            end = end or PutBack(timedelta(0))
        tried_at = watch.now
        outcome, part = (end, ONLY) if end else _attempt(claimed, settings, tried_at)
        out.put(Result(claimed, outcome, tried_at, watch.now, part))
        failures = failures + 1 if isinstance(outcome, Failed) else 0
        end = end or _end_of_lane(outcome, part, failures)


def _end_of_lane(outcome: Outcome | PutBack, part: Part, failures: int) -> PutBack | None:
    """What becomes of the rest of the lane after this outcome; None where it goes on."""
    if isinstance(outcome, Throttled):
        return PutBack(outcome.retry_after)
    if failures == FAILURES_THAT_END_A_LANE:
        return PutBack(PUT_BACK_FOR)
    return PutBack() if isinstance(outcome, Delivered) and not part.is_last else None


def _split(those: list[Claimed]) -> list[list[Claimed]]:
    if _has_budget(those[0]):
        return [those]
    return [those[start::LANES_PER_RECEIVER] for start in range(LANES_PER_RECEIVER)]


def _has_budget(claimed: Claimed) -> bool:
    try:
        return notifier(claimed.notice.channel).budget is not None
    except UnknownKindError:
        return False


def _attempt(claimed: Claimed, settings: Settings, now: datetime) -> tuple[Outcome, Part]:
    """One message: the notice, or where it takes several the first that was not accepted yet."""
    part = ONLY
    try:
        sender = notifier(claimed.notice.channel)
        where = target(claimed, sender, settings)
        messages = sender.parts(where, message(claimed, settings))
        part = next_part(claimed.notice, messages, claimed.robot.address if claimed.robot else "")
        return sender.send(where, messages[part.number - 1], now=now), part
    except Exception as error:
        return _not_sent(claimed, error), part


def _not_sent(claimed: Claimed, error: Exception) -> Outcome:
    if isinstance(error, UnknownKindError | NoTargetError):
        return Refused(str(error))
    if isinstance(error, TargetError):
        return Refused(f"渠道设置有误：{error}")
    # A fault of our own in one message must not keep the others; it is written down and tried again.
    LOG.error("sending notice %s failed", claimed.notice.id, exc_info=error)
    return Failed(f"发送时程序出错（{type(error).__name__}）。")


def message(claimed: Claimed, settings: Settings) -> Message:
    """The notice as a message; its link leads to the installation's public address. A personal one takes the
    place of the case's address, and says so.

    A public address that is no web address costs the link, not the notice.
    """
    notice = claimed.notice
    link = claimed.link
    personal = (PERSONAL.format(moment(link.until, link.since)),) if link else ()
    path = link.path if link else notice.link
    base = settings.public_url.rstrip("/")
    plain = Message(
        key=notice.key,
        subject=notice.subject.strip() or "通知",
        lines=(*notice.lines, *personal),
        urgency=Urgency.URGENT if notice.detail.get("urgent") else Urgency.NORMAL,
        case_number=notice.detail.get("case_number") or "",
        event=notice.detail.get("event") or "",
        event_at=notice.detail.get("event_at") or "",
    )
    try:
        doors = tuple(_door(number, door, base) for number, door in claimed.doors.items())
        return replace(plain, link=base + path if path else "", doors=doors)
    except ValueError:
        return replace(plain, lines=(*plain.lines, NO_LINK))


def _door(number: str, door: Personal, base: str) -> Door:
    return Door(DOOR.format(number, moment(door.until, door.since)), base + door.path)
