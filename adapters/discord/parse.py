"""What Discord sends, turned into what the desk gets; behind this nobody sees Discord's dictionaries. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import discord

from adapters.discord import commands, heard, press
from adapters.discord.places import Channel, Person, Place, address_of, space_of
from adapters.discord.text import safe
from bot.platform import DIRECT, MANAGES, Inbound

_MENTION = re.compile(r"<@[!&]?(\d+)>")
_MANAGING = ("administrator", "manage_channels", "manage_guild")


@dataclass(frozen=True, slots=True)
class Asked:
    """Something for the desk; `is_private`: only the person sees the reply; `question` is shown above it."""

    inbound: Inbound
    is_private: bool = False
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Completing:
    """A field that is being typed: the desk's name for it, and what stands there."""

    field: str
    prefix: str
    space: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A form is to be opened."""

    form: press.Form


@dataclass(frozen=True, slots=True)
class Threading:
    """A thread is to be opened below the message whose button was pressed."""


@dataclass(frozen=True, slots=True)
class Empty:
    """A message without text was to be checked, or a button of another version was pressed."""


def interaction(event: discord.Interaction) -> Asked | Completing | Opening | Threading | Empty:
    """A command, a press, a form or a field that is being typed."""
    data: Mapping[str, Any] = event.data or {}  # pyright: ignore[reportAssignmentType]
    match event.type:
        case discord.InteractionType.autocomplete:
            _, options, focused = _options(data)
            return Completing(
                commands.FIELDS.get(focused, focused), str(options.get(focused, "")), _space(event)
            )
        case discord.InteractionType.component:
            return _pressed(event, data)
        case discord.InteractionType.modal_submit:
            text = _field(data.get("components", ()))
            return _asked(event, press.filled(str(data.get("custom_id", "")), text))
        case _:
            return _called(event, data)


def _called(event: discord.Interaction, data: Mapping[str, Any]) -> Asked | Empty:
    if data.get("type") == 3:
        messages = data.get("resolved", {}).get("messages", {})
        shown = messages.get(str(data.get("target_id")), {})
        ours = heard.earlier(shown.get("components") or ()) if _is_ours(shown, event) else None
        text = ours.reply if ours else text_of(shown)
        return Asked(_inbound(event, f"/verify {text}"), is_private=True) if text else Empty()
    name, options, _ = _options(data)
    text = commands.said(name, options)
    alone = bool(options.get("private")) or press.is_private(text)
    question = str(options["question"]) if "question" in options else None
    inbound = _inbound(event, text)
    if elsewhere := data.get("resolved", {}).get("channels", {}).get(str(options.get("channel"))):
        inbound = replace(inbound, **_at(elsewhere, event))
    return Asked(inbound, is_private=alone, question=question)


def _at(channel: Mapping[str, Any], event: discord.Interaction) -> dict[str, Any]:
    """The place of a channel that was chosen, and the rights that the person has there."""
    allowed = discord.Permissions(int(channel.get("permissions") or 0))
    manages = any(getattr(allowed, name) for name in _MANAGING)
    address = address_of(Channel(int(channel["id"]), event.guild_id))
    return {"address": address, "roles": frozenset({MANAGES} if manages else ())}


def _pressed(event: discord.Interaction, data: Mapping[str, Any]) -> Asked | Opening | Threading | Empty:
    match press.read(str(data.get("custom_id", ""))):
        case press.Said(text, alone):
            question = None if text.startswith("/") else text
            return Asked(_inbound(event, text), is_private=alone, question=question)
        case press.Form() as form:
            return Opening(form)
        case press.Thread():
            return Threading() if event.message else Empty()
        case None:
            return Empty()


def _asked(event: discord.Interaction, text: str) -> Asked | Empty:
    if not text.strip():
        return Empty()
    question = None if text.startswith("/") else text
    return Asked(_inbound(event, text), is_private=press.is_private(text), question=question)


def _field(components: Iterable[Mapping[str, Any]]) -> str:
    """The text of a form's one field, whatever holds it."""
    for component in components:
        if component.get("value"):
            return str(component["value"])
        inner = [*component.get("components", ()), *filter(None, [component.get("component")])]
        if found := _field(inner):
            return found
    return ""


def _options(data: Mapping[str, Any]) -> tuple[str, dict[str, object], str]:
    """The name with its subcommand, the options, and which of them is being typed."""
    name, options = str(data.get("name", "")), data.get("options", ())
    while options and options[0]["type"] in {1, 2}:
        name, options = f"{name} {options[0]['name']}", options[0].get("options", ())
    focused = next((option["name"] for option in options if option.get("focused")), "")
    return name, {option["name"]: option["value"] for option in options}, focused


def _inbound(event: discord.Interaction, text: str) -> Inbound:
    is_direct = event.guild_id is None
    manages = any(getattr(event.permissions, name) for name in _MANAGING)
    return Inbound(
        event=f"discord-{event.id}",
        address=address_of(_place(event)),
        person=str(event.user.id),
        text=text,
        space=_space(event),
        locale=event.locale.value,
        roles=frozenset({DIRECT, MANAGES} if is_direct else {MANAGES} if manages else ()),
        earlier=heard.earlier_in(event.message, event.message.author.id) if event.message else None,
    )


def _place(event: discord.Interaction) -> Place:
    """Direct messages with the bot are the person's; those between people, where an app came along, a channel."""
    between = event.context.private_channel and not event.context.dm_channel
    if (event.guild_id is None and not between) or event.channel_id is None:
        return Person(event.user.id)
    return Channel(event.channel_id, event.guild_id)


def _space(event: discord.Interaction) -> str:
    return space_of(event.guild_id, event.user.id)


def message(event: discord.Message, me: int) -> Asked | None:
    """A mention, a reply that pings, or a direct message; None for what isn't said to the bot."""
    is_direct = event.guild is None
    if event.author.bot or event.webhook_id is not None or event.type not in _SPOKEN:
        return None
    if not is_direct and all(user.id != me for user in event.mentions):
        return None
    names = {str(user.id): user.display_name for user in event.mentions}
    text = _MENTION.sub(
        lambda found: "" if found[1] == str(me) else f"@{names.get(found[1], '')}", event.content
    )
    return Asked(
        Inbound(
            event=f"discord-{event.id}",
            address=address_of(
                Person(event.author.id) if event.guild is None else Channel(event.channel.id, event.guild.id)
            ),
            person=str(event.author.id),
            text=re.sub(" {2,}", " ", text).strip(),
            space=space_of(event.guild.id if event.guild else None, event.author.id),
            locale=event.guild.preferred_locale.value if event.guild else None,
            roles=_roles(event),
            earlier=heard.earlier_in(_replied_to(event), me),
        )
    )


def _replied_to(event: discord.Message) -> discord.Message | None:
    found = event.reference.resolved if event.reference else None
    return found if isinstance(found, discord.Message) else None


_SPOKEN = (discord.MessageType.default, discord.MessageType.reply)


def _roles(event: discord.Message) -> frozenset[str]:
    if event.guild is None:
        return frozenset({DIRECT, MANAGES})
    if not isinstance(event.author, discord.Member):
        return frozenset()
    try:
        allowed = event.channel.permissions_for(event.author)
    except discord.ClientException:  # A thread whose channel isn't known.
        return frozenset()
    return frozenset({MANAGES} if any(getattr(allowed, name) for name in _MANAGING) else ())


def _is_ours(data: Mapping[str, Any], event: discord.Interaction) -> bool:
    me = event.client.user
    return me is not None and str(data.get("author", {}).get("id")) == str(me.id)


def text_of(data: Mapping[str, Any]) -> str:
    """All text of a message as Discord gives it: its content, its embeds, its components and what it forwards."""
    texts = [str(data.get("content") or "")]
    texts += [text_of(one.get("message") or {}) for one in data.get("message_snapshots") or ()]
    for embed in data.get("embeds") or ():
        texts += [str(embed.get("title") or ""), str(embed.get("description") or "")]
        texts += [str(field.get("value") or "") for field in embed.get("fields") or ()]
    texts += heard.texts(data.get("components") or ())
    return safe("\n".join(filter(None, texts)))
