"""Forms: subscribe or change a briefing, choose leaders and a topic to compare; and what their answers mean."""

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

from adapters.slack import drawing, limits
from adapters.slack.address import Place, place_of
from adapters.slack.drawing import Json
from adapters.slack.mailbox import Mailbox
from adapters.slack.parse import Asked, Way
from adapters.slack.people import Profile
from adapters.slack.private import view
from bot.errors import DeliveryError
from bot.platform import Desk, Inbound, State
from bot.wording import Words, say

_FORM = re.compile(r"/briefings\s+(subscribe|change)\s*([0-9a-f]{8})?\s*", re.I)
_SUBSCRIBE = re.compile(r"/briefings\s+subscribe\b", re.I)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_LENGTHS = {"headline": say("headline"), "short": say("short"), "full": say("full")}

COMPARE = "compare"


def form_for(asked: Asked, profile: Profile, words: Words) -> Mapping[str, Any] | None:
    """The form that a command without details opens: "/briefings subscribe", "/briefings change [ID]"."""
    found = _FORM.fullmatch(asked.text)
    if not asked.trigger or not found:
        return None
    return briefing(found[1].lower(), asked.place.top, profile, words, id=found[2] or "")


async def opened(mailbox: Mailbox, trigger: str, form: Mapping[str, Any]) -> bool:
    """Open a form; False where the trigger is too old, and the command is answered in words."""
    try:
        await mailbox.call("views.open", trigger_id=trigger, view=form)
    except DeliveryError:
        return False
    return True


def briefing(
    verb: str,
    place: Place,
    profile: Profile,
    words: Words,
    *,
    id: str = "",
    home: bool = False,
    pick: bool = False,
) -> Mapping[str, Any]:
    """The form for a new briefing or, with `id`, an old one; `pick` asks for the channel, too."""
    is_new = verb == "subscribe"
    blocks: list[Json] = []
    if pick:
        channels = {"type": "conversations_select", "action_id": "channel"}
        channels["filter"] = {"include": ["public", "private"]}  # type: ignore[assignment]
        blocks.append(_input("channel", words.text("Channel; empty: a direct message to you"), channels))
    time = {"type": "timepicker", "action_id": "time"} | ({"initial_time": "08:00"} if is_new else {})
    zone = {"type": "plain_text_input", "action_id": "zone"}
    if is_new and profile.zone:
        zone["initial_value"] = profile.zone
    days = [drawing.option(words.weekday(number), name) for number, name in enumerate(_DAYS)]
    lengths = [drawing.option(words.said(label), name) for name, label in _LENGTHS.items()]
    boxes: Json = {"type": "checkboxes", "action_id": "days", "options": days}
    menu: Json = {"type": "static_select", "action_id": "length", "options": lengths}
    if is_new:
        boxes["initial_options"] = days
        menu["initial_option"] = lengths[1]
    blocks += [
        _input("time", words.text("Time"), time, optional=not is_new),
        _input("zone", words.text("Time zone, for example Europe/Berlin"), zone, optional=not is_new),
        _input("days", words.text("Days"), boxes, optional=not is_new),
        _input("length", words.text("Length"), menu, optional=not is_new),
    ]
    if not is_new:
        blocks.insert(0, drawing.context(words.text("What you leave empty stays as it is.")))
    told = json.dumps({"verb": verb, "address": place.address, "id": id, "home": home})
    return view(
        blocks,
        words,
        words.text("A briefing"),
        callback_id="briefing",
        private_metadata=told,
        submit=drawing.plain(words.text("Save")),
    )


def comparison(place: Place, desk: Desk, words: Words) -> Mapping[str, Any] | None:
    """The form that chooses leaders and a topic; None where there aren't two leaders."""
    leaders = [c for c in desk.suggest("leader", "", place.team) if drawing.fits_option(c.value)]
    topics = [c for c in desk.suggest("topic", "", place.team) if drawing.fits_option(c.value)]
    if len(leaders) < 2:
        return None
    many: Json = {"type": "multi_static_select", "action_id": "leaders"}
    many["options"] = [drawing.option(c.label, c.value) for c in leaders[: limits.OPTIONS]]
    blocks = [_input("leaders", words.text("Leaders to compare"), many, optional=False)]
    if topics:
        one: Json = {"type": "static_select", "action_id": "topic"}
        one["options"] = [drawing.option(c.label, c.value) for c in topics[: limits.OPTIONS]]
        blocks.append(_input("topic", words.text("Topic"), one))
    return view(
        blocks,
        words,
        words.text("Compare"),
        callback_id="compare",
        private_metadata=json.dumps({"address": place.address}),
        submit=drawing.plain(words.text("Compare")),
    )


def chooser(asked: Asked, desk: Desk, words: Words) -> Json | None:
    """The button below a comparison of all leaders that opens the form."""
    if asked.text.strip().casefold() != "/compare" or len(desk.suggest("leader", "", asked.place.team)) < 2:
        return None
    label = words.text("Choose leaders and a topic")
    return drawing.actions([drawing.button(label, COMPARE, "form:compare")], "form")


def _input(name: str, label: str, element: Json, *, optional: bool = True) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": drawing.plain(label),
        "element": element,
        "optional": optional,
    }


def submitted(body: Mapping[str, Any]) -> tuple[Asked, bool] | None:
    """What a form that was filled in asks for, and whether the Home is to be drawn anew."""
    shown, user = body.get("view") or {}, str((body.get("user") or {}).get("id") or "")
    try:
        told = json.loads(shown.get("private_metadata") or "{}")
    except ValueError:
        return None
    place = place_of(str(told.get("address", "")))
    values = {name: value for block in shown["state"]["values"].values() for name, value in block.items()}
    if place is None or not user:
        return None
    if shown.get("callback_id") == "compare":
        text = _compared(values)
    else:
        if channel := (values.get("channel") or {}).get("selected_conversation"):
            place = Place(team=place.team, enterprise=place.enterprise, channel=channel)
        text = f"/briefings {told['verb']} {told['id']} {_schedule(values)}"
    return (
        Asked(
            event=str(body.get("trigger_id") or ""),
            place=place,
            user=user,
            text=" ".join(text.split()),
            way=Way.PRESS,
            is_direct=place.channel.startswith("D"),
        ),
        bool(told.get("home")),
    )


def _compared(values: Mapping[str, Any]) -> str:
    chosen = [one["value"] for one in values["leaders"].get("selected_options") or []]
    topic = ((values.get("topic") or {}).get("selected_option") or {}).get("value")
    return f"/compare {' vs '.join(chosen)}" + (f" on {topic}" if topic else "")


def _schedule(values: Mapping[str, Any]) -> str:
    days = [one["value"] for one in (values.get("days") or {}).get("selected_options") or []]
    length = ((values.get("length") or {}).get("selected_option") or {}).get("value") or ""
    time = (values.get("time") or {}).get("selected_time") or ""
    if time:
        time = datetime.time.fromisoformat(time).strftime("%H:%M")
    zone = (values.get("zone") or {}).get("value") or ""
    on = "every day" if len(days) == len(_DAYS) else ", ".join(days)
    return f"{time} {zone} {on} {length}"


async def remember(state: State, inbound: Inbound) -> None:
    """Keep in which channels briefings were subscribed, for the Home."""
    place = place_of(inbound.address)
    if place is None or place.channel.startswith("D") or not _SUBSCRIBE.match(inbound.text):
        return
    key = f"slack:subscribed:{inbound.space}"
    known: list[str] = json.loads(await state.get(key) or "[]")
    if inbound.address not in known:
        await state.put(key, json.dumps([*known, inbound.address]))
