"""Caching, conditional requests, compression and reading from other origins."""

import zlib
from collections.abc import Callable

import pytest
import zstandard
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Claim
from tests.factories import make_claim
from tests.public.api import body, get

pytestmark = pytest.mark.usefixtures("demo")

PATHS = [
    "",
    "claims/",
    "claims/su-25-downing/",
    "statements/?page_size=5",
    "changes/",
    "claims.jsonl",
    "claims.csv",
    "schema/",
]


@pytest.mark.parametrize("path", PATHS)
def test_answer_that_the_client_has_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(f"/api/v1/{path}")
    tag = first.headers["ETag"]
    body(first)

    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(f"/api/v1/{path}", headers={"If-None-Match": known})
        assert (again.status_code, body(again), again.headers["ETag"]) == (304, b"", tag)
    other = client.get(f"/api/v1/{path}", headers={"If-None-Match": '"other"'})
    assert (other.status_code, body(other) != b"") == (200, True)


def test_unchanged_list_costs_one_query(client: Client) -> None:
    tag = client.get("/api/v1/claims/?denied_by=azerbaijan").headers["ETag"]

    with CaptureQueriesContext(connections["public"]) as queries:
        client.get("/api/v1/claims/?denied_by=azerbaijan", headers={"If-None-Match": tag})

    assert len(queries) == 1


def test_list_that_was_sent_is_sent_again_for_one_query(client: Client) -> None:
    first = client.get("/api/v1/claims/?count=true")

    with CaptureQueriesContext(connections["public"]) as queries:
        again = client.get("/api/v1/claims/?count=true")

    assert len(queries) == 1
    assert (again.content, dict(again.headers)) == (first.content, dict(first.headers))
    assert client.head("/api/v1/claims/?count=true").headers["Content-Length"] == str(len(first.content))


@pytest.mark.parametrize("take_down", [withdraw, quarantine])
def test_list_is_made_anew_once_something_was_published_or_taken_down(
    client: Client, take_down: Callable[..., object]
) -> None:
    client.get("/api/v1/claims/?count=true")
    publish(record=make_claim(slug="one-more"), by=None)

    answer = client.get("/api/v1/claims/?count=true").json()

    assert answer["results"][0]["id"] == "one-more"
    take_down(record=Claim.objects.get(slug="one-more"), by=None, reason="A test")
    assert client.get("/api/v1/claims/?count=true").json()["count"] == answer["count"] - 1


@pytest.mark.parametrize("other", ["?page_size=2", "?page_size=1&as_of=2020-01-01", "?page_size=1&ordering=published"])
def test_lists_are_kept_by_all_that_was_asked(client: Client, other: str) -> None:
    kept = client.get("/api/v1/claims/?page_size=1").json()

    assert client.get(f"/api/v1/claims/{other}").json() != kept


def test_list_is_kept_in_the_encoding_that_it_was_sent_in(client: Client) -> None:
    plain = client.get("/api/v1/claims/")
    packed = client.get("/api/v1/claims/", headers={"Accept-Encoding": "gzip"})

    for encoding, sent in (("", plain), ("gzip", packed)):
        again = client.get("/api/v1/claims/", headers={"Accept-Encoding": encoding})
        assert (again.content, again.headers.get("Content-Encoding", "")) == (sent.content, encoding)


def test_tags_change_with_what_is_published(client: Client) -> None:
    of_list, of_record = (
        client.get(f"/api/v1/{path}").headers["ETag"] for path in ("claims/", "claims/su-25-downing/")
    )
    publish(record=make_claim(slug="one-more"), by=None)

    assert client.get("/api/v1/claims/").headers["ETag"] != of_list
    assert client.get("/api/v1/claims/su-25-downing/").headers["ETag"] == of_record
    claim = Claim.objects.get(slug="su-25-downing")
    claim.note = "A note for readers."
    claim.save()
    publish(record=claim, by=None)
    assert client.get("/api/v1/claims/su-25-downing/").headers["ETag"] != of_record


def test_tags_differ_by_query_release_and_encoding(client: Client, settings) -> None:
    tags = [client.get("/api/v1/claims/").headers["ETag"], client.get("/api/v1/claims/?kind=attack").headers["ETag"]]
    tags += [
        client.get("/api/v1/claims/", headers={"Accept-Encoding": name}).headers["ETag"] for name in ("gzip", "zstd")
    ]
    settings.RELEASE = "another"
    tags.append(client.get("/api/v1/claims/").headers["ETag"])

    assert len(set(tags)) == 5


@pytest.mark.parametrize("path", ["claims/", "claims/su-25-downing/", "changes/", "claims.jsonl", "claims.csv"])
def test_body_comes_compressed_where_it_may(client: Client, path: str) -> None:
    plain = body(client.get(f"/api/v1/{path}"))
    gzip = client.get(f"/api/v1/{path}", headers={"Accept-Encoding": "gzip, deflate"})
    assert zlib.decompress(body(gzip), wbits=31) == plain
    zstd = client.get(f"/api/v1/{path}", headers={"Accept-Encoding": "gzip;q=0.5, zstd"})
    assert zstandard.ZstdDecompressor().decompressobj().decompress(body(zstd)) == plain
    assert (gzip.headers["Content-Encoding"], zstd.headers["Content-Encoding"]) == ("gzip", "zstd")
    for refusing in ("identity", "gzip;q=0, zstd;q=0.0", "br", ""):
        answer = client.get(f"/api/v1/{path}", headers={"Accept-Encoding": refusing})
        assert "Content-Encoding" not in answer.headers
        body(answer)


@pytest.mark.parametrize("path", PATHS)
def test_head_sends_the_headers_alone(client: Client, path: str) -> None:
    sent = client.get(f"/api/v1/{path}")
    whole = body(sent)
    head = client.head(f"/api/v1/{path}")

    assert body(head) == b""
    assert head.status_code == 200
    for name in ("ETag", "Content-Type", "Cache-Control", "Vary"):
        assert head.headers[name] == sent.headers[name]
    if not sent.streaming:
        assert head.headers["Content-Length"] == str(len(whole))


def test_pages_of_others_may_read(client: Client) -> None:
    origin = {"Origin": "https://newsroom.example"}
    for path in ("claims/", "nothing/", "claims/?x=1", "claims.csv"):
        answer = client.get(f"/api/v1/{path}", headers=origin)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        body(answer)

    preflight = client.options("/api/v1/claims/", headers={**origin, "Access-Control-Request-Method": "GET"})

    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in preflight.headers["Access-Control-Allow-Headers"]


def test_answers_may_be_cached_briefly_and_set_no_cookie(client: Client) -> None:
    for path in ("claims/", "claims/su-25-downing/"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=4, must-revalidate"
        assert answer.headers["Vary"] == "Accept, Accept-Encoding"
        assert not answer.cookies
    assert client.get("/api/v1/changes/").headers["Cache-Control"] == "public, no-cache"
    assert client.get("/api/v1/nothing/").headers["Cache-Control"] == "no-store"


def test_documents_are_json_in_utf_8(client: Client) -> None:
    answer = client.get("/api/v1/actors/recep-tayyip-erdogan/")

    assert answer.headers["Content-Type"] == "application/json"
    assert "Erdoğan".encode() in answer.content
    assert get(client, "actors/recep-tayyip-erdogan/")["name"] == "Recep Tayyip Erdoğan"
