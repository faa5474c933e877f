"""A call of the API that changed something, kept by the key that its caller gave it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, JsonColumn


class ApiCall(Base):
    """Sent again with the same key it changes nothing and answers the same.

    `digest` is the SHA-256 of method, address and body (hexadecimal), so that a key is not taken for another
    call. The row is written in the transaction of the change.
    """

    __tablename__ = "api_call"
    __table_args__ = (Index("ix_api_call_at", "at"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    answer: Mapped[Any] = mapped_column(JsonColumn, nullable=True)
    at: Mapped[datetime]
