"""Payloads held to Discord's rules; what breaks one is refused with 50035, as Discord does."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.servers.discord_world import Refused

V2, EPHEMERAL = 1 << 15, 1 << 6

_TOP = {1, 9, 10, 12, 13, 14, 17}
_CARD = {1, 9, 10, 12, 13, 14}
_NAME = re.compile(r"[-_'\w\u0900-\u097f]{1,32}")


def refuse(where: str, why: str) -> Refused:
    """An invalid form body."""
    return Refused(400, 50035, f"Invalid Form Body\nIn {where}: {why}")


def hold(where: str, fact: bool, why: str) -> None:
    """Refuse unless it is a fact."""
    if not fact:
        raise refuse(where, why)


def length(text: object) -> int:
    """Characters as JavaScript counts them."""
    return len(str(text).encode("utf-16-le", "surrogatepass")) // 2


def check_message(payload: Mapping[str, Any], files: Sequence[str], flags: int | None = None) -> None:
    """A message that is created or edited; `files` are the names of what was uploaded with it."""
    flags = int(payload.get("flags") or 0) if flags is None else flags
    components = payload.get("components") or []
    attachments = payload.get("attachments") or []
    for one in attachments:
        hold("attachments", length(one.get("description") or "") <= 1024, "BASE_TYPE_MAX_LENGTH")
    names = [one.get("filename") for one in attachments if str(one["id"]).isdecimal() and int(one["id"]) < 10]
    hold("attachments", sorted(filter(None, names)) == sorted(files), "files and attachments differ")
    hold("attachments", len(files) <= 10, "BASE_TYPE_MAX_LENGTH")
    if flags & V2:
        hold(
            "content",
            not payload.get("content") and not payload.get("embeds"),
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS",
        )
        _check_components(components, files)
        if not components:
            raise Refused(400, 50006, "Cannot send an empty message")
        return
    hold("content", length(payload.get("content") or "") <= 2000, "BASE_TYPE_MAX_LENGTH")
    hold("components", all(one["type"] == 1 for one in components), "UNION_TYPE_CHOICES")
    if (
        not any(payload.get(name) for name in ("content", "embeds", "components", "sticker_ids"))
        and not files
    ):
        raise Refused(400, 50006, "Cannot send an empty message")


def check_nonce(payload: Mapping[str, Any]) -> str | None:
    """The nonce that is to be enforced, if there is one."""
    nonce = payload.get("nonce")
    if nonce is None:
        return None
    hold("nonce", length(nonce) <= 25, "BASE_TYPE_MAX_LENGTH")
    return str(nonce) if payload.get("enforce_nonce") else None


def _check_components(components: Sequence[Mapping[str, Any]], files: Sequence[str]) -> None:
    ids: list[str] = []
    used: list[str] = []
    total = [0, 0]  # components, characters

    def check(one: Mapping[str, Any], allowed: set[int], where: str) -> None:
        total[0] += 1
        hold(where, one.get("type") in allowed, "UNION_TYPE_CHOICES")
        inner = one.get("components", ())
        match one["type"]:
            case 1:
                hold(where, 1 <= len(inner) <= 5, "BASE_TYPE_BAD_LENGTH")
                for n, button in enumerate(inner):
                    check(button, {2}, f"{where}.components[{n}]")
            case 2:
                _check_button(one, where)
                ids.append(one["custom_id"])
            case 10:
                content = one.get("content", "")
                hold(where, bool(str(content).strip()), "BASE_TYPE_REQUIRED")
                total[1] += length(content)
            case 12:
                hold(where, 1 <= len(one["items"]) <= 10, "BASE_TYPE_BAD_LENGTH")
                for item in one["items"]:
                    hold(where, length(item.get("description", "")) <= 1024, "BASE_TYPE_MAX_LENGTH")
                    used.append(item["media"]["url"])
            case 13:
                used.append(one["file"]["url"])
            case 14:
                hold(where, one.get("spacing", 1) in {1, 2}, "BASE_TYPE_CHOICES")
            case 17:
                hold(where, len(inner) > 0, "BASE_TYPE_REQUIRED")
                for n, part in enumerate(inner):
                    check(part, _CARD, f"{where}.components[{n}]")
            case _:
                raise refuse(where, "UNION_TYPE_CHOICES")

    for n, one in enumerate(components):
        check(one, _TOP, f"components[{n}]")
    hold("components", total[0] <= 40, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED")
    hold("components", total[1] <= 4000, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED")
    hold("components", len(ids) == len(set(ids)), "COMPONENT_CUSTOM_ID_DUPLICATED")
    uploaded = {f"attachment://{name}" for name in files}
    hold("components", set(used) <= uploaded, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND")
    hold("components", uploaded <= set(used), "an attachment that no component shows")


def _check_button(one: Mapping[str, Any], where: str) -> None:
    hold(where, one.get("style") in {1, 2, 3, 4}, "BASE_TYPE_CHOICES")
    hold(where, bool(one.get("label")) or bool(one.get("emoji")), "BUTTON_COMPONENT_INVALID")
    hold(where, length(one.get("label", "")) <= 80, "BASE_TYPE_MAX_LENGTH")
    hold(where, 1 <= length(one.get("custom_id", "")) <= 100, "BASE_TYPE_BAD_LENGTH")


def check_modal(data: Mapping[str, Any]) -> None:
    """A form that is opened."""
    hold("data", 1 <= length(data.get("title", "")) <= 45, "BASE_TYPE_BAD_LENGTH")
    hold("data", 1 <= length(data.get("custom_id", "")) <= 100, "BASE_TYPE_BAD_LENGTH")
    hold("data", 1 <= len(data.get("components", ())) <= 5, "BASE_TYPE_BAD_LENGTH")
    for one in data["components"]:
        hold("data.components", one.get("type") == 18 and one["component"]["type"] == 4, "UNION_TYPE_CHOICES")
        hold("data.components", 1 <= length(one.get("label", "")) <= 45, "BASE_TYPE_BAD_LENGTH")
        hold("data.components", one["component"].get("max_length", 1) <= 4000, "NUMBER_TYPE_MAX")


def check_choices(data: Mapping[str, Any]) -> None:
    """What a field is completed with."""
    choices = data.get("choices", ())
    hold("data.choices", len(choices) <= 25, "BASE_TYPE_MAX_LENGTH")
    for one in choices:
        hold("data.choices", 1 <= length(one["name"]) <= 100, "BASE_TYPE_BAD_LENGTH")
        is_number = isinstance(one["value"], int)
        hold("data.choices", is_number or length(one["value"]) <= 100, "BASE_TYPE_MAX_LENGTH")


def check_commands(commands: Sequence[Mapping[str, Any]]) -> None:
    """Commands that are registered."""
    by_kind = [sum(one.get("type", 1) == kind for one in commands) for kind in (1, 2, 3)]
    hold("commands", by_kind[0] <= 100 and by_kind[1] <= 15 and by_kind[2] <= 15, "too many")
    names = [(one.get("type", 1), one["name"]) for one in commands]
    hold("commands", len(names) == len(set(names)), "APPLICATION_COMMANDS_DUPLICATE_NAME")
    for one in commands:
        if one.get("type", 1) == 1:
            _check_option(one, str(one["name"]))
            hold(str(one["name"]), _size(one) <= 8000, "APPLICATION_COMMAND_TOO_LARGE")
        else:
            hold("name", all(1 <= length(name) <= 32 for name in _texts(one, "name")), "BASE_TYPE_BAD_LENGTH")


def _texts(one: Mapping[str, Any], field: str) -> list[str]:
    return [one[field], *(one.get(f"{field}_localizations") or {}).values()]


def _check_option(one: Mapping[str, Any], where: str) -> None:
    for name in _texts(one, "name"):
        fits = _NAME.fullmatch(name) is not None and name == name.lower()
        hold(where, fits, f"APPLICATION_COMMAND_INVALID_NAME {name}")
    for text in _texts(one, "description"):
        hold(where, 1 <= length(text) <= 100, f"BASE_TYPE_BAD_LENGTH {text}")
    options = one.get("options", ())
    hold(where, len(options) <= 25, "BASE_TYPE_MAX_LENGTH")
    required = [bool(option.get("required")) for option in options]
    hold(where, required == sorted(required, reverse=True), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID")
    for locale in {"", *(key for option in options for key in option.get("name_localizations") or {})}:
        names = [(option.get("name_localizations") or {}).get(locale) or option["name"] for option in options]
        hold(where, len(names) == len(set(names)), f"APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS {names}")
    choices = one.get("choices", ())
    hold(where, len(choices) <= 25 and not (choices and one.get("autocomplete")), "BASE_TYPE_MAX_LENGTH")
    for choice in choices:
        hold(where, all(1 <= length(name) <= 100 for name in _texts(choice, "name")), "BASE_TYPE_BAD_LENGTH")
    for option in options:
        _check_option(option, f"{where}.{option['name']}")


def _size(one: Mapping[str, Any]) -> int:
    """The longest of its localised forms, as Discord counts it."""
    own = max(map(length, _texts(one, "name"))) + max(map(length, _texts(one, "description")))
    choices = sum(length(c["name"]) + length(c["value"]) for c in one.get("choices", ()))
    return own + choices + sum(map(_size, one.get("options", ())))
