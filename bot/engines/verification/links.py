"""Links and markup in a claim: none but the dossier's own sources, so that no reply carries a stranger's link."""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.dossier.model import Dossier

_URL = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:|tel:|data:[a-z]+/|javascript:)[^\s<>\"'|]{1,2000}",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,6}(?:com|org|net|info|biz|io|ai|app|dev|xyz|site|online|shop|top|ru|ua|de|fr|uk|eu|us|cn"
    r"|me|co|tv|cc|link|click|example|test|onion)(?![\w.-])(?:[/?#][^\s<>\"']{0,2000})?",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"!\[[^\]\n]{0,500}\]\s?[(\[]"  # an image of Markdown
    r"|\[[^\]\n]{0,500}\]\((?P<target>[^)\s]{0,2000})[^)\n]{0,200}\)"  # a link of Markdown
    r"|\[[^\]\n]{0,500}\]:\s*\S"
    r"|</?[a-z][^<>\n]{0,500}>|<!--|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|lt|gt|amp|quot);"  # HTML
    r"|<[@#!:][^<>\n]{0,200}>"  # mentions and channels as Slack and Discord write them
    r"|(?<![\w.+-])@[\w][\w.-]{1,63}"  # a mention
    r"|[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[a-z]{2,24}\b",  # an address of mail
    re.IGNORECASE,
)
_TAIL = ".,;:!?)]}'\"”’»"


def strange(text: str, dossier: Dossier) -> tuple[int, int] | None:
    """The place of the first link or markup in `text` that isn't a source of `dossier`; None if there is none.

    A link is a source only if its address is the same, sign for sign, as one in the line that names the source of
    a document or of the event. Images, HTML, mentions and addresses of mail never are.
    """
    own = _sources(dossier)
    found = sorted(_found(text, own))
    return found[0] if found else None


def _found(text: str, own: frozenset[str]) -> Iterator[tuple[int, int]]:
    for match in _MARKUP.finditer(text):
        if (match["target"] or "").rstrip(_TAIL) not in own or not match["target"]:
            yield match.span()
    for pattern in (_URL, _BARE):
        for match in pattern.finditer(text):
            if match[0].rstrip(_TAIL) not in own and not _is_part(match, text, own):
                yield match.span()


def _is_part(match: re.Match[str], text: str, own: frozenset[str]) -> bool:
    """Whether the match is a piece of one of the dossier's own addresses in `text`."""
    for url in own:
        at = text.find(url)
        while at >= 0:
            if at <= match.start() and match.start() + len(match[0].rstrip(_TAIL)) <= at + len(url):
                ends = text[at + len(url) : at + len(url) + 1]
                return not ends or ends.isspace() or ends in _TAIL
            at = text.find(url, at + 1)
    return False


@lru_cache(maxsize=64)
def _urls(source: str) -> frozenset[str]:
    return frozenset(m[0].rstrip(_TAIL) for pattern in (_URL, _BARE) for m in pattern.finditer(source))


def _sources(dossier: Dossier) -> frozenset[str]:
    lines = [document.source for document in dossier.documents]
    lines.append(dossier.event.source if dossier.event else None)
    return frozenset(url for line in lines if line for url in _urls(line))
