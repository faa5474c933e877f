"""One-time links; contacts who left; texts drafted by somebody without an account, and their pictures."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, JsonColumn, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("contact", sa.Column("disabled_at", UtcDateTime(), nullable=True))
    op.add_column("draft", sa.Column("drafted_by", sa.String(length=40), nullable=True))
    op.add_column("draft", sa.Column("photos", JsonColumn, nullable=False, server_default="[]"))
    for table in ("draft", "clearance"):
        _drafter_may_have_no_account(table)
    op.create_table(
        "case_link",
        sa.Column("id", BigId, nullable=False),
        sa.Column("notice_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("contact_id", BigId, nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("session_hash", sa.String(length=64), nullable=True),
        sa.Column("session_until", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_link_case_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_case_link_contact_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_case_link_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_link")),
        sa.UniqueConstraint("session_hash", name=op.f("uq_case_link_session_hash")),
    )
    op.create_index("ix_case_link_notice", "case_link", ["notice_id"], unique=False)
    op.create_index("ix_case_link_case", "case_link", ["case_id"], unique=False)


def _drafter_may_have_no_account(table: str) -> None:
    """Let go of NOT NULL. SQLite does that in place through its schema table, as its manual tells for
    constraints; copying the table would break the keys that point to it."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.alter_column(table, "drafter_id", existing_type=BigId, nullable=True)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE name = :name"),
        {"before": "drafter_id INTEGER NOT NULL", "after": "drafter_id INTEGER", "name": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
