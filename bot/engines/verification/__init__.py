"""Verification: no statement is shown that its quotes don't carry. Used by every engine and by `verify`."""

from bot.engines.verification.claims import check, verify_claims
from bot.engines.verification.quotes import cite, locate
from bot.engines.verification.statements import statements
from bot.engines.verification.verdicts import Check, Severity, Verdict

__all__ = ["Check", "Severity", "Verdict", "check", "cite", "locate", "statements", "verify_claims"]
