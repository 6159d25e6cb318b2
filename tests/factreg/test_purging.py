"""Caches are told what changed, whatever state they are in, and nobody waits for them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.conf import settings

from factreg import purging
from factreg.purging import Cache, headers, keys

pytestmark = pytest.mark.no_database


class Recorder(HTTPServer):
    """A cache that writes down what it is told; `refusals` is how often it first answers 503."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.refusals = 0
        self.told: list[tuple[str, str, str | None]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    server: Recorder

    def do_PURGE(self) -> None:
        refused = self.server.refusals > 0
        self.server.refusals -= refused
        if not refused:
            self.server.told.append((self.command, self.headers["Surrogate-Key"], self.headers.get("Purge-Token")))
        self.send_response(503 if refused else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    monkeypatch.setattr(purging, "PAUSES", (0.0, 0.0))
    server = Recorder()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_cache_is_told_by_one_request_with_the_keys(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CACHE_PURGE_HEADERS", {"Purge-Token": "secret"})
    cache = Cache(recorder.url)

    cache.tell({"ledger", "claim/b", "claim/a"})

    assert cache.wait(10)
    assert recorder.told == [("PURGE", "ledger claim/a claim/b", "secret")]


def test_a_cache_that_fails_is_asked_again(recorder: Recorder) -> None:
    recorder.refusals = 2
    cache = Cache(recorder.url)

    cache.tell({"ledger"})

    assert cache.wait(10)
    assert recorder.told == [("PURGE", "ledger", None)]


def test_a_cache_that_is_away_is_given_up_with_a_line_in_the_log(
    recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.refusals = 3
    cache = Cache(recorder.url)

    cache.tell({"claim/a"})
    assert cache.wait(10)
    cache.tell({"claim/b"})
    assert cache.wait(10)

    assert caplog.messages == [
        f"{recorder.url} was not told to drop claim/a: HTTP Error 503: Service Unavailable",
    ]
    assert recorder.told == [("PURGE", "claim/b", None)]


def test_many_keys_go_in_headers_of_bearable_length_and_too_many_drop_everything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(purging, "LONGEST_HEADER", 12)
    monkeypatch.setattr(purging, "MOST_KEYS", 3)

    assert list(headers({"claim/c", "claim/a", "ledger"})) == ["ledger", "claim/a", "claim/c"]
    assert list(headers({"a", "b", "ledger"})) == ["ledger a b"]
    assert list(headers({"a", "b", "c", "d"})) == ["factreg"]


def test_answers_name_what_drops_them() -> None:
    assert keys("claim/x") == "factreg claim/x"
    assert keys() == "factreg ledger"
