"""The accounts by which a contact is called in a group of WeCom, DingTalk or Feishu."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for platform in ("wecom", "dingtalk", "feishu"):
        op.add_column("contact", sa.Column(platform, sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("contact") as table:
        for platform in ("wecom", "dingtalk", "feishu"):
            table.drop_column(platform)
