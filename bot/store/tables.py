"""The tables. Instants are whole microseconds since 1970 in UTC: exact, and the same in both databases."""

import sqlalchemy as sa

HEAD = "0004"
"""The newest revision under `migrations/`: a database that is there already needs no Alembic."""

metadata = sa.MetaData()

subscriptions = sa.Table(
    "subscriptions",
    metadata,
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
    # What the newest sent edition cited, and when that was due: kept here, so that retention can't take it away.
    sa.Column("told", sa.Text, nullable=False, server_default="[]"),
    sa.Column("told_due_at", sa.BigInteger),
    sa.Index("subscriptions_address", "address"),
    sa.Index("subscriptions_space", "space"),
    sa.Index("subscriptions_person", "person"),
)
sa.Index(
    "subscriptions_due",
    subscriptions.c.platform,
    subscriptions.c.next_due_at,
    sqlite_where=subscriptions.c.paused.is_(None),
    postgresql_where=subscriptions.c.paused.is_(None),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("subscription", sa.Text, sa.ForeignKey("subscriptions.id", ondelete="CASCADE"), nullable=False),
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
    # When someone must look at the row again: `retry_at` of what nobody holds, the end of the lease of what is held,
    # nothing for what is final. One index serves all that a claim looks for.
    sa.Column("wake_at", sa.BigInteger),
    sa.Column("cited", sa.Text),
    # The key of the writing that its parts are taken from.
    sa.Column("reply", sa.Text),
    sa.UniqueConstraint("subscription", "edition", name="deliveries_edition"),
)
sa.Index(
    "deliveries_wake",
    deliveries.c.platform,
    deliveries.c.wake_at,
    sqlite_where=deliveries.c.wake_at.is_not(None),
    postgresql_where=deliveries.c.wake_at.is_not(None),
)
sa.Index(
    "deliveries_held",
    deliveries.c.holder,
    sqlite_where=deliveries.c.holder.is_not(None),
    postgresql_where=deliveries.c.holder.is_not(None),
)

history = sa.Table(
    "history",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("delivery", sa.Text, sa.ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("cause", sa.Text),
    sa.Column("receipt", sa.Text),
    sa.Index("history_delivery", "delivery"),
)

writings = sa.Table(
    "writings",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
)

spaces = sa.Table(
    "spaces",
    metadata,
    sa.Column("space", sa.Text, primary_key=True),
    sa.Column("dossier", sa.Text, nullable=False),
)

remembered = sa.Table(
    "remembered",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("until", sa.BigInteger, nullable=False),
)

asked = sa.Table(
    "asked",
    metadata,
    # The beginning of the hour. A person "" counts for the whole space.
    sa.Column("hour", sa.BigInteger, primary_key=True),
    sa.Column("space", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger, nullable=False),
)

usage = sa.Table(
    "usage",
    metadata,
    # The day in UTC: 2026-03-04.
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("space", sa.Text, primary_key=True),
    sa.Column("model", sa.Text, primary_key=True),
    sa.Column("calls", sa.BigInteger, nullable=False),
    sa.Column("read", sa.BigInteger, nullable=False),
    sa.Column("cached", sa.BigInteger, nullable=False),
    sa.Column("written", sa.BigInteger, nullable=False),
    # Millionths of the unit of the prices.
    sa.Column("cost", sa.BigInteger),
)

turns = sa.Table(
    "turns",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("reply", sa.Text, nullable=False),
    sa.UniqueConstraint("address", "event", name="turns_event"),
    sa.Index("turns_at", "at"),
)

shown = sa.Table(
    "shown",
    metadata,
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
    sa.Index("shown_at", "at"),
)

# Outlives what it rates, and therefore repeats what is worth knowing of it: no words, and no person by name.
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("shown", sa.Text, primary_key=True),
    sa.Column("rater", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("space", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("dossier", sa.Text, nullable=False),
    sa.Column("engine", sa.Text, nullable=False),
    sa.Column("prompt", sa.Text),
    sa.Column("is_good", sa.Boolean, nullable=False),
    sa.Index("feedback_at", "at"),
)
