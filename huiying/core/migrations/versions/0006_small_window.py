"""The clusterer's memory by event and post, so that a small batch writes little; a source's newest posts.

What the one large row held is let go: events, their posts and cases stay, and the clusterer begins
anew with the posts that come.
"""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM cluster_window")
    with op.batch_alter_table("cluster_window") as table:
        table.drop_column("state")
        table.add_column(sa.Column("form", sa.String(length=40), nullable=False))
        for name in ("opened", "placed", "touches"):
            table.add_column(sa.Column(name, BigId, nullable=False))
    op.create_table(
        "cluster_event",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("memory", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_cluster_event")),
    )
    op.create_table(
        "cluster_post",
        sa.Column("number", BigId, autoincrement=False, nullable=False),
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("event_key", sa.String(length=80), nullable=False),
        sa.Column("model_id", BigId, nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_cluster_post")),
        sa.UniqueConstraint("post_id", name=op.f("uq_cluster_post_post_id")),
    )
    op.create_index("ix_post_source", "post", ["source_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_post_source", table_name="post")
    op.drop_table("cluster_post")
    op.drop_table("cluster_event")
    op.execute("DELETE FROM cluster_window")
    with op.batch_alter_table("cluster_window") as table:
        for name in ("form", "opened", "placed", "touches"):
            table.drop_column(name)
        table.add_column(sa.Column("state", sa.LargeBinary(), nullable=False))
