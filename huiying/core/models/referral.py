"""A referral (上报、转办园区外): a case is laid before somebody outside the park, with proof of hand-over."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from huiying.core.models.base import Base, Id, Name, Word

WAYS = ("report_up", "refer_out")


class Referral(Base):
    """上报 report_up to the county, 转办园区外 refer_out of the park. It is done once `handed_at` is set:
    `received_as` is the receiver's number or receipt, `evidence` how it was handed over."""

    __tablename__ = "referral"
    __table_args__ = (CheckConstraint(f"way IN {WAYS}", name="way"), Index("ix_referral_case", "case_id"))

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    way: Mapped[Word]
    receiver: Mapped[Name]
    reason: Mapped[str]
    by: Mapped[Word]
    at: Mapped[datetime]
    received_as: Mapped[Name | None]
    evidence: Mapped[str | None]
    handed_by: Mapped[Word | None]
    handed_at: Mapped[datetime | None]
