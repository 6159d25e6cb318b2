"""Public reads from hot standbys: a real one, which is held back, taken away and brought back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.test import Client

from claims.ledger.publish import publish
from factreg import replicas
from factreg.replicas import BELIEVED, COOKIE, Lags, Seen, Watch
from tests.factories import make_claim
from tests.standby import PATIENCE, Standby, standing_by

COPY = "copy_1"
PAGE = "/claims/test-claim/"


@pytest.fixture(scope="module")
def standby(django_db_setup: None, django_db_blocker: Any) -> Iterator[Standby]:
    with django_db_blocker.unblock(), standing_by() as made:
        yield made


@pytest.fixture
def reader(real_role: None, standby: Standby, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A client whose public reads may go to the standby; how far that is, is looked up for each request."""
    settings.REPLICAS, settings.REPLICA_LAG = [COPY], 60.0
    connections[COPY] = connections["public"].copy(COPY)
    connections[COPY].settings_dict["HOST"] = str(standby.directory)
    monkeypatch.setattr(Watch, "ensure_running", Watch.look)
    yield Client()
    _on_standby("SELECT pg_wal_replay_resume()")
    connections[COPY].close()
    del connections[COPY]


@pytest.fixture
def held_back(reader: Client) -> Callable[[], None]:
    """Has the standby replay nothing more, once it has all that there is."""

    def hold() -> None:
        _catch_up()
        _on_standby("SELECT pg_wal_replay_pause()")

    return hold


def _on_standby(query: str, *values: Any) -> Any:
    """As the standby's owner."""
    owner = connections["default"].settings_dict
    host = connections[COPY].settings_dict["HOST"]
    with psycopg.connect(host=host, user=owner["USER"], dbname="postgres", autocommit=True) as connection:
        row = connection.execute(query, values).fetchone()
    return row and row[0]


def _catch_up() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        (written,) = cursor.fetchone()
    _await_replay(written)


def _await_replay(written: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _on_standby("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", written):
        assert time.monotonic() < deadline, "the standby does not follow"
        time.sleep(0.02)


def _publish_and_write() -> None:
    """Publish the claim, and wait until the log of it is written: the tests' server acknowledges before."""
    publish(record=make_claim(slug="test-claim"), by=None)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        (inserted,) = cursor.fetchone()
        written = False
        while not written:
            cursor.execute("SELECT pg_current_wal_lsn() >= %s::pg_lsn", [inserted])
            (written,) = cursor.fetchone()


def test_a_page_is_read_from_the_copy(reader: Client, held_back: Callable[[], None]) -> None:
    held_back()
    publish(record=make_claim(slug="test-claim"), by=None)

    assert reader.get(PAGE).status_code == 404


def test_a_copy_too_far_behind_is_not_read(reader: Client, held_back: Callable[[], None], settings: Any) -> None:
    settings.REPLICA_LAG = 0.0
    held_back()
    _publish_and_write()
    reader.get(PAGE)

    assert reader.get(PAGE).status_code == 200


def test_a_copy_is_read_again_once_it_has_caught_up(
    reader: Client, held_back: Callable[[], None], settings: Any
) -> None:
    settings.REPLICA_LAG = 0.0
    watch = Watch([COPY], limit=0.0)
    held_back()
    _publish_and_write()
    watch.look()
    watch.look()
    behind = watch.usable()
    _on_standby("SELECT pg_wal_replay_resume()")
    _catch_up()
    watch.look()

    assert (behind, watch.usable()) == ([], [COPY])


def test_who_has_just_saved_reads_the_primary(reader: Client, held_back: Callable[[], None]) -> None:
    held_back()
    publish(record=make_claim(slug="test-claim"), by=None)
    reader.post("/admin/login/", {"username": "nobody", "password": "test"})

    assert COOKIE in reader.cookies
    assert reader.get(PAGE).status_code == 200


def test_the_feed_is_read_from_the_primary(reader: Client, held_back: Callable[[], None]) -> None:
    held_back()
    publish(record=make_claim(slug="test-claim"), by=None)

    assert "test-claim" in [entry["id"] for entry in reader.get("/api/v1/changes/").json()["results"]]


def test_a_cursor_of_the_primary_goes_on_there(reader: Client, held_back: Callable[[], None]) -> None:
    held_back()
    for number in range(2):
        publish(record=make_claim(slug=f"test-claim-{number}"), by=None)
    primary = Client()
    primary.cookies[COOKIE] = "1"
    following = primary.get("/api/v1/claims/?page_size=1").json()["next"]

    assert [claim["id"] for claim in reader.get(following).json()["results"]] == ["test-claim-0"]


def test_a_copy_that_is_gone_costs_no_error(
    reader: Client, standby: Standby, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(record=make_claim(slug="test-claim"), by=None)
    _catch_up()
    reader.get(PAGE)
    monkeypatch.setattr(Watch, "ensure_running", lambda self: None)
    standby.stop()
    try:
        gone = [reader.get(PAGE).status_code for _ in range(2)]
    finally:
        standby.start(settings.POSTGRES_DIR)

    assert gone == [200, 200]


def test_public_pages_are_read_from_a_copy_while_the_primary_is_away(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(record=make_claim(slug="test-claim"), by=None)
    _catch_up()
    real = replicas._ask
    monkeypatch.setattr(replicas, "_ask", lambda alias, query: None if alias == "public" else real(alias, query))

    def away(*_: Any, **__: Any) -> None:
        raise AssertionError("the primary was asked")

    primary = connections["public"]
    primary.close()
    monkeypatch.setattr(primary, "connect", away)

    assert reader.get(PAGE).status_code == 200


@pytest.mark.no_database
def test_a_copy_is_behind_since_what_it_has_not_replayed_was_written() -> None:
    lags = Lags()
    for now, written in [(10.0, 100), (11.0, 200), (12.0, 200), (13.0, 300)]:
        lags.note(now, written)

    assert [lags.behind(14.0, replayed) for replayed in (300, 250, 200, 100, 50)] == [0.0, 1.0, 1.0, 3.0, 4.0]


@pytest.mark.no_database
def test_what_was_seen_long_ago_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch([COPY], limit=1.0)
    monkeypatch.setattr(replicas.time, "monotonic", lambda: 100.0)
    watch._seen = Seen(100.0 - BELIEVED, {COPY: 0.0})
    fresh = watch.usable()
    watch._seen = Seen(99.0 - BELIEVED, {COPY: 0.0})

    assert (fresh, watch.usable()) == ([COPY], [])
