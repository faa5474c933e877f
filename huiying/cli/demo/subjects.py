"""Which happening a case is about: told from the posts that opened it, by the demo's own labels."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from huiying.cli.demo.labels import load_labels
from huiying.core.models import Case, CasePost, EventPost, Post, Source

AT_OPENING = timedelta(minutes=1)


class Subjects:
    """Labels of stored posts. `items` maps (source name, post key) to the item that a post is."""

    def __init__(self, items: dict[tuple[str, str], str]) -> None:
        self._items, self._labels = items, load_labels()

    def of(self, session: Session, case: Case) -> str | None:
        """The happening that most of the posts speak of with which the case was opened."""
        counted = Counter(self._happening(*row) for row in _posts(session, case))
        counted.pop(None, None)
        return max(counted, key=lambda name: (counted[name], name), default=None)

    def _happening(self, source: str, key: str) -> str | None:
        label = self._labels.get(self._items.get((source, key), ""))
        return label.happening.id if label and label.happening else None


def _posts(session: Session, case: Case) -> list[tuple[str, str]]:
    """(source name, post key) of what the case was opened with."""
    query = select(Source.name, Post.key).join(Post, Post.source_id == Source.id)
    until = case.opened_at + AT_OPENING
    if case.kind == "message":
        query = query.join(CasePost, CasePost.post_id == Post.id).where(CasePost.case_id == case.id)
        query = query.where(CasePost.joined_at <= until)
    else:
        query = query.join(EventPost, EventPost.post_id == Post.id)
        query = query.where(EventPost.event_id == case.event_id, EventPost.joined_at <= until)
    return [(row[0], row[1]) for row in session.execute(query)]
