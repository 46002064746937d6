"""Photos, voice notes and other files that people send."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Applies the change."""
    op.add_column("messages", sa.Column("forwarded", sa.String(16), nullable=True))
    op.create_table(
        "media",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(32), nullable=False),
        sa.Column("contact_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("provider_sid_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("detail_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("key_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("file", sa.String(32), nullable=True),
        sa.Column("file_type", sa.String(16), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_media"),
        sa.UniqueConstraint("message_id", "position", name="uq_media_message_id_position"),
        sa.UniqueConstraint("file", name="uq_media_file"),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_media_message_id_messages"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_media_contact_id_contacts"
        ),
    )
    op.create_index("ix_media_contact_id", "media", ["contact_id"])
    op.create_index("ix_media_state_next_at", "media", ["state", "next_at"])
    op.create_table(
        "removed_files",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_removed_files"),
    )
    op.create_table(
        "contact_aliases",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("contact_id", sa.String(32), nullable=False),
        sa.Column("alias_hash", sa.String(64), nullable=False),
        sa.Column("alias_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact_aliases"),
        sa.UniqueConstraint("alias_hash", name="uq_contact_aliases_alias_hash"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_contact_aliases_contact_id_contacts"
        ),
    )
    op.create_index("ix_contact_aliases_contact_id", "contact_aliases", ["contact_id"])


def downgrade() -> None:
    """Takes the change back; the files stay in their folder, and nothing opens them any more."""
    op.drop_table("contact_aliases")
    op.drop_table("removed_files")
    op.drop_table("media")
    op.drop_column("messages", "forwarded")
