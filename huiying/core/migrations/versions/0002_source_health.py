"""The health of sources: what a visit found on its lists, a history by the hour, changes of state."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, JsonColumn, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COUNTED = ("lists", "unchanged", "links", "empty_lists", "off_rules")
_SUMMED = (
    "visits", "good", "items", "new_items", "with_title", "with_date", "with_text", "off_rules",
    "lists", "links",
)  # fmt: skip


def upgrade() -> None:
    for name in _COUNTED:
        op.add_column("visit", sa.Column(name, BigId, nullable=False, server_default="0"))
    op.add_column("visit", sa.Column("lag_seconds", BigId, nullable=True))
    op.add_column("visit", sa.Column("last_error", sa.Text(), nullable=True))
    op.add_column("source", sa.Column("health", JsonColumn, nullable=False, server_default="{}"))
    op.add_column("source", sa.Column("history_from", UtcDateTime(), nullable=True))
    op.add_column("source", sa.Column("expected_hours", sa.Double(), nullable=True))
    op.add_column("source", sa.Column("switched_at", UtcDateTime(), nullable=True))
    op.add_column("source", sa.Column("switched_by", sa.String(length=40), nullable=True))
    _visit_hour()
    _health_change()


def _visit_hour() -> None:
    op.create_table(
        "visit_hour",
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("hour", UtcDateTime(), nullable=False),
        *(sa.Column(name, BigId, nullable=False) for name in _SUMMED),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_visit_hour_source_id")),
        sa.PrimaryKeyConstraint("source_id", "hour", name=op.f("pk_visit_hour")),
    )


def _health_change() -> None:
    op.create_table(
        "health_change",
        sa.Column("id", BigId, nullable=False),
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_as", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "after IN ('healthy', 'degraded', 'silent', 'failing')", name=op.f("ck_health_change_after")
        ),
        sa.CheckConstraint("settled_as IN ('told', 'folded')", name=op.f("ck_health_change_settled_as")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_health_change_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_change")),
    )
    op.create_index("ix_health_change_source", "health_change", ["source_id", "at"], unique=False)
    unsettled = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_health_change_open",
        "health_change",
        ["id"],
        unique=False,
        sqlite_where=unsettled,
        postgresql_where=unsettled,
    )
