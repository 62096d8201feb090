"""Questions worth asking: made from the dossier's own leaders and topics, offered only if they are answered."""

from collections.abc import Iterable
from itertools import chain, islice, zip_longest

from bot.answers import Answer, Question
from bot.dossier.reading import Reading
from bot.engines.extractive.answers import answer

QUESTIONS = 3
"""Questions offered at once: as many as people read before they type their own."""

_LEADERS = ("What does {} want?", "What does {} expect of the summit?", "What did {} say?")
_SUMMIT = ("Where does the summit take place?", "What is still open?", "When does the summit begin?")


def worth_asking(reading: Reading) -> tuple[str, ...]:
    """At most `QUESTIONS` questions that this dossier answers, each with another first sentence."""
    first_sentences: set[str] = set()

    def is_new(question: str) -> bool:
        result = answer(Question(text=question), reading)
        if not isinstance(result, Answer) or result.claims[0].text in first_sentences:
            return False
        first_sentences.add(result.claims[0].text)
        return True

    return tuple(islice(filter(is_new, _candidates(reading)), QUESTIONS))


def _candidates(reading: Reading) -> Iterable[str]:
    leaders, topics = reading.dossier.leaders, reading.dossier.topics
    goals, expectations, words = ([q.format(leader.name) for leader in leaders] for q in _LEADERS)
    about = [f"What do the documents say about {topic.name}?" for topic in topics]
    mixed = chain.from_iterable(zip_longest(_SUMMIT, about, expectations, words))
    return chain(goals[:2], filter(None, mixed))
