"""The key that burning destroys, and requests to burn."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change. The first transaction afterwards makes the key."""
    op.create_table(
        "installation_keys",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation_keys"),
    )
    op.create_table(
        "burn_requests",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_burn_requests"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_burn_requests_staff_id_staff"),
    )


def downgrade() -> None:
    """Takes the change back; refused where contacts are, of whom nothing would open any more."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM contacts")).scalar():
        raise RuntimeError("values are sealed under the installation key")
    op.drop_table("burn_requests")
    op.drop_table("installation_keys")
