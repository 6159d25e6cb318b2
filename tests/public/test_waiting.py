"""The process in which clients wait: who gets what and when, whoever else waits. Ledger and entries are the test's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import orjson
import pytest
from django.conf import settings
from django.db import OperationalError

from claims.public.api.feed import STREAM_PATH, WAIT_PATH
from claims.public.changes import Changes
from claims.public.waiting import application
from claims.public.waiting.application import Waiting
from claims.public.waiting.ledger_end import LedgerEnd
from tests.public.asking import Asking, ask

pytestmark = pytest.mark.no_database


class Ledger:
    """Entries that say no more than their position."""

    def __init__(self, head: int) -> None:
        self.head = head
        self.reads: list[tuple[int, int, int]] = []
        self.asked: list[Asking] = []  # who is not kept leaves
        self.end = LedgerEnd()
        self.end.move_to(head)
        self.application = Waiting(end=self.end, read_changes=self.read, read_head=lambda: self.head)

    def read(self, *, after: int, upto: int, limit: int) -> Changes:
        self.reads.append((after, upto, limit))
        found = range(after + 1, min(upto, after + limit) + 1)
        return Changes([b'{"seq":%d}' % seq for seq in found], next_after=max([after, *found]), head=upto)

    def grow(self) -> None:
        self.head += 1
        self.end.move_to(self.head)

    async def ask(self, path: str, query: str = "", **how: str) -> Asking:
        self.asked.append(await ask(self.application, path, query, **how))
        return self.asked[-1]


def run(scenario: Callable[[Ledger], Awaitable[None]], *, head: int = 5) -> None:
    async def run_() -> None:
        await scenario(Ledger(head))

    asyncio.run(run_())


def test_a_poll_is_answered_at_once_where_there_are_entries() -> None:
    async def scenario(ledger: Ledger) -> None:
        asking = await ledger.ask(WAIT_PATH, "after=3&wait=30")
        assert await asking.answer() == (200, {"results": [{"seq": 4}, {"seq": 5}], "head": 5, "next_after": 5})

    run(scenario)


def test_a_poll_waits_for_the_next_entry() -> None:
    async def scenario(ledger: Ledger) -> None:
        asking = await ledger.ask(WAIT_PATH, "after=5&wait=30")
        assert await asking.is_waiting()
        ledger.grow()
        assert await asking.answer() == (200, {"results": [{"seq": 6}], "head": 6, "next_after": 6})

    run(scenario)


def test_a_poll_ends_without_entries_when_its_time_is_over() -> None:
    async def scenario(ledger: Ledger) -> None:
        asking = await ledger.ask(WAIT_PATH, "after=5&wait=1")
        assert await asking.answer() == (200, {"results": [], "head": 5, "next_after": 5})

    run(scenario)


def test_a_position_behind_the_end_is_refused_but_not_one_that_has_just_been_reached() -> None:
    async def scenario(ledger: Ledger) -> None:
        ledger.head = 6  # of which nobody has told the process yet
        status, problem = await (await ledger.ask(WAIT_PATH, "after=7&wait=1")).answer()
        assert (status, problem["detail"]) == (400, "after: lies behind the end of this ledger, which is 6.")
        assert await (await ledger.ask(WAIT_PATH, "after=6&wait=30")).is_waiting()

    run(scenario)


def test_a_stream_begins_with_what_is_new_and_tells_where_that_is() -> None:
    async def scenario(ledger: Ledger) -> None:
        asking = await ledger.ask(STREAM_PATH)
        status, headers = await asking.start()
        assert (status, headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
        assert await asking.part() == b"retry: 3000\nid: 5\n\n"
        assert await asking.is_waiting()
        ledger.grow()
        assert await asking.part() == b'id: 6\ndata: {"seq":6}\n\n'

    run(scenario)


@pytest.mark.parametrize(("last", "query"), [("", "after=3"), ("3", "after=1")])
def test_a_stream_goes_on_after_the_last_event_or_the_position_asked_for(last: str, query: str) -> None:
    async def scenario(ledger: Ledger) -> None:
        asking = await ledger.ask(STREAM_PATH, query, last=last)
        await asking.start()
        assert await asking.part() == b"retry: 3000\nid: 3\n\n"
        assert await asking.part() == b'id: 4\ndata: {"seq":4}\n\nid: 5\ndata: {"seq":5}\n\n'

    run(scenario)


def test_a_long_stream_comes_in_order_and_without_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "EVENTS", 2)

    async def scenario(ledger: Ledger) -> None:
        asking = await ledger.ask(STREAM_PATH, "after=0")
        await asking.start()
        parts = [await asking.part() for _ in range(4)]
        assert b"".join(parts[1:]) == b"".join(b'id: %d\ndata: {"seq":%d}\n\n' % (n, n) for n in range(1, 6))

    run(scenario)


def test_a_stream_on_which_nothing_happens_is_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "KEEP_ALIVE", 0.01)

    async def scenario(ledger: Ledger) -> None:
        asking = await ledger.ask(STREAM_PATH)
        await asking.start()
        assert [await asking.part() for _ in range(3)][1:] == [b": keep-alive\n\n"] * 2

    run(scenario)


@pytest.mark.parametrize(
    ("path", "query", "last", "named"),
    [
        (WAIT_PATH, "after=5&wait=51", "", "wait"),
        (WAIT_PATH, "afer=5", "", "afer"),
        (STREAM_PATH, "limit=5", "", "limit"),
        (STREAM_PATH, "", "five", "Last-Event-ID"),
    ],
)
def test_what_is_malformed_is_refused_by_its_name(path: str, query: str, last: str, named: str) -> None:
    async def scenario(ledger: Ledger) -> None:
        status, problem = await (await ledger.ask(path, query, last=last)).answer()
        assert (status, problem["parameter"]) == (400, named)

    run(scenario)


@pytest.mark.parametrize("path", [WAIT_PATH, STREAM_PATH])
def test_who_finds_no_room_is_told_when_to_come_back(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STREAM_CLIENTS", 2)

    async def scenario(ledger: Ledger) -> None:
        poll = await ledger.ask(WAIT_PATH, "after=5&wait=30")
        await (await ledger.ask(STREAM_PATH, address="10.0.0.2")).start()
        assert await poll.is_waiting()
        refused = await ledger.ask(path, "after=5", address="10.0.0.3")
        status, headers = await refused.start()
        assert (status, headers["retry-after"]) == (503, "10")
        assert orjson.loads(await refused.part())["type"] == "/developers/errors/cannot-wait"

        await poll.leave()
        assert (await (await ledger.ask(path, "after=5", address="10.0.0.3")).start())[0] == 200

    run(scenario)


def test_one_address_can_not_take_all_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STREAM_CLIENTS_PER_ADDRESS", 1)

    async def scenario(ledger: Ledger) -> None:
        assert await (await ledger.ask(WAIT_PATH, "after=5&wait=30")).is_waiting()
        assert (await (await ledger.ask(WAIT_PATH, "after=5&wait=30")).answer())[0] == 503
        assert await (await ledger.ask(WAIT_PATH, "after=5&wait=30", address="10.0.0.2")).is_waiting()

    run(scenario)


def test_many_who_wait_for_the_same_cost_one_reading() -> None:
    async def scenario(ledger: Ledger) -> None:
        several = [await ledger.ask(WAIT_PATH, "after=5&wait=30") for _ in range(20)]
        assert await several[-1].is_waiting()
        ledger.grow()
        assert [status for status, _ in [await one.answer() for one in several]] == [200] * 20
        assert ledger.reads == [(5, 6, 100)]

    run(scenario)


def test_a_registry_that_is_away_is_said_to_be() -> None:
    async def scenario(ledger: Ledger) -> None:
        def fail(**asked: int) -> Changes:
            raise OperationalError("no connection")

        ledger.application._read_changes = fail
        status, problem = await (await ledger.ask(WAIT_PATH, "after=3")).answer()
        assert (status, problem["type"]) == (503, "/developers/errors/cannot-wait")

        stream = await ledger.ask(STREAM_PATH, "after=3")
        await stream.start()
        await stream.part()
        assert await stream.next() == {"type": "http.response.body", "body": b"", "more_body": False}

    run(scenario)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", WAIT_PATH, 405), ("GET", "/", 404), ("OPTIONS", STREAM_PATH, 204), ("HEAD", STREAM_PATH, 200)],
)
def test_nothing_but_reading_these_two_addresses_is_possible(method: str, path: str, status: int) -> None:
    async def scenario(ledger: Ledger) -> None:
        found, headers = await (await ledger.ask(path, method=method)).start()
        assert (found, headers["access-control-allow-origin"]) == (status, "*")

    run(scenario)


def test_every_answer_carries_strict_headers() -> None:
    async def scenario(ledger: Ledger) -> None:
        for path, query in ((WAIT_PATH, "after=3&wait=1"), (STREAM_PATH, ""), ("/no/such/page/", "")):
            _, headers = await (await ledger.ask(path, query)).start()
            assert headers["content-security-policy"] == ("default-src 'none'; base-uri 'none'; frame-ancestors 'none'")
            assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "same-origin")

    run(scenario)
