"""What was shown, how people rated it, and the turns of their conversations."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0004"
down_revision = "0003"


def upgrade(operations: Operations) -> None:
    """Three tables."""
    operations.create_table(
        "turns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.UniqueConstraint("address", "event", name="turns_event"),
    )
    operations.create_index("turns_at", "turns", ["at"])
    operations.create_table(
        "shown",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("space", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
    )
    operations.create_index("shown_at", "shown", ["at"])
    operations.create_table(
        "feedback",
        sa.Column("shown", sa.Text, primary_key=True),
        sa.Column("rater", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("space", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text),
        sa.Column("is_good", sa.Boolean, nullable=False),
    )
    operations.create_index("feedback_at", "feedback", ["at"])
