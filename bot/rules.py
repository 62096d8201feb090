"""How patient the courier is: every number of a delivery has its home here. Pure."""

import datetime
from dataclasses import dataclass

from bot.subscriptions import GRACE


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How patient the courier is.

    `lease`: how long a delivery is its holder's without a word. It outlasts `post` (a post's deadline, in seconds)
    and `settling` (how long a request may take to land after its sender gave up) together, so that whoever takes
    over looks late enough; what is left is `slack`, and a post that can't begin so soon after its record isn't begun.
    The clocks of several replicas must agree within it. `under_way`, `at_once`, `at_once_in_space`: deliveries claimed
    and posts under way at a time for a platform, and for one of its workspaces. `under_way_in_space`: deliveries of one
    workspace claimed at a time, so that one that hangs or throttles leaves room for the others. `short_wait`: seconds
    of silence that a workspace may ask for and its deliveries wait for in their places; for longer they leave these to
    others.
    `first_wait`, `longest_wait`: seconds between tries. `look_again`: how soon after a platform couldn't tell.
    """

    grace: datetime.timedelta = GRACE
    lease: datetime.timedelta = datetime.timedelta(minutes=2)
    post: float = 30.0
    settling: datetime.timedelta = datetime.timedelta(minutes=1)
    under_way: int = 200
    under_way_in_space: int = 50
    look_again: datetime.timedelta = datetime.timedelta(minutes=10)
    at_once: int = 32
    at_once_in_space: int = 4
    short_wait: float = 5.0
    first_wait: float = 5.0
    longest_wait: float = 900.0

    def __post_init__(self) -> None:
        """Hold the lease to what it promises."""
        if self.slack <= datetime.timedelta():
            raise ValueError(
                "a lease must outlast a post and the time it may take to land, and leave some slack"
            )

    @property
    def slack(self) -> datetime.timedelta:
        """How long after its record a post may begin."""
        return self.lease - self.settling - datetime.timedelta(seconds=self.post)
