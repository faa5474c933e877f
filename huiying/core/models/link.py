"""A one-time link (一次性链接): lets a contact of a unit into one case, for a short time and once."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Word


class CaseLink(Base):
    """One link of one notice, bound to its case and its recipient.

    The link's secret is made from the installation's key, this row and its `nonce`, and is stored nowhere.
    `used_at`: somebody pressed the button; from then on only the browser that did so is let in, by a cookie
    whose hash is `session_hash`, until `session_until`. Revoked ends both.
    """

    __tablename__ = "case_link"
    __table_args__ = (
        Index("ix_case_link_notice", "notice_id"),
        Index("ix_case_link_case", "case_id"),
    )

    id: Mapped[Id]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    nonce: Mapped[str] = mapped_column(String(32))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    session_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    session_until: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[Word | None]
