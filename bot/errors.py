"""The tree of our errors. Each message says what happened and what to do next.

RapporteurError
├── UnusableInput          what a person gave can't be used: exit code 2, or a reply that says so
│   ├── UnusableDossier    no documents, binary, misspelt key, same leader twice, …
│   └── UnknownName        a leader, topic, passage or command that isn't there ("did you mean …?")
├── BadSettings            a setting in the environment or .env
├── StoreUnavailable       the database is locked, full or gone; nothing is lost, trying again may do
├── ModelTrouble           the model gave nothing that can be shown; the extractive engine answers instead
└── DeliveryError          what the courier acts on
    ├── Throttled          try again after `retry_after` seconds
    ├── Gone               the address will never work again
    ├── Rejected           the platform refused this payload; the plain form may pass
    └── Unknown            it may have arrived: look before posting again
"""

from enum import StrEnum


class RapporteurError(Exception):
    """Anything that we raise on purpose."""


class UnusableInput(RapporteurError):
    """Input that can't be used; the message is one line for the person who gave it."""


class UnusableDossier(UnusableInput):
    """A dossier that can't be read."""


class UnknownName(UnusableInput):
    """A name that the dossier doesn't know; `suggestions` are the nearest that it does, best first."""

    def __init__(self, message: str, *, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions


class BadSettings(RapporteurError):
    """A setting that can't be used; the message names it and what it may be."""


class StoreUnavailable(RapporteurError):
    """The database can't be used now; the message says why and what to do, without a password.

    That is for who runs the bot, and names the database; `reason` is for everyone else.
    """

    def __init__(self, message: str, *, reason: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason


class Trouble(StrEnum):
    """What kept a model from writing."""

    KEY = "key"
    QUOTA = "quota"
    MODEL = "model"
    BUSY = "busy"
    REFUSED = "refused"
    CUT_OFF = "cut_off"
    MALFORMED = "malformed"
    EMPTY = "empty"
    NOT_AN_API = "not_an_api"
    SLOW = "slow"
    CONNECTION = "connection"
    DOWN = "down"
    TOO_LONG = "too_long"
    RESTING = "resting"
    LIMIT = "limit"
    UNSUPPORTED = "unsupported"


class ModelTrouble(RapporteurError):
    """The model gave nothing that can be shown.

    `message` tells the person why in one sentence (made with `say`); `remedy` tells the operator what happened and
    what to do, without a key or the text of a question; `retry_after` is in seconds, where it is known.
    """

    def __init__(
        self, trouble: Trouble, message: str, *, remedy: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.trouble = trouble
        self.remedy = remedy
        self.retry_after = retry_after


class DeliveryError(RapporteurError):
    """A post that didn't go through as hoped."""


class Throttled(DeliveryError):
    """The platform asks to wait `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"The platform asks to wait {retry_after:g} s before the next post.")
        self.retry_after = retry_after


class Gone(DeliveryError):
    """`address` no longer exists or no longer lets us in."""

    def __init__(self, address: str) -> None:
        super().__init__(f"Nothing can be posted to {address} any more: it is gone or we were removed.")
        self.address = address


class Rejected(DeliveryError):
    """The platform refused this payload for `reason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The platform refused the message: {reason}")
        self.reason = reason


class Unknown(DeliveryError):
    """The post may have arrived: look with `find` before posting again."""
