"""The Bolt app: acknowledges everything first, then hands it on."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import drawing, modals, parse
from adapters.slack.answering import Answering
from adapters.slack.granted import COMMANDS, SHORTCUT
from adapters.slack.home import Home
from adapters.slack.parse import Asked, Deleted, HomeOpened, Joined, Stopped
from adapters.slack.private import view
from adapters.slack.welcome import Welcome
from bot.errors import RapporteurError
from bot.wording import words_for

log = structlog.get_logger()

Ack = Callable[..., Awaitable[Any]]
_ANY = re.compile(".*", re.S)
EVENTS = ("app_mention", "message", "member_joined_channel", "app_home_opened", "agent_session_stopped")


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt reads SLACK_BOT_TOKEN by itself, and complains that it has a client as well."""
    return "`token` will be unused" not in record.getMessage()


class Listening:
    """What the app does with each kind of request."""

    def __init__(self, answering: Answering, home: Home, welcome: Welcome, me: str) -> None:
        self._answering = answering
        self._home = home
        self._welcome = welcome
        self._me = me
        self._ours: dict[str, Any] = {}

    def app(self, client: AsyncWebClient, secret: str | None, identity: Mapping[str, Any]) -> AsyncApp:
        """The app; `identity` is what auth.test told."""
        # Events, commands and presses name the organisation each in a place of its own, and in shared channels another's.
        self._ours = {name: identity.get(name) or "" for name in ("team_id", "enterprise_id")}
        known = AuthorizeResult(
            enterprise_id=identity.get("enterprise_id"),
            team_id=identity.get("team_id"),
            bot_token=client.token,
            bot_id=identity.get("bot_id"),
            bot_user_id=identity.get("user_id"),
        )

        async def authorize(**_: Any) -> AuthorizeResult:
            return known

        logger = logging.getLogger("slack_bolt")
        logger.addFilter(_is_news)
        app = AsyncApp(
            logger=logger,
            client=AsyncWebClient(token=None, base_url=client.base_url),
            authorize=authorize,
            signing_secret=secret or "",
            request_verification_enabled=True,
        )
        for name in COMMANDS:
            app.command(name)(self._command)
        for name in EVENTS:
            app.event(name)(self._event)
        app.action(_ANY)(self._action)
        app.shortcut(SHORTCUT)(self._shortcut)
        app.view(_ANY)(self._view)
        return app

    def _start(self, work: Any) -> None:
        self._answering.works.spawn(self._watched(work))

    @staticmethod
    async def _watched(work: Awaitable[Any]) -> None:
        try:
            await work
        except RapporteurError as error:
            log.warning("request_failed", reason=str(error))
        except Exception:
            log.exception("request_fault")

    async def _event(self, ack: Ack, body: dict[str, Any]) -> None:
        await ack()
        match parse.event(body | self._ours, self._me):
            case Asked() as asked:
                self._start(self._answering.take(asked))
            case Deleted() as deleted:
                self._start(self._answering.drop(deleted))
            case Stopped() as stopped:
                self._start(self._answering.stop(stopped))
            case Joined() as joined:
                self._start(self._welcome.say(joined))
            case HomeOpened() as opened:
                self._start(self._home.open(opened))
            case None:
                pass

    async def _command(self, ack: Ack, body: dict[str, Any]) -> None:
        await ack()
        self._start(self._answering.take(parse.command(body | self._ours)))

    async def _action(self, ack: Ack, body: dict[str, Any]) -> None:
        await ack()
        body = body | self._ours
        asked = parse.press(body)
        (action, *_) = body.get("actions") or [{}]
        if asked is None:
            if body.get("view"):
                self._start(self._home.press(body))
        elif str(action.get("action_id")).startswith("form:"):
            self._start(self._choose(asked))
        else:
            self._start(self._answering.take(asked))

    async def _choose(self, asked: Asked) -> None:
        words = words_for((await self._answering.people.of(asked.user)).locale)
        form = modals.comparison(asked.place, self._answering.desk, words)
        if form:
            await modals.opened(self._answering.mailbox, asked.trigger, form)

    async def _shortcut(self, ack: Ack, body: dict[str, Any]) -> None:
        await ack()
        self._start(self._answering.take(parse.shortcut(body | self._ours, self._me)))

    async def _view(self, ack: Ack, body: dict[str, Any]) -> None:
        found = modals.submitted(body)
        if found is None or body["view"].get("callback_id") == "compare":
            await ack()
            if found:
                self._start(self._answering.take(found[0]))
            return
        # The form stays, and shows what came of it.
        await ack(response_action="update", view=view([drawing.context("…")], words_for(None)))
        asked, is_home = found
        self._start(self._subscribe(replace(asked, view=str(body["view"].get("id") or "")), is_home=is_home))

    async def _subscribe(self, asked: Asked, *, is_home: bool) -> None:
        work = await self._answering.take(asked)
        if work and is_home:
            await work.finished()
            await self._home.draw(asked.user, asked.place)
