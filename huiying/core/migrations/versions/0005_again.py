"""Budgets and certificates of sources; posts read again: what is due, and how their texts changed."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    verify: sa.Column[bool] = sa.Column(
        "verify_certificate", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    op.add_column("source", verify)
    for name in ("requests_a_visit", "requests_a_day", "megabytes_a_day"):
        op.add_column("source", sa.Column(name, BigId, nullable=True))
    op.add_column("visit", sa.Column("bytes", BigId, nullable=False, server_default="0"))
    op.create_index("ix_visit_started", "visit", ["started_at"], unique=False)
    _post_version()
    _revisit()


def _post_version() -> None:
    op.create_table(
        "post_version",
        sa.Column("id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("status", BigId, nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_version_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_version")),
    )
    op.create_index("ix_post_version_post", "post_version", ["post_id"], unique=False)
    # Removal stays possible: a post may have to be erased with all that was kept of it.
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER post_version_no_update BEFORE UPDATE ON post_version "
            "BEGIN SELECT RAISE(ABORT, 'post_version is append-only'); END"
        )
        return
    op.execute(
        "CREATE TRIGGER post_version_append_only BEFORE UPDATE ON post_version "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _revisit() -> None:
    op.create_table(
        "revisit",
        sa.Column("post_id", BigId, autoincrement=False, nullable=False),
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("step", BigId, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_revisit_post_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_revisit_source_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_revisit")),
    )
    op.create_index("ix_revisit_due", "revisit", ["due_at", "source_id"], unique=False)
