"""People's corrections of verdicts."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TASKS = ("relevance", "topic", "sentiment", "tier", "unit")


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("task", sa.String(length=40), nullable=False),
        sa.Column("was", sa.String(length=200), nullable=False),
        sa.Column("right", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(f"task IN {TASKS}", name=op.f("ck_correction_task")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_correction_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_task", "correction", ["task", "post_id"], unique=False)
