"""Who has a case: assignments, lawyers, notes."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Applies the change."""
    with op.batch_alter_table("referral_facts") as table:
        table.add_column(sa.Column("staff_id", sa.String(32), nullable=True))
        table.add_column(sa.Column("reason_sealed", sa.LargeBinary(), nullable=True))
    _create_lawyers()
    _create_assignments()
    op.create_table(
        "notes",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("referral_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_notes"),
        sa.UniqueConstraint("id", name="uq_notes_id"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name="fk_notes_referral_id_referrals"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_notes_staff_id_staff"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notes_referral_id", "notes", ["referral_id"])
    op.create_table(
        "search_tokens",
        sa.Column("referral_id", sa.String(32), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("referral_id", "token", name="pk_search_tokens"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name="fk_search_tokens_referral_id_referrals"
        ),
    )
    op.create_index("ix_search_tokens_token", "search_tokens", ["token"])
    _create_wordings()


def downgrade() -> None:
    """Takes the change back."""
    for name in (
        "search_tokens", "canned_replies", "saved_filters", "notes", "assignments", "lawyers",
    ):  # fmt: skip
        op.drop_table(name)
    with op.batch_alter_table("referral_facts") as table:
        table.drop_column("reason_sealed")
        table.drop_column("staff_id")


def _create_lawyers() -> None:
    op.create_table(
        "lawyers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("jurisdictions", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("gender", sa.String(16), nullable=False),
        sa.Column("child_specialist", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.String(200), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("most_cases", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lawyers"),
        sa.UniqueConstraint("staff_id", name="uq_lawyers_staff_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_lawyers_staff_id_staff"),
    )


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("referral_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=True),
        sa.Column("lawyer_id", sa.String(32), nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("by_id", sa.String(32), nullable=False),
        sa.Column("ended_by_id", sa.String(32), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("token_until", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_assignments"),
        sa.UniqueConstraint("id", name="uq_assignments_id"),
        sa.UniqueConstraint("token_hash", name="uq_assignments_token_hash"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name="fk_assignments_referral_id_referrals"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_assignments_staff_id_staff"),
        sa.ForeignKeyConstraint(
            ["lawyer_id"], ["lawyers.id"], name="fk_assignments_lawyer_id_lawyers"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_assignments_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["staff.id"], name="fk_assignments_ended_by_id_staff"
        ),
        sqlite_autoincrement=True,
    )
    for column in ("referral_id", "staff_id", "lawyer_id"):
        op.create_index(f"ix_assignments_{column}", "assignments", [column])


def _create_wordings() -> None:
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("query", sa.String(256), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filters"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_saved_filters_staff_id_staff"),
    )
    op.create_index("ix_saved_filters_staff_id", "saved_filters", ["staff_id"])
    op.create_table(
        "canned_replies",
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("purpose", "language", name="pk_canned_replies"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_canned_replies_staff_id_staff"
        ),
    )
