"""Corrections of leaders' decisions, each an entry of its own beside the decision that it corrects."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision_correction",
        sa.Column("proposal_id", BigId, nullable=False),
        sa.Column("nth", BigId, nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        *_said(),
        sa.Column("absence_id", BigId, nullable=True),
        sa.CheckConstraint(
            "measure IN ('interview', 'criticism', 'accountability', 'none')",
            name=op.f("ck_decision_correction_measure"),
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["decision.proposal_id"], name=op.f("fk_decision_correction_proposal_id")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "nth", name=op.f("pk_decision_correction")),
    )
    op.create_table(
        "commendation_correction",
        sa.Column("commendation_id", BigId, nullable=False),
        sa.Column("nth", BigId, nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        *_said(),
        sa.ForeignKeyConstraint(
            ["commendation_id"],
            ["commendation_decision.commendation_id"],
            name=op.f("fk_commendation_correction_commendation_id"),
        ),
        sa.PrimaryKeyConstraint("commendation_id", "nth", name=op.f("pk_commendation_correction")),
    )


def _said() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("commendation_correction")
    op.drop_table("decision_correction")
