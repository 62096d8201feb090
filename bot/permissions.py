"""Who may decide for a channel: by the roles that the platform gave with the event."""

from bot.errors import UnusableInput
from bot.platform import DIRECT, MANAGES, Inbound
from bot.wording import say


def may_decide(inbound: Inbound) -> None:
    """Raises UnusableInput unless the person is alone with the bot, or manages the channel."""
    if inbound.roles.isdisjoint({DIRECT, MANAGES}):
        raise UnusableInput(
            say(
                "Only those who manage this channel can do that here; in a direct message everyone can subscribe "
                "for themselves."
            )
        )
