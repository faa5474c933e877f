"""Which sources share a site: what we ask of a site is paced for all of them together.

A host inside the house (`allow_private`) needs no such manners and is nobody's site here.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crawlers.addresses import host_of
from huiying.core.models import Source


def busy(session: Session, owner: str, now: datetime) -> set[str]:
    """The sites at which somebody other than `owner` is."""
    query = select(Source.address).where(
        Source.lease_until > now, Source.lease_owner != owner, Source.allow_private.is_(False)
    )
    return {host for address in session.scalars(query) if (host := host_of(address))}


def elsewhere(session: Session, ids: Sequence[int], taken: set[str]) -> list[int]:
    """Those of the sources that are at none of the sites `taken`, in the same order."""
    hosts = _hosts(session, ids)
    return [source_id for source_id in ids if hosts.get(source_id) not in taken]


def shares(session: Session, ids: Sequence[int], most: int) -> list[list[int]]:
    """The sources dealt out to at most `most` hands, those of one site into the same."""
    hosts = _hosts(session, ids)
    groups: dict[str, list[int]] = {}
    for source_id in ids:
        groups.setdefault(hosts.get(source_id) or f"source {source_id}", []).append(source_id)
    dealt: list[list[int]] = [[] for _ in range(min(most, len(groups)))]
    for group in groups.values():
        min(dealt, key=len).extend(group)
    return dealt


def _hosts(session: Session, ids: Sequence[int]) -> dict[int, str]:
    query = select(Source.id, Source.address).where(Source.id.in_(ids), Source.allow_private.is_(False))
    return {source_id: host_of(address) for source_id, address in session.execute(query)}
