"""The places of events as rows of their own, so that they are counted and asked for by an index."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_EACH = {
    "sqlite": "json_each(event.places) AS j",
    "postgresql": "jsonb_array_elements_text(event.places) AS j(value)",
}


def upgrade() -> None:
    op.create_table(
        "event_place",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_place_event_id")),
        sa.PrimaryKeyConstraint("place", "event_id", name=op.f("pk_event_place")),
    )
    op.create_index("ix_event_place_event", "event_place", ["event_id"])
    each = _EACH[op.get_bind().dialect.name]
    op.execute(
        f"INSERT INTO event_place (place, event_id) SELECT DISTINCT j.value, event.id FROM event, {each}"
    )


def downgrade() -> None:
    op.drop_table("event_place")
