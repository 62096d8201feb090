"""Figures: speed and quality, each beside a peer or a limit in the same run."""
