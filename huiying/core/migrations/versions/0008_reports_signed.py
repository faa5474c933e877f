"""Notes on reports, and the signature that freezes them."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_note",
        sa.Column("id", BigId, nullable=False),
        sa.Column("report_id", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_note_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_note")),
    )
    op.create_index("ix_report_note_report", "report_note", ["report_id"], unique=False)
    op.create_table(
        "report_signature",
        sa.Column("report_id", BigId, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("audit_head", sa.String(length=64), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_signature_report_id")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_signature")),
    )


def downgrade() -> None:
    op.drop_table("report_signature")
    op.drop_index("ix_report_note_report", table_name="report_note")
    op.drop_table("report_note")
