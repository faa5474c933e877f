"""The verdict on an event, from all of its posts."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from analysis.analyst import tier_of
from analysis.assessment import Assessment, Emergency, Reason
from analysis.emergencies.grades import GRADE_NAMES, grade_of, needs_person
from analysis.emergencies.latest import Member, at, latest_figures
from analysis.emergencies.occurrence import occurred
from analysis.events.summary import NOTHING_SAID, Summary, summarise
from analysis.heat import Heat, heat_of, spreads_publicly
from analysis.levels import Signs, level_of
from analysis.profile import Rubric, default_routing, default_rubric
from analysis.relevance import BY_ORIGIN
from analysis.routing import told
from analysis.texts import Text
from analysis.themes import MOST_THEMES

MOST_SUPPORTING = 3
WIDE = 5
_DENIED = re.compile(r"(?:无|没有|未|并未|零|尚无)[^，。,；;！!？?、]{0,6}$|不实[^，。,]{0,4}$")


@dataclass(frozen=True, slots=True)
class EventAssessment:
    """What the analysis says of one event; the fields mean what they mean on an `Assessment`.

    `emergency` holds the latest figures given. `ask_person` is True where the law sets no
    automatic grade for the kind of happening, so that a person must judge at once.
    `velocity` is weighted touches an hour, None where unknown; `negative_share` is 0..1 over the
    relevant posts, `channels` are those that carry it, sorted. `occurred_at` is the moment that the
    earliest post to name one gives for an emergency, aware. `summary` quotes the posts. With `ask_unit` a
    person must confirm the unit: `unit_confidence` is below what routing.toml asks for.
    """

    relevant: bool
    topic: str
    themes: tuple[str, ...]
    emergency: Emergency | None
    grade: int | None
    ask_person: bool
    heat: float
    velocity: float | None
    level: int | None
    tier: int | None
    unit: str
    supporting: tuple[str, ...]
    rumor: float
    negative_share: float
    channels: tuple[str, ...]
    reasons: tuple[Reason, ...]
    occurred_at: datetime | None = None
    summary: Summary = NOTHING_SAID
    unit_confidence: float = 1.0
    ask_unit: bool = False


def assess_event(
    members: Sequence[Member], now: datetime, rubric: Rubric | None = None, ask_below: float | None = None
) -> EventAssessment:
    """The event's own verdict; `ask_below` as in routing.toml. ValueError for an event without posts."""
    if not members:
        raise ValueError("an event has at least one post")
    rubric = rubric or default_rubric()
    ask_below = default_routing().ask_below if ask_below is None else ask_below
    own = [member for member in members if member[1].relevant] or list(members)
    verdicts = [assessment for _, assessment in own]
    texts = [text for text, _ in own]
    emergency, figures = latest_figures(own)
    grade = grade_of(emergency) if emergency else None
    heat = heat_of(texts, rubric.scale, now)
    signs = _signs(own, heat, rubric)
    level, points = level_of(signs, rubric)
    channels = tuple(sorted({text.channel for text in texts}))
    relevant = any(one.relevant for one in verdicts)
    tier, why = tier_of(relevant, grade, level)
    unit, supporting, confidence = _units(verdicts)
    return EventAssessment(
        relevant=relevant,
        topic=_topic(verdicts),
        themes=signs.themes,
        emergency=emergency,
        grade=grade,
        ask_person=needs_person(emergency),
        heat=heat.value,
        velocity=heat.velocity,
        level=level,
        tier=tier,
        unit=unit,
        supporting=supporting,
        rumor=signs.rumor,
        negative_share=round(_negative_share(verdicts), 3),
        channels=channels,
        reasons=(
            Reason("信息", f"{len(members)} 条，来自 {len(channels)} 个渠道"),
            *figures,
            *_graded(emergency, grade),
            *heat.reasons,
            *points,
            why,
            told(unit, confidence, ask_below, "按各条信息的派单建议"),
        ),
        occurred_at=_occurred(own),
        summary=summarise(texts, emergency),
        unit_confidence=confidence,
        ask_unit=confidence < ask_below,
    )


def _signs(members: Sequence[Member], heat: Heat, rubric: Rubric) -> Signs:
    texts, verdicts = [text for text, _ in members], [one for _, one in members]
    return Signs(
        heat.value,
        sum(spreads_publicly(channel, rubric.scale) for channel in {text.channel for text in texts}),
        _rumor(members),
        sum(max(0.0, -one.sentiment_score) for one in verdicts) / len(verdicts),
        _most(verdicts, lambda one: (one.emotion,))[0],
        _most(verdicts, lambda one: (one.appeal,))[0],
        _most(verdicts, lambda one: one.themes)[:MOST_THEMES],
        _words(texts, rubric),
        heat.burst,
    )


def _negative_share(verdicts: Sequence[Assessment]) -> float:
    return sum(one.sentiment == "negative" for one in verdicts) / len(verdicts)


def _occurred(members: Sequence[Member]) -> datetime | None:
    telling = sorted((text for text, one in members if one.emergency), key=lambda text: (at(text), text.id))
    moments = (occurred(text.whole(), text.published_at) for text in telling)
    return next((moment for moment in moments if moment), None)


def _most(verdicts: Sequence[Assessment], pick: Callable[[Assessment], Iterable[str]]) -> tuple[str, ...]:
    """What most posts say, the commonest first, ties by name."""
    counts = Counter(value for one in verdicts for value in pick(one))
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))


def _topic(verdicts: Sequence[Assessment]) -> str:
    shares: dict[str, float] = {}
    for one in verdicts:
        shares[one.topic] = shares.get(one.topic, 0.0) + one.topic_confidence
    return min(shares, key=lambda topic: (-shares[topic], topic))


def _rumor(members: Sequence[Member]) -> float:
    """Mean of the three most suspicious public posts; letters to the office spread nothing."""
    public = sorted((one.rumor for text, one in members if text.channel not in BY_ORIGIN), reverse=True)[:3]
    return round(math.fsum(public) / len(public), 3) if public else 0.0


def _words(texts: Sequence[Text], rubric: Rubric) -> dict[str, list[str]]:
    """The rubric's words that stand in a fifth of the posts or more; one voice is not the event."""
    wholes = [text.whole() for text in texts]
    least = len(texts) / WIDE
    found: dict[str, list[str]] = {}
    for rule in rubric.words:
        hits = [[word for word in rule.words if _affirmed(word, whole)] for whole in wholes]
        if sum(map(bool, hits)) >= least and any(hits):
            found[rule.name] = sorted({word for words in hits for word in words})
    return found


def _affirmed(word: str, whole: str) -> bool:
    """Does the word stand anywhere without being denied (无危重和死亡病例)."""
    places = (found.start() for found in re.finditer(re.escape(word), whole))
    return any(not _DENIED.search(whole[max(0, place - 8) : place]) for place in places)


def _units(verdicts: Sequence[Assessment]) -> tuple[str, tuple[str, ...], float]:
    """Posts that report the emergency decide, then those that are sure of their unit; the unit with most
    confidence leads. Its confidence is its share of theirs times that of its own posts."""
    telling = [one for one in verdicts if one.grade is not None] or list(verdicts)
    sure = [one for one in telling if not one.ask_unit] or telling
    shares: dict[str, float] = defaultdict(float)
    for one in sure:
        shares[one.unit] += one.unit_confidence
    lead = min(shares, key=lambda unit: (-shares[unit], unit))
    own = [one.unit_confidence for one in sure if one.unit == lead]
    confidence = shares[lead] / (math.fsum(shares.values()) or 1.0) * math.fsum(own) / len(own)
    leads = _most(telling, lambda one: (one.unit,))
    helpers = dict.fromkeys((*leads, *_most(telling, lambda one: one.supporting)))
    others = tuple(unit for unit in helpers if unit != lead)[:MOST_SUPPORTING]
    return lead, others, round(confidence, 2)


def _graded(emergency: Emergency | None, grade: int | None) -> tuple[Reason, ...]:
    if grade is not None:
        return (Reason("事件等级", f"按最新数字定为{GRADE_NAMES[grade]}"),)
    if needs_person(emergency):
        return (Reason("事件等级", "此类事件不自动定级，请立即人工研判"),)
    return ()
