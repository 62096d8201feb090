"""Subscriptions, their deliveries, and what platforms remember."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0001"
down_revision = None


def upgrade(operations: Operations) -> None:
    """The first tables."""
    operations.create_table(
        "subscriptions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("space", sa.Text, nullable=False),
        sa.Column("dossier", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("days", sa.Text, nullable=False),
        sa.Column("length", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("until", sa.Text),
        sa.Column("only_new", sa.Boolean, nullable=False),
        sa.Column("paused", sa.Text),
        sa.Column("next_due_at", sa.BigInteger),
        sa.Column("told", sa.Text, nullable=False, server_default="[]"),
        sa.Column("told_due_at", sa.BigInteger),
    )
    for column in ("address", "space", "person"):
        operations.create_index(f"subscriptions_{column}", "subscriptions", [column])
    _partial(operations, "subscriptions_due", "subscriptions", ["platform", "next_due_at"], "paused IS NULL")
    operations.create_table(
        "deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column(
            "subscription", sa.Text, sa.ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sa.Column("retry_at", sa.BigInteger, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("holder", sa.Text),
        sa.Column("lease", sa.BigInteger),
        sa.Column("wake_at", sa.BigInteger),
        sa.Column("cited", sa.Text),
        sa.UniqueConstraint("subscription", "edition", name="deliveries_edition"),
    )
    _partial(operations, "deliveries_wake", "deliveries", ["platform", "wake_at"], "wake_at IS NOT NULL")
    _partial(operations, "deliveries_held", "deliveries", ["holder"], "holder IS NOT NULL")
    operations.create_table(
        "history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("delivery", sa.Text, sa.ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("cause", sa.Text),
        sa.Column("receipt", sa.Text),
    )
    operations.create_index("history_delivery", "history", ["delivery"])
    operations.create_table(
        "writings",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    operations.create_table(
        "spaces",
        sa.Column("space", sa.Text, primary_key=True),
        sa.Column("dossier", sa.Text, nullable=False),
    )
    operations.create_table(
        "remembered",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    operations.create_table(
        "keys",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )


def _partial(operations: Operations, name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    operations.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
