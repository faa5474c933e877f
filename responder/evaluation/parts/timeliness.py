"""及时: the share of decided clocks met in time, and how early they were met."""

from responder.evaluation.facts import ClockFact, Facts
from responder.evaluation.index import Line
from responder.evaluation.lines import Maker
from responder.evaluation.rules import Rules
from responder.wording import percent


def timeliness(facts: Facts, rules: Rules) -> tuple[Line, ...]:
    """Both lines rest on the clocks that ended or fell due; superseded ones are left out."""
    make, clocks = Maker(rules.timeliness), facts.decided
    if not clocks:
        said = "还没有到期或完成的时限"
        return make.missing("met", said), make.missing("early", said)
    in_time = [clock for clock in clocks if clock.in_time]
    born = sum(clock.born_overdue for clock in clocks)
    also = f"，其中 {born} 个起算时已超时" if born else ""
    early = sum(_early(clock, rules.scale.early_full) for clock in clocks) / len(clocks)
    left = sum(_left(clock) for clock in in_time) / len(in_time) if in_time else None
    return (
        make.counted(
            "met",
            len(in_time) / len(clocks),
            f"{len(clocks)} 个时限中按时完成 {len(in_time)} 个{also}",
            clock=clocks,
        ),
        make.counted("early", early, _said(left), clock=clocks),
    )


def _left(clock: ClockFact) -> float:
    """The share of the time, from anchor to due, that was left when the clock was met."""
    span = (clock.due_at - clock.anchor_at).total_seconds()
    if span <= 0 or clock.met_at is None:
        return 0.0
    return min(1.0, (clock.due_at - clock.met_at).total_seconds() / span)


def _early(clock: ClockFact, full: float) -> float:
    return min(1.0, _left(clock) / full) if clock.in_time else 0.0


def _said(left: float | None) -> str:
    if left is None:
        return "没有按时完成的时限"
    return f"按时完成的，完成时平均还剩 {percent(left)} 的时间；未按时的计零"
