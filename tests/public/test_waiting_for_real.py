"""Clients that wait, on a ledger that grows: the real role reads, and PostgreSQL tells of what is committed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.db import connection, connections

from claims.ledger.models import Head
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine
from claims.models import Claim
from claims.public.api.feed import STREAM_PATH, WAIT_PATH
from claims.public.waiting.application import Waiting
from tests.factories import make_claim
from tests.public.asking import Asking, ask

pytestmark = pytest.mark.usefixtures("real_role")


async def done(act: Callable[[], Any]) -> Any:
    """What an act in the database returns, on a connection of its own."""

    def in_thread() -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    return await asyncio.to_thread(in_thread)


def end() -> int:
    return Head.objects.get().seq


def run(scenario: Callable[[Waiting], Awaitable[None]]) -> None:
    async def run_() -> None:
        waiting = Waiting()
        listening = asyncio.create_task(waiting.end.listen())
        try:
            await scenario(waiting)
        finally:
            listening.cancel()
            await waiting._in_thread(connections.close_all)

    asyncio.run(run_())


async def told(poll: Asking) -> list[tuple[str, str, bool]]:
    status, page = await poll.answer()
    assert status == 200
    return [(entry["action"], entry["id"], entry["document"] is not None) for entry in page["results"]]


def test_what_is_published_and_what_is_hidden_reach_all_who_wait() -> None:
    claim = make_claim(slug="hidden", text="Words to hide.")

    async def scenario(waiting: Waiting) -> None:
        stream = await ask(waiting, STREAM_PATH, "after=0")
        await stream.start()
        await stream.part()
        polls = [await ask(waiting, WAIT_PATH, "after=0&wait=50") for _ in range(3)]
        await done(lambda: publish(record=claim, by=None))
        for poll in polls:
            assert (await told(poll))[-1] == ("published", "hidden", True)
        assert b"Words to hide." in await stream.part()

        polls = [await ask(waiting, WAIT_PATH, f"after={await done(end)}&wait=50") for _ in range(3)]
        await done(lambda: quarantine(record=Claim.objects.get(), by=None))
        for poll in polls:
            assert (await told(poll))[0] == ("quarantined", "hidden", False)
        assert b'"action":"quarantined"' in await stream.part()

    run(scenario)


def test_who_waits_is_told_also_after_the_connection_was_lost() -> None:
    first = make_claim(slug="first")
    second = make_claim(slug="second", event=first.event)

    def lose_the_connection() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'factreg waiting'"
            )
            assert cursor.rowcount == 1

    async def scenario(waiting: Waiting) -> None:
        poll = await ask(waiting, WAIT_PATH, "after=0&wait=50")
        await done(lambda: publish(record=first, by=None))
        assert (await told(poll))[-1] == ("published", "first", True)

        poll = await ask(waiting, WAIT_PATH, f"after={await done(end)}&wait=50")
        await done(lose_the_connection)
        await done(lambda: publish(record=second, by=None))
        assert await told(poll) == [("published", "second", True)]

    run(scenario)
