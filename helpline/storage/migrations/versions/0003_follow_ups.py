"""Whose law a contact asked about, whether their phone is read, and what we will ask of them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    with op.batch_alter_table("contacts") as table:
        table.add_column(sa.Column("jurisdiction", sa.String(32), nullable=True))
        table.add_column(
            sa.Column("discreet", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("referral_id", sa.String(32), nullable=False),
        sa.Column("contact_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_follow_ups_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name="fk_follow_ups_referral_id_referrals"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_follow_ups"),
        sa.UniqueConstraint(
            "referral_id", "kind", "number", name="uq_follow_ups_referral_id_kind_number"
        ),
    )
    op.create_index("ix_follow_ups_contact_id", "follow_ups", ["contact_id"])
    op.create_index("ix_follow_ups_state_due_at", "follow_ups", ["state", "due_at"])


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("follow_ups")
    with op.batch_alter_table("contacts") as table:
        table.drop_column("discreet")
        table.drop_column("jurisdiction")
