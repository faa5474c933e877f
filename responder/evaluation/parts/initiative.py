"""主动: whether the unit spoke before the heat's peak and before any reminder, and kept speaking."""

from responder.evaluation.facts import Facts
from responder.evaluation.index import Line
from responder.evaluation.lines import Maker
from responder.evaluation.rules import Rules
from responder.wording import moment

NOTHING_PUBLISHED = "还没有已核对的发布"


def initiative(facts: Facts, rules: Rules) -> tuple[Line, ...]:
    make = Maker(rules.initiative)
    return _before_peak(facts, make), _unprompted(facts, make), _progress(facts, make)


def _before_peak(facts: Facts, make: Maker) -> Line:
    first, peak = facts.first_publication, facts.peak_at
    if facts.event_id is None:
        return make.not_applicable("before_peak", "没有关联的事件，没有热度可言")
    if peak is None:
        return make.missing("before_peak", "事件没有热度读数")
    when = f"热度峰值在 {moment(peak, facts.as_of)}"
    if peak < facts.detected_at:
        return make.not_applicable("before_peak", f"{when}，当时尚未发现，无从赶在其前")
    if first is None:
        return make.missing("before_peak", NOTHING_PUBLISHED)
    before = first.published_at <= peak
    said = f"首次发布 {moment(first.published_at, facts.as_of)}，{when}，{'在其前' if before else '在其后'}"
    return make.counted("before_peak", float(before), said, publication=[first])


def _unprompted(facts: Facts, make: Maker) -> Line:
    first = facts.first_publication
    earlier = [rung for rung in facts.chased if first is None or rung.at < first.published_at]
    if earlier:
        since = f"{moment(min(rung.at for rung in earlier), facts.as_of)} 起"
        said = f"{'发布之前' if first else '至今没有发布，'}已催办 {len(earlier)} 次（{since}）"
        return make.counted("unprompted", 0.0, said, rung=earlier, publication=[first] if first else [])
    if first is None:
        return make.missing("unprompted", NOTHING_PUBLISHED)
    return make.counted("unprompted", 1.0, "首次发布之前没有催办过责任单位", publication=[first])


def _progress(facts: Facts, make: Maker) -> Line:
    clocks = [clock for clock in facts.decided if clock.milestone == "progress"]
    if not clocks:
        return make.not_applicable("progress", "没有到期的持续发布时限")
    kept = sum(clock.in_time for clock in clocks)
    said = f"持续发布 {len(clocks)} 次到期，按时 {kept} 次"
    return make.counted("progress", kept / len(clocks), said, clock=clocks)
