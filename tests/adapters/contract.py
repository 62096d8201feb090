"""The suite that every platform passes, written once against `bot.platform.Platform`.

A platform's test file subclasses `PlatformContract` and provides the fixture `stage`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters import names, open_platform
from bot.errors import DeliveryError, UnusableInput
from bot.platform import (
    KEY_LENGTH,
    Absent,
    Address,
    CannotTell,
    Found,
    Level,
    Payload,
    Platform,
    State,
    platform_of,
)
from bot.reply import (
    Action,
    Actions,
    Block,
    Bullets,
    Footnote,
    Heading,
    Image,
    Paragraph,
    Quote,
    Reply,
    Source,
    Sources,
    Table,
)
from bot.state import Memory
from bot.wording import Said
from tests.adapters.desks import EchoDesk, said

HOSTILE = (
    "\x1b[31mred\x07\x9b2J \u202eevil\u202c \u2066x\u2069 \u200bz"
    " [bold]b[/bold] :smile: <!channel> @everyone *a*"
)


@dataclass
class Stage:
    """A platform on a stage that a test can look at."""

    platform: Platform
    address: Address
    """Where a post arrives."""
    elsewhere: Address
    """An address of another platform."""
    say: Callable[[str], Awaitable[None]]
    """Plays a person who says this, while the platform serves."""
    shown: Callable[[], str]
    """All text that people have been shown so far, without decoration that the platform adds."""
    text_of: Callable[[Payload], str]
    """The words of a payload as people read them."""
    is_within_limits: Callable[[Payload], bool]
    is_harmless: Callable[[str], bool]
    """Whether this text, as it is sent, neither steers the platform nor notifies or misleads people."""
    add: Callable[[], Awaitable[None]] | None = None
    """Plays that the bot is added to a place, the same each time; None where nobody adds it anywhere."""


words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=40)
wild = st.text(max_size=60)


def replies(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Reply]:
    """Replies of any blocks."""
    paragraph = st.builds(Paragraph, texts, st.lists(st.integers(1, 9), max_size=3).map(tuple))
    paragraphs = st.lists(paragraph, min_size=1, max_size=4).map(tuple)
    source = st.builds(
        Source,
        st.integers(1, 99),
        st.none() | texts,
        texts,
        st.integers(1, 999),
        st.none() | texts,
        st.none() | texts,
    )
    table = st.integers(1, 5).flatmap(
        lambda n: st.builds(
            Table,
            st.tuples(*[texts] * n),
            st.lists(st.tuples(*[paragraph] * n), max_size=4).map(tuple),
        )
    )
    block: st.SearchStrategy[Block] = st.one_of(
        st.builds(Heading, texts, st.integers(1, 2)),
        paragraph,
        st.builds(Bullets, paragraphs, st.booleans()),
        st.builds(Quote, texts, st.none() | texts),
        table,
        st.builds(Sources, st.lists(source, max_size=4).map(tuple)),
        st.builds(Image, st.just(b""), texts),
        st.builds(Actions, st.lists(texts.map(lambda t: Action(t, t)), max_size=4).map(tuple)),
        st.builds(Footnote, texts),
    )
    return st.builds(Reply, st.lists(block, max_size=6).map(tuple))


examples = settings(
    max_examples=60,
    deadline=None,
    # Each platform runs these on a stage of its own, one class after another.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)


def texts_of(reply: Reply) -> list[str]:
    """Every text in a reply that may not be lost."""
    found: list[str] = []
    for block in reply.blocks:
        match block:
            case Heading(text) | Footnote(text):
                found.append(text)
            case Paragraph(text):
                found.append(text)
            case Bullets(items):
                found += [item.text for item in items]
            case Quote(text, source):
                found += [text, source or ""]
            case Table(header, rows):
                found += [*(header[1:] if rows else ()), *(cell.text for row in rows for cell in row)]
            case Sources(items):
                found += [
                    part for s in items for part in (s.quote or "", s.title, s.date or "", s.link or "")
                ]
            case Image(alt=alt):
                found.append(alt)
            case Actions(items):
                found += [action.text for action in items]
    return found


def squeezed(text: str) -> str:
    """Without white space: where a platform wraps is its own affair."""
    return "".join(text.split())


class PlatformContract:
    """What `rapporteur` relies on, whatever the platform."""

    def test_it_is_opened_by_its_name(self, stage: Stage) -> None:
        assert stage.platform.name in names()
        assert open_platform(stage.platform.name).name == stage.platform.name

    @examples
    @given(reply=replies(words))
    def test_rendering_loses_no_text(self, stage: Stage, reply: Reply) -> None:
        shown = squeezed("".join(map(stage.text_of, stage.platform.render(reply))))
        # Cells that stand side by side are interleaved line by line: each word must be there, not each text.
        for text in texts_of(reply):
            for word in text.split():
                assert squeezed(word)[:8] in shown

    @examples
    @given(reply=replies(wild))
    def test_rendering_is_total_pure_harmless_and_within_the_limits(self, stage: Stage, reply: Reply) -> None:
        payloads = stage.platform.render(reply)
        assert len(payloads) > 0
        assert list(stage.platform.render(reply)) == list(payloads)
        assert all(map(stage.is_within_limits, payloads))
        assert all(stage.is_harmless(stage.text_of(payload)) for payload in payloads)

    @pytest.mark.parametrize("length", [3_000, 12_001, 60_000])
    def test_a_long_text_is_split_not_cut(self, stage: Stage, length: int) -> None:
        text = " ".join(f"w{n}" for n in range(length // 5))
        payloads = stage.platform.render(Reply((Paragraph(text), Quote(text))))
        assert all(map(stage.is_within_limits, payloads))
        shown = " ".join(map(stage.text_of, payloads)).split()
        assert all(f"w{n}" in shown for n in range(1, length // 5 - 1))

    def test_hostile_text_does_nothing_wherever_it_stands(self, stage: Stage) -> None:
        cell = Paragraph(HOSTILE, (1,))
        reply = Reply(
            (
                Heading(HOSTILE),
                cell,
                Bullets((cell,)),
                Quote(HOSTILE, HOSTILE),
                Table((HOSTILE, HOSTILE), ((cell, cell),)),
                Sources((Source(1, HOSTILE, HOSTILE, 1, HOSTILE, HOSTILE),)),
                Image(b"", HOSTILE),
                Actions((Action(HOSTILE, HOSTILE),)),
                Footnote(HOSTILE),
            )
        )
        for payload in stage.platform.render(reply):
            assert stage.is_harmless(stage.text_of(payload))
            assert stage.is_within_limits(payload)

    def test_every_citation_and_its_quote_is_shown(self, stage: Stage) -> None:
        shown = "".join(map(stage.text_of, stage.platform.render(said("An answer"))))
        assert "[1]" in shown
        assert squeezed("The two meet on Friday.") in squeezed(shown)
        assert "passage 3" in shown

    async def test_a_post_is_shown_once_per_key_and_found_again(self, stage: Stage) -> None:
        (payload, *_) = stage.platform.render(said("Posted once"))
        key = "k" * KEY_LENGTH
        assert isinstance(await stage.platform.find(stage.address, key), Absent | CannotTell)
        first = await stage.platform.post(stage.address, payload, key)
        again = await stage.platform.post(stage.address, payload, key)
        assert again == first
        assert stage.shown().count("Posted once") == 1
        found = await stage.platform.find(stage.address, key)
        assert found == Found(first) or isinstance(found, CannotTell)
        await stage.platform.post(stage.address, payload, "another")
        assert stage.shown().count("Posted once") == 2

    async def test_two_posts_of_one_key_at_once_are_shown_once(self, stage: Stage) -> None:
        (payload, *_) = stage.platform.render(said("Posted at once"))
        posts = [stage.platform.post(stage.address, payload, "key") for _ in range(3)]
        assert len(set(await asyncio.gather(*posts))) == 1
        assert stage.shown().count("Posted at once") == 1

    async def test_a_post_to_a_foreign_address_raises_what_the_courier_can_act_on(self, stage: Stage) -> None:
        (payload, *_) = stage.platform.render(said("Lost"))
        with pytest.raises(DeliveryError):
            await stage.platform.post(stage.elsewhere, payload, "key")
        assert "Lost" not in stage.shown()

    async def test_where_a_subscription_was_prepared_a_post_arrives(self, stage: Stage) -> None:
        address = await stage.platform.prepare(stage.address, "The lake talks")
        assert platform_of(address) == stage.platform.name
        (payload, *_) = stage.platform.render(said("Posted as prepared"))
        await stage.platform.post(address, payload, "key")
        assert stage.shown().count("Posted as prepared") == 1

    async def test_what_cannot_be_posted_to_is_said_before_it_is_subscribed(self, stage: Stage) -> None:
        with pytest.raises(UnusableInput) as refused:
            await stage.platform.prepare(stage.elsewhere, "The lake talks")
        assert isinstance(refused.value.args[0], Said)  # So that a reader of any language understands it.

    def test_a_hello_shows_its_questions_and_the_daily_briefing(self, stage: Stage) -> None:
        payloads = stage.platform.render(EchoDesk().hello("space"))
        assert all(map(stage.is_within_limits, payloads))
        shown = " ".join("".join(map(stage.text_of, payloads)).split())
        for words in ("Hello, I am an echo.", "Who meets?", "Brief this channel daily?"):
            assert words in shown

    async def test_hello_is_said_once_where_it_was_added_also_after_a_restart(self, stage: Stage) -> None:
        if stage.add is None:
            pytest.skip("nobody adds this platform anywhere")
        state = Memory()
        for _ in range(2):
            async with _serving(stage, EchoDesk(), state):
                await stage.add()
                await _until(lambda: "Hello, I am an echo." in stage.shown())
                await stage.add()
                await stage.say("hello there")
                await _until(lambda: "You said hello there" in stage.shown())
        assert stage.shown().count("Hello, I am an echo.") == 1

    async def test_what_people_say_reaches_the_desk_once_and_is_answered(self, stage: Stage) -> None:
        desk = EchoDesk()
        async with _serving(stage, desk):
            await stage.say("hello there")
            await _until(lambda: "You said hello there" in stage.shown())
            await stage.say("and again")
            await _until(lambda: "You said and again" in stage.shown())
        assert [inbound.text for inbound in desk.inbounds] == ["hello there", "and again"]
        first, second = desk.inbounds
        assert first.event != second.event
        assert (first.address, first.person) == (second.address, second.person)
        assert "The two meet on Friday." in " ".join(stage.shown().split())

    async def test_parts_and_a_changed_whole_end_with_the_whole(self, stage: Stage) -> None:
        async with _serving(stage, EchoDesk()):
            await stage.say("parts")
            await _until(lambda: "You said parts" in stage.shown() and "engine: echo" in stage.shown())
            await stage.say("change")
            await _until(lambda: "It is otherwise" in stage.shown())

    async def test_a_fault_of_the_desk_is_told_and_costs_one_answer_only(self, stage: Stage) -> None:
        async with _serving(stage, EchoDesk()):
            before = stage.shown()
            await stage.say("fail")
            await _until(lambda: len(stage.shown()) > len(before))
            await stage.say("hello")
            await _until(lambda: "You said hello" in stage.shown())
        assert "Traceback" not in stage.shown()
        assert "on purpose" not in stage.shown()

    async def test_stopping_closes_the_work_that_is_under_way(self, stage: Stage) -> None:
        desk = EchoDesk()
        async with _serving(stage, desk):
            await stage.say("wait")
            await asyncio.wait_for(desk.busy.wait(), 5)
        assert desk.closed == ["wait"]

    async def test_each_finding_of_the_check_says_what_to_do(self, stage: Stage) -> None:
        findings = await stage.platform.check()
        assert findings
        for finding in findings:
            assert finding.subject
            assert finding.text
            assert finding.level is Level.OK or finding.remedy


class _serving:  # noqa: N801
    """Serves while the block runs, and stops then as an operator does: by cancelling."""

    def __init__(self, stage: Stage, desk: EchoDesk, state: State | None = None) -> None:
        self._serving = asyncio.ensure_future(stage.platform.serve(desk, state or Memory()))

    async def __aenter__(self) -> None:
        await asyncio.sleep(0)

    async def __aexit__(self, *_: object) -> None:
        self._serving.cancel()
        with suppress(asyncio.CancelledError):
            await self._serving


async def _until(condition: Callable[[], bool]) -> None:
    """Wait until it holds, 5 s at most."""
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - each platform shows things in its own way.
            await asyncio.sleep(0.002)
