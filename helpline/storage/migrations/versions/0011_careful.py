"""Phones that others read, and two families of one person held."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Applies the change."""
    op.add_column("contacts", sa.Column("in_other_hands_at", _MOMENT, nullable=True))
    op.add_column("referrals", sa.Column("withheld_at", _MOMENT, nullable=True))
    op.add_column("referrals", sa.Column("compared_at", _MOMENT, nullable=True))
    op.create_table(
        "safeguards",
        sa.Column("contact_id", sa.String(32), nullable=False),
        sa.Column("word_hash", sa.String(64), nullable=True),
        sa.Column("word_set_at", _MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("familiar_at", _MOMENT, nullable=True),
        sa.Column("awaited", sa.String(16), nullable=True),
        sa.Column("message_id", sa.String(32), nullable=True),
        sa.Column("asked_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("contact_id", name="pk_safeguards"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name="fk_safeguards_contact_id_contacts"
        ),
    )
    op.create_table(
        "referral_tokens",
        sa.Column("referral_id", sa.String(32), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("referral_id", "token", name="pk_referral_tokens"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referrals.id"], name="fk_referral_tokens_referral_id_referrals"
        ),
    )
    op.create_index("ix_referral_tokens_token", "referral_tokens", ["token"])
    _create_pairs()


def downgrade() -> None:
    """Takes the change back."""
    for table in ("referral_pairs", "referral_tokens", "safeguards"):
        op.drop_table(table)
    for column in ("compared_at", "withheld_at"):
        op.drop_column("referrals", column)
    op.drop_column("contacts", "in_other_hands_at")


def _create_pairs() -> None:
    op.create_table(
        "referral_pairs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("one_id", sa.String(32), nullable=False),
        sa.Column("other_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(128), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_referral_pairs"),
        sa.UniqueConstraint("one_id", "other_id", name="uq_referral_pairs_one_id_other_id"),
        sa.ForeignKeyConstraint(
            ["one_id"], ["referrals.id"], name="fk_referral_pairs_one_id_referrals"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["referrals.id"], name="fk_referral_pairs_other_id_referrals"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_referral_pairs_staff_id_staff"
        ),
    )
    op.create_index("ix_referral_pairs_other_id", "referral_pairs", ["other_id"])
