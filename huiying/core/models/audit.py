"""The audit trail: append-only entries, hash-chained afterwards by one sealer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word


class AuditEntry(Base):
    """Who did what to which object, when. No personal data; the database refuses change and removal."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object", "object_id"),)

    id: Mapped[Id]
    at: Mapped[datetime]
    actor: Mapped[Word]
    action: Mapped[Word]
    object: Mapped[Word]
    object_id: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AuditSeal(Base):
    """A link of the chain: sha256(previous hash, entry). Positions count from 1 without gaps."""

    __tablename__ = "audit_seal"

    position: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), unique=True)
    hash: Mapped[str] = mapped_column(String(64))
