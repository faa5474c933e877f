"""First tables; the audit trail refuses change and removal in the database itself."""

import sqlalchemy as sa
from alembic import op

from huiying.core.models.base import BigId, JsonColumn, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=80), nullable=False),
        sa.Column("detail", JsonColumn, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_object", "audit_entry", ["object", "object_id"], unique=False)

    op.create_table(
        "cluster_window",
        sa.Column("id", BigId, nullable=False),
        sa.Column("version", BigId, nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_window")),
    )
    op.create_table(
        "due_task",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_due_task")),
    )
    op.create_index("ix_due_task_due", "due_task", ["done_at", "due_at"], unique=False)

    op.create_table(
        "event",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("keywords", JsonColumn, nullable=False),
        sa.Column("places", JsonColumn, nullable=False),
        sa.Column("size", BigId, nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("detected_at", UtcDateTime(), nullable=False),
        sa.Column("occurred_at", UtcDateTime(), nullable=True),
        sa.Column("heat", sa.Double(), nullable=False),
        sa.Column("peak_heat", sa.Double(), nullable=False),
        sa.Column("peak_at", UtcDateTime(), nullable=True),
        sa.Column("grade", BigId, nullable=True),
        sa.Column("level", BigId, nullable=True),
        sa.Column("tier", BigId, nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("verdict", JsonColumn, nullable=False),
        sa.Column("assessed_at", UtcDateTime(), nullable=True),
        sa.Column("merged_into_id", BigId, nullable=True),
        sa.Column("merged_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into_id"], ["event.id"], name=op.f("fk_event_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name=op.f("uq_event_key")),
    )
    op.create_index("ix_event_last_at", "event", ["last_at"], unique=False)

    op.create_table(
        "heartbeat",
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "login_attempt",
        sa.Column("id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index("ix_login_attempt_account", "login_attempt", ["account", "at"], unique=False)
    op.create_index("ix_login_attempt_address", "login_attempt", ["address_hash", "at"], unique=False)

    op.create_table(
        "numbering",
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("last", BigId, nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_numbering")),
    )
    op.create_table(
        "report",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("data", JsonColumn, nullable=False),
        sa.Column("audit_head", sa.String(length=64), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("kind", "period", name=op.f("uq_report_kind_period")),
    )
    op.create_table(
        "source",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("options", JsonColumn, nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("interval_seconds", BigId, nullable=False),
        sa.Column("allow_private", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("next_due_at", UtcDateTime(), nullable=True),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("failures", BigId, nullable=False),
        sa.Column("last_success_at", UtcDateTime(), nullable=True),
        sa.Column("last_new_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("state_since", UtcDateTime(), nullable=True),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('news', 'weibo', 'wechat', 'forum', 'video', 'message', 'hotline', 'manual')",
            name=op.f("ck_source_channel"),
        ),
        sa.CheckConstraint(
            "state IN ('healthy', 'degraded', 'silent', 'failing')", name=op.f("ck_source_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
    )
    op.create_index("ix_source_due", "source", ["enabled", "next_due_at"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("parent_id", BigId, nullable=True),
        sa.Column("is_office", sa.Boolean(), nullable=False),
        sa.Column("near_livelihood", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
    )
    op.create_table(
        "audit_seal",
        sa.Column("position", BigId, nullable=False),
        sa.Column("entry_id", BigId, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_seal_entry_id")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_audit_seal_entry_id")),
    )
    op.create_table(
        "case_file",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("event_id", BigId, nullable=True),
        sa.Column("appeal", sa.String(length=40), nullable=True),
        sa.Column("topic", sa.String(length=40), nullable=True),
        sa.Column("tier", BigId, nullable=True),
        sa.Column("grade", BigId, nullable=True),
        sa.Column("level", BigId, nullable=True),
        sa.Column("proposed_unit_id", BigId, nullable=True),
        sa.Column("lead_unit_id", BigId, nullable=True),
        sa.Column("archive", sa.Boolean(), nullable=False),
        sa.Column("held_at", UtcDateTime(), nullable=True),
        sa.Column("held_reason", sa.Text(), nullable=True),
        sa.Column("occurred_at", UtcDateTime(), nullable=True),
        sa.Column("detected_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("opened_by", sa.String(length=40), nullable=False),
        sa.Column("opened_why", sa.Text(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('opinion', 'message', 'interpretation', 'disclosure', 'duty')",
            name=op.f("ck_case_file_kind"),
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_case_file_event_id")),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["unit.id"], name=op.f("fk_case_file_lead_unit_id")),
        sa.ForeignKeyConstraint(
            ["proposed_unit_id"], ["unit.id"], name=op.f("fk_case_file_proposed_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("number", name=op.f("uq_case_file_number")),
    )
    op.create_index("ix_case_event", "case_file", ["event_id"], unique=False)
    op.create_index("ix_case_lead_unit", "case_file", ["lead_unit_id"], unique=False)
    op.create_index(
        "ix_case_open",
        "case_file",
        ["id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.create_table(
        "event_tier",
        sa.Column("id", BigId, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("tier", BigId, nullable=True),
        sa.Column("grade", BigId, nullable=True),
        sa.Column("level", BigId, nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_tier_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_tier")),
    )
    op.create_index("ix_event_tier_event", "event_tier", ["event_id"], unique=False)

    op.create_table(
        "fetched_page",
        sa.Column("id", BigId, nullable=False),
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("status", BigId, nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_fetched_page_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fetched_page")),
        sa.UniqueConstraint("source_id", "address_hash", name=op.f("uq_fetched_page_source_id_address_hash")),
    )
    op.create_table(
        "heat_reading",
        sa.Column("id", BigId, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("heat", sa.Double(), nullable=False),
        sa.Column("posts", BigId, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_heat_reading_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heat_reading")),
        sa.UniqueConstraint("event_id", "at", name=op.f("uq_heat_reading_event_id_at")),
    )
    op.create_table(
        "post",
        sa.Column("id", BigId, nullable=False),
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("author_hash", sa.String(length=64), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("detected_at", UtcDateTime(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("reposts", BigId, nullable=True),
        sa.Column("comments", BigId, nullable=True),
        sa.Column("likes", BigId, nullable=True),
        sa.Column("dislikes", BigId, nullable=True),
        sa.Column("views", BigId, nullable=True),
        sa.Column("archive", sa.Boolean(), nullable=False),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("tries", BigId, nullable=False),
        sa.Column("assessed_at", UtcDateTime(), nullable=True),
        sa.Column("set_aside_at", UtcDateTime(), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "channel IN ('news', 'weibo', 'wechat', 'forum', 'video', 'message', 'hotline', 'manual')",
            name=op.f("ck_post_channel"),
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_post_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("source_id", "key", name=op.f("uq_post_source_id_key")),
    )
    op.create_index("ix_post_content_hash", "post", ["content_hash"], unique=False)
    op.create_index("ix_post_detected_at", "post", ["detected_at"], unique=False)
    op.create_index(
        "ix_post_waiting",
        "post",
        ["id"],
        unique=False,
        sqlite_where=sa.text("assessed_at IS NULL AND set_aside_at IS NULL"),
        postgresql_where=sa.text("assessed_at IS NULL AND set_aside_at IS NULL"),
    )

    op.create_table(
        "robot",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("allow_private", sa.Boolean(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_robot_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robot")),
        sa.UniqueConstraint("name", name=op.f("uq_robot_name")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('administrator', 'office', 'unit', 'leader', 'auditor')",
            name=op.f("ck_user_account_role"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_user_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("name", name=op.f("uq_user_account_name")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", BigId, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("scopes", JsonColumn, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_api_token_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("name", name=op.f("uq_api_token_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_table(
        "visit",
        sa.Column("id", BigId, nullable=False),
        sa.Column("source_id", BigId, nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("heartbeat_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("requests", BigId, nullable=False),
        sa.Column("errors", BigId, nullable=False),
        sa.Column("items", BigId, nullable=False),
        sa.Column("new_items", BigId, nullable=False),
        sa.Column("with_title", BigId, nullable=False),
        sa.Column("with_date", BigId, nullable=False),
        sa.Column("with_text", BigId, nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_visit_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index("ix_visit_source_started", "visit", ["source_id", "started_at"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("assessed_at", UtcDateTime(), nullable=False),
        sa.Column("model_version", sa.String(length=40), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("relevance", sa.Double(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("appeal", sa.String(length=40), nullable=False),
        sa.Column("sentiment", sa.String(length=40), nullable=False),
        sa.Column("sentiment_score", sa.Double(), nullable=False),
        sa.Column("rumor", sa.Double(), nullable=False),
        sa.Column("heat", sa.Double(), nullable=False),
        sa.Column("grade", BigId, nullable=True),
        sa.Column("level", BigId, nullable=True),
        sa.Column("tier", BigId, nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("verdict", JsonColumn, nullable=False),
        sa.Column("placed_at", UtcDateTime(), nullable=True),
        sa.Column("considered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_assessment_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_assessment")),
    )
    op.create_index(
        "ix_assessment_unplaced",
        "assessment",
        ["post_id"],
        unique=False,
        sqlite_where=sa.text("relevant AND placed_at IS NULL"),
        postgresql_where=sa.text("relevant AND placed_at IS NULL"),
    )
    op.create_index(
        "ix_assessment_unconsidered",
        "assessment",
        ["post_id"],
        unique=False,
        sqlite_where=sa.text("placed_at IS NOT NULL AND considered_at IS NULL"),
        postgresql_where=sa.text("placed_at IS NOT NULL AND considered_at IS NULL"),
    )

    op.create_table(
        "assignment",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("lead_unit_id", BigId, nullable=False),
        sa.Column("supporting_unit_ids", JsonColumn, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_assignment_case_id")),
        sa.ForeignKeyConstraint(["lead_unit_id"], ["unit.id"], name=op.f("fk_assignment_lead_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_case", "assignment", ["case_id"], unique=False)

    op.create_table(
        "case_note",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", JsonColumn, nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_note_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index("ix_case_note_case", "case_note", ["case_id"], unique=False)

    op.create_table(
        "case_post",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_post_case_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_case_post_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_case_post")),
    )
    op.create_index("ix_case_post_case", "case_post", ["case_id"], unique=False)

    op.create_table(
        "clock",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("milestone", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=40), nullable=False),
        sa.Column("holder_unit_id", BigId, nullable=True),
        sa.Column("subject_id", BigId, nullable=True),
        sa.Column("anchor", sa.String(length=40), nullable=False),
        sa.Column("anchor_at", UtcDateTime(), nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("span_seconds", BigId, nullable=False),
        sa.Column("calendar", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("born_overdue_seconds", BigId, nullable=False),
        sa.Column("policy", JsonColumn, nullable=False),
        sa.Column("met_at", UtcDateTime(), nullable=True),
        sa.Column("missed_at", UtcDateTime(), nullable=True),
        sa.Column("superseded_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("next_rung", sa.String(length=40), nullable=True),
        sa.Column("next_rung_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("holder IN ('office', 'unit', 'clearer')", name=op.f("ck_clock_holder")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_clock_case_id")),
        sa.ForeignKeyConstraint(["holder_unit_id"], ["unit.id"], name=op.f("fk_clock_holder_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    op.create_index("ix_clock_case", "clock", ["case_id"], unique=False)
    op.create_index(
        "ix_clock_next_rung",
        "clock",
        ["next_rung_at"],
        unique=False,
        sqlite_where=sa.text("next_rung_at IS NOT NULL"),
        postgresql_where=sa.text("next_rung_at IS NOT NULL"),
    )
    op.create_index(
        "ix_clock_running",
        "clock",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "closure",
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_closure_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_closure")),
    )
    op.create_table(
        "confirmation",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("tier", BigId, nullable=True),
        sa.Column("former_tier", BigId, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_confirmation_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    op.create_index("ix_confirmation_case", "confirmation", ["case_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("user_id", BigId, nullable=True),
        sa.CheckConstraint("duty IN ('handler', 'head', 'leader', 'deputy')", name=op.f("ck_contact_duty")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_contact_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_contact_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_unit", "contact", ["unit_id", "duty"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("elements", JsonColumn, nullable=False),
        sa.Column("rebuts_post_id", BigId, nullable=True),
        sa.Column("drafter_id", BigId, nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('first_word', 'explanation', 'response', 'progress', 'reply')",
            name=op.f("ck_draft_kind"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_draft_case_id")),
        sa.ForeignKeyConstraint(["drafter_id"], ["user_account.id"], name=op.f("fk_draft_drafter_id")),
        sa.ForeignKeyConstraint(["rebuts_post_id"], ["post.id"], name=op.f("fk_draft_rebuts_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("id", "drafter_id", name=op.f("uq_draft_id_drafter_id")),
    )
    op.create_index("ix_draft_case", "draft", ["case_id"], unique=False)

    op.create_table(
        "event_post",
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("event_id", BigId, nullable=False),
        sa.Column("duplicate_of_id", BigId, nullable=True),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["duplicate_of_id"], ["post.id"], name=op.f("fk_event_post_duplicate_of_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_post_event_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_event_post_post_id")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_event_post")),
    )
    op.create_index("ix_event_post_event", "event_post", ["event_id"], unique=False)

    op.create_table(
        "post_reading",
        sa.Column("id", BigId, nullable=False),
        sa.Column("post_id", BigId, nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.Column("reposts", BigId, nullable=True),
        sa.Column("comments", BigId, nullable=True),
        sa.Column("likes", BigId, nullable=True),
        sa.Column("dislikes", BigId, nullable=True),
        sa.Column("views", BigId, nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_post_reading_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_reading")),
        sa.UniqueConstraint("post_id", "read_at", name=op.f("uq_post_reading_post_id_read_at")),
    )
    op.create_index("ix_post_reading_read_at", "post_reading", ["read_at"], unique=False)

    op.create_table(
        "web_session",
        sa.Column("id", BigId, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", BigId, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_web_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_web_session_token_hash")),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("assignment_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_acknowledgement_assignment_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_acknowledgement_case_id")),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_acknowledgement")),
    )
    op.create_table(
        "clearance",
        sa.Column("draft_id", BigId, nullable=False),
        sa.Column("drafter_id", BigId, nullable=False),
        sa.Column("clearer_id", BigId, nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("drafter_id <> clearer_id", name=op.f("ck_clearance_four_eyes")),
        sa.ForeignKeyConstraint(["clearer_id"], ["user_account.id"], name=op.f("fk_clearance_clearer_id")),
        sa.ForeignKeyConstraint(
            ["draft_id", "drafter_id"], ["draft.id", "draft.drafter_id"], name=op.f("fk_clearance_draft_id")
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_clearance")),
    )
    op.create_table(
        "clearance_tick",
        sa.Column("id", BigId, nullable=False),
        sa.Column("draft_id", BigId, nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("by_id", BigId, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_clearance_tick_by_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_clearance_tick_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearance_tick")),
        sa.UniqueConstraint("draft_id", "item", name=op.f("uq_clearance_tick_draft_id_item")),
    )
    op.create_table(
        "notice",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("clock_id", BigId, nullable=True),
        sa.Column("rung", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("robot_id", BigId, nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("lines", JsonColumn, nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("detail", JsonColumn, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", BigId, nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("lease_owner", sa.String(length=80), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("failed_at", UtcDateTime(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'sent', 'failed')", name=op.f("ck_notice_state")),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_notice_case_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_notice_clock_id")),
        sa.ForeignKeyConstraint(["robot_id"], ["robot.id"], name=op.f("fk_notice_robot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    op.create_index("ix_notice_case", "notice", ["case_id"], unique=False)
    op.create_index(
        "ix_notice_pending",
        "notice",
        ["next_try_at"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )

    op.create_table(
        "proposal",
        sa.Column("id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("clock_id", BigId, nullable=True),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("faults", JsonColumn, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("evidence", JsonColumn, nullable=False),
        sa.Column("proposed_by", sa.String(length=40), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('interview', 'criticism', 'accountability')", name=op.f("ck_proposal_kind")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_proposal_case_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_proposal_clock_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_proposal_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_case", "proposal", ["case_id"], unique=False)
    op.create_index("uq_proposal_clock_kind", "proposal", ["clock_id", "kind"], unique=True)

    op.create_table(
        "publication",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("draft_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("outlet", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=40), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.Column("snapshot_hash", sa.String(length=64), nullable=True),
        sa.Column("evidence_kind", sa.String(length=40), nullable=True),
        sa.Column("evidence_by", sa.String(length=40), nullable=True),
        sa.Column("evidence_at", UtcDateTime(), nullable=True),
        sa.Column("evidence_note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('first_word', 'explanation', 'response', 'progress', 'reply')",
            name=op.f("ck_publication_kind"),
        ),
        sa.CheckConstraint(
            "outlet IN ('website', 'press_conference', 'media', 'official_account', 'direct_reply')",
            name=op.f("ck_publication_outlet"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_publication_case_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_publication_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index("ix_publication_case", "publication", ["case_id"], unique=False)

    op.create_table(
        "rung",
        sa.Column("id", BigId, nullable=False),
        sa.Column("clock_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("late_recorded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_rung_case_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_rung_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rung")),
        sa.UniqueConstraint("clock_id", "rung", name=op.f("uq_rung_clock_id_rung")),
    )
    op.create_table(
        "supervision_order",
        sa.Column("id", BigId, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("clock_id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("reply_due_at", UtcDateTime(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_by", sa.String(length=40), nullable=True),
        sa.Column("replied_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_supervision_order_case_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_supervision_order_clock_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_supervision_order_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_order")),
        sa.UniqueConstraint("clock_id", name=op.f("uq_supervision_order_clock_id")),
        sa.UniqueConstraint("number", name=op.f("uq_supervision_order_number")),
    )
    op.create_index("ix_supervision_order_case", "supervision_order", ["case_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("proposal_id", BigId, nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "measure IN ('interview', 'criticism', 'accountability', 'none')",
            name=op.f("ck_decision_measure"),
        ),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_decision_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_decision")),
    )
    op.create_table(
        "harm_finding",
        sa.Column("proposal_id", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_harm_finding_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_harm_finding")),
    )
    op.create_table(
        "notice_attempt",
        sa.Column("id", BigId, nullable=False),
        sa.Column("notice_id", BigId, nullable=False),
        sa.Column("robot_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_attempt_notice_id")),
        sa.ForeignKeyConstraint(["robot_id"], ["robot.id"], name=op.f("fk_notice_attempt_robot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_attempt")),
    )
    op.create_index(op.f("ix_notice_attempt_notice_id"), "notice_attempt", ["notice_id"], unique=False)
    op.create_index("ix_notice_attempt_robot", "notice_attempt", ["robot_id", "at"], unique=False)

    op.create_table(
        "unit_statement",
        sa.Column("id", BigId, nullable=False),
        sa.Column("proposal_id", BigId, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_unit_statement_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_statement")),
    )
    op.create_index(op.f("ix_unit_statement_proposal_id"), "unit_statement", ["proposal_id"], unique=False)
    for table in ("audit_entry", "audit_seal"):
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
