"""Entries by hand with their screenshots; posts are found by address."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_post_url", "post", ["url"], unique=False, postgresql_using="hash")
    op.create_table(
        "screenshot",
        sa.Column("id", BigId, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", BigId, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screenshot")),
        sa.UniqueConstraint("sha256", name=op.f("uq_screenshot_sha256")),
    )
    op.create_table(
        "entry",
        sa.Column("id", BigId, nullable=False),
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=True),
        sa.Column("screenshot_id", BigId, nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('stored', 'queued', 'fetched', 'failed')", name=op.f("ck_entry_state")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_entry_post_id")),
        sa.ForeignKeyConstraint(["screenshot_id"], ["screenshot.id"], name=op.f("fk_entry_screenshot_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_entry_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    op.create_index("ix_entry_post", "entry", ["post_id"], unique=False)
    op.create_index("ix_entry_source_state", "entry", ["source_id", "state"], unique=False)
