"""Whether a contact's phone shows Burmese only in Zawgyi."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    with op.batch_alter_table("contacts") as table:
        table.add_column(
            sa.Column("reads_zawgyi", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    """Takes the change back."""
    with op.batch_alter_table("contacts") as table:
        table.drop_column("reads_zawgyi")
