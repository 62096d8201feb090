"""Claims across languages: numbers, dates, names and negation of a claim against quotes in another language."""

from bot.engines.verification.foreign.checks import Quote, judge
from bot.engines.verification.foreign.lists import known

__all__ = ["Quote", "judge", "known"]
