""" "Who is the premier of Utland?": answered by the sentence that gives the leader's name with the office."""

import re

from bot.dossier import words
from bot.dossier.leaders import Mention
from bot.dossier.names import OFFICES
from bot.dossier.reading import Reading
from bot.engines.extractive.attribution import Statement
from bot.engines.extractive.statements import statements

_WHO_IS = re.compile(r"^\W*who(?:['’]s|\s+is)\s+(?P<office>(?:the\s+)?\S[^?]*?)[?\s.!]*$", re.I)


def named_by_office(text: str, reading: Reading) -> Statement | None:
    """The sentence that names the holder of the office asked for best; None if no leader's office is asked for.

    `text` may have the leader's name in the office's place already, as questions are put in the documents' words.
    """
    found = _WHO_IS.match(text)
    mentions = reading.who.mentions(found["office"]) if found else []
    if found is None or len(mentions) != 1 or len(found["office"]) > mentions[0].end:
        return None
    leader = mentions[0].leader
    office = reading.dossier.leaders[leader].office
    if mentions[0].start or not office:
        return None
    rated = [(_rate(s, leader, office, reading), s) for s in statements(reading) if not s.is_clause]
    best = max(rated, key=lambda item: (item[0], -item[1].sentence.id), default=None)
    return best[1] if best and best[0] > 0 else None


def _rate(statement: Statement, leader: int, office: str, reading: Reading) -> float:
    """How well a sentence says both the leader's name and the office: 0 if it lacks one of them."""
    text = statement.sentence.text
    own = [mention for mention in reading.who.mentions(text) if mention.leader == leader]
    name = set(words.tokens(reading.dossier.leaders[leader].name))
    given = max((_share(text, mention, name) for mention in own), default=0.0)
    said = set(words.tokens(text))
    wanted = {token for token in words.tokens(office) if token not in words.STOP}
    if not given or not said & wanted & OFFICES:
        return 0.0
    return given + len(said & wanted) / len(wanted)


def _share(text: str, mention: Mention, name: set[str]) -> float:
    return len(name & set(words.tokens(text[mention.start : mention.end]))) / len(name)
