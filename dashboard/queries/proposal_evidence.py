"""The evidence beside a proposal or a fault as people read it; stored evidence as it stood then."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dashboard import words
from dashboard.queries.curves import Curve, curve
from dashboard.queries.people import Names
from responder import wording
from responder.duty.phone import PHONE

Stored = dict[str, Any]
# Where the robots of WeCom and DingTalk, and of Feishu, put the code that is 0 when they took the message.
_CODES = ("errcode", "code", "StatusCode")


@dataclass(frozen=True)
class EvidenceEntry:
    """A line of the evidence: when, what, and by whom or with what result."""

    at: datetime
    said: str
    note: str


@dataclass(frozen=True)
class EvidenceView:
    """Each part in words. `after` says what followed the due moment; `missed` what a criticism counts."""

    explained: str
    clocks: list[EvidenceEntry]
    timeline: list[EvidenceEntry]
    held: list[tuple[str, str]]
    notices: list[EvidenceEntry]
    heat: Curve | None
    after: list[tuple[str, str]]
    rumours: list[EvidenceEntry]
    missed: list[Stored]


def evidence_view(stored: Stored, names: Names) -> EvidenceView:
    """The stored evidence; what an older proposal does not hold is left out."""
    clock = stored.get("clock", {})
    after = stored.get("after", {})
    due = clock.get("due_at") or after.get("since")
    marks = [(datetime.fromisoformat(due), "应完成" if clock else "过错发生")] if due else []
    readings = [(datetime.fromisoformat(at), float(heat)) for at, heat in stored.get("heat", [])]
    return EvidenceView(
        explained=str(clock.get("explained", "")),
        clocks=[_clock(one, names) for one in stored.get("clocks", [])],
        timeline=[_entry(entry, names) for entry in stored.get("timeline", [])],
        held=[_share(share, names) for share in stored.get("held", [])],
        notices=[_notice(notice, names) for notice in stored.get("notices", [])],
        heat=curve(readings, marks),
        after=_after(after),
        rumours=[_rumour(one) for one in after.get("rumours", [])],
        missed=list(stored.get("missed", [])),
    )


def _clock(one: Stored, names: Names) -> EvidenceEntry:
    holder = names.holder(one["holder"], one.get("unit_id"))
    met = one.get("met_at")
    ended = f"{words.moment(datetime.fromisoformat(met))} 完成" if met else "未完成"
    said = f"{words.milestone(one['milestone'])}（{holder}，{ended}）"
    return EvidenceEntry(datetime.fromisoformat(one["due_at"]), said, str(one["explained"]))


def _entry(entry: Stored, names: Names) -> EvidenceEntry:
    by = names.person(entry["by"]) if entry.get("by") else ""
    return EvidenceEntry(datetime.fromisoformat(entry["at"]), str(entry["said"]), by)


def _share(share: Stored, names: Names) -> tuple[str, str]:
    known = {**words.HOLDERS, "paused": "暂停计时"}
    holder = known.get(share["holder"], str(share["holder"]))
    length = wording.span(timedelta(seconds=share["seconds"]))
    return (names.unit(share.get("unit_id"), holder), length)


def _notice(notice: Stored, names: Names) -> EvidenceEntry:
    sent = notice.get("sent_at")
    at = datetime.fromisoformat(sent or notice["queued_at"])
    if notice["channel"] == PHONE:
        called = f"电话 → {notice['recipient']}：{notice.get('said') or ''}"
        return EvidenceEntry(
            at, called, f"{'已接通' if sent else '未接通'}（{names.person(notice['by'])}拨打）"
        )
    channel = words.NOTICE_CHANNELS.get(notice["channel"], notice["channel"])
    what = f"{notice.get('of', '')}{words.RUNGS.get(notice['rung'], '通知')}"
    said = f"{what} → {notice['recipient']}（{channel}）"
    proof = f"，{_receipt(notice['proof'])}" if sent and notice.get("proof") else ""
    arrived = f"已送达{proof}" if sent else f"未送达：{notice.get('failure') or '尚在重试'}"
    return EvidenceEntry(at, said, arrived)


def _receipt(proof: str) -> str:
    """What the receiver's system answered, in words where it is the usual answer of a group robot."""
    try:
        answer = json.loads(proof)
    except ValueError:
        return f"对方回执：{proof}"
    code = next((answer[key] for key in _CODES if key in answer), None) if isinstance(answer, dict) else None
    return "对方平台已确认收到" if code == 0 else f"对方回执：{proof}"


def _after(after: Stored) -> list[tuple[str, str]]:
    if not after:
        return []
    heat, spread, repeats = after["heat"], after["spread"], after["repeats"]
    return [
        ("热度", _heat(heat)),
        ("扩散", _spread(spread)),
        ("传言", f"尚无发布针对的传言 {len(after['rumours'])} 起"),
        ("重复反映", _repeats(repeats)),
    ]


def _heat(heat: Stored) -> str:
    then = "没有读数" if heat["then"] is None else f"{heat['then']:g}"
    if heat["peak"] is None:
        return f"当时 {then}，其后没有读数"
    return (
        f"当时 {then}，其后最高 {heat['peak']:g}（{words.moment(datetime.fromisoformat(heat['peak_at']))}）"
    )


def _spread(spread: Stored) -> str:
    if not spread["posts"]:
        return "其后没有新的信息"
    by = "、".join(f"{channel} {count}" for channel, count in spread["channels"])
    return f"其后新增信息 {spread['posts']} 条（{by}）"


def _repeats(repeats: Stored) -> str:
    again = "；办结后又重新办理" if repeats["reopened"] else ""
    if not repeats["senders"]:
        return f"不涉及来信来电{again}"
    return f"来信来电共 {repeats['senders']} 件，其中其后收到 {repeats['later']} 件{again}"


def _rumour(one: Stored) -> EvidenceEntry:
    times = f"转述 {one['times']} 条" if one["times"] > 1 else ""
    return EvidenceEntry(datetime.fromisoformat(one["at"]), str(one["text"]), times)
