"""What the parts of a delivery are taken from."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0002"
down_revision = "0001"


def upgrade(operations: Operations) -> None:
    """One more column."""
    operations.add_column("deliveries", sa.Column("reply", sa.Text))
