"""The words of a text, and which phrases and places begin at each."""

from bot.times import zones
from bot.times.folding import WORD, fold
from bot.times.words import Word, table

SHORT_DAYS = frozenset({"mo", "di", "mi", "do", "fr", "sa", "so"})
"""German days that are words elsewhere."""


class Cursor:
    """A text (in NFKC) by its words: `spans` is where each stands, `keys` how they compare. Looking ahead is bounded."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = [found.span() for found in WORD.finditer(self.text)]
        self.keys = [fold(self.text[start:end]) for start, end in self.spans]
        self.evidence = self._languages()

    def phrase(self, at: int, count: int) -> tuple[str, ...]:
        return tuple(self.keys[at : at + count])

    def written_at(self, at: int, count: int) -> str:
        return self.text[self.spans[at][0] : self.spans[min(at + count, len(self.spans)) - 1][1]]

    def find(self, at: int, *kinds: str, least: int = 1) -> tuple[Word, int] | None:
        """The longest phrase of these kinds at a word, and how many words it has."""
        for count in range(min(table().longest, len(self.keys) - at), least - 1, -1):
            if word := table().of(self.phrase(at, count), *kinds):
                return word, count
        return None

    def zone(self, at: int, least: int = 1) -> tuple[tuple[str, ...], int] | None:
        for count in range(min(zones.LONGEST, len(self.keys) - at), least - 1, -1):
            phrase, written = self.phrase(at, count), self.written_at(at, count)
            # In a text all in capitals, ET may be French.
            if (
                count == 1
                and table().of(phrase, "filler")
                and not (written.isupper() and "fr" not in self.evidence)
            ):
                continue
            if found := zones.find(phrase, written):
                return found, count
        return None

    def _languages(self) -> set[str]:
        """The languages of the words that stand in one language only."""
        found: set[str] = set()
        for at in range(len(self.keys)):
            for count in range(1, min(3, len(self.keys) - at) + 1):
                meanings = table().phrases.get(self.phrase(at, count), ())
                among = {word.language for word in meanings}
                # Short words are shared by many languages: ET, em, so.
                if len(among) == 1 and "code" not in among and (count > 1 or len(self.keys[at]) > 2):
                    found |= among
        return found
