"""What the carrier still holds of what we erased, and what it never delivered to us."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "carrier_copies",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("sid_hash", sa.String(64), nullable=False),
        sa.Column("sid_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("message_id", sa.String(32), nullable=True),
        sa.Column("task", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(32), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proof", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_carrier_copies"),
        sa.UniqueConstraint("sid_hash", name="uq_carrier_copies_sid_hash"),
    )
    op.create_index("ix_carrier_copies_message_id", "carrier_copies", ["message_id"])
    op.create_index("ix_carrier_copies_state_next_at", "carrier_copies", ["state", "next_at"])
    op.create_table(
        "carrier_rounds",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("asked_up_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_carrier_rounds"),
    )
    op.add_column(
        "messages", sa.Column("status_asks", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    """Takes the change back."""
    op.drop_column("messages", "status_asks")
    op.drop_table("carrier_rounds")
    op.drop_table("carrier_copies")
