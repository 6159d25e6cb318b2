"""The change feed: gap-free, in order, and applying it from 0 yields exactly what is public."""

import hashlib
from typing import Any

import orjson
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.models import Claim
from claims.public.changes import TABLES
from claims.public.resources import RESOURCES
from tests.factories import make_claim, make_statement
from tests.public.api import body, get

pytestmark = pytest.mark.usefixtures("demo")

FIELDS = {
    "action",
    "at",
    "cause",
    "commitment",
    "document",
    "format",
    "id",
    "key",
    "legal_basis",
    "merged_into",
    "nonce",
    "reason",
    "seq",
    "stub_commitment",
    "stub_nonce",
    "type",
    "version",
}


def followed(client: Client, *, limit: int) -> list[dict[str, Any]]:
    """All entries, read as a client would that knows nothing but `next_after`."""
    found: list[dict[str, Any]] = []
    after = 0
    while True:
        page = get(client, f"changes/?after={after}&limit={limit}")
        found += page["results"]
        if page["next_after"] == page["head"]:
            return found
        after = page["next_after"]


def replayed(client: Client) -> dict[str, dict[str, bytes]]:
    """The public documents by type and key, after applying every entry."""
    registry: dict[str, dict[str, bytes]] = {type_: {} for type_ in TABLES}
    for entry in followed(client, limit=1000):
        records = registry[entry["type"]]
        if entry["document"] is None:
            records.pop(entry["key"], None)
        else:
            records[entry["key"]] = orjson.dumps(entry["document"], option=orjson.OPT_SORT_KEYS)
    return registry


def test_entries_come_in_order_without_a_gap(client: Client) -> None:
    entries = followed(client, limit=7)

    head = get(client, "changes/?limit=1")["head"]
    assert [entry["seq"] for entry in entries] == list(range(1, head + 1))
    assert all(set(entry) == FIELDS for entry in entries)
    assert entries == followed(client, limit=1000)


def test_replay_equals_the_download_byte_for_byte(client: Client) -> None:
    claim = Claim.objects.get(slug="su-25-downing")
    make_statement(claim=claim, quote="New words.")
    publish(record=claim, by=None)
    for slug in ("gone", "hidden", "back-again"):
        publish(record=make_claim(slug=slug), by=None)
    withdraw(record=Claim.objects.get(slug="gone"), by=None, reason="It was a mistake.")
    quarantine(record=Claim.objects.get(slug="hidden"), by=None)
    withdraw(record=Claim.objects.get(slug="back-again"), by=None, reason="It was a mistake.")
    restore(record=Claim.objects.get(slug="back-again"), by=None, reason="It was none.")

    registry = replayed(client)

    for resource in RESOURCES.values():
        if resource.name in ("disputes", "denials", "statements", "assessments"):
            continue
        download = body(client.get(f"/api/v1/{resource.name}.jsonl")).splitlines()
        assert sorted(registry[resource.type].values()) == sorted(download)


def test_entry_proves_its_document(client: Client) -> None:
    entries = [entry for entry in followed(client, limit=1000) if entry["document"]]

    for entry in entries:
        document = orjson.dumps(entry["document"], option=orjson.OPT_SORT_KEYS)
        assert hashlib.sha256(bytes.fromhex(entry["nonce"]) + document).hexdigest() == entry["commitment"]


def test_entry_of_a_hidden_record_keeps_its_place_without_its_words(client: Client) -> None:
    publish(record=make_claim(slug="to-hide", text="Words to hide."), by=None)
    quarantine(record=Claim.objects.get(slug="to-hide"), by=None)

    entries = [entry for entry in followed(client, limit=1000) if entry["id"] == "to-hide"]

    assert [entry["action"] for entry in entries] == ["published", "quarantined"]
    assert [(entry["document"], entry["nonce"]) for entry in entries] == [(None, None)] * 2


def test_reason_is_given(client: Client) -> None:
    publish(record=make_claim(slug="explained"), by=None)
    withdraw(record=Claim.objects.get(slug="explained"), by=None, reason="The source took it back.")

    assert followed(client, limit=1000)[-1]["reason"] == "The source took it back."


def test_page_costs_one_query_a_type_at_most(client: Client) -> None:
    with CaptureQueriesContext(connections["public"]) as queries:
        get(client, "changes/?limit=1000")

    assert len(queries) <= 2 + len(TABLES)


def test_next_page_is_in_the_header(client: Client) -> None:
    first = client.get("/api/v1/changes/?limit=10")

    assert first.headers["Link"] == '<http://testserver/api/v1/changes/?after=10&limit=10>; rel="next"'
    assert "Link" not in client.get("/api/v1/changes/?limit=1000").headers


def test_who_would_wait_is_sent_to_where_that_is_possible(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    head = get(client, "changes/?limit=1")["head"]

    beside = client.get(f"/api/v1/changes/?wait=30&after={head}")
    monkeypatch.setattr(settings, "STREAM_URL", "https://stream.example.org")
    elsewhere = client.get(f"/api/v1/changes/?wait=30&after={head}")
    stream = client.get("/api/v1/changes/stream/?after=3")

    where = f"/api/v1/changes/wait/?after={head}&wait=30"
    assert (beside.status_code, beside.headers["Location"]) == (307, where)
    assert (elsewhere.status_code, elsewhere.headers["Location"]) == (307, f"https://stream.example.org{where}")
    assert stream.headers["Location"] == "https://stream.example.org/api/v1/changes/stream/?after=3"


def test_who_would_wait_gets_at_once_what_there_is(client: Client) -> None:
    head = get(client, "changes/?limit=1")["head"]

    assert get(client, f"changes/?wait=30&after={head - 1}") == get(client, f"changes/?after={head - 1}")


@pytest.mark.parametrize("path", ["wait/?after=0&wait=30", "stream/"])
def test_who_is_not_passed_on_by_the_proxy_is_told(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/changes/{path}")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert response.json()["type"] == "/developers/errors/cannot-wait"
