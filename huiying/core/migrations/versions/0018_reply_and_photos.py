"""In whose name the reply to a supervision order was signed; photos as evidence of a publication."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, JsonColumn

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("supervision_order", sa.Column("absence_id", BigId, nullable=True))
    op.add_column("publication", sa.Column("photos", JsonColumn, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("publication", "photos")
    op.drop_column("supervision_order", "absence_id")
