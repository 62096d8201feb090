"""The numbers of the terminal, all in columns (cells) unless said otherwise."""

WIDTH = 80
"""Columns where nobody says how many there are (a pipe, a file): what a VT100 has."""

NARROWEST = 20
"""Columns that are drawn for at least, whatever the window says: below, no line holds a word and its mark."""

WIDEST = 100
"""Columns that are used at most: longer lines are hard to read."""

TABLE = 60
"""Columns that a table needs to stand side by side; below, its rows are stacked."""

CELL = 17
"""Columns that each cell of a table needs; with more columns than fit, the rows are stacked."""

ASPECT = 14
"""Columns that the first column of a table takes at most, unless it holds sentences."""

LINE = 100_000
"""Characters of a piped line that are kept; no question is as long, and memory stays bounded."""

ECHO = 500
"""Characters of a piped question that are shown before its answer."""

COMPLETIONS = 100
"""Completions that are offered at once."""

HISTORY = 1_000_000
"""Bytes of the history file above which it is begun anew."""
