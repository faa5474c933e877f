"""Faults, numbered proposals with a term for the statement, commendations, texts told in public."""

import sqlalchemy as sa
from alembic import op

from huiying.core.clock import local
from huiying.core.models.base import BigId, JsonColumn, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SERIES = "问"


def upgrade() -> None:
    op.add_column("proposal", sa.Column("number", sa.String(length=20), nullable=True))
    op.add_column("proposal", sa.Column("statement_due_at", UtcDateTime(), nullable=True))
    op.create_index("uq_proposal_number", "proposal", ["number"], unique=True)
    op.add_column(
        "withdrawal", sa.Column("ground", sa.String(length=40), nullable=False, server_default="wrong")
    )
    _number_proposals()
    _faults()
    _commendations()
    _public_texts()


def _number_proposals() -> None:
    """Proposals of before get the numbers that they would have had."""
    connection, last = op.get_bind(), dict[str, int]()
    proposal = sa.table(
        "proposal", sa.column("id"), sa.column("number"), sa.column("proposed_at", UtcDateTime())
    )
    for id_, at in connection.execute(
        sa.select(proposal.c.id, proposal.c.proposed_at).order_by(proposal.c.id)
    ).all():
        series = f"{SERIES}{local(at).year}"
        last[series] = last.get(series, 0) + 1
        number = f"{series}-{last[series]:04d}"
        connection.execute(proposal.update().where(proposal.c.id == id_).values(number=number))
    numbering = sa.table("numbering", sa.column("series"), sa.column("last"))
    for series, count in last.items():
        connection.execute(numbering.insert().values(series=series, last=count))


def _faults() -> None:
    op.create_table(
        "fault",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("clock_id", BigId, nullable=True),
        sa.Column("publication_id", BigId, nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("found_by", sa.String(length=40), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("counted_in_id", BigId, nullable=True),
        sa.Column("proposal_id", BigId, nullable=True),
        sa.CheckConstraint("kind IN ('late', 'passive', 'wrong', 'improper')", name=op.f("ck_fault_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_fault_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_fault_unit_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_fault_clock_id")),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_fault_publication_id")),
        sa.ForeignKeyConstraint(["counted_in_id"], ["proposal.id"], name=op.f("fk_fault_counted_in_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_fault_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fault")),
        sa.UniqueConstraint("key", name=op.f("uq_fault_key")),
    )
    op.create_index("ix_fault_case", "fault", ["case_id"], unique=False)
    op.create_index("ix_fault_unit", "fault", ["unit_id", "at"], unique=False)


def _commendations() -> None:
    op.create_table(
        "commendation",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("facts", JsonColumn, nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_commendation_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_commendation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commendation")),
        sa.UniqueConstraint("number", name=op.f("uq_commendation_number")),
        sa.UniqueConstraint("key", name=op.f("uq_commendation_key")),
    )
    op.create_index("ix_commendation_case", "commendation", ["case_id"], unique=False)
    op.create_index("ix_commendation_unit", "commendation", ["unit_id", "proposed_at"], unique=False)
    op.create_table(
        "commendation_decision",
        sa.Column("commendation_id", BigId, nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commendation_id"], ["commendation.id"], name=op.f("fk_commendation_decision_commendation_id")
        ),
        sa.PrimaryKeyConstraint("commendation_id", name=op.f("pk_commendation_decision")),
    )


def _public_texts() -> None:
    op.create_table(
        "public_text",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("proposal_id", BigId, nullable=True),
        sa.Column("commendation_id", BigId, nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("removed", BigId, nullable=False),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.Column("drafter_id", BigId, nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by", sa.String(length=40), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('notice', 'model_case')", name=op.f("ck_public_text_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_public_text_case_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_public_text_proposal_id")),
        sa.ForeignKeyConstraint(
            ["commendation_id"], ["commendation.id"], name=op.f("fk_public_text_commendation_id")
        ),
        sa.ForeignKeyConstraint(["drafter_id"], ["user_account.id"], name=op.f("fk_public_text_drafter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_text")),
        sa.UniqueConstraint("id", "drafter_id", name=op.f("uq_public_text_id_drafter_id")),
    )
    op.create_index("ix_public_text_proposal", "public_text", ["proposal_id"], unique=False)
    op.create_index("ix_public_text_commendation", "public_text", ["commendation_id"], unique=False)
    op.create_table(
        "public_text_clearance",
        sa.Column("text_id", BigId, nullable=False),
        sa.Column("drafter_id", BigId, nullable=False),
        sa.Column("clearer_id", BigId, nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("ticks", JsonColumn, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("drafter_id <> clearer_id", name=op.f("ck_public_text_clearance_four_eyes")),
        sa.ForeignKeyConstraint(
            ["text_id", "drafter_id"],
            ["public_text.id", "public_text.drafter_id"],
            name=op.f("fk_public_text_clearance_text_id"),
        ),
        sa.ForeignKeyConstraint(
            ["clearer_id"], ["user_account.id"], name=op.f("fk_public_text_clearance_clearer_id")
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_public_text_clearance")),
    )
