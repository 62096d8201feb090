"""SQuAD 2.0's development set, each question put to its own article as the dossier, beside other engines.

    python -m benchmarks.squad               ours, held out, and every peer that is installed
    python -m benchmarks.squad --only ours   ours alone

A hit is a sentence that contains the text of an answer. Refusal: the share of questions refused whose
paragraph was taken out, and of those of another article, at the score of the first sentence that still
answers 90 % of the answerable. The last columns are areas under the ROC curve.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from benchmarks import squad_data, squad_fit, summits
from benchmarks.squad_fit import Figures
from bot.dossier import words
from bot.dossier.index import Index

Found = list[tuple[int, float]]
"""Places in the list of sentences and their scores, best first, three at most."""
Engine = Callable[[Sequence[str]], Callable[[str], Found]]
"""Takes the sentences of a dossier, gives a function from a question to what it finds."""


def bm25s(sentences: Sequence[str]) -> Callable[[str], Found]:
    """bm25s with Snowball stems and its English stop words."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str]) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    retriever = bm25s.BM25()
    retriever.index(tokens(list(sentences)), show_progress=False)

    def ask(question: str) -> Found:
        places, scores = retriever.retrieve(tokens([question]), k=min(3, len(sentences)), show_progress=False)
        return list(zip(map(int, places[0]), map(float, scores[0]), strict=True))

    return ask


def llama_index(sentences: Sequence[str]) -> Callable[[str], Found]:
    """LlamaIndex's BM25 retriever, as its documentation sets it up."""
    import Stemmer
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    retriever = BM25Retriever.from_defaults(
        nodes=[TextNode(text=text, id_=str(place)) for place, text in enumerate(sentences)],
        similarity_top_k=min(3, len(sentences)),
        stemmer=Stemmer.Stemmer("english"),
        language="english",
    )
    return lambda question: [
        (int(found.node.node_id), float(found.score or 0)) for found in retriever.retrieve(question)
    ]


def haystack(sentences: Sequence[str]) -> Callable[[str], Found]:
    """Haystack's in-memory BM25 retriever with its defaults."""
    from haystack import Document
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    store = InMemoryDocumentStore()
    store.write_documents([Document(content=text, id=str(place)) for place, text in enumerate(sentences)])
    retriever = InMemoryBM25Retriever(store, top_k=3)
    return lambda question: [
        (int(found.id), float(found.score or 0)) for found in retriever.run(query=question)["documents"]
    ]


PEERS: dict[str, Engine] = {"bm25s": bm25s, "LlamaIndex BM25": llama_index, "Haystack BM25": haystack}


def measure(engine: Callable[[Index], Callable[[str], Found]], articles: list[squad_data.Article]) -> Figures:
    """An engine's figures, the score of its first sentence taken for how sure it is."""
    build = lru_cache(maxsize=4)(engine)
    figures = Figures()
    for situation in squad_data.situations(articles, short=False):
        found = build(situation.index)(situation.asked.text)
        figures.sure[situation.kind].append(found[0][1] if found else squad_fit.NO_HIT)
        if situation.kind != "own":
            continue
        sentences = [situation.index.dossier.sentences[place] for place, _ in found]
        figures.first.append(any(map(situation.asked.is_answered_by, sentences[:1])))
        figures.first_in_place.append(any(map(situation.is_in_place, sentences[:1])))
        figures.three.append(any(map(situation.asked.is_answered_by, sentences)))
        figures.paragraph.append(any(map(situation.is_in_paragraph, sentences[:1])))
    return figures


def over_sentences(engine: Engine) -> Callable[[Index], Callable[[str], Found]]:
    """A peer over the same sentences that ours reads."""
    return lambda index: engine([sentence.text for sentence in index.dossier.sentences])


def search(index: Index) -> Callable[[str], Found]:
    """Our index alone: BM25 with our stems, before anything is fitted."""
    return lambda question: [(hit.sentence.id, hit.score) for hit in index.search(words.terms(question), 3)]


def row(name: str, figures: Figures) -> str:
    """A line of the table."""
    own, removed, other = (np.array(figures.sure[name]) for name in ("own", "removed", "other"))
    at = figures.threshold()
    values = (
        np.mean(figures.first),
        np.mean(figures.three),
        np.mean(figures.paragraph),
        np.mean(removed < at),
        squad_fit.auroc(own, removed),
        np.mean(other < at),
        squad_fit.auroc(own, other),
    )
    return f"| {name} | " + " | ".join(f"{value:.3f}" for value in values) + " |"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=["ours", "peers"], help="measure these alone")
    only = parser.parse_args().only
    articles = squad_data.load()
    print(
        "| engine | first | three | paragraph | taken out: refused | AUROC | other article: refused | AUROC |"
    )
    print("|---|---|---|---|---|---|---|---|")
    if only != "ours":
        for name, engine in PEERS.items():
            try:
                engine(["One sentence.", "Another sentence."])
            except ImportError as missing:
                print(f"{name} is not installed ({missing.name}): see benchmarks/requirements.txt")
                continue
            print(row(name, measure(over_sentences(engine), articles)), flush=True)
    if only != "peers":
        print(row("our index alone", measure(search, articles)), flush=True)
        also = [choice for gold in summits.for_tuning().values() for choice in summits.choices(gold)]
        whole, short = squad_fit.held_out(squad_fit.cases(articles), also)
        print(row("ours, held out", whole))
        print(row(f"ours, parts of {squad_data.SHORT} paragraphs, held out", short))


if __name__ == "__main__":
    main()
