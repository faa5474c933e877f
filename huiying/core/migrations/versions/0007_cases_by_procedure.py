"""Cases by procedure: pauses, referrals, instructions, joined and reopened cases, disclosure, duties."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, JsonColumn, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BEFORE = "('first_word', 'explanation', 'response', 'progress', 'reply')"
_AFTER = _BEFORE[:-1] + ", 'interpretation', 'disclosure')"


def upgrade() -> None:
    op.add_column("case_file", sa.Column("procedure", sa.String(length=40), nullable=True))
    op.add_column("clock", sa.Column("moves", JsonColumn, nullable=False, server_default="[]"))
    op.add_column("clock", sa.Column("paused_at", UtcDateTime(), nullable=True))
    _procedures()
    _lives_of_cases()
    _tasks_and_referrals()
    _opened_by_hand()
    _disclosure()
    for table in ("draft", "publication"):
        _more_kinds(table)


def _more_kinds(table: str) -> None:
    """Widen the check of `kind`. SQLite changes a constraint in place through its schema table, as its
    manual tells for constraints; copying the table would break the keys that point to it."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(f"ck_{table}_kind"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind IN {_AFTER}")
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.execute(
        sa.text("UPDATE sqlite_master SET sql = replace(sql, :before, :after) WHERE name = :name"),
        {"before": _BEFORE, "after": _AFTER, "name": table},
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _procedures() -> None:
    op.create_table(
        "procedure",
        sa.Column("digest", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_procedure")),
    )


def _lives_of_cases() -> None:
    op.create_table(
        "pause",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("resumed_by", sa.String(length=40), nullable=True),
        sa.Column("resumed_at", UtcDateTime(), nullable=True),
        sa.Column("resumed_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_pause_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(
        "uq_pause_open",
        "pause",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("resumed_at IS NULL"),
        postgresql_where=sa.text("resumed_at IS NULL"),
    )
    op.create_table(
        "reopening",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_by", sa.String(length=40), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_reopening_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reopening")),
    )
    op.create_index("ix_reopening_case", "reopening", ["case_id"], unique=False)
    op.create_table(
        "joining",
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("into_id", BigId, nullable=False),
        sa.Column("post_ids", JsonColumn, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_joining_case_id")),
        sa.ForeignKeyConstraint(["into_id"], ["case_file.id"], name=op.f("fk_joining_into_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_joining")),
    )
    op.create_index("ix_joining_into", "joining", ["into_id"], unique=False)
    op.create_table(
        "muting",
        sa.Column("id", BigId, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("tier", BigId, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_muting_case_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_muting_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_muting")),
    )
    op.create_index("ix_muting_event", "muting", ["event_id"], unique=False)
    op.create_table(
        "withdrawal",
        sa.Column("publication_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("noticed_by", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_withdrawal_case_id")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_withdrawal_publication_id")
        ),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_withdrawal")),
    )
    op.create_index("ix_withdrawal_case", "withdrawal", ["case_id"], unique=False)


def _tasks_and_referrals() -> None:
    op.create_table(
        "instruction",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("term", sa.String(length=20), nullable=True),
        sa.Column("given_by", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("reported_by", sa.String(length=40), nullable=True),
        sa.Column("reported_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_instruction_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_instruction_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instruction")),
    )
    op.create_index("ix_instruction_case", "instruction", ["case_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("received_as", sa.String(length=200), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("handed_by", sa.String(length=40), nullable=True),
        sa.Column("handed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("way IN ('report_up', 'refer_out')", name=op.f("ck_referral_way")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_referral_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
    )
    op.create_index("ix_referral_case", "referral", ["case_id"], unique=False)


def _opened_by_hand() -> None:
    op.create_table(
        "origin",
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("term", sa.String(length=20), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_origin_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_origin")),
    )
    op.create_table(
        "fulfilment",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_fulfilment_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fulfilment")),
    )
    op.create_index("ix_fulfilment_case", "fulfilment", ["case_id"], unique=False)


def _disclosure() -> None:
    op.create_table(
        "examination",
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("missing", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("completed_by", sa.String(length=40), nullable=True),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_examination_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_examination")),
    )
    op.create_table(
        "search_record",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_search_record_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_record")),
    )
    op.create_index("ix_search_record_case", "search_record", ["case_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("outcome = 'granted' OR length(grounds) > 0", name=op.f("ck_outcome_grounds")),
        sa.CheckConstraint(
            "outcome IN ('granted', 'partly', 'refused', 'not_held', 'elsewhere', 'not_handled')",
            name=op.f("ck_outcome_outcome"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_outcome_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    op.create_index("ix_outcome_case", "outcome", ["case_id"], unique=False)
