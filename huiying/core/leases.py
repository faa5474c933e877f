"""Leases that a dead service left behind."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from huiying.core.models import Notice, Post, Source


def release_all(session: Session) -> None:
    """Give back every lease, so that what was under way is taken up at once instead of when it runs out.

    For a service that has just taken the home's lock: its predecessor is dead. A command that works
    beside it (`huiying intake`) loses its lease and therefore writes nothing; its posts are taken again.
    """
    for held in (Source, Post, Notice):
        free = update(held).where(held.lease_owner.is_not(None)).values(lease_owner=None, lease_until=None)
        session.execute(free.execution_options(synchronize_session=False))
