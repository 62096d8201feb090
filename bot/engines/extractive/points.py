"""The sentences that a briefing can be made of, what each is good for, and how much one repeats another."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.dossier import words
from bot.dossier.model import Dossier
from bot.dossier.reading import Reading
from bot.engines.extractive.aspects import cues, meeting, weights
from bot.engines.extractive.attribution import Statement
from bot.engines.extractive.grammar import stems
from bot.engines.extractive.statements import statements
from bot.engines.extractive.subjects import Hold

SAME = 0.6
"""Share of the shorter sentence's content words from which two sentences say the same."""

_LEAST_CONTENT = 3
_DANGLING = frozenset(
    "it its this that these those they their them he she his her him such here there then so otherwise"
    " both".split()
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    "|Jan\\.|Feb\\.|Aug\\.|Sept\\.|Oct\\.|Nov\\.|Dec\\."
)
_DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
_WHEN = re.compile(rf"\b(?:{_DAYS}|[Tt]omorrow|[Tt]oday|\d{{1,2}} (?:{_MONTHS})|(?:{_MONTHS}) \d{{1,2}})\b")
_DEADLINE = re.compile(
    rf"\b(?:[Bb]efore|[Bb]y|[Uu]ntil|[Tt]ill|[Aa]s early as|[Nn]o later than) (?:next |the )?"
    rf"(?:end of |\d{{1,2}} )?(?:{_DAYS}|{_MONTHS}|winter|spring|summer|autumn|week|month|year|20\d\d)\b"
)


_STANDS_FOR_NOTHING = re.compile(
    r"(?:it(?:['’]s| is| was| remains?) (?:\w+ ){0,2}(?:open|un\w+|clear|settled|decided|agreed|expected|possible|likely)"
    r"|there(?:['’]s| is| are| was| were| will be)) ",
    re.I,
)
"""How "It is unclear whether …" and "There is no …" begin: their first words mean nothing that was said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence with what speaks for it.

    `terms` are its stems without the leaders' names; `central` how much it shares with the rest of the
    dossier, 0 to 1; `early` 1 for a document's first sentence, less behind it; `words` its length, a name
    counted as one; `told` how much it tells of each aspect of its holder; `open`, `ahead` and `event` what
    it says of open questions, of what lies ahead and of who meets where and when; `voiced`: it reports what
    someone said.
    """

    statement: Statement
    place: int
    terms: frozenset[str]
    words: int
    central: float
    early: float
    told: dict[str, float]
    open: float
    ahead: float
    event: float
    voiced: bool

    @property
    def holder(self) -> int | None:
        """The one leader whose sentence it is."""
        return next(iter(self.statement.holders)) if len(self.statement.holders) == 1 else None

    def worth(self) -> float:
        """What speaks for the sentence whatever it is used for."""
        return 2.0 * self.central + 0.7 * self.early + 0.4 * self.voiced - 0.5 * self.statement.is_teaser


def overlap(a: Candidate, b: Candidate) -> float:
    """Share of the shorter one's content words that the other has too, 0 to 1."""
    return len(a.terms & b.terms) / max(1, min(len(a.terms), len(b.terms)))


def candidates(reading: Reading) -> list[Candidate]:
    """Sentences that can stand alone, in the dossier's order."""
    dossier = reading.dossier
    names = _name_tokens(dossier)
    whole = list(_by_sentence(statements(reading)))
    terms = [_terms(s, reading, names) for s in whole]
    spread = Counter(term for found in terms for term in found)
    value = {term: math.log(1 + count) for term, count in spread.items()}
    central = [sum(value[t] for t in found) / math.sqrt(len(found) + 4) for found in terms]
    most = max(central, default=0) or 1
    first: dict[str, int] = {}
    for statement in whole:
        first.setdefault(statement.passage.document, statement.sentence.id)
    event_terms = _event_terms(dossier, reading)
    made: list[Candidate] = []
    for place, (statement, found) in enumerate(zip(whole, terms, strict=True)):
        listed = cues("open").weight("", statement.passage.heading) > 0
        if len(found) < _LEAST_CONTENT - listed or not stands_alone(statement):
            continue
        text, heading = statement.sentence.text, statement.passage.heading
        bare = _unnamed(text, reading)
        behind = statement.sentence.id - first[statement.passage.document]
        leading = statement.passage.sentences[0].id == statement.sentence.id
        made.append(
            Candidate(
                statement=statement,
                place=place,
                terms=found,
                words=_length(text, reading),
                central=central[place] / most,
                early=1 / (1 + behind / 3) + 0.2 * leading,
                told=weights(statement) if statement.holders else {},
                open=cues("open").weight(bare, heading),
                ahead=cues("ahead").weight(bare, heading) + bool(_DEADLINE.search(bare)),
                voiced=bool({words.stem(token) for token in words.tokens(text)} & stems("speech")),
                event=_event(statement, found, event_terms, len(dossier.leaders)),
            )
        )
    return made


def stands_alone(statement: Statement) -> bool:
    """Whether a reader understands the sentence without the one before it."""
    text = statement.sentence.text
    if text.rstrip().endswith((":", "?")) or text.lstrip()[:1] in ('"', "“"):
        return False
    if _STANDS_FOR_NOTHING.match(text):
        return True
    tokens = words.tokens(text)
    opening = [
        token
        for token in tokens[:3]
        if token not in ("and", "but", "yet", "still", "also", "so", "after", "on")
    ]
    if opening[:1] and opening[0] in _DANGLING:
        return statement.pronoun is not None or bool(statement.holders and opening[0] == "both")
    return True


def _by_sentence(found: Iterable[Statement]) -> Iterable[Statement]:
    """Whole sentences: one that was cut into clauses belongs to all of their holders."""
    last: Statement | None = None
    for statement in found:
        sentence = statement.sentence
        if last is not None and last.sentence.id == sentence.id:
            last = replace(
                last, holders=last.holders | statement.holders, clauses=(*last.clauses, *statement.clauses)
            )
            continue
        if last is not None:
            yield last
        last = replace(statement, start=sentence.start, end=sentence.end)
    if last is not None:
        yield last


def _name_tokens(dossier: Dossier) -> frozenset[str]:
    return frozenset(
        token
        for leader in dossier.leaders
        for name in (leader.name, *leader.aliases, leader.office or "")
        for token in words.tokens(name)
    )


def _terms(statement: Statement, reading: Reading, names: frozenset[str]) -> frozenset[str]:
    found = reading.index.read(statement.sentence.text)  # What it says, not what it implies.
    return frozenset(word.term for word in found if word.term and word.token not in names)


def _length(text: str, reading: Reading) -> int:
    count = len(text.split())
    return count - sum(len(text[m.start : m.end].split()) - 1 for m in reading.who.mentions(text))


def _unnamed(text: str, reading: Reading) -> str:
    """The text with one word for every leader's name: that May or Will is named tells of no month or future."""
    pieces: list[str] = []
    at = 0
    for mention in reading.who.mentions(text):
        pieces += text[at : mention.start], "somebody"
        at = mention.end
    return "".join((*pieces, text[at:]))


def _event_terms(dossier: Dossier, reading: Reading) -> frozenset[str]:
    event = dossier.event
    text = f"{event.name} {event.place or ''}" if event else ""
    return frozenset(word.term for word in reading.index.read(text) if word.term)


def _event(statement: Statement, terms: frozenset[str], event: frozenset[str], leaders: int) -> float:
    """How well a sentence tells of the event: who (all leaders), where, when, and that they meet; 0 to 5."""
    everyone = len(statement.holders) == leaders > 0 and statement.hold in (Hold.OWN, Hold.ABOUT)
    share = len(terms & event) / max(1, len(event))
    opening = {words.stem(token) for token in words.tokens(statement.sentence.text)[:4]}
    if len(statement.holders) == 1 or not (everyone or share or opening & meeting()):
        return 0.0
    when = bool(_WHEN.search(statement.sentence.text))
    return 2.0 * everyone + 1.5 * share + 1.0 * when + 0.5 * bool(terms & meeting())
