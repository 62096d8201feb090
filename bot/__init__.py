"""Rapporteur: answers, comparisons and briefings about a summit, each statement with a checked quote."""
