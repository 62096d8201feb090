"""True statements made false by rule, and others put in other words that leave them true.

The word lists are this benchmark's own: the checker must not be measured by the lists that it reads.
"""

import re
from collections.abc import Callable, Iterator

from bot.dossier.model import Dossier
from bot.engines.verification import facts, names

Rule = Callable[[str, Dossier], Iterator[str]]

_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|will|would|could|may|might|must)\b(?! (?:not|no|never)\b)"
)
_DENIED = re.compile(r"\b(?:not|never) |n['’]t\b")
_HEDGES = (
    (r"\b(?:possibly|probably|perhaps|evidently|reportedly|apparently) ", ""),
    (r"\b(?:may|might|could|would)(?: therefore| also)? (?!not\b)", "will "),
    (r"\b(?:is|are) (?:expected|due|thought|said|forecast|estimated|likely) to\b", "will"),
    (r"\bwas also reported to have\b", "has"),
    (r"\b(?:seems|hopes|wants|plans|threatens|expects|aims) to\b", "is going to"),
    (r"\bhas (?:offered|proposed|threatened) to\b", "has decided to"),
    (r"\b(?:about|approx\.|roughly|nearly|some) (?=\d)", "exactly "),
    (r"\b(?:hopes|wants|suggested|implied|claimed|believes|doubted)\b", "knows"),
)
_PREPOSITIONS = (
    ("with", "without"), ("without", "with"), ("before", "after"), ("after", "before"), ("from", "to"),
    ("to", "by"), ("to", "from"), ("for", "against"), ("over", "under"), ("under", "over"), ("in", "outside"),
    ("near", "far from"), ("until", "after"), ("since", "until"), ("by", "after"), ("by", "for"), ("on", "against"),
    ("close to", "far from"), ("far from", "close to"), ("up to", "more than"), ("out of", "into"), ("of", "against"),
)  # fmt: skip
_ANTONYMS = (
    "more less", "more fewer", "most least", "accept reject", "accepts rejects", "accepted rejected", "rejects welcomes",
    "increase reduce", "lowered raised", "raised lowered", "raise lower", "first last", "close far", "far close",
    "opens closes", "begin end", "wants fears", "hopes fears", "lost gained", "lost won", "won lost", "offered refused",
    "ordered cancelled", "released seized", "released froze", "freed jailed", "closed opened", "shut opened", "late early",
    "quick slow", "slow quick", "slowly quickly", "public private", "joint separate", "former current", "old new",
    "foreign domestic", "binding voluntary", "independent partisan", "direct indirect", "different identical",
    "differ agree", "consolidate surrender", "gained lost", "isolate embrace", "failed succeeded", "confirmed denied",
    "denies admits", "critical supportive", "support opposition", "optimistic pessimistic", "hopeful doubtful",
    "confident doubtful", "cautious reckless", "flexible rigid", "willing unwilling", "extend shorten", "signed vetoed",
    "sign veto", "stopped resumed", "ban subsidy", "advanced outdated", "independent dependent", "grow shrink",
    "resume stop", "long short", "brief lengthy", "alone together", "arrives leaves", "came left", "reached left",
    "pull push", "back forward", "dry wet", "expensive cheap", "cheap expensive", "highest lowest", "sell buy", "give take",
    "withdraw file", "withdrawn kept", "filed withdrew", "suspended imposed", "urged forbade", "recalled sent", "kept lost",
    "prominent obscure", "meaningful pointless", "crucial trivial", "lasting brief", "plain obscure", "bring lose",
    "peace war", "war peace", "chance risk", "likely unlikely", "inside outside", "above below", "early late",
    "security trade", "sick healthy", "oldest youngest", "quiet noisy", "accused praised", "demands opposes",
)  # fmt: skip
_QUANTIFIERS = (
    ("all", "some"), ("all", "no"), ("both", "neither of the"), ("each", "no"), ("every", "no"), ("no", "every"), ("no", "a"),
    ("nobody", "everybody"), ("nothing", "everything"), ("neither", "each"), ("some", "all"), ("any", "every"),
    ("few", "many"), ("many", "few"), ("only", "not only"), ("two", "all"), ("none", "all"), ("the", "all"), ("the", "only the"),
    ("the", "no"), ("once", "often"), ("a", "every"),
)  # fmt: skip
_SPEECH = re.compile(
    r"^(?P<who>[^,;:“”\"]{2,40}?) (?:has |have |had |also )*(?:said|says|claimed|maintains|argues|believes|suggested|implied"
    r"|insists|denies|hopes|expects|announced|told \w+(?: last week)?)(?: that)? (?P<what>.{20,})$"
)
_NUMBER = re.compile(r"(?<![\w.,:])\d[\d,]*(?:\.\d+)?(?!\w)")
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_MONTHS = "January February March April June July August September October November December".split()
_LIST = re.compile(r"[\s,]*(?:and|or|,)[\s,]*(?:the )?")


def replaced(text: str, old: str, new: str) -> Iterator[str]:
    """`text` with each place of a word changed, one at a time."""
    for match in re.finditer(rf"(?<![\w-]){old}(?![\w-])", text, re.IGNORECASE):
        put = new[:1].upper() + new[1:] if match[0][0].isupper() else new
        yield text[: match.start()] + put + text[match.end() :]


def negation(text: str, _: Dossier) -> Iterator[str]:
    """One "not" put in, or taken out."""
    for match in _AUXILIARY.finditer(text):
        yield f"{text[: match.end()]} not{text[match.end() :]}"
    for match in _DENIED.finditer(text):
        if not text[: match.start()].endswith(("ca", "wo", " whether or ")):
            yield text[: match.start()] + text[match.end() :]


def swapped(text: str, dossier: Dossier) -> Iterator[str]:
    """Two names in each other's place; not where they stand side by side in a list."""
    spans = called(text, dossier)
    for at, (start, end) in enumerate(spans):
        for first, last in spans[at + 1 :]:
            one, other = text[start:end], text[first:last]
            if one in other or other in one or _LIST.fullmatch(text[end:first]):
                continue
            yield text[:start] + other + text[end:first] + one + text[last:]


def misnamed(text: str, dossier: Dossier) -> Iterator[str]:
    """A leader in the place of another."""
    found = names.mentions(text, dossier.leaders)
    for mention in found:
        for number, leader in enumerate(dossier.leaders):
            if number not in {other.leader for other in found}:
                yield text[: mention.start] + leader.name + text[mention.end :]


def hedge(text: str, _: Dossier) -> Iterator[str]:
    """What is possible, wanted or about so much, as a fact."""
    for old, new in _HEDGES:
        for match in re.finditer(old, text):
            yield text[: match.start()] + new + text[match.end() :]


def preposition(text: str, _: Dossier) -> Iterator[str]:
    """Another preposition."""
    for old, new in _PREPOSITIONS:
        yield from replaced(text, old, new)


def antonym(text: str, _: Dossier) -> Iterator[str]:
    """A word's opposite in its place."""
    for pair in _ANTONYMS:
        yield from replaced(text, *pair.split())


def quantifier(text: str, _: Dossier) -> Iterator[str]:
    """All for some, none for all, "only" put in."""
    for old, new in _QUANTIFIERS:
        yield from replaced(text, old, new)


def number(text: str, _: Dossier) -> Iterator[str]:
    """Another number."""
    for match in _NUMBER.finditer(text):
        digits = match[0]
        yield text[: match.start()] + str(int(digits[0]) % 9 + 1) + digits[1:] + text[match.end() :]
    for word, other in zip(_WORDS[1:], (*_WORDS[2:], "thirteen"), strict=True):
        yield from replaced(text, word, other)


def date(text: str, _: Dossier) -> Iterator[str]:
    """Another day or month."""
    for days in (_DAYS, _MONTHS):
        for day, other in zip(days, (*days[1:], days[0]), strict=True):
            yield from replaced(text, day, other)


def attribution(text: str, dossier: Dossier) -> Iterator[str]:
    """Said by another, by nobody, or by a leader where the documents say it themselves."""
    said = _SPEECH.match(text)
    if said and said["who"] in {"He", "She", "They"}:
        return
    if said:
        what = said["what"]
        yield what[0].upper() + what[1:]
    named = {mention.leader for mention in names.mentions(text, dossier.leaders)}
    for place, leader in enumerate(dossier.leaders):
        if said and place not in named:
            yield leader.name + text[said.end("who") :]
        if not said and place not in named and "“" not in text and '"' not in text:
            opens = text.split()[0] in {"The", "A", "In", "On"}
            yield f"{leader.name} says that {text[0].lower() if opens else text[0]}{text[1:]}"


DAMAGES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        negation, swapped, misnamed, hedge, preposition, antonym, quantifier, number, date, attribution,
    )
}  # fmt: skip


def reworded(text: str, dossier: Dossier) -> Iterator[str]:
    """The same in other words: short forms, short names, an adverb less, what opens the sentence at its end."""
    for old, new in ((r"\b(will|would|did|does|is|was|has) not\b", r"\1 not"), (r"\bper cent\b", "percent")):
        if re.search(old, text):
            yield re.sub(old, new, text).replace("will not", "won't").replace("did not", "didn't")
    for mention in names.mentions(text, dossier.leaders):
        leader = dossier.leaders[mention.leader]
        if text[mention.start : mention.end] in leader.aliases:
            yield text[: mention.start] + leader.name + text[mention.end :]
    for match in re.finditer(r"(?<!\w)(?:also|too|deliberately|therefore|still|however) ", text):
        yield text[: match.start()] + text[match.end() :]
    fronted = re.match(r"((?:On|In|At|Since) [\w' ]{2,25}?),? (?=[A-Z]\w+ (?!and))([^,;:]{15,})\.$", text)
    if fronted:
        yield f"{fronted[2]} {fronted[1][0].lower()}{fronted[1][1:]}."


def called(text: str, dossier: Dossier) -> list[tuple[int, int]]:
    """Where names stand: leaders, and other capitals inside a sentence."""
    read = facts.read(text)
    leaders = [(m.start, m.end) for m in names.mentions(text, dossier.leaders)]
    taken = [*leaders, *((when.start, when.end) for when in read.whens)]
    others = [
        (run[0].start, run[-1].start + len(run[-1].text.removesuffix("'s").removesuffix("’s")))
        for run in names.runs(read)
        if not any(start <= word.start < end for word in run for start, end in taken)
    ]
    return sorted([*leaders, *others])
