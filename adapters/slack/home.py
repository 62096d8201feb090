"""The Home: what the bot is, my briefings and the channels' with buttons, the documents and the help."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack import drawing, limits, modals
from adapters.slack.address import Place, person_id, place_of
from adapters.slack.answering import Answering
from adapters.slack.drawing import Json
from adapters.slack.parse import Asked, Body, HomeOpened, Way
from adapters.slack.people import Profile
from adapters.slack.render import render_view
from adapters.slack.safe import cut, safe
from bot.errors import DeliveryError
from bot.platform import DIRECT, MANAGES, Inbound
from bot.reply import Actions, Bullets, Paragraph, Reply
from bot.wording import Words, words_for

_LISTED = re.compile(r"([0-9a-f]{8}): (.+)", re.S)
_CHANNELS = 20
"""Channels whose briefings the Home lists."""


class Home:
    """The Home of each person, drawn when it is opened and after each change."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._desk = answering.desk
        self._mailbox = answering.mailbox
        self._people = answering.people

    async def open(self, opened: HomeOpened) -> None:
        """Draw the Home, or offer questions in the conversation with the agent."""
        if opened.is_chat:
            await self._suggest(opened)
        else:
            await self.draw(opened.user, opened.place)

    async def _suggest(self, opened: HomeOpened) -> None:
        profile = await self._people.of(opened.user)
        prompts = [{"title": cut(safe(one), 75), "message": one} for one in self._questions(opened, profile)]
        if not prompts:
            return
        try:
            await self._mailbox.call(
                "assistant.threads.setSuggestedPrompts", channel_id=opened.place.channel, prompts=prompts
            )
        except DeliveryError:
            return  # No agent: people type.

    def _questions(self, opened: HomeOpened, profile: Profile) -> list[str]:
        """What is worth asking, as the desk's hello has it."""
        hello = self._desk.hello(opened.place.team, profile.locale)
        texts = [a.text for block in hello.blocks if isinstance(block, Actions) for a in block.items]
        return [text for text in texts if not text.startswith("/")][: limits.PROMPTS]

    async def draw(self, user: str, place: Place, told: Reply | None = None) -> None:
        """Publish the Home of a person; `told` is what came of a button that they pressed there."""
        profile = await self._people.of(user)
        words = words_for(profile.locale)
        room = await self._mailbox.room(replace(place, channel="", thread="", person=user))
        mine = Place(team=place.team, enterprise=place.enterprise, channel=room)
        person = person_id(place.team, user)
        welcome = self._desk.home(person, place.team, profile.locale)
        lines = tuple(b for b in (told.blocks[:1] if told else ()) if isinstance(b, Paragraph))
        blocks = render_view(Reply(lines + tuple(b for b in welcome.blocks if not isinstance(b, Actions))))
        blocks.append(_buttons(words, mine))
        blocks += await self._briefings(words.text("Your briefings"), mine, user, profile, words)
        for address in await self._subscribed(place.team):
            channel = place_of(address)
            name = await self._name(channel.channel, user) if channel else None
            if channel and name:
                title = words.text("Briefings in {channel}", channel=name)
                blocks += await self._briefings(title, channel, user, profile, words, is_mine=False)
        home = {"type": "home", "blocks": blocks[: limits.VIEW_BLOCKS]}
        await self._mailbox.call("views.publish", user_id=user, view=home)

    async def _subscribed(self, team: str) -> list[str]:
        kept = await self._answering.state.get(f"slack:subscribed:{team}")
        return json.loads(kept or "[]")[-_CHANNELS:]

    async def _name(self, channel: str, user: str) -> str | None:
        """How a channel is called, for those who may know that it is there; None for everyone else."""
        if not channel or channel.startswith("D"):
            return None
        try:
            told = (await self._mailbox.read("conversations.info", channel=channel)).get("channel") or {}
            is_hidden = told.get("is_private") or told.get("is_mpim")
            if is_hidden and not await self._mailbox.has_member(channel, user):
                return None
        except DeliveryError:
            return None
        return f"#{told.get('name') or channel}"

    async def _briefings(
        self, title: str, place: Place, user: str, profile: Profile, words: Words, *, is_mine: bool = True
    ) -> list[Json]:
        """What is subscribed at a place, with buttons for those who may press them."""
        roles = (
            frozenset({DIRECT}) if is_mine else await self._people.roles(user, place.channel, is_direct=False)
        )
        reply = await self._answering.asking.reply_to(
            self._inbound(place, user, profile, "/briefings list", roles), words
        )
        items = [item.text for block in reply.blocks if isinstance(block, Bullets) for item in block.items]
        found = [match for item in items if (match := _LISTED.fullmatch(item))]
        if not found and not is_mine:
            return []
        blocks = [{"type": "divider"}, drawing.header(cut(safe(title), limits.HEADER))]
        if not found:
            blocks.append(drawing.context(words.text("None yet.")))
        for match in found:
            blocks += self._one(match[1], match[2], place, words, may=bool(roles & {DIRECT, MANAGES}))
        return blocks

    @staticmethod
    def _one(id: str, text: str, place: Place, words: Words, *, may: bool) -> list[Json]:
        shown = [drawing.rich(drawing.section(drawing.run(cut(safe(text), limits.BLOCK_TEXT))))]
        if not may:
            return shown
        paused = words.text("paused ({reason})", reason="\0").split("\0")[0]
        turn, verb = (
            (words.text("Resume"), "resume") if f"· {paused}" in text else (words.text("Pause"), "pause")
        )
        row = [
            drawing.button(words.text("Change"), f"{place.address} {id}", f"home:change:{id}"),
            drawing.button(turn, f"{place.address} /briefings {verb} {id}", f"home:run:{verb}:{id}"),
            drawing.button(
                words.text("Remove"),
                f"{place.address} /briefings remove {id}",
                f"home:run:remove:{id}",
                style="danger",
            ),
        ]
        return [*shown, drawing.actions(row)]

    @staticmethod
    def _inbound(place: Place, user: str, profile: Profile, text: str, roles: frozenset[str]) -> Inbound:
        return Inbound(
            event=f"home:{user}",
            address=place.address,
            person=person_id(place.team, user),
            text=text,
            space=place.team,
            locale=profile.locale,
            zone=profile.zone,
            roles=roles,
        )

    async def press(self, body: Body) -> None:
        """A button in the Home or in a modal."""
        (action, *_) = body.get("actions") or [{}]
        kind, value = str(action.get("action_id") or ""), str(action.get("value") or "")
        user, trigger = str((body.get("user") or {}).get("id") or ""), str(body.get("trigger_id") or "")
        address, _, rest = value.partition(" ")
        place = place_of(address)
        profile = await self._people.of(user)
        words = words_for(profile.locale)
        if place is None:
            await self._in_modal(body, value, user, trigger)
        elif kind.startswith("home:change"):
            await modals.opened(
                self._mailbox, trigger, modals.briefing("change", place, profile, words, id=rest, home=True)
            )
        elif kind == "home:add":
            form = modals.briefing("subscribe", place, profile, words, home=True, pick=True)
            await modals.opened(self._mailbox, trigger, form)
        elif kind.startswith("home:run"):
            is_direct = place.channel.startswith("D")
            roles = await self._people.roles(user, place.channel, is_direct=is_direct)
            inbound = self._inbound(place, user, profile, rest, roles)
            told = await self._answering.asking.reply_to(replace(inbound, event=trigger), words)
            await self.draw(user, place.top, told)

    async def _in_modal(self, body: Mapping[str, Any], text: str, user: str, trigger: str) -> None:
        """A page that is opened from the Home."""
        home = Place(team=str(body["team_id"]), enterprise=str(body["enterprise_id"]), person=user)
        place = replace(home, channel=await self._mailbox.room(home), person="")
        asked = Asked(
            event=trigger, place=place, user=user, text=text, way=Way.OPEN, is_direct=True, trigger=trigger
        )
        await self._answering.take(asked)


def _buttons(words: Words, mine: Place) -> Json:
    return drawing.actions(
        [
            drawing.button(words.text("Add a briefing"), mine.address, "home:add", style="primary"),
            drawing.button(words.text("Documents"), "/sources", "open:sources"),
            drawing.button(words.text("Leaders"), "/leaders", "open:leaders"),
            drawing.button(words.text("Help"), "/help", "open:help"),
        ]
    )
