"""Replies taken apart: what the documents say in them, and what is wording of ours."""

import dataclasses
from collections.abc import Iterator

from bot.reply import Actions, Block, Bullets, Footnote, Heading, Paragraph, Quote, Reply, Sources, Table


def paragraphs(block: Block) -> Iterator[Paragraph]:
    match block:
        case Paragraph():
            yield block
        case Bullets(items):
            yield from items
        case Table(_, rows):
            yield from (cell for row in rows for cell in row)
        case _:
            pass


def of_documents(answered: Reply) -> list[object]:
    """What is cited and quoted, in order."""
    found: list[object] = []
    for block in answered.blocks:
        found += [paragraph for paragraph in paragraphs(block) if paragraph.citations]
        if isinstance(block, Sources):
            found += [dataclasses.replace(item, place=None, date=None) for item in block.items]
        if isinstance(block, Quote):
            found.append(block)
    return found


def of_ours(answered: Reply) -> list[str]:
    """What isn't cited: wording of ours, and names."""
    found: list[str] = []
    for block in answered.blocks:
        found += [paragraph.text for paragraph in paragraphs(block) if not paragraph.citations]
        match block:
            case Heading(text) | Footnote(text):
                found.append(text)
            case Table(header):
                found += header
            case Sources(items):
                found += [item.place or "" for item in items]
            case Actions(lead=lead):
                found.append(lead)
            case _:
                pass
    return found
