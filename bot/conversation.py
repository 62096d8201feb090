"""A thread's turns: kept by us, and read so that "and what about him?" stands on its own."""

import re
from collections import OrderedDict
from collections.abc import Mapping
from itertools import takewhile
from typing import Protocol

from bot.answers import Question, Turn
from bot.dossier.leaders import WhoIsWho
from bot.dossier.model import Leader
from bot.errors import StoreUnavailable
from bot.followups import follow_up
from bot.platform import Address, Earlier

TURNS = 12
"""Earlier turns kept for each thread: a pronoun hardly ever reaches further back, "shorter" and disputes included."""

THREADS = 10_000
"""Threads kept in memory at once; the longest silent one is forgotten first."""

REPLY_LENGTH = 1_000
"""Characters of a reply that are kept with its question."""


_ALIKE = 100
"""Characters at a reply's beginning by which it is found again."""


class Turns(Protocol):
    """Where turns outlive the process and are shared by replicas; raises StoreUnavailable. See `bot.store.Store`."""

    async def turns(self, address: str, event: str, limit: int) -> list[Turn]: ...

    async def keep_turn(self, address: str, event: str, turn: Turn, limit: int) -> None: ...

    async def forget_turns(self, address: str) -> int: ...


class Conversations:
    """The turns of each thread: in `kept` where there is one, otherwise, and while that is away, in memory."""

    def __init__(self, kept: Turns | None = None) -> None:
        self._kept = kept
        self._memory: OrderedDict[Address, dict[str, Turn]] = OrderedDict()

    async def recall(
        self, address: Address, event: str, text: str, language: str = "en", earlier: Earlier | None = None
    ) -> Question:
        """The question with what was said before it in its thread; an edited one, with what was before the first.

        `earlier` is what it replies to: what was said since then is left out.
        """
        turns: list[Turn] = []
        if self._kept:
            try:
                turns = await self._kept.turns(address, event, TURNS)
            except StoreUnavailable as error:
                _log("conversation_not_read", error, "what is in memory is used")
        turns += _before(event, self._memory.get(address, {}))
        turns = turns[-TURNS:] if earlier is None else _up_to(earlier, turns)
        return Question(text=text, turns=tuple(turns), language=language)

    async def record(self, address: Address, event: str, question: str, reply: str) -> None:
        """From now on this is a turn of the thread, in place of what the same event was before."""
        turn = Turn(question, shorten(reply, REPLY_LENGTH))
        if self._kept:
            try:
                await self._kept.keep_turn(address, event, turn, TURNS)
            except StoreUnavailable as error:
                _log("conversation_not_kept", error, "it is kept in memory")
            else:
                self._memory.pop(address, None)  # Of a time without the store: older than what is kept now.
                return
        thread = self._memory.pop(address, {})
        thread[event] = turn
        while len(thread) > TURNS:
            del thread[next(iter(thread))]
        self._memory[address] = thread
        if len(self._memory) > THREADS:
            self._memory.popitem(last=False)

    async def forget(self, address: Address) -> None:
        """The thread has no turns any more. Raises StoreUnavailable; then it may still have some."""
        self._memory.pop(address, None)
        if self._kept:
            await self._kept.forget_turns(address)


def _log(event: str, error: StoreUnavailable, remedy: str) -> None:
    import structlog  # 60 ms of import, which a single answer of the command line doesn't need.

    structlog.get_logger().warning(event, reason=str(error), remedy=remedy)


def _before(event: str, thread: Mapping[str, Turn]) -> list[Turn]:
    return [turn for _, turn in takewhile(lambda item: item[0] != event, thread.items())]


def _up_to(earlier: Earlier, turns: list[Turn]) -> list[Turn]:
    """The turns up to the one that `earlier` shows; where it is none of them (a briefing, for one), it alone."""
    asked, shown = _bare(earlier.question), _bare(earlier.reply)
    for place in range(len(turns) - 1, -1, -1):
        turn, told = turns[place], _bare(turns[place].reply)[:_ALIKE]
        if (told and shown.startswith(told)) or (asked and asked == _bare(turn.question)):
            return (turns if earlier.begins else turns[: place + 1])[-TURNS:]
    told = Turn(earlier.question, shorten(earlier.reply, REPLY_LENGTH))
    return [told, *turns[1 - TURNS :]] if earlier.begins else [told]


def _bare(text: str) -> str:
    """The words alone: a platform shows numbers and marks between them."""
    return " ".join(re.findall(r"\w+", re.sub(r"\[\d+\]", " ", text))).casefold()


def shorten(text: str, length: int) -> str:
    """`text` in `length` characters at most, cut between words where there is one to cut at."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…"


_WH_WORD = r"(?:who|whom|whose|what|which|when|where|why|how(?: (?:many|much|long|often|far|soon))?)"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|will|would|can|could|has|have|had|should|may|might)"
_OTHER = re.compile(
    r"\b(?:the )?other (?:one|leader|side|party|president|guy)\b|\bthe other(?=\s*[?.!]*$)", re.I
)
_ONE = re.compile(r"\b(?:the|that|this|which) (?:\w+ )?ones?\b", re.I)
_SUBJECT = re.compile(r"\b(?:he|she|him)\b|\bher(?=\s*(?:[?.,!]|$)|\s+(?:to|about|in|on|at|for)\b)", re.I)
_POSSESSIVE = re.compile(r"\b(?:his|her|hers)\b", re.I)
_THEY = re.compile(r"\b(?:they|them|both of them|the two(?: of them)?)\b", re.I)
_THEIR = re.compile(r"\btheirs?\b", re.I)
_WHAT_ABOUT = re.compile(
    r"^(?:and|but|so|ok|okay|then|,|\s)*(?:what|how) about\s+(?P<new>.+)$"
    rf"|^(?:and|but)\s+(?P<and>(?!(?:{_WH_WORD}|{_AUXILIARY})\b).+)$",
    re.I,
)
_BARE = re.compile(rf"^(?:and |but |so )?(?P<how>{_WH_WORD}|since when|why not)[\s?.!]*$", re.I)
_OPENING = re.compile(rf"^(?:and |but |so )?(?:{_WH_WORD}\b\s*)?", re.I)
_NAME = re.compile(r"[^\W\d_a-z]\w*(?:['’-]\w+)*(?:\s+[^\W\d_a-z]\w*(?:['’-]\w+)*)*")


def standalone(question: Question, who: WhoIsWho) -> str:
    """The question as it would be asked out of the blue.

    "What does he expect?" after "Is Adams preparing?" becomes "What does John Adams expect?"; "And
    Baker?" after it "Is Ann Baker preparing?". What can't be resolved is left as it stands.
    """
    earlier: list[str] = []
    for turn in question.turns[-TURNS:]:
        text = turn.question
        if not text and len(named := who.named(turn.reply)) == 1:
            text = named[0].name  # Nobody knows what was asked, but it was about them.
        if not text or follow_up(text):
            continue  # "Shorter, please": what it is about, the question before it says.
        earlier.append(_standing_alone(text, earlier, who))
    return _standing_alone(question.text, earlier, who)


def _standing_alone(text: str, earlier: list[str], who: WhoIsWho) -> str:
    """`text` made to stand on its own by the questions before it, which do so already."""
    text = " ".join(text.split())
    if not earlier:
        return text
    previous = earlier[-1]
    text = _resolve_other(text, earlier, who)
    if bare := _BARE.match(text):
        rest = _OPENING.sub("", previous, count=1)
        return f"{bare['how']} {rest[:1].lower()}{rest[1:]}"
    if _ONE.search(text):
        return f"{text.rstrip(' ?.!')}, {_OPENING.sub('', previous, count=1)}"
    if about := _WHAT_ABOUT.match(text.rstrip(" ?.!")):
        new = about["new"] or about["and"]
        return _swapped(previous, _pronouns(new, earlier, who), who)
    return _pronouns(text, earlier, who)


def dangling(text: str, who: WhoIsWho) -> str | None:
    """The "he" or "she" of a question that names nobody whom it could mean, or None."""
    pronoun = _SUBJECT.search(text) or _POSSESSIVE.search(text)
    if pronoun is None or who.meant(text) or any(m.start() > 0 for m in _NAME.finditer(text)):
        return None
    return pronoun[0].casefold()


def _resolve_other(text: str, earlier: list[str], who: WhoIsWho) -> str:
    """ "the other one" is the leader who wasn't spoken of last, if only one is left."""
    if not _OTHER.search(text):
        return text
    last = next((named for q in reversed(earlier) if (named := who.named(q))), [])
    others = [leader for leader in who.leaders if leader not in last]
    return _OTHER.sub(others[0].name, text) if len(last) == 1 and len(others) == 1 else text


def _pronouns(text: str, earlier: list[str], who: WhoIsWho) -> str:
    if who.named(text):
        return text
    if _SUBJECT.search(text) or _POSSESSIVE.search(text):
        name = _one(earlier, who)
        return _POSSESSIVE.sub(f"{name}'s", _SUBJECT.sub(name, text)) if name else text
    if _THEY.search(text) or _THEIR.search(text):
        several = _several(earlier, who)
        return (
            _THEIR.sub(f"{several}'s" if several else "their", _THEY.sub(several, text)) if several else text
        )
    return text


def _one(earlier: list[str], who: WhoIsWho) -> str | None:
    """Whom "he" or "she" means: the one person of the latest question that has one, leaders first."""
    for text in reversed(earlier):
        leaders = who.named(text)
        if leaders:
            return leaders[0].name
        names = [m[0] for m in _NAME.finditer(text) if m.start() > 0]
        if names:
            return names[0]
    return None


def _several(earlier: list[str], who: WhoIsWho) -> str | None:
    """Whom "they" means: two or more leaders named together, otherwise all of the summit's."""
    for text in reversed(earlier):
        leaders = who.named(text)
        if len(leaders) > 1:
            return _listed(leaders)
        if len(leaders) == 1:
            break
    return _listed(list(who.leaders)) if len(who.leaders) > 1 else None


def _listed(leaders: list[Leader]) -> str:
    names = [leader.name for leader in leaders]
    return " and ".join([", ".join(names[:-1]), names[-1]])


def _swapped(previous: str, new: str, who: WhoIsWho) -> str:
    """The previous question asked about someone or something else."""
    leaders = who.named(new)
    mentions = who.mentions(previous)
    if leaders and mentions:
        first = mentions[0]
        possessive = "'s" if re.search(r"['’]s?$", previous[first.start : first.end]) else ""
        rest = [m for m in mentions if m.leader != first.leader]
        if not rest:
            return previous[: first.start] + leaders[0].name + possessive + previous[first.end :]
    if leaders:
        return f"{previous.rstrip(' ?.!')} {leaders[0].name}?"
    return f"{previous.rstrip(' ?.!')}, {new}?"
