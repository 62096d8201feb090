"""What the client raises, and what servers say, as troubles of ours.

A server's own words are read and never passed on: they repeat keys ("Incorrect API key provided: sk-…") and questions.
"""

import email.utils
import re
import ssl
from collections.abc import Mapping
from typing import Any

from openai import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    APITimeoutError,
)

from bot.engines.generative.troubles import trouble
from bot.errors import ModelTrouble, Trouble

_TOO_LONG = re.compile(
    # OpenAI and vLLM; vLLM; Ollama; llama.cpp (400, and 500 when it happens while writing); llama-cpp-python; TGI.
    r"context_length_exceeded|maximum context length|maximum model length|reduce the length of the|"
    r"exceeded max context length|exceeds the context length|prompt (?:is )?too long|input (?:is )?too long|"
    r"exceed_context_size_error|exceeds the available context size|context size has been exceeded|"
    r"exceeds? (?:the )?context (?:window|limit|size|length)|too large to process|"
    r"`inputs` tokens \+ `max_new_tokens` must be|string_above_max_length|request too large",
    re.I,
)
_QUOTA = re.compile(
    r"insufficient_quota|exceeded your current quota|billing|insufficient[_ ](?:balance|credits?|funds)|credit balance",
    re.I,
)
_FILTERED = re.compile(
    r"content_filter|content_policy|content management policy|invalid_prompt|moderation", re.I
)
_NO_MODEL = re.compile(
    r"model_not_found|model.{0,200}(?:not (?:found|exist|loaded)|does not exist|isn't|unknown)|(?:unknown|invalid|no such) model|"
    r"no models? loaded",
    re.I | re.S,
)
_RATE = re.compile(r"rate_limit|rate limit|too many requests|slow down|overloaded", re.I)
_KEY = re.compile(r"invalid_api_key|incorrect api key|invalid authentication|unauthori[sz]ed", re.I)
_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.I)
_CODE = re.compile(r"[a-z][a-z_]{2,39}")
"""A code as servers write them; never anything with a digit, as a key has."""

_KEY_REMEDY = "set OPENAI_API_KEY to a valid key of that server (for OpenAI: platform, API keys)"
_MODEL_REMEDY = "set OPENAI_MODEL (and OPENAI_SMALL_MODEL) to one that the server has; Ollama: pull it first"
_LONG_REMEDY = (
    "choose a model with a longer context in OPENAI_MODEL, or raise the server's "
    "(Ollama OLLAMA_CONTEXT_LENGTH, vLLM --max-model-len, llama.cpp -c)"
)
_ADDRESS_REMEDY = (
    "check OPENAI_BASE_URL: it mostly ends in /v1, and no login page or proxy may stand before it"
)

REMEDIES: Mapping[Trouble, str] = {
    Trouble.KEY: _KEY_REMEDY,
    Trouble.QUOTA: "add credit or raise the spending limit at the provider, or set ENGINE=extractive",
    Trouble.MODEL: _MODEL_REMEDY,
    Trouble.BUSY: "wait; if it happens often, raise the provider's rate limit or lower QUESTIONS_PER_SPACE",
    Trouble.REFUSED: "nothing, if it is rare; otherwise try another OPENAI_MODEL",
    Trouble.CUT_OFF: "raise the server's limit of tokens to write (Ollama num_predict, llama.cpp -n), or its context",
    Trouble.MALFORMED: "update the server; if a proxy stands before it, let it pass event streams unchanged",
    Trouble.EMPTY: "try another OPENAI_MODEL; some servers send nothing when the context is too short",
    Trouble.NOT_AN_API: _ADDRESS_REMEDY,
    Trouble.SLOW: "raise OPENAI_DEADLINE, or choose a faster OPENAI_MODEL",
    Trouble.CONNECTION: "check OPENAI_BASE_URL, and that the server runs and can be reached from here",
    Trouble.DOWN: "look at the server's log, or the provider's status page",
    Trouble.TOO_LONG: _LONG_REMEDY,
    Trouble.UNSUPPORTED: "check OPENAI_API (chat is what every server knows) and OPENAI_MODEL, or update the server",
}
"""What the operator is to do."""


def because(
    kind: Trouble, what: str, remedy: str | None = None, retry_after: float | None = None
) -> ModelTrouble:
    """A trouble whose remedy says what happened and what to do."""
    return trouble(kind, f"{what}: {remedy or REMEDIES[kind]}", retry_after)


def translated(error: Exception) -> ModelTrouble:
    """The trouble behind what the client raised, or what reading its events did."""
    match error:
        case APIResponseValidationError():
            return because(Trouble.NOT_AN_API, f"HTTP {error.status_code} without what an API sends")
        case APIStatusError():
            return _refused(error)
        case APITimeoutError():
            return _timed_out(error)
        case APIConnectionError():
            return _unconnected(error)
        case APIError():
            body: Any = error.body
            return told(body if isinstance(body, dict) else {"message": error.message})
        case _:
            return because(Trouble.MALFORMED, f"the stream can't be read ({type(error).__name__})")


def told(error: Mapping[str, Any]) -> ModelTrouble:
    """The trouble that a server told of inside a stream."""
    words = _words(error)
    status = error.get("code") if isinstance(error.get("code"), int) else None
    what = f"an error inside the stream{_named(error)}"
    return because(_by_words(words) or _by_status(status) or Trouble.DOWN, what)


def _refused(error: APIStatusError) -> ModelTrouble:
    """The trouble of a status: what the words say goes before the number, which servers choose freely."""
    status = error.status_code
    is_page = bool(_PAGE.search(str(error.body)[:500]))
    body: Any = (
        error.body if isinstance(error.body, dict) else {"message": "" if is_page else str(error.body or "")}
    )
    what = f"HTTP {status}{_named(body)}"
    words = _words(body)
    if status == 401:
        return because(Trouble.KEY, what)
    if status in {404, 405} and not _NO_MODEL.search(words):
        remedy = f"{_ADDRESS_REMEDY}; a server without the Responses API needs OPENAI_API=chat"
        return because(Trouble.NOT_AN_API, what, remedy)
    if status == 403 and is_page:
        return because(Trouble.NOT_AN_API, f"{what} with a page of HTML")
    if status == 403 and not _QUOTA.search(words):
        remedy = "give the key permission for the model, or choose an OPENAI_MODEL that it may use"
        return because(Trouble.KEY, what, remedy)
    # A server that is out of order says all sorts of things; that it couldn't take the prompt is one to believe.
    kind = (Trouble.TOO_LONG if _TOO_LONG.search(words) else None) if status >= 500 else _by_words(words)
    kind = kind or _by_status(status) or Trouble.UNSUPPORTED
    return because(kind, what, retry_after=_retry_after(error.response.headers))


def _by_words(words: str) -> Trouble | None:
    for kind, pattern in (
        (Trouble.TOO_LONG, _TOO_LONG),
        (Trouble.QUOTA, _QUOTA),
        (Trouble.REFUSED, _FILTERED),
        (Trouble.MODEL, _NO_MODEL),
        (Trouble.KEY, _KEY),
        (Trouble.BUSY, _RATE),
    ):
        if pattern.search(words):
            return kind
    return None


def _by_status(status: int | None) -> Trouble | None:
    match status:
        case 401 | 403:
            return Trouble.KEY
        case 402:
            return Trouble.QUOTA
        case 404:
            return Trouble.MODEL
        case 408:
            return Trouble.SLOW
        case 413:
            return Trouble.TOO_LONG
        case 429:
            return Trouble.BUSY
        case int() if status >= 500:
            return Trouble.DOWN
        case _:
            return None


def _words(body: Mapping[str, Any]) -> str:
    return " ".join(str(body.get(name) or "") for name in ("code", "type", "message", "detail", "error"))


def _named(body: Mapping[str, Any]) -> str:
    """The server's code for it in brackets, if it is a mere code."""
    for name in ("code", "type"):
        if isinstance(code := body.get(name), str) and _CODE.fullmatch(code):
            return f" ({code})"
    return ""


def _timed_out(error: APITimeoutError) -> ModelTrouble:
    if type(error.__cause__).__name__ in {"ConnectTimeout", "PoolTimeout"}:
        return because(Trouble.CONNECTION, "no connection in time")
    return because(Trouble.SLOW, "nothing arrived in time")


def _unconnected(error: APIConnectionError) -> ModelTrouble:
    causes = [*_causes(error)]
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        remedy = (
            "have the server present a certificate that this system trusts (in a container: ca-certificates)"
        )
        return because(Trouble.CONNECTION, "the server's certificate isn't trusted", remedy)
    said = " ".join(f"{type(cause).__name__} {cause}" for cause in causes)
    if "SSL" in said:
        remedy = "check whether OPENAI_BASE_URL must begin with http:// or https://"
        return because(Trouble.CONNECTION, "no encrypted connection comes about", remedy)
    if "gaierror" in said or "Name or service" in said or "nodename" in said or "name resolution" in said:
        return because(Trouble.CONNECTION, "the server's name can't be resolved")
    if "ConnectError" in said or "refused" in said:
        return because(Trouble.CONNECTION, "no connection comes about")
    if any(name in said for name in ("UnsupportedProtocol", "InvalidURL")):
        return because(Trouble.CONNECTION, "the address can't be used")
    return because(Trouble.CONNECTION, "the connection broke", "see the server's log, and proxies on the way")


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = error.__cause__
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds until a server wishes to be asked again: `retry-after-ms`, seconds, or a date beside its own."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        if (value := headers.get(name)) and re.fullmatch(r"\s*\d{1,9}(?:\.\d*)?\s*", value):
            return float(value) * unit
    try:
        then = email.utils.parsedate_to_datetime(headers["retry-after"])
        return max((then - email.utils.parsedate_to_datetime(headers["date"])).total_seconds(), 0.0)
    except (KeyError, ValueError, TypeError):
        return None
