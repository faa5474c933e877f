"""Tokens by which a screen in the duty room shows the wall without anybody signing in."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word


class WallView(Base):
    """A screen's token, of which only the hash is kept; it opens the wall and nothing else."""

    __tablename__ = "wall_view"

    id: Mapped[Id]
    name: Mapped[Name] = mapped_column(unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
    issued_by: Mapped[Word]
    seen_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[Word | None]
