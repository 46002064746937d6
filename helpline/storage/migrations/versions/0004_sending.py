"""Attempts to send are told apart by the provider's sid; what failures and floods leave behind."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BY_STATUS = "uq_delivery_events_message_id_status"
_BY_ATTEMPT = "uq_delivery_events_message_id_sid_status"


def upgrade() -> None:
    """Applies the change."""
    op.add_column("contacts", sa.Column("undeliverable", sa.String(16), nullable=True))
    op.add_column("contacts", sa.Column("told_away_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "messages", sa.Column("stands_for", sa.Integer(), nullable=False, server_default="0")
    )
    with op.batch_alter_table("delivery_events") as table:
        table.add_column(sa.Column("sid", sa.String(64), nullable=False, server_default=""))
        table.drop_constraint(_BY_STATUS, type_="unique")
        table.create_unique_constraint(_BY_ATTEMPT, ["message_id", "sid", "status"])
    op.execute(
        "UPDATE delivery_events SET sid = coalesce((SELECT provider_sid FROM messages"
        " WHERE messages.id = delivery_events.message_id), '')"
    )


def downgrade() -> None:
    """Takes the change back; of one status of two attempts the first report stays."""
    op.execute(
        "DELETE FROM delivery_events WHERE id NOT IN"
        " (SELECT min(id) FROM delivery_events GROUP BY message_id, status)"
    )
    with op.batch_alter_table("delivery_events") as table:
        table.drop_constraint(_BY_ATTEMPT, type_="unique")
        table.create_unique_constraint(_BY_STATUS, ["message_id", "status"])
        table.drop_column("sid")
    op.drop_column("messages", "stands_for")
    op.drop_column("contacts", "told_away_at")
    op.drop_column("contacts", "undeliverable")
