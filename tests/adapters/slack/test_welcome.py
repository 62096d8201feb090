"""Hello is said once, also where Slack is slow to take it."""

import pytest

from tests.adapters.desks import EchoDesk
from tests.adapters.slack.serving import serving
from tests.adapters.slack.test_ways_in import read
from tests.servers.slack_server import SlackServer
from tests.servers.slack_workspace import Fault


@pytest.mark.parametrize(
    "fault", [Fault(retry_after=0), Fault(status=500), Fault(status=500, effect=True)], ids=str
)
async def test_a_hello_that_slack_does_not_take_at_once_is_said_all_the_same(fault: Fault) -> None:
    async with SlackServer() as slack, serving(slack, EchoDesk()):
        slack.space.fail("chat.postMessage", fault)
        slack.person().invite()
        await slack.space.until(lambda: any("Hello" in read(m) for m in slack.space.messages()))
        slack.person().mention("after")
        await slack.space.until(lambda: any("You said after" in read(m) for m in slack.space.messages()))
        assert sum("Hello" in read(m) for m in slack.space.messages()) == 1
