"""What stays of an erased case, the last message to who was erased, and who waits for staff."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.add_column(
        "contacts", sa.Column("awaits_staff_since", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_table(
        "erased_referrals",
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_erased_referrals"),
    )
    op.create_index("ix_erased_referrals_erased_at", "erased_referrals", ["erased_at"])
    op.create_table(
        "farewells",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("own_address", sa.String(64), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_farewells"),
    )
    op.create_index("ix_farewells_next_at", "farewells", ["next_at"])


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("farewells")
    op.drop_table("erased_referrals")
    op.drop_column("contacts", "awaits_staff_since")
