"""Who is asked: ours, the bare client, and LlamaIndex and Haystack as their documentation sets them up."""

import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.desk import Desk
from bot.dossier.reading import Reading
from bot.platform import Address, Final, Inbound, Part

MODEL = "gpt-4o-mini"
TOP = 5
"""Passages that the peers put into their prompts."""

NAIVE = "Answer the question from the document below.\n\n{document}"

Contender = Callable[[int], Awaitable[float]]
"""Asks question N, reads the whole reply, and tells when the first of it could be shown (`time.perf_counter`)."""


def question(number: int) -> str:
    """Question N; the server has a reply for each."""
    return f"What do the documents say about point {number}?"


def document_of(reading: Reading) -> str:
    """The whole dossier as one text."""
    return "\n\n".join(document.text for document in reading.dossier.documents)


def passages_of(reading: Reading) -> Sequence[str]:
    """The texts of all passages."""
    return [passage.text for passage in reading.dossier.passages]


def ours(desk: Desk) -> Contender:
    """Everything: limits, prompt, verification, usage in the database, the reply as platforms get it."""

    async def ask(number: int) -> float:
        first = None
        inbound = Inbound(
            event=str(number),
            address=Address(f"bench:{number}"),
            person=f"person {number}",
            text=question(number),
            space="bench",
        )
        async for shown in desk.handle(inbound):
            if isinstance(shown, Part):
                first = first or time.perf_counter()
            if isinstance(shown, Final) and first is None:
                raise AssertionError("the model didn't answer: see the log")
        assert first
        return first

    return ask


def bare(url: str, reading: Reading) -> Contender:
    """The client alone, with the whole document in the prompt."""
    from openai import AsyncOpenAI

    client = AsyncOpenAI(base_url=url, api_key="none", max_retries=0)
    system = NAIVE.format(document=document_of(reading))

    async def ask(number: int) -> float:
        first = None
        stream = await client.chat.completions.create(
            model=MODEL,
            messages=[
                {"role": "system", "content": system},
                {"role": "user", "content": question(number)},
            ],
            stream=True,
            stream_options={"include_usage": True},
        )
        async for chunk in stream:
            if chunk.choices and chunk.choices[0].delta.content:
                first = first or time.perf_counter()
        assert first
        return first

    return ask


def llama_index_chat(url: str, reading: Reading) -> Contender:
    """LlamaIndex's context chat engine over its BM25 retriever, a fresh conversation for each question."""
    from llama_index.core.chat_engine import ContextChatEngine

    retriever, model = _llama_index(url, reading)

    async def ask(number: int) -> float:
        engine = ContextChatEngine.from_defaults(retriever=retriever, llm=model)
        answer = await engine.astream_chat(question(number))
        first = None
        async for text in answer.async_response_gen():
            first = first or (time.perf_counter() if text else None)
        assert first
        return first

    return ask


def llama_index_query(url: str, reading: Reading) -> Contender:
    """LlamaIndex's query engine over the same retriever."""
    from llama_index.core.query_engine import RetrieverQueryEngine

    retriever, model = _llama_index(url, reading)
    engine = RetrieverQueryEngine.from_args(retriever, llm=model, streaming=True)

    async def ask(number: int) -> float:
        answer = await engine.aquery(question(number))
        first = None
        async for text in answer.async_response_gen():
            first = first or (time.perf_counter() if text else None)
        assert first
        return first

    return ask


def _llama_index(url: str, reading: Reading) -> tuple[Any, Any]:
    """Its BM25 retriever over the passages, and its client."""
    import Stemmer
    from llama_index.core.schema import TextNode
    from llama_index.llms.openai import OpenAI
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [TextNode(text=text) for text in passages_of(reading)]
    stemmer = Stemmer.Stemmer("english")
    retriever = BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=TOP, stemmer=stemmer, language="english"
    )
    return retriever, OpenAI(model=MODEL, api_base=url, api_key="none", max_retries=0)


def haystack(url: str, reading: Reading) -> Contender:
    """Haystack's pipeline of BM25 retriever, prompt builder and streaming generator."""
    from haystack import Document, Pipeline
    from haystack.components.builders import ChatPromptBuilder
    from haystack.components.generators.chat import OpenAIChatGenerator
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
    from haystack.dataclasses import ChatMessage, StreamingChunk
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack.utils import Secret

    store = InMemoryDocumentStore()
    store.write_documents([Document(content=text, id=str(n)) for n, text in enumerate(passages_of(reading))])
    template = [
        ChatMessage.from_user(
            "Answer from the documents.\n{% for doc in documents %}{{ doc.content }}\n{% endfor %}\n{{ question }}"
        )
    ]
    pipeline = Pipeline()
    pipeline.add_component("retriever", InMemoryBM25Retriever(store, top_k=TOP))
    pipeline.add_component(
        "prompt", ChatPromptBuilder(template, required_variables=["documents", "question"])
    )
    pipeline.add_component(
        "model",
        OpenAIChatGenerator(
            Secret.from_token("none"),
            MODEL,
            api_base_url=url,
            max_retries=0,
            generation_kwargs={"stream_options": {"include_usage": True}},
        ),
    )
    pipeline.connect("retriever.documents", "prompt.documents")
    pipeline.connect("prompt.prompt", "model.messages")

    async def ask(number: int) -> float:
        shown: list[float] = []

        async def show(chunk: StreamingChunk) -> None:
            if chunk.content:
                shown.append(time.perf_counter())

        await pipeline.run_async(
            {
                "retriever": {"query": question(number)},
                "prompt": {"question": question(number)},
                "model": {"streaming_callback": show},
            }
        )
        return shown[0]

    return ask


BARE = "bare client"

PEERS: dict[str, Callable[[str, Reading], Contender]] = {
    BARE: bare,
    "LlamaIndex chat engine": llama_index_chat,
    "LlamaIndex query engine": llama_index_query,
    "Haystack pipeline": haystack,
}


def contenders(url: str, desks: Sequence[Desk], reading: Reading) -> dict[str, Contender]:
    """All that are installed, by name; says which aren't. `desks`: with limits, and without."""
    names = ("rapporteur", "rapporteur, no limits set")
    found: dict[str, Contender] = {name: ours(desk) for name, desk in zip(names, desks, strict=True)}
    for name, make in PEERS.items():
        try:
            found[name] = make(url, reading)
        except ImportError as error:
            print(f"{name} is left out: {error}")
    return found
