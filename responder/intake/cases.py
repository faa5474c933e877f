"""Events and messages to cases, by "When a case opens" of domain.md; in short transactions of a few posts.

A post is marked as considered in the transaction that opened or joined its case: whatever dies in
between, the next run finds exactly the posts for which nothing was done.
"""

from datetime import datetime

from huiying.core.database import Database
from responder.clocks.policy import Policy
from responder.intake import desk, messages, opinions, waiting, window
from responder.intake.summary import IntakeSummary

AT_ONCE = 8


def open_cases(database: Database, policy: Policy, now: datetime, *, at_once: int = AT_ONCE) -> IntakeSummary:
    """Open, join or raise cases for every post that has its event, until none is left."""
    total = IntakeSummary()
    with database.read() as session:
        if not waiting.unconsidered(session, 1):
            return total
    while True:
        done, counts = _few(database, policy, now, at_once)
        total += counts
        if done < at_once:
            return total


def _few(database: Database, policy: Policy, now: datetime, at_once: int) -> tuple[int, IntakeSummary]:
    with database.write() as session:
        window.lock(session)
        posts = waiting.unconsidered(session, at_once)
        if not posts:
            return 0, IntakeSummary()
        counts = IntakeSummary()
        table = desk.lay_out(session, policy, now, {post.event_id for post in posts})
        for post in posts:
            if post.is_message and post.case_id is None:
                counts += messages.take(table, post)
        for event_id, event in table.events.items():
            counts += opinions.look(table, event, [post for post in posts if post.event_id == event_id])
        waiting.settle(session, posts, now)
    return len(posts), counts
