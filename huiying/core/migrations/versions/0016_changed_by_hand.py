"""What administrators change in the dashboard: who changed a unit or a robot, the last test of a robot, and
from which browser a session was opened."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WORDS = (("unit", "changed_by"), ("robot", "changed_by"), ("robot", "tested_as"))
MOMENTS = (("unit", "changed_at"), ("robot", "changed_at"), ("robot", "tested_at"))


def upgrade() -> None:
    for table, name in WORDS:
        op.add_column(table, sa.Column(name, sa.String(length=40), nullable=True))
    for table, name in MOMENTS:
        op.add_column(table, sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column("robot", sa.Column("tested_said", sa.Text(), nullable=True))
    op.add_column("web_session", sa.Column("browser", sa.String(length=200), nullable=True))


def downgrade() -> None:
    op.drop_column("web_session", "browser")
    op.drop_column("robot", "tested_said")
    for table, name in (*MOMENTS, *WORDS):
        op.drop_column(table, name)
