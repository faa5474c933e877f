"""The account of who recorded a publication, so that they are no second person however they came in."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publication", sa.Column("recorded_by_id", BigId, nullable=True))


def downgrade() -> None:
    op.drop_column("publication", "recorded_by_id")
