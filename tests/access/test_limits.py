"""Limits: what is answered at them and beyond, who is counted as whom, and workers that count together."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from claims.access.keys import issue
from claims.access.models import RequestCount
from claims.access.sharing import share
from factreg import limits
from factreg.limits import Counts, Policy

THREE = Policy("address", 3, 60)
HERE, THERE = "192.0.2.1", "192.0.2.2"


class Clock:
    def __init__(self, now: float = 6_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still at the beginning of a window; counts of the server begin with it."""
    clock = Clock()
    monkeypatch.setattr(limits, "now", clock)
    return clock


@pytest.fixture
def limited(settings: Any) -> None:
    settings.RATE_LIMIT_ADDRESS, settings.RATE_LIMIT_KEY = THREE, Policy("key", 5, 60)


def ask(client: Client, *, address: str = HERE, path: str = "/api/v1/", **headers: str) -> Any:
    return client.get(path, headers=headers, REMOTE_ADDR=address)


def test_every_answer_says_what_is_left(limited: None, clock: Clock, client: Client) -> None:
    clock.now += 12.5

    answers = [ask(client) for _ in range(2)]

    assert [answer.headers["RateLimit"] for answer in answers] == ['"address";r=2;t=48', '"address";r=1;t=48']
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"address";q=3;w=60'}
    assert "RateLimit" in answers[0].headers["Access-Control-Expose-Headers"]


def test_request_beyond_the_limit_is_a_problem_that_says_when_and_how(
    limited: None, clock: Clock, client: Client
) -> None:
    for _ in range(3):
        assert ask(client).status_code == 200

    refused = ask(client, path="/api/v1/claims/")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert refused.headers["RateLimit"] == '"address";r=0;t=60'
    assert refused.headers["Cache-Control"] == "no-store"
    problem = refused.json()
    assert (problem["type"], problem["violated-policies"]) == ("/developers/errors/too-many-requests", ["address"])
    clock.now += 60
    assert ask(client).status_code == 200


def test_others_pages_and_preflights_are_not_held_back(limited: None, clock: Clock, client: Client) -> None:
    for _ in range(4):
        ask(client)

    assert ask(client, address=THERE).status_code == 200
    assert ask(client, path="/healthz").status_code == 200
    assert client.options("/api/v1/", REMOTE_ADDR=HERE).status_code == 204
    assert ask(client).status_code == 429


def test_addresses_of_one_network_count_as_one(limited: None, clock: Clock, client: Client) -> None:
    for number in range(3):
        assert ask(client, address=f"2001:db8:1::{number:x}").status_code == 200

    assert ask(client, address="2001:db8:1:ffff::1").status_code == 429
    assert ask(client, address="2001:db8:2::1").status_code == 200


def test_key_has_a_limit_of_its_own_wherever_it_is_used(limited: None, clock: Clock, client: Client) -> None:
    _, key = issue(name="Test newsroom", contact="desk@example.org", by=None)
    for _ in range(4):
        ask(client)

    answers = [ask(client, address=address, Authorization=f"Bearer {key}") for address in [HERE, THERE] * 3]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[0].headers["RateLimit-Policy"] == '"key";q=5;w=60'


def test_wrong_keys_count_for_the_address_so_that_none_is_found_by_trying(
    limited: None, clock: Clock, client: Client
) -> None:
    answers = [ask(client, Authorization=f"Bearer fr_{number:043d}") for number in range(4)]

    assert [answer.status_code for answer in answers] == [401, 401, 401, 429]


def test_without_limits_nothing_is_said_of_them(client: Client) -> None:
    assert "RateLimit" not in ask(client).headers


def test_workers_keep_to_a_limit_together() -> None:
    clock = Clock()
    one, other = Counts(clock=clock), Counts(clock=clock)
    for counts in (one, other):
        for _ in range(2):
            assert counts.take(f"net:{HERE}", THREE).admitted

    share(one)
    share(other)
    counts = RequestCount.objects.get()

    assert counts.requests == 4
    assert HERE not in counts.who
    assert not other.take(f"net:{HERE}", THREE).admitted
    one.take(f"net:{HERE}", THREE)
    share(one)
    assert RequestCount.objects.get().requests == 5
    share(other)
    assert other.take(f"net:{HERE}", THREE).left == 0


def test_what_is_counted_while_it_is_told_is_not_lost() -> None:
    counts = Counts(clock=Clock())
    many = Policy("address", 100, 60)
    counts.take("net:a", many)
    told = counts.untold()
    counts.take("net:a", many)

    counts.learn([("net:a", told[0][1], 11)])

    assert counts.take("net:a", many).left == 100 - 13
    assert counts.untold() == [("net:a", 6_000, 2)]


def test_memory_of_counts_is_bounded_and_ends_with_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    clock = Clock()
    counts = Counts(clock=clock)
    for name in "abc":
        assert counts.take(f"net:{name}", THREE).admitted
    assert list(counts) == ["net:a", "net:b"]

    clock.now += 60
    counts.take("net:c", THREE)

    assert list(counts) == ["net:c"]


@pytest.mark.parametrize("written", ["", "3000", "0/60", "3000/0", "-1/60", "3000/60/1", "none"])
def test_limit_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="3000/60"):
        Policy.read("address", written)


def test_counting_costs_no_query(limited: None, clock: Clock, client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        ask(client)
