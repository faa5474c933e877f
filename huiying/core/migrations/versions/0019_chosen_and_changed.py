"""Who changed a source and under which name the file knows it; whose password was given by somebody else; an
attempt that belongs to no notice, the test message of a robot."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("changed_at", UtcDateTime(), nullable=True))
    op.add_column("source", sa.Column("changed_by", sa.String(length=40), nullable=True))
    op.add_column("source", sa.Column("filed_as", sa.String(length=200), nullable=True))
    op.add_column("user_account", sa.Column("password_given_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("notice_attempt") as table:
        table.alter_column("notice_id", existing_type=sa.BigInteger(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM notice_attempt WHERE notice_id IS NULL")
    with op.batch_alter_table("notice_attempt") as table:
        table.alter_column("notice_id", existing_type=sa.BigInteger(), nullable=False)
    op.drop_column("user_account", "password_given_at")
    for name in ("filed_as", "changed_by", "changed_at"):
        op.drop_column("source", name)
