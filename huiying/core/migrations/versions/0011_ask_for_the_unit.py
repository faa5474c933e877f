"""A case whose proposed unit is doubtful: a person is asked before it is given."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_file", sa.Column("ask_unit", sa.Boolean(), nullable=False, server_default=sa.false()))
