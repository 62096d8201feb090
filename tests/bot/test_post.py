"""One delivery from claimed to settled, on a platform that answers in every way there is."""

import datetime
from itertools import pairwise

import pytest

from bot.errors import Gone, Rejected, Throttled, Unknown, UnusableDossier
from bot.platform import KEY_LENGTH, Address, CannotTell
from bot.rules import Rules
from bot.subscriptions import Stage
from tests.bot.couriers import HERE, office, one
from tests.bot.store.stores import DAY, HOUR, MINUTE, SECOND, subscription
from tests.fakes import HANGS, Answer, FakePlatform, Step, Turn, lost, unanswered
from tests.simulated import START, simulated

# What a platform answers


@simulated
async def test_throttled_waits_as_long_as_it_was_told_and_no_longer(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, Throttled(130), Throttled(1))
        await place.run(place.courier(fake), 4 * MINUTE)
        first, second, third = (at for at, _, _ in fake.tried)
        assert 130 * SECOND <= second - first <= 135 * SECOND
        assert SECOND <= third - second <= 10 * SECOND
        assert await place.stage() is Stage.SENT


@simulated
async def test_unknown_that_arrived_is_found_and_not_posted_again(database_url: str) -> None:
    async with office(database_url) as place:
        fake = await one(place, unanswered())
        await place.run(place.courier(fake), 3 * MINUTE)
        assert len(fake.tried) == len(fake.posted) == 1
        assert await place.story() == [Stage.CLAIMED, Stage.SENDING, Stage.UNKNOWN, Stage.SENT]


@simulated
async def test_unknown_that_never_arrived_is_posted_after_a_look(database_url: str) -> None:
    async with office(database_url) as place:
        fake = await one(place, lost())
        await place.run(place.courier(fake), 3 * MINUTE)
        assert [key for _, _, key in fake.tried] == [fake.looked[0][2]] * 2
        assert len(fake.posted) == 1
        assert await place.stage() is Stage.SENT


@pytest.mark.parametrize("answers", [0.0, 29.0, None])
@simulated
async def test_nobody_looks_before_a_late_request_must_have_landed(
    sqlite_url: str, answers: float | None
) -> None:
    async with office(sqlite_url) as place:
        gave_up = 30.0 if answers is None else answers
        late = Turn(lands=gave_up + 59.9, answers=answers, error=Unknown("reset"))
        fake = await one(place, late)
        await place.run(place.courier(fake), 4 * MINUTE)
        assert fake.looked[0][0] >= START + (gave_up + 60) * SECOND
        assert len(fake.tried) == len(fake.posted) == 1
        assert await place.stage() is Stage.SENT


@simulated
async def test_an_answer_that_never_comes_is_waited_for_half_a_minute(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, HANGS)
        await place.tick(place.courier(fake))
        assert place.time.now() == START + 30 * SECOND
        (delivery,) = await place.store.deliveries("a", 1)
        assert (delivery.stage, delivery.cause) == (Stage.UNKNOWN, "no answer within 30 s")


@pytest.mark.parametrize("error", [ConnectionResetError("reset"), OSError(101, "down"), KeyError("ts")])
@simulated
async def test_an_error_that_nobody_expected_may_have_arrived(sqlite_url: str, error: Exception) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, Turn(error=error))
        await place.run(place.courier(fake), 3 * MINUTE)
        assert len(fake.tried) == len(fake.posted) == 1
        assert await place.stage() is Stage.SENT


@simulated
async def test_rejected_goes_out_in_the_plain_form(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, Rejected("blocks: invalid"))
        await place.tick(place.courier(fake))
        (posted,) = fake.posted
        assert posted.payload.is_plain
        assert "Both sides want the bridge open. [1]" in posted.payload.text
        assert ("plain_form", "blocks: invalid") in [
            (e["event"], e.get("reason", "")[-15:]) for e in place.log
        ]
        assert await place.stage() is Stage.SENT


@simulated
async def test_what_is_rejected_in_its_plain_form_too_has_failed(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, Rejected("no"), Rejected("still no"))
        await place.run(place.courier(fake), 5 * HOUR, every=3600)
        assert len(fake.tried) == 2
        assert await place.stage() is Stage.FAILED
        assert "still no" in ((await place.newest()).cause or "")


@simulated
async def test_retries_come_later_each_time_and_never_all_at_once(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        script: dict[Address, Step] = {Address(f"fake:{n}:a"): lost() for n in range(5)}
        fake = FakePlatform("fake", place.time.now, script=script)
        for n in range(5):
            address = Address(f"fake:{n}:a")
            await place.store.add(subscription(str(n), address=address, space=f"fake:{n}"))
        await place.run(place.courier(fake), 4 * HOUR, every=60)
        tries = [[at for at, address, _ in fake.tried if address == there] for there in script]
        for times in tries:
            waits = [after - before for before, after in pairwise(times)]
            assert min(waits) >= MINUTE
            assert max(waits) <= 25 * MINUTE
            assert sum(waits[-4:], 0 * SECOND) > 3 * sum(waits[:4], 0 * SECOND)
        assert len({times[6] for times in tries}) > 3


@simulated
async def test_after_its_grace_it_is_skipped_and_the_next_edition_says_so(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, *[lost()] * 40)
        courier = place.courier(fake)
        await place.run(courier, 5 * HOUR, every=300)
        assert await place.stage() is Stage.SKIPPED
        assert max(at for at, _, _ in fake.tried) <= START + 4 * HOUR
        fake.script = {}
        await place.run(courier, 20 * HOUR, every=3600)
        (posted,) = fake.posted
        assert "The edition of 4 March 2026 was not sent: it never arrived" in posted.payload.text
        await place.run(courier, DAY, every=3600)
        assert "was not sent" not in fake.posted[-1].payload.text


# Looking


@simulated
async def test_where_nobody_can_look_it_is_never_posted_again_and_the_operator_is_told(
    database_url: str,
) -> None:
    async with office(database_url) as place:
        fake = await one(place, lost(), can_tell=False)
        courier = place.courier(fake)
        await place.run(courier, 5 * HOUR, every=300)
        assert len(fake.tried) == 1
        assert await place.stage() is Stage.UNKNOWN
        (told,) = [line for line in place.log if line["event"] == "delivery_unknown"]
        assert told["log_level"] == "error"
        assert "not posted again" in told["remedy"]
        # The day after goes out, and the old one is left alone.
        await place.run(courier, DAY, every=3600)
        assert [one.at.date() for one in fake.posted] == [START.date() + DAY]
        assert (await place.store.counts())[Stage.UNKNOWN] == 1


@pytest.mark.parametrize(
    "trouble",
    [
        CannotTell("too many"),
        Unknown("no"),
        Rejected("no"),
        Throttled(700),
        TimeoutError(),
        KeyError("messages"),
        HANGS,
    ],
    ids=lambda trouble: type(trouble).__name__,
)
@pytest.mark.parametrize("has_arrived", [True, False])
@simulated
async def test_who_cant_look_now_looks_again_and_doesnt_post_blindly(
    sqlite_url: str, trouble: Answer, has_arrived: bool
) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, unanswered() if has_arrived else lost(), findings=[trouble, trouble])
        await place.run(place.courier(fake), HOUR, every=30)
        assert len(fake.looked) == 3
        assert len(fake.posted) == 1
        assert "delivery_fault" not in [line["event"] for line in place.log]
        assert len(fake.tried) == (1 if has_arrived else 2)
        assert await place.stage() is Stage.SENT


@simulated
async def test_who_is_asked_to_wait_before_looking_waits_with_all_its_workspace(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, unanswered(), findings=[Throttled(1500)])
        courier = place.courier(fake)
        await place.run(courier, 2 * MINUTE)
        asked = fake.looked[0][0]
        await place.store.add(subscription("b", address=Address("fake:1:b"), next_due_at=place.time.now()))
        await place.run(courier, 30 * MINUTE, every=15)
        assert len(fake.posted) == 2
        assert fake.at("fake:1:b")[0].at >= asked + 1500 * SECOND
        assert fake.looked[1][0] >= asked + 1500 * SECOND


@simulated
async def test_a_channel_that_is_gone_when_it_is_looked_at_pauses_too(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, lost(), findings=[Gone(HERE)])
        await place.run(place.courier(fake), 3 * MINUTE)
        assert await place.stage() is Stage.GONE
        assert len(fake.at("fake:dm:ann")) == 1


@simulated
async def test_what_is_found_stays_so_whatever_goes_wrong_afterwards(sqlite_url: str) -> None:
    """A dossier that can't be read, an engine's fault: what had arrived isn't posted again once that is mended."""
    for number, trouble in enumerate([UnusableDossier("no documents"), ZeroDivisionError()]):
        async with office(sqlite_url) as place:
            here = Address(f"fake:1:{number}")
            await place.store.add(subscription(str(number), address=here))
            fake = FakePlatform("fake", place.time.now, script={here: [unanswered()]}, parts=2)
            await place.tick(place.courier(fake))
            place.trouble = trouble
            await place.store.forget(place.time.now() + DAY)  # What it was taken from is written anew.
            later = place.courier(fake)
            await place.run(later, 5 * MINUTE, every=15)
            assert fake.looked
            assert len(fake.posted) == 1
            place.trouble = None
            await place.run(later, 15 * MINUTE, every=30)
            assert [one.payload.part for one in fake.posted] == [1, 2]
            assert await place.stage(str(number)) is Stage.SENT


# Several parts


@pytest.mark.parametrize(
    ("turn", "arrived"), [(Throttled(5), False), (lost(), False), (unanswered(), True), (HANGS, False)]
)
@simulated
async def test_several_parts_go_on_behind_the_last_that_arrived(
    sqlite_url: str, turn: Step, arrived: bool
) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, Turn(), turn, parts=3)
        await place.run(place.courier(fake), 5 * MINUTE)
        assert [one.payload.part for one in fake.posted] == [1, 2, 3]
        assert len(fake.tried) == (3 if arrived else 4)
        assert [(await place.newest()).part, await place.stage()] == [3, Stage.SENT]


@simulated
async def test_each_part_has_a_key_of_its_own_that_every_try_shares(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, lost(), Turn(), lost(), parts=2, honours_keys=True)
        await place.run(place.courier(fake), 5 * MINUTE)
        keys = [key for _, _, key in fake.tried]
        assert keys == [keys[0], keys[0], keys[2], keys[2]]
        assert keys[0] != keys[2]
        assert max(map(len, keys)) <= KEY_LENGTH
        assert [one.key for one in fake.posted] == [keys[0], keys[2]]


@simulated
async def test_a_later_part_that_is_rejected_ends_it_and_nothing_is_said_twice(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        fake = await one(place, Turn(), Rejected("too long"), parts=3)
        await place.run(place.courier(fake), 5 * MINUTE)
        assert [one.payload.part for one in fake.posted] == [1]
        assert await place.stage() is Stage.FAILED


# Gone


@simulated
async def test_gone_pauses_the_subscription_and_tells_its_maker_once(database_url: str) -> None:
    async with office(database_url) as place:
        fake = await one(place, Gone(HERE))
        await place.run(place.courier(fake), 3 * DAY, every=3600)
        assert await place.stage() is Stage.GONE
        subscribed = await place.store.get("a")
        assert subscribed
        assert "gone" in (subscribed.paused or "")
        (told,) = fake.posted
        assert told.address == "fake:dm:ann"
        assert "08:00 briefing on summit can't be posted any more" in told.payload.text
        assert len(told.key) <= KEY_LENGTH


@simulated
async def test_two_editions_that_meet_a_channel_that_is_gone_tell_its_maker_once(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        await place.store.add(subscription())
        await place.store.order_now("a", START)
        gone = Turn(lands=None, answers=1, error=Gone(HERE))
        fake = FakePlatform("fake", place.time.now, script={HERE: gone})
        courier = place.courier(fake)
        await courier.tick(START)
        await place.tick(courier)  # The first isn't answered yet.
        assert len(fake.tried) == 3
        assert len(fake.at("fake:dm:ann")) == 1


@simulated
async def test_who_paused_it_already_stays_the_reason(sqlite_url: str) -> None:
    async with office(sqlite_url) as place:
        await place.store.add(subscription(paused="by ann"))
        await place.store.order_now("a", START)
        fake = FakePlatform("fake", place.time.now, script={HERE: Gone(HERE)})
        await place.tick(place.courier(fake))
        assert await place.store.get("a") == subscription(paused="by ann")
        assert len(fake.tried) == 1


@pytest.mark.parametrize("step", [Gone("fake:dm:ann"), lost(), HANGS, Throttled(9), KeyError("dm")])
@simulated
async def test_a_maker_who_cant_be_told_costs_nothing_else(sqlite_url: str, step: Step) -> None:
    async with office(sqlite_url) as place:
        await place.store.add(subscription())
        script: dict[Address, Step] = {HERE: Gone(HERE), Address("fake:dm:ann"): step}
        fake = FakePlatform("fake", place.time.now, script=script)
        await place.run(place.courier(fake), 5 * MINUTE)
        assert "maker_not_told" in [line["event"] for line in place.log]
        assert len(fake.tried) == 2
        assert await place.stage() is Stage.GONE


@pytest.mark.parametrize("has_direct", [True, False])
@simulated
async def test_nobody_is_told_where_there_is_no_other_place(sqlite_url: str, has_direct: bool) -> None:
    async with office(sqlite_url) as place:
        here = Address("fake:dm:ann") if has_direct else HERE
        await place.store.add(subscription(address=here))
        fake = FakePlatform("fake", place.time.now, script={here: Gone(here)}, has_direct=has_direct)
        await place.tick(place.courier(fake))
        assert [address for _, address, _ in fake.tried] == [here]
        assert await place.stage() is Stage.GONE


def test_a_lease_that_ends_before_a_post_has_landed_is_no_lease() -> None:
    with pytest.raises(ValueError, match="outlast"):
        Rules(lease=datetime.timedelta(seconds=90))
    assert Rules(lease=datetime.timedelta(seconds=91)).slack == SECOND
