"""What is counted."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Applies the change."""
    op.create_table(
        "case_figures",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("data_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_figures"),
        sa.ForeignKeyConstraint(["id"], ["referrals.id"], name="fk_case_figures_id_referrals"),
    )
    op.create_table(
        "year_figures",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("data_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("as_of", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_year_figures"),
    )


def downgrade() -> None:
    """Takes the change back."""
    op.drop_table("year_figures")
    op.drop_table("case_figures")
