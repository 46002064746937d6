"""That the numbers on duty were told of a case."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "duty_calls",
        sa.Column("referral_id", sa.String(32), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("referral_id", "why", name="pk_duty_calls"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name="fk_duty_calls_referral_id_referrals"
        ),
    )


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("duty_calls")
