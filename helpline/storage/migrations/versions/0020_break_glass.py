"""Cases opened outside one's scope, with the reason."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "case_openings",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("referral_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_openings"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name="fk_case_openings_referral_id_referrals"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_openings_staff_id_staff"),
    )
    for column in ("referral_id", "staff_id", "ends_at"):
        op.create_index(f"ix_case_openings_{column}", "case_openings", [column])


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("case_openings")
