"""What the press office is told at once: what happened, what it means, what to do by when."""

from huiying.core.models import Case, Event, Unit
from responder.clocks import keeper
from responder.clocks.words import KINDS
from responder.intake import why
from responder.intake.desk import Desk
from responder.outbox import queue
from responder.wording import moment


def opened(desk: Desk, case: Case) -> None:
    """A case was opened; an archived one is history and tells nobody."""
    if case.archive:
        return
    unit = desk.session.get(Unit, case.proposed_unit_id) if case.proposed_unit_id else None
    lines = [
        f"事项 {case.number}（{KINDS[case.kind]}）：{case.title}",  # type: ignore[index]
        f"立项原因：{case.opened_why}。",
        *_gist(desk, case),
        f"建议牵头单位：{why.unit(unit.name if unit else None, ask=case.ask_unit)}。",
        _to_do(desk, case),
    ]
    _tell(desk, case, f"新事项：{case.title}", lines, "opened")


def raised(desk: Desk, case: Case, former: int | None) -> None:
    """The machine raised the tier of a case that nobody has confirmed."""
    lines = [
        f"事项 {case.number}：{case.title}",
        f"{why.verdict(case.tier, case.grade, case.level)}，此前为{_tier(former)}。",
        *_gist(desk, case),
        "未完成的时限已按新级别重排。",
        _to_do(desk, case),
    ]
    _tell(desk, case, f"级别上调：{case.title}", lines, f"raised-{case.tier}")


def proposed(desk: Desk, case: Case, event: Event, tier: int) -> None:
    """The machine finds a confirmed case graver than the person did: the person decides."""
    lines = [
        f"事项 {case.number}：{case.title}",
        f"机器最新研判为{why.verdict(tier, event.grade, event.level)}，重于已确认的{_tier(case.tier)}。",
        *_told(event),
        "级别未作改动，请研判是否调整；调整须写明理由。",
    ]
    _tell(desk, case, f"建议上调级别：{case.title}", lines, f"proposed-{tier}")


def fresh(desk: Desk, case: Case) -> None:
    """News came to a case that was held for being old."""
    lines = [
        f"事项 {case.number}：{case.title}",
        "此事项原因旧闻暂未起算时限，现出现新的信息。",
        *_gist(desk, case),
        "请核实并决定是否起算时限。",
    ]
    _tell(desk, case, f"旧闻事项有新信息：{case.title}", lines, "fresh")


def ask(desk: Desk, event: Event) -> None:
    """The law sets no automatic grade for this kind of happening: a person is asked at once."""
    lines = [
        f"事件：{event.title}",
        *_told(event),
        "此类事件没有可自动套用的分级标准，机器不定事件等级。",
        "请立即人工研判，必要时立项。",
    ]
    queue(
        desk.session,
        kind="alert",
        duty="office",
        unit_id=None,
        subject=f"请人工定级：{event.title}",
        lines=lines,
        now=desk.now,
        occasion=f"ask-{event.id}",
    )


def _gist(desk: Desk, case: Case) -> list[str]:
    event = desk.session.get(Event, case.event_id) if case.event_id else None
    return _told(event) if event else []


def _told(event: Event) -> list[str]:
    said = (event.verdict.get("summary") or {}).get("gist")
    return [f"概要（摘自原信息）：{said}"] if said else []


def _to_do(desk: Desk, case: Case) -> str:
    if case.held_at is not None:
        return f"暂未起算时限：{case.held_reason}。"
    clocks = keeper.running(desk.session, case, holder="office")
    if not clocks:
        return "请研判并交办。"
    first = clocks[0]
    late = "（设定时已逾期）" if first.born_overdue_seconds else ""
    return f"请于 {moment(first.due_at, desk.now)} 前完成{keeper.milestone_name(first)}{late}。"


def _tier(tier: int | None) -> str:
    return f"响应级别 {tier} 级" if tier else "无响应级别"


def _tell(desk: Desk, case: Case, subject: str, lines: list[str], occasion: str) -> None:
    queue(
        desk.session,
        kind="alert",
        duty="office",
        unit_id=None,
        subject=subject,
        lines=lines,
        now=desk.now,
        occasion=occasion,
        case=case,
    )
