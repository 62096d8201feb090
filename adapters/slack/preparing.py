"""What a subscription needs of a channel before its first briefing."""

from adapters.slack.address import Place
from adapters.slack.mailbox import Mailbox
from bot.errors import DeliveryError, Gone, Rejected, UnusableInput
from bot.platform import Address
from bot.wording import say


async def prepared(mailbox: Mailbox, place: Place) -> Address:
    """Where briefings will go: a public channel is joined.

    Raises UnusableInput where nothing can be posted, saying what is missing and what to do.
    """
    if place.person or place.channel.startswith("D"):
        return place.top.address
    try:
        told = (await mailbox.read("conversations.info", place.address, channel=place.channel)).get("channel")
        told = told or {}
        if told.get("is_archived"):
            raise UnusableInput(say("This channel is archived: nothing can be posted to it."))
        if not told.get("is_member") and not told.get("is_mpim"):
            if told.get("is_private"):
                raise _invite()
            await mailbox.call("conversations.join", place.address, channel=place.channel)
    except Gone as error:
        raise _invite() from error
    except Rejected as error:
        raise UnusableInput(
            say(
                "I can't join this channel ({reason}). Add me by hand: /invite @Rapporteur.",
                reason=error.reason,
            )
        ) from error
    except DeliveryError as error:
        raise UnusableInput(say("Slack doesn't answer now; please try again in a minute.")) from error
    return place.top.address


def _invite() -> UnusableInput:
    return UnusableInput(say("I am not in this channel. Add me first: /invite @Rapporteur."))
