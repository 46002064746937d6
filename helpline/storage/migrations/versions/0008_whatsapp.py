"""Templates, windows, and two channels of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CONTACT = ("same_asked_at", "sms_asked_at", "sms_agreed_at")


def upgrade() -> None:
    """Applies the change."""
    op.add_column("contacts", sa.Column("person_id", sa.String(32), nullable=True))
    op.create_index("ix_contacts_person_id", "contacts", ["person_id"])
    for name in _CONTACT:
        op.add_column("contacts", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("messages", sa.Column("replies_to", sa.String(32), nullable=True))
    op.add_column("messages", sa.Column("picked", sa.Integer(), nullable=True))
    op.add_column("messages", sa.Column("form", sa.String(16), nullable=True))
    op.add_column("messages", sa.Column("held_because", sa.String(16), nullable=True))
    op.create_table(
        "carrier_templates",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(512), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", "language", name="pk_carrier_templates"),
    )
    op.create_table(
        "carrier_contents",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_carrier_contents"),
    )


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("carrier_contents")
    op.drop_table("carrier_templates")
    for name in ("held_because", "form", "picked", "replies_to"):
        op.drop_column("messages", name)
    for name in reversed(_CONTACT):
        op.drop_column("contacts", name)
    op.drop_index("ix_contacts_person_id", "contacts")
    op.drop_column("contacts", "person_id")
