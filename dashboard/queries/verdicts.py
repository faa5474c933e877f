"""What the analysis said of posts, part by part: the value, why, what a person may say instead."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.corrections.revising import FACTOR
from analysis.corrections.tasks import CORRECTED
from dashboard import words
from dashboard.queries import reasons
from dashboard.queries.people import Names
from dashboard.queries.reasons import Reason
from huiying.core.models import Correction, PostAssessment
from responder.corrections.correct_verdict import classes

MOST_BUTTONS = 5
# What else tells why a part is what it is, beside the reason that bears its name.
ALSO = {"tier": ("事件等级", "舆情等级"), "relevance": ("关注词",)}
RELEVANT = {"yes": "与园区有关", "no": "与园区无关"}


@dataclass(frozen=True)
class Part:
    """One part of a post's verdict. `others`: the classes that it is not, with their names; `corrected`:
    who said so last, empty where nobody did."""

    task: str
    label: str
    value: str
    said: str
    why: list[Reason]
    others: list[tuple[str, str]]
    corrected: str

    @property
    def few(self) -> bool:
        """Whether each other class can have a button of its own."""
        return len(self.others) < MOST_BUTTONS


def parts(session: Session, post_ids: Sequence[int], names: Names) -> dict[int, list[Part]]:
    """By post, the parts of its verdict that people may correct; a post that was not assessed has none."""
    stored = select(PostAssessment).where(PostAssessment.post_id.in_(post_ids))
    last = _last_corrections(session, post_ids)
    known = {task: classes(session, task) for task in CORRECTED} if post_ids else {}
    return {
        one.post_id: [_part(task, one, known[task], last[one.post_id].get(task), names) for task in known]
        for one in session.scalars(stored)
    }


def _last_corrections(session: Session, post_ids: Sequence[int]) -> defaultdict[int, dict[str, Correction]]:
    found: defaultdict[int, dict[str, Correction]] = defaultdict(dict)
    query = select(Correction).where(Correction.post_id.in_(post_ids)).order_by(Correction.id)
    for one in session.scalars(query):
        found[one.post_id][one.task] = one
    return found


_VALUES: dict[str, Callable[[PostAssessment], str]] = {
    "relevance": lambda one: "yes" if one.relevant else "no",
    "topic": lambda one: one.topic,
    "sentiment": lambda one: one.sentiment,
    "tier": lambda one: str(one.tier or "none"),
    "unit": lambda one: one.unit or "",
}


def _part(
    task: str, stored: PostAssessment, known: Sequence[str], last: Correction | None, names: Names
) -> Part:
    label, called = CORRECTED[task].label, partial(name, task)
    value = _VALUES[task](stored)
    return Part(
        task=task,
        label=label,
        value=value,
        said=called(value),
        why=[one for one in reasons.reasons(stored.verdict) if _tells(one, task, label)],
        others=[(one, called(one)) for one in known if one != value],
        corrected=_corrected(last, called(last.was), names) if last else "",
    )


def _tells(reason: Reason, task: str, label: str) -> bool:
    if reason.factor == FACTOR:
        return reason.evidence.startswith(label)
    return reason.factor == label or reason.factor in ALSO.get(task, ())


def _corrected(last: Correction, was: str, names: Names) -> str:
    who = f"{words.moment(last.at)} {names.person(last.by)}"
    return f"{who}认为正确" if last.was == last.right else f"{who}更正，原为{was}"


def name(task: str, value: str) -> str:
    """What people call a class."""
    if task == "relevance":
        return RELEVANT.get(value, value)
    if task == "tier":
        return words.tier(int(value)) if value.isdecimal() else words.tier(None)
    return words.SENTIMENTS.get(value, value) or "未定"
