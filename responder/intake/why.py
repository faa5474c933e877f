"""What a person reads of why a case was opened, held or raised."""

from collections.abc import Sequence

from huiying.core.clock import local
from responder.clocks.policy import Policy
from responder.intake.desk import ProposedUnit
from responder.intake.waiting import Arrival

GRADES = {1: "特别重大", 2: "重大", 3: "较大", 4: "一般"}
LEVELS = {1: "红色", 2: "橙色", 3: "黄色", 4: "蓝色"}
_ADVICE = ("建议交办", "建议的牵头单位", "未能判断牵头单位", "请人工确定牵头单位")
_ORIGIN = {"message": "收到群众留言", "hotline": "收到热线来电记录"}


def message(channel: str, proposal: ProposedUnit, *, archive: bool) -> str:
    """Why a message case was opened."""
    return _whole([f"{_ORIGIN[channel]}，按规则自动立项"], proposal, archive)


def opinion(
    tier: int | None,
    grade: int | None,
    level: int | None,
    complainants: int | None,
    proposal: ProposedUnit,
    *,
    archive: bool,
) -> str:
    """Why an opinion case was opened; `complainants` where their number decided."""
    said = [f"{verdict(tier, grade, level)}，按规则自动立项"]
    if complainants is not None:
        said.append(f"已有 {complainants} 个不同的作者或信源反映")
    return _whole(said, proposal, archive)


def verdict(tier: int | None, grade: int | None, level: int | None) -> str:
    """响应级别 2 级（事件等级：重大；舆情等级：橙色）."""
    if tier is None:
        return "暂无响应级别"
    parts = [f"事件等级：{GRADES[grade]}"] if grade else []
    parts += [f"舆情等级：{LEVELS[level]}"] if level else []
    return f"响应级别 {tier} 级" + (f"（{'；'.join(parts)}）" if parts else "")


def held(posts: Sequence[Arrival], policy: Policy) -> str | None:
    """Why the case must wait for a person: all of its news is old. None where some is not."""
    horizon = policy.opening.horizon
    if not posts or not all(post.is_old(horizon) for post in posts):
        return None
    latest = local(max(post.at for post in posts))
    return (
        f"最新一条信息发布于 {latest.year}年{latest.month}月{latest.day}日，"
        f"比发现时间早 {policy.opening.horizon_days} 天以上，属旧闻，待人工核实后决定是否起算时限"
    )


def without_advice(said: str) -> str:
    """Why a case was opened, less the advice on its lead unit: for when that has been decided."""
    return "；".join(part for part in said.split("；") if not part.startswith(_ADVICE))


def unit(name: str | None, *, ask: bool) -> str:
    """The machine's proposal for the lead, as a person reads it."""
    if not name:
        return "待定"
    return f"{name}（把握不足，请值班员确认）" if ask else name


def _whole(said: list[str], proposal: ProposedUnit, archive: bool) -> str:
    if proposal.unit is None:
        named = proposal.named
        said.append(f"建议的牵头单位“{named}”不在责任单位名单中" if named else "未能判断牵头单位")
        said.append("请人工确定牵头单位")
    elif proposal.ask:
        said.append(f"建议交办{proposal.unit.name}，把握不足，请值班员确认")
    if archive:
        said.append("历史数据，不起算时限")
    return "；".join(said)
