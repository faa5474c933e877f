"""Calls of the API by their idempotency keys; webhooks that hear of what happens to cases."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, JsonColumn, UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_call",
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answer", JsonColumn, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_api_call_user_id")),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_api_call")),
    )
    op.create_index("ix_api_call_at", "api_call", ["at"], unique=False)
    with op.batch_alter_table("robot") as table:
        table.add_column(sa.Column("events", JsonColumn, nullable=True))
        table.add_column(sa.Column("heard", BigId, nullable=False, server_default="0"))
    with op.batch_alter_table("robot") as table:
        table.alter_column("heard", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("robot") as table:
        table.drop_column("heard")
        table.drop_column("events")
    op.drop_index("ix_api_call_at", table_name="api_call")
    op.drop_table("api_call")
