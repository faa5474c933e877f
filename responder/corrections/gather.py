"""What people said of posts, as rows to learn from: corrections, confirmed tiers, assigned units.

A correction of a single post counts before what was decided on a whole case. Anchors are verdicts of the
same time that nobody touched.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.texts import Text
from huiying.core.models import (
    Assignment,
    Case,
    CasePost,
    Confirmation,
    Correction,
    EventPost,
    PostAssessment,
    Unit,
)
from responder.intake import rows

MOST_ANCHORS = 500


def gather(session: Session, task: str) -> tuple[list[tuple[Text, str]], list[Text]]:
    """The texts with the class that people gave them, and the anchors. Each post once."""
    said = dict(_decided(session, task))
    corrections = session.scalars(select(Correction).where(Correction.task == task).order_by(Correction.id))
    said |= {one.post_id: one.right for one in corrections}
    anchors = session.scalars(
        select(PostAssessment.post_id)
        .where(PostAssessment.post_id.not_in(said))
        .order_by(PostAssessment.post_id.desc())
        .limit(MOST_ANCHORS)
    ).all()
    texts = {int(item.text.id): item.text for item in _items(session, [*said, *anchors])}
    return [(texts[one], right) for one, right in said.items()], [texts[one] for one in anchors]


def _items(session: Session, ids: Sequence[int]) -> Iterator[rows.Item]:
    for start in range(0, len(ids), 500):
        yield from rows.items(session, ids[start : start + 500])


def _decided(session: Session, task: str) -> Iterator[tuple[int, str]]:
    """The post that stands for each case, with what was decided on the case."""
    for case_id, right in _DECIDED.get(task, _nothing)(session).items():
        if (post_id := _stands_for(session, case_id)) is not None:
            yield post_id, right


def _confirmed(session: Session) -> dict[int, str]:
    found = session.scalars(select(Confirmation).order_by(Confirmation.id))
    return {one.case_id: "none" if one.tier is None else str(one.tier) for one in found}


def _assigned(session: Session) -> dict[int, str]:
    units = {unit.id: unit.name for unit in session.scalars(select(Unit))}
    found = session.scalars(
        select(Assignment).where(Assignment.superseded_at.is_(None)).order_by(Assignment.id)
    )
    return {one.case_id: units[one.lead_unit_id] for one in found}


def _nothing(session: Session) -> dict[int, str]:
    del session
    return {}


_DECIDED = {"tier": _confirmed, "unit": _assigned}


def _stands_for(session: Session, case_id: int) -> int | None:
    """The first message of a case, else the hottest post of its event."""
    own = select(CasePost.post_id).where(CasePost.case_id == case_id).order_by(CasePost.post_id).limit(1)
    hottest = (
        select(EventPost.post_id)
        .join(Case, Case.event_id == EventPost.event_id)
        .join(PostAssessment, PostAssessment.post_id == EventPost.post_id)
        .where(Case.id == case_id)
        .order_by(PostAssessment.heat.desc(), EventPost.post_id)
        .limit(1)
    )
    return session.scalar(own) or session.scalar(hottest)
