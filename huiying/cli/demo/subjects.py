"""Which happening a case is about: told from the posts that opened it, by the demo's own labels."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import Select, select
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
        counted = Counter(self._happening(*row) for row in session.execute(_posts(case)))
        counted.pop(None, None)
        return max(counted, key=lambda name: (counted[name], name), default=None)

    def _happening(self, source: str, key: str) -> str | None:
        label = self._labels.get(self._items.get((source, key), ""))
        return label.happening.id if label and label.happening else None


def _posts(case: Case) -> Select[str, str]:
    query = select(Source.name, Post.key).join(Post, Post.source_id == Source.id)
    until = case.opened_at + AT_OPENING
    if case.kind == "message":
        mine = query.join(CasePost, CasePost.post_id == Post.id).where(CasePost.case_id == case.id)
        return mine.where(CasePost.joined_at <= until)
    of_event = query.join(EventPost, EventPost.post_id == Post.id).where(EventPost.event_id == case.event_id)
    return of_event.where(EventPost.joined_at <= until)
