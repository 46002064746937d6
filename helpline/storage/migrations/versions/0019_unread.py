"""What each member of staff has read of a conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "read_marks",
        sa.Column("contact_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "staff_id", name="pk_read_marks"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_read_marks_contact_id_contacts"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_read_marks_staff_id_staff"),
    )


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("read_marks")
