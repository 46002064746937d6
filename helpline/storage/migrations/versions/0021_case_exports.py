"""Exports of cases that two people let out."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "case_exports",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("has_names", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(32), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_case_exports"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_exports_staff_id_staff"),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff.id"], name="fk_case_exports_approved_by_staff"
        ),
    )
    op.create_table(
        "exported_cases",
        sa.Column("export_id", sa.String(32), nullable=False),
        sa.Column("referral_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("export_id", "referral_id", name="pk_exported_cases"),
        sa.ForeignKeyConstraint(
            ["export_id"], ["case_exports.id"], name="fk_exported_cases_export_id_case_exports"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name="fk_exported_cases_referral_id_referrals"
        ),
    )
    op.create_index("ix_exported_cases_referral_id", "exported_cases", ["referral_id"])


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("exported_cases")
    op.drop_table("case_exports")
