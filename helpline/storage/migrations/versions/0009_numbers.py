"""What each of our numbers stands for, and what is spent."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "own_numbers",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("jurisdiction", sa.String(32), nullable=True),
        sa.Column("language", sa.String(8), nullable=True),
        sa.Column("office", sa.String(64), nullable=True),
        sa.Column("office_hours", sa.String(160), nullable=True),
        sa.Column("office_timezone", sa.String(64), nullable=True),
        sa.Column("parts_per_minute", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name="pk_own_numbers"),
    )
    op.create_table(
        "paces",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("busy_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", "address", name="pk_paces"),
    )
    op.create_table(
        "spend",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("automatic", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.Column("micro_usd", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "country", "channel", name="pk_spend"),
    )
    op.create_table(
        "prefix_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("prefix_hash", sa.String(64), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "prefix_hash", name="pk_prefix_counts"),
    )
    op.create_table(
        "refused_webhooks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("route", sa.String(16), nullable=False),
        sa.Column("fault", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refused_webhooks"),
    )
    op.create_index("ix_refused_webhooks_at", "refused_webhooks", ["at"])
    op.add_column("contacts", sa.Column("likely_language", sa.String(8), nullable=True))
    op.add_column("contacts", sa.Column("own_service", sa.String(34), nullable=True))
    op.add_column("messages", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("price_micro_usd", sa.BigInteger(), nullable=True))
    op.add_column("messages", sa.Column("price_basis", sa.String(16), nullable=True))
    op.add_column("messages", sa.Column("priced_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Takes the change back."""
    op.drop_column("messages", "priced_at")
    op.drop_column("messages", "price_basis")
    op.drop_column("messages", "price_micro_usd")
    op.drop_column("messages", "released_at")
    op.drop_column("contacts", "own_service")
    op.drop_column("contacts", "likely_language")
    op.drop_table("refused_webhooks")
    op.drop_table("prefix_counts")
    op.drop_table("spend")
    op.drop_table("paces")
    op.drop_table("own_numbers")
