"""Pieces of a reply packed into messages, in order: as many as fit into each, and never more."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from adapters.discord import limits

COMPONENTS_V2 = 1 << 15
"""The flag of a message that is made of components (resources/message, "Message Flags")."""

ACCENT = 0x3B6EA5

# What `render.keyed` and `render.asked_line` may add: a row, a button, a line.
_SPARE = 3
SPARE_TEXT = 320


@dataclass(frozen=True, slots=True)
class Words:
    """Text in Discord's Markdown. A heading stays with what follows; tight text with what went before."""

    content: str
    is_heading: bool = False
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to be drawn as `spec` says, and its words."""

    spec: dict[str, Any]
    alt: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press."""

    label: str
    custom_id: str
    style: int


Atom = Words | Picture | Rule | Button


@dataclass
class _Page:
    """A message being filled."""

    components: list[dict[str, Any]] = field(default_factory=lambda: list[dict[str, Any]]())
    pictures: list[Picture] = field(default_factory=lambda: list[Picture]())
    used: int = 0
    count: int = 1  # The card.
    is_after_heading: bool = False

    def add(self, atom: Atom) -> bool:
        """Whether it found room."""
        match atom:
            case Words():
                return self._add_words(atom)
            case Picture():
                return self._add_picture(atom)
            case Rule():
                return self._add_component({"type": 14, "divider": True, "spacing": 1}, 1)
            case Button():
                return self._add_button(atom)

    def _has_room(self, components: int) -> bool:
        return self.count + components <= limits.COMPONENTS - _SPARE

    def _add_component(self, component: dict[str, Any], count: int) -> bool:
        if not self._has_room(count):
            return False
        self.components.append(component)
        self.count += count
        return True

    def _add_words(self, words: Words) -> bool:
        last = self.components[-1] if self.components else None
        text = last if last and last["type"] == 10 else None
        is_close = words.is_tight or words.is_heading or self.is_after_heading
        gap = ("\n" if is_close else "\n\n") if text else ""
        cost = limits.length(gap + words.content)
        if self.used + cost > limits.CONTENT - SPARE_TEXT:
            return False
        if text:
            text["content"] += gap + words.content
        elif not self._add_component({"type": 10, "content": words.content}, 1):
            return False
        self.used += cost
        self.is_after_heading = words.is_heading
        return True

    def _add_picture(self, picture: Picture) -> bool:
        if len(self.pictures) >= limits.PICTURES:
            return False
        name = f"picture-{len(self.pictures) + 1}.png"
        item: dict[str, Any] = {"media": {"url": f"attachment://{name}"}}
        if picture.alt:
            item["description"] = picture.alt
        if not self._add_component({"type": 12, "items": [item]}, 1):
            return False
        self.pictures.append(picture)
        return True

    def _add_button(self, button: Button) -> bool:
        drawn = {"type": 2, "style": button.style, "label": button.label, "custom_id": button.custom_id}
        last = self.components[-1] if self.components else None
        if last and last["type"] == 1 and len(last["components"]) < limits.ROW:
            if not self._has_room(1):
                return False
            last["components"].append(drawn)
            self.count += 1
            return True
        return self._add_component({"type": 1, "components": [drawn]}, 2)

    def payload(self, is_card: bool) -> dict[str, Any]:
        """The message."""
        inside = self.components or [{"type": 10, "content": "…"}]
        payload: dict[str, Any] = {
            "flags": COMPONENTS_V2,
            "components": [{"type": 17, "accent_color": ACCENT, "components": inside}] if is_card else inside,
            "allowed_mentions": {"parse": []},
        }
        if self.pictures:
            payload["attachments"] = [
                {"id": n, "filename": f"picture-{n + 1}.png"}
                | ({"description": picture.alt} if picture.alt else {})
                for n, picture in enumerate(self.pictures)
            ]
            payload["files"] = [picture.spec for picture in self.pictures]
        return payload


def pages(atoms: Iterable[Atom], *, is_card: bool) -> list[dict[str, Any]]:
    """Messages that hold all atoms in order, at least one; a heading doesn't stand alone at the end of one."""
    done: list[_Page] = []
    page = _Page()
    waiting: list[Atom] = []
    for atom in atoms:
        waiting.append(atom)
        if isinstance(atom, Rule) or (isinstance(atom, Words) and atom.is_heading and len(waiting) < 3):
            continue
        page = _placed(waiting, page, done)
        waiting = []
    while waiting and isinstance(waiting[-1], Rule):
        waiting.pop()
    page = _placed(waiting, page, done)
    return [one.payload(is_card) for one in [*done, page] if one.components] or [_Page().payload(is_card)]


def _placed(group: list[Atom], page: _Page, done: list[_Page]) -> _Page:
    """The page that the group ended on: what doesn't fit begins another, as a whole if it can be."""
    if group and isinstance(group[0], Rule) and not page.components:
        group = group[1:]  # There is nothing that it would part.
    trial = deepcopy(page)
    if all(trial.add(atom) for atom in group):
        return trial
    if page.components:
        done.append(page)
    if isinstance(group[0], Rule):
        group = group[1:]
    fresh = _Page()
    if all(fresh.add(atom) for atom in group):
        return fresh
    page = _Page()
    for atom in group:
        if not page.add(atom):
            done.append(page)
            page = _Page()
            if not page.add(atom):
                raise AssertionError("a piece is larger than a message")
    return page
