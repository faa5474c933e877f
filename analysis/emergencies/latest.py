"""The figures of an emergency that many posts report: for each the latest that counts."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from analysis.assessment import Assessment, Emergency, Reason
from analysis.emergencies.report import OFFICIAL
from analysis.texts import Text

Member = tuple[Text, Assessment]
FIELDS = ("deaths", "injured", "serious", "missing", "loss_yuan")
FIELD_NAMES = {
    "deaths": "死亡人数",
    "injured": "受伤或患病人数",
    "serious": "重伤人数",
    "missing": "失踪人数",
    "loss_yuan": "直接损失（元）",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def latest_figures(members: Sequence[Member]) -> tuple[Emergency | None, tuple[Reason, ...]]:
    """For each figure the latest one given; where news or the duty desk gave any, theirs."""
    told = [(text, one.emergency) for text, one in members if one.emergency is not None]
    if not told:
        return None, ()
    told.sort(key=lambda member: (at(member[0]), member[0].id))
    latest: dict[str, float | None] = {}
    reasons: list[Reason] = []
    about = False
    for name in FIELDS:
        text, emergency, other = _latest(told, name)
        latest[name] = None if emergency is None else getattr(emergency, name)
        if text is None or emergency is None or not latest[name]:
            continue
        about |= emergency.approximate
        source = text.source or text.channel
        reasons.append(Reason(FIELD_NAMES[name], f"{latest[name]:,.0f}（最新数字，来自{source}）"))
        if other:
            reasons.append(Reason(f"{FIELD_NAMES[name]}说法不一", f"另有信息称{other:,.0f}，待核实"))
    kind = Counter(emergency.kind for _, emergency in told).most_common(1)[0][0]
    return Emergency(
        kind,
        _whole(latest["deaths"]),
        _whole(latest["injured"]),
        _whole(latest["serious"]),
        _whole(latest["missing"]),
        latest["loss_yuan"],
        about,
    ), tuple(reasons)


def _latest(
    told: Sequence[tuple[Text, Emergency]], name: str
) -> tuple[Text | None, Emergency | None, float | None]:
    """The post that counts, its figures, and a higher number that others gave since."""
    given = [(text, one) for text, one in told if getattr(one, name) is not None]
    if not given:
        return None, None, None
    official = [(text, one) for text, one in given if text.channel in OFFICIAL]
    # Whoever only talks may say that nobody was hurt; that takes back no figure.
    counted = [(text, one) for text, one in given if getattr(one, name)]
    text, emergency = (_tolls(official, name) or counted or given)[-1]
    figure = float(getattr(emergency, name))
    since = [
        float(getattr(one, name))
        for other, one in given
        if other.channel not in OFFICIAL and at(other) >= at(text)
    ]
    highest = max(since, default=0.0)
    return text, emergency, highest if highest > figure else None


def _tolls(told: Sequence[tuple[Text, Emergency]], name: str) -> Sequence[tuple[Text, Emergency]]:
    """Without those that speak of some of the injured only (又有2名伤员出院): fewer, and no toll beside."""
    if name not in ("injured", "serious"):
        return told
    kept: list[tuple[Text, Emergency]] = []
    for text, one in told:
        fewer = kept and getattr(one, name) < getattr(kept[-1][1], name)
        if not fewer or one.deaths is not None:
            kept.append((text, one))
    return kept


def _whole(figure: float | None) -> int | None:
    return None if figure is None else int(figure)


def at(text: Text) -> datetime:
    """When the post was published; one without a moment comes before all others."""
    return text.published_at or _EPOCH
