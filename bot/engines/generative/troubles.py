"""What a person is told when a model gave nothing, a sentence for each kind of trouble."""

from collections.abc import Mapping

from bot.errors import ModelTrouble, Trouble
from bot.wording import say

SENTENCES: Mapping[Trouble, str] = {
    Trouble.KEY: say("The model's server doesn't accept the bot's key."),
    Trouble.QUOTA: say("The account at the model's server has no credit left."),
    Trouble.MODEL: say("The model's server doesn't have the model that is set."),
    Trouble.BUSY: say("The model's server has too much to do; try again in a minute."),
    Trouble.REFUSED: say("The model refused to write this."),
    Trouble.CUT_OFF: say("What the model wrote was cut off before its end."),
    Trouble.MALFORMED: say("The model's server sent something that can't be read."),
    Trouble.EMPTY: say("The model wrote nothing."),
    Trouble.NOT_AN_API: say("There is no model at the address that is set for it."),
    Trouble.SLOW: say("The model took too long."),
    Trouble.CONNECTION: say("The model's server can't be reached, or the connection to it broke."),
    Trouble.DOWN: say("The model's server is out of order."),
    Trouble.TOO_LONG: say("The question and its documents are too long for the model."),
    Trouble.RESTING: say("The model failed several times in a row and is left alone for a while."),
    Trouble.UNSUPPORTED: say("The model's server doesn't understand what the bot asks of it."),
}
"""LIMIT isn't here: who keeps the account knows which limit, and says so."""


def trouble(kind: Trouble, remedy: str, retry_after: float | None = None) -> ModelTrouble:
    """A trouble with its sentence; `remedy` and `retry_after` as ModelTrouble has them. LIMIT raises KeyError."""
    return ModelTrouble(kind, SENTENCES[kind], remedy=remedy, retry_after=retry_after)
