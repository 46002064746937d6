"""Which turns a person has read, and whether the bot had understood them."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "turn_reviews",
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("writing", sa.String(8), nullable=True),
        sa.Column("understood", sa.String(64), nullable=False),
        sa.Column("meant", sa.String(64), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_turn_reviews"),
    )


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("turn_reviews")
