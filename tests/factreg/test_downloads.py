"""Places for downloads: how many there are, for whom, and that each is left again."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterator

import pytest
from django.test import Client, RequestFactory

from claims.ledger.publish import publish
from factreg import downloads
from factreg.downloads import Places, let_go_of_stalled, place_for
from factreg.problems import Problem
from tests.factories import make_claim

ANYBODY, ANYBODY_ELSE = "192.0.2.1", "198.51.100.1"
ADDRESSES = ["/api/v1/claims.jsonl", "/api/v1/claims.csv", "/claims.csv"]


@pytest.fixture
def places(monkeypatch: pytest.MonkeyPatch) -> Places:
    found = Places(4)
    monkeypatch.setattr(downloads, "PLACES", found)
    return found


@pytest.mark.parametrize(("threads", "for_all", "for_one"), [(1, 1, 1), (2, 1, 1), (4, 2, 1), (16, 8, 4)])
def test_threads_are_left_for_others_and_places_for_other_networks(threads: int, for_all: int, for_one: int) -> None:
    places = Places(threads)
    assert (places.for_all, places.for_one) == (for_all, for_one)


def test_one_network_gets_no_more_than_its_share(places: Places) -> None:
    held = places.take(ANYBODY)
    with pytest.raises(Problem, match="your network") as refused:
        places.take(ANYBODY)
    other = places.take(ANYBODY_ELSE)
    with pytest.raises(Problem, match="to others"):
        places.take("203.0.113.1")
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (503, "10")

    held.close()
    other.close()
    assert list(places.take(ANYBODY).give([b"read"])) == [b"read"]
    # Which has ended, and so left.
    places.take(ANYBODY)


def test_place_is_left_once_by_an_error_a_close_and_a_loss(places: Places) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a block"
        raise OSError("broken")

    held = places.take(ANYBODY).give(broken())
    with pytest.raises(OSError, match="broken"):
        list(held)
    held.close()
    with pytest.raises(LookupError), place_for(RequestFactory().get("/", REMOTE_ADDR=ANYBODY)):
        raise LookupError
    places.take(ANYBODY)
    gc.collect()
    places.take(ANYBODY)


def test_closing_ends_what_was_given(places: Places) -> None:
    ended = []

    def endless() -> Iterator[bytes]:
        try:
            while True:
                yield b"a block"
        finally:
            ended.append(True)

    held = places.take(ANYBODY).give(endless())
    next(held)
    held.close()
    assert ended == [True]


@pytest.mark.parametrize("address", ADDRESSES)
def test_download_takes_a_place_and_a_look_at_it_none(client: Client, places: Places, address: str) -> None:
    publish(record=make_claim(slug="downloaded", text="A test claim."), by=None)
    held = places.take("127.0.0.1")
    refused, looked_at = client.get(address), client.head(address)
    held.close()
    sent = [b"".join(client.get(address).streaming_content) for _ in range(2)]  # type: ignore[attr-defined]

    assert (refused.status_code, refused.headers["Retry-After"], looked_at.status_code) == (503, "10", 200)
    assert all(b"A test claim." in read for read in sent)


def test_who_takes_nothing_is_cut_off_by_the_kernel() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert let_go_of_stalled(7) >= 1
        with socket.create_connection(listening.getsockname()[:2]):
            accepted, _ = listening.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 7_000
