"""Verification: no statement is shown that its quotes don't carry. Used by every engine and by `verify`."""

from bot.engines.verification.claims import Check, Severity, Verdict, check, verify_claims
from bot.engines.verification.quotes import cite, locate
from bot.engines.verification.statements import statements

__all__ = ["Check", "Severity", "Verdict", "check", "cite", "locate", "statements", "verify_claims"]
