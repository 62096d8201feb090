"""Any text against the documents: each of its statements supported, contradicted or not mentioned."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import Checked, Citation, Standing
from bot.dossier import words
from bot.dossier.index import Index
from bot.dossier.model import Leader, Sentence
from bot.dossier.sentences import split
from bot.engines.verification import facts, names, relations, wording
from bot.engines.verification.facts import Facts, Word
from bot.engines.verification.judging import judge
from bot.engines.verification.markup import cleaned, comparable
from bot.engines.verification.quotes import cite
from bot.engines.verification.verdicts import Check, Severity, Verdict, quoted
from bot.errors import UnusableInput
from bot.wording import say

TEXT_LENGTH = 50_000
"""Characters of a text at most: some 400 statements, a few seconds' work."""

_CANDIDATES = 8
_TERMS = 40
_WORTH_RELATING = 0.5
"""Share of a statement's content, by rarity, that a sentence must hold to be compared word by word."""
_SAME_MATTER = 0.7
"""The same share for a sentence to contradict it: without that it speaks of something else."""
_WORTH_A_LOOK = 0.3
"""Share of a statement's words, names aside, that a sentence must hold to be looked at closely."""
_CONTRADICTING = frozenset({Check.NUMBER, Check.DATE, Check.NAME, Check.NEGATION})
_UNRELATED = frozenset({Check.NUMBER, Check.DATE, Check.NEGATION})
"""What speaks against a statement even if it relates its words as the sentence does."""
_OPINION = re.compile(
    r"\b(?:i (?:think|believe|feel|hope|guess|doubt)|in my (?:opinion|view)|imho|we should|should|ought to"
    r"|best|worst|better|worse|great|greatest|terrible|wonderful|awful|amazing|stupid|brilliant|evil|good|bad|beautiful"
    r"|disgraceful|disaster|shame|obviously|of course)\b",
    re.IGNORECASE,
)
_PARAGRAPH = re.compile(r"\n\s*\n")
_QUESTION = re.compile(r"[?？]\W*$")
_PRONOUN = frozenset(
    {
        "he",
        "she",
        "they",
        "it",
        "his",
        "her",
        "their",
        "its",
        "him",
        "them",
        "this",
        "that",
        "these",
        "those",
        "who",
    }
)
_JOINT = re.compile(
    r",?\s+(?:and|but|while|whereas|although|though)\s+|;\s+|,\s+(?=which\b|who\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Match:
    """What sentences say to a statement: the verdicts, and the share of its content that the last one holds.

    A sentence before the last is there only to tell whom a pronoun means.
    """

    sentences: tuple[Sentence, ...]
    verdicts: tuple[Verdict, ...]
    share: float
    missing: tuple[str, ...]
    supports: bool = False
    mended: bool = True
    """Whether the statement would be supported if it had the document's name in the place of its own."""

    @property
    def contradicts(self) -> bool:
        wrong = [v for v in self.verdicts if v.severity is Severity.WRONG]
        plain = all(v.check in _CONTRADICTING for v in wrong)
        return plain and any(v.stated for v in wrong) and self.share >= _SAME_MATTER and self.mended


def statements(text: str, index: Index) -> list[Checked]:
    """Each statement of `text`, in order, held against the documents of `index`.

    Questions, greetings and opinions are "not mentioned", with the reason. Raises UnusableInput for a text
    without words or over `TEXT_LENGTH`.
    """
    if len(text) > TEXT_LENGTH:
        raise UnusableInput(
            say(
                "That text has {length} characters; hand over at most {limit} at a time.",
                length=len(text),
                limit=TEXT_LENGTH,
            )
        )
    bare = cleaned(text)
    spans = [part[start:end] for part in _PARAGRAPH.split(bare) for start, end in split(part)]
    found = [" ".join(span.split()) for span in spans if any(sign.isalnum() for sign in span)]
    if not found:
        raise UnusableInput(say("There is nothing to verify: put the text behind the command."))
    checked = {statement: _check(statement, index) for statement in dict.fromkeys(found)}
    return [checked[statement] for statement in found]


def _check(statement: str, index: Index) -> Checked:
    if _QUESTION.search(statement):
        return _not_mentioned(statement, say("This is a question, not a statement."))
    read = facts.read(statement)
    if not read.stems and not read.numbers and not read.whens:
        return _not_mentioned(statement, say("This states nothing that a document could hold."))
    matches = _matches(read, index)
    best = next((match for match in matches if match.supports), None)
    if best and not _is_own_opinion(read, best):
        return _supported(statement, best.sentences, index)
    halves = [_matches(facts.read(part), index) for part in _parts(read, index)]
    proofs = [next((match for match in half if match.supports), None) for half in halves]
    if proofs and all(proofs) and not _OPINION.search(statement):
        return _supported(statement, [s for proof in proofs if proof for s in proof.sentences], index)
    against = [match for some in (matches, *halves) for match in some if match.contradicts]
    if against:
        return _contradicted(statement, max(against, key=lambda match: match.share), index)
    return _not_mentioned(statement, _why_not(read, matches, index))


def _is_own_opinion(read: Facts, match: _Match) -> bool:
    """Whether a statement judges, in words that its quotes don't have."""
    stated = " ".join(words.fold(sentence.text) for sentence in match.sentences)
    return any(words.fold(found[0]) not in stated for found in _OPINION.finditer(read.text))


def _supported(statement: str, sentences: Sequence[Sentence], index: Index) -> Checked:
    citations: dict[Citation, None] = {cite(sentence, index.dossier): None for sentence in sentences}
    return Checked(
        text=statement,
        standing=Standing.SUPPORTED,
        citations=tuple(citations),
        reason=say("The documents say so."),
    )


def _contradicted(statement: str, match: _Match, index: Index) -> Checked:
    citations = tuple(cite(sentence, index.dossier) for sentence in match.sentences)
    reason = next(verdict.reason for verdict in match.verdicts if verdict.stated)
    return Checked(text=statement, standing=Standing.CONTRADICTED, citations=citations, reason=reason)


def _not_mentioned(statement: str, reason: str) -> Checked:
    return Checked(text=statement, standing=Standing.NOT_MENTIONED, citations=(), reason=reason)


def _why_not(read: Facts, matches: Sequence[_Match], index: Index) -> str:
    if _OPINION.search(read.text):
        return say("This is an opinion; the documents are quoted only for what they state.")
    unknown = [word.text for word in read.content if index.term(word.token) not in index]
    if unknown:
        return say("The documents say nothing of {words}.", words=quoted(dict.fromkeys(unknown[:4])))
    nearest = max(matches, key=lambda match: match.share, default=None)
    weak = next((v for v in nearest.verdicts if nearest.share >= _SAME_MATTER), None) if nearest else None
    if weak:
        return weak.reason
    if nearest and nearest.share >= _SAME_MATTER and not nearest.missing:
        return say("A sentence of the documents has these words, but relates them otherwise.")
    if nearest and nearest.missing:
        missing = quoted(nearest.missing[:4])
        return say("What comes nearest in the documents says nothing of {words}.", words=missing)
    return say("No sentence of the documents says this.")


def _parts(read: Facts, index: Index) -> list[str]:
    """The halves of a statement that joins several, none if it can't be cut.

    A half that names nobody is given the subject of the whole: "Smith left and is back" is two things of
    Smith.
    """
    pieces = [piece.strip(" .,;") for piece in _JOINT.split(read.text)]
    if len(pieces) < 2 or any(len(piece.split()) < 2 for piece in pieces):
        return []
    leaders = index.dossier.leaders
    named = names.mentions(read.text, leaders)
    opening = next((names.name_of(run, read) for run in names.runs(read) if run[0].start == 0), "")
    subject = read.text[named[0].start : named[0].end] if named else opening
    return [
        piece if names.mentions(piece, leaders) or not at else f"{subject} {piece}"
        for at, piece in enumerate(pieces)
    ]


def _matches(read: Facts, index: Index) -> list[_Match]:
    """What the sentences nearest to a statement say to it, nearest first; ends with one that supports it."""
    terms = [term for word in read.words if (term := index.term(word.token)) and word.stem][:_TERMS]
    matches: list[_Match] = []
    for hit in index.search(list(dict.fromkeys(terms)), _CANDIDATES):
        before = _before(hit.sentence, index)
        for sentences in ((hit.sentence,), (before, hit.sentence) if before else ()):
            if not sentences or (len(sentences) > 1 and not _points_back(hit.sentence, index)):
                continue
            matches.append(_match(read, sentences, index))
            if matches[-1].supports:
                return matches
    return matches


def _match(read: Facts, sentences: tuple[Sentence, ...], index: Index) -> _Match:
    if any(comparable(read.text) == comparable(sentence.text) for sentence in sentences):
        return _Match(sentences, (), 1.0, (), supports=True)
    leaders = index.dossier.leaders
    quotes = [facts.read(sentence.text) for sentence in sentences]
    named = [(m.start, m.end) for m in names.mentions(read.text, leaders)]
    unknown = [word for word in _outside(read.content, named) if not _has(quotes, word)]
    plain = [word for word in _outside(read.content, named) if not word.capital]
    if plain and sum(word in unknown for word in plain) > (1 - _WORTH_A_LOOK) * len(plain):
        return _Match(sentences, (), 0.0, tuple(dict.fromkeys(word.text for word in unknown)))
    verdicts = tuple(judge(read, quotes, quotes, leaders))
    settled = [*named, *((verdict.start, verdict.end) for verdict in verdicts if verdict.stated)]
    weights = {word.stem: index.idf(index.term(word.token)) for word in _outside(read.content, settled)}
    lost = {word.stem: word.text for word in _outside(unknown, settled)}
    total = sum(weights.values())
    share = 1 - sum(weights[stem] for stem in lost) / total if total else 0.0
    supports = (
        share >= _WORTH_RELATING
        and not any(verdict.check in _UNRELATED for verdict in verdicts)
        and relations.hold(read, quotes, leaders)
    )
    mended = _is_mended(read, quotes, verdicts, leaders, unclear=_is_unclear(sentences, index))
    return _Match(sentences, verdicts, share, tuple(lost.values()), supports, mended)


def _is_mended(
    read: Facts,
    quotes: Sequence[Facts],
    verdicts: Sequence[Verdict],
    leaders: tuple[Leader, ...],
    *,
    unclear: bool,
) -> bool:
    """Whether a name in dispute is the only thing that parts the statement from its quotes.

    Of a leader it is enough that they are not the first whom the quotes name; of all others, and where both
    name the same leaders in the same order, the statement must hold with the document's name in its place.
    """
    here = names.mentions(read.text, leaders)
    said = list(dict.fromkeys(m.leader for m in here))
    stated = list(dict.fromkeys(m.leader for quote in quotes for m in names.mentions(quote.text, leaders)))
    wrong = [v for v in verdicts if v.severity is Severity.WRONG and v.stated]
    kinds = {v.check for v in verdicts if v.severity is Severity.WRONG}
    if Check.NAME not in kinds or Check.NEGATION in kinds:
        return Check.NAME not in kinds
    if unclear:
        return False
    for verdict in wrong:
        if any(m.start == verdict.start for m in here) and said != stated[: len(said)]:
            continue
        instead = re.split(r" (?:and|or) ", verdict.stated or "")
        mended = (read.text[: verdict.start] + name + read.text[verdict.end :] for name in instead)
        if not any(relations.hold(facts.read(text), quotes, leaders) for text in mended):
            return False
    return True


def _outside(content: Sequence[Word], spans: Sequence[tuple[int, int]]) -> list[Word]:
    return [word for word in content if not any(start <= word.start < end for start, end in spans)]


def _has(quotes: Sequence[Facts], word: Word) -> bool:
    if word.stem in quotes[-1].stems or (word.stem and wording.is_light(word.stem)):
        return True
    return word.capital and any(names.same(word.token, token) for quote in quotes for token in quote.tokens)


def _points_back(sentence: Sentence, index: Index) -> bool:
    """Whether a pronoun stands before any leader's name."""
    found = names.mentions(sentence.text, index.dossier.leaders)
    first = found[0].start if found else len(sentence.text)
    return any(words.fold(w.text) in _PRONOUN for w in facts.read(sentence.text).words if w.start < first)


def _is_unclear(sentences: Sequence[Sentence], index: Index) -> bool:
    """Whether a pronoun leaves open of whom the last sentence speaks."""
    if not _points_back(sentences[-1], index) or not _before(sentences[-1], index):
        return False
    before = {m.leader for s in sentences[:-1] for m in names.mentions(s.text, index.dossier.leaders)}
    return len(before) != 1


def _before(sentence: Sentence, index: Index) -> Sentence | None:
    """The sentence before, in the same passage."""
    before = index.dossier.sentences[sentence.id - 1] if sentence.id else None
    return before if before and before.passage == sentence.passage else None
