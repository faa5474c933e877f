"""People on duty: shifts, absences, hand-overs; notices served by a digest, or moot before they were sent."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, JsonColumn, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BEFORE, _AFTER = "('pending', 'sent', 'failed')", "('pending', 'sent', 'failed', 'moot')"
SIGNED = ("acknowledgement", "decision")


def upgrade() -> None:
    _shift()
    _absence()
    _handover()
    for table in SIGNED:
        op.add_column(table, sa.Column("absence_id", BigId, nullable=True))
    op.add_column("notice", sa.Column("digest_id", BigId, nullable=True))
    op.create_index("ix_notice_digest", "notice", ["digest_id"], unique=False)
    op.create_index("ix_notice_sent", "notice", ["sent_at"], unique=False)
    _states(_BEFORE, _AFTER)


def downgrade() -> None:
    op.execute("UPDATE notice SET state = 'failed' WHERE state = 'moot'")
    _states(_AFTER, _BEFORE)
    op.drop_index("ix_notice_sent", table_name="notice")
    op.drop_index("ix_notice_digest", table_name="notice")
    op.drop_column("notice", "digest_id")
    for table in SIGNED:
        op.drop_column(table, "absence_id")
    for table in ("handover", "absence", "shift"):
        op.drop_table(table)


def _shift() -> None:
    op.create_table(
        "shift",
        sa.Column("id", BigId, nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("dropped_by", sa.String(length=40), nullable=True),
        sa.Column("dropped_at", UtcDateTime(), nullable=True),
        sa.Column("dropped_why", sa.Text(), nullable=True),
        sa.CheckConstraint("post IN ('officer', 'clearer', 'leader')", name=op.f("ck_shift_post")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shift_order")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_shift_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_ends", "shift", ["ends_at"], unique=False)


def _absence() -> None:
    op.create_table(
        "absence",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("user_id", BigId, nullable=True),
        sa.Column("contact_id", BigId, nullable=True),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("deputy_user_id", BigId, nullable=True),
        sa.Column("deputy_contact_id", BigId, nullable=True),
        sa.Column("deputy", sa.String(length=200), nullable=True),
        sa.Column("powers", JsonColumn, nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ended_by", sa.String(length=40), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("kind IN ('leave', 'travel', 'delegation')", name=op.f("ck_absence_kind")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_absence_order")),
        sa.CheckConstraint("user_id IS NOT NULL OR contact_id IS NOT NULL", name=op.f("ck_absence_person")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_absence_user_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_absence_contact_id")),
        sa.ForeignKeyConstraint(
            ["deputy_user_id"], ["user_account.id"], name=op.f("fk_absence_deputy_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["deputy_contact_id"], ["contact.id"], name=op.f("fk_absence_deputy_contact_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_ends", "absence", ["ends_at"], unique=False)


def _handover() -> None:
    op.create_table(
        "handover",
        sa.Column("id", BigId, nullable=False),
        sa.Column("state", JsonColumn, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("out_by", sa.String(length=40), nullable=False),
        sa.Column("out_at", UtcDateTime(), nullable=False),
        sa.Column("in_by", sa.String(length=40), nullable=True),
        sa.Column("in_at", UtcDateTime(), nullable=True),
        sa.Column("in_note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )


def _states(before: str, after: str) -> None:
    """Change the check of `state` in place; 0007 says why SQLite is changed through its schema table."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_notice_state"), "notice", type_="check")
        op.create_check_constraint(op.f("ck_notice_state"), "notice", f"state IN {after}")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE name = 'notice'"),
        {"before": before, "after": after},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
