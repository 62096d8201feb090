"""The use of models: questions in an hour, tokens in a day."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0003"
down_revision = "0002"


def upgrade(operations: Operations) -> None:
    """The tables for limits and for what was used."""
    operations.create_table(
        "asked",
        sa.Column("hour", sa.BigInteger, primary_key=True),
        sa.Column("space", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("number", sa.BigInteger, nullable=False),
    )
    operations.create_table(
        "usage",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("space", sa.Text, primary_key=True),
        sa.Column("model", sa.Text, primary_key=True),
        sa.Column("calls", sa.BigInteger, nullable=False),
        sa.Column("read", sa.BigInteger, nullable=False),
        sa.Column("cached", sa.BigInteger, nullable=False),
        sa.Column("written", sa.BigInteger, nullable=False),
        sa.Column("cost", sa.BigInteger),
    )
