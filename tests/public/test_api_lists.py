"""Lists and records of the API: what the demo has to answer, and that documents go out as stored."""

import orjson
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.ledger.publish import publish
from claims.ledger.published import PublishedClaim
from claims.public.resources import RESOURCES
from tests.factories import make_actor, make_claim
from tests.public.api import get, ids

pytestmark = pytest.mark.usefixtures("demo")

COUNTS = {
    "claims": 68,
    "disputes": 3,
    "statements": 78,
    "denials": 8,
    "contradictions": 1,
    "counter-accusations": 3,
    "events": 12,
    "actors": 29,
    "sources": 6,
    "publishers": 5,
    "assessments": 0,
}


@pytest.mark.parametrize("name", COUNTS)
def test_list_has_all_of_the_demo(client: Client, name: str) -> None:
    page = get(client, f"{name}/?page_size=200&count=true")

    assert (len(page["results"]), page["count"]) == (COUNTS[name], COUNTS[name])
    assert (page["next"], page["previous"]) == (None, None)


def test_root_lists_every_address_and_each_answers(client: Client) -> None:
    root = get(client, "")

    assert list(root) == [*RESOURCES, "changes", "exports", "schema", "docs"]
    assert [client.get(address).status_code for address in root.values()] == [200] * len(root)


@pytest.mark.parametrize("name", [name for name, count in COUNTS.items() if count])
def test_list_and_record_send_the_same_bytes(client: Client, name: str) -> None:
    listed = client.get(f"/api/v1/{name}/?page_size=200").content

    for slug in [document["id"] for document in orjson.loads(listed)["results"]][:5]:
        record = client.get(f"/api/v1/{name}/{slug}/").content
        assert record in listed


def test_document_is_sent_as_it_is_stored(client: Client) -> None:
    stored = PublishedClaim.objects.current().get(slug="su-25-downing").document

    assert client.get("/api/v1/claims/su-25-downing/").content.decode() == stored


def test_su_25_is_disputed_between_armenia_and_two_that_deny_it(client: Client) -> None:
    standing = get(client, "claims/su-25-downing/")["standing"]

    assert standing["value"] == "disputed"
    assert standing["label"].startswith("Claimed by Armenia; denied by Azerbaijan and Turkey")
    assert get(client, "disputes/su-25-downing/")["id"] == "su-25-downing"


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("turkey-party-to-conflict", "disputed"),
        ("arms-through-iran", "denied"),
        ("foreign-fighters-sent", "disputed"),
        ("dashkesan-shelling", "disputed"),
        ("civilians-killed-azerbaijan-10", "asserted"),
        ("aggression-armenia", "asserted"),
    ],
)
def test_standing_of_the_demo(client: Client, slug: str, value: str) -> None:
    assert get(client, f"claims/{slug}/")["standing"]["value"] == value


def test_foreign_fighters_are_denied_as_to_occurrence(client: Client) -> None:
    standing = get(client, "claims/foreign-fighters-sent/")["standing"]

    assert standing["elements"] == ["occurrence"]
    assert standing["denied_by"]


def test_claim_that_is_not_disputed_is_no_dispute(client: Client) -> None:
    response = client.get("/api/v1/disputes/aggression-armenia/")

    assert response.status_code == 404


def test_list_takes_as_many_queries_for_fifty_rows_as_for_one(client: Client) -> None:
    for name in RESOURCES:
        with CaptureQueriesContext(connections["public"]) as one:
            get(client, f"{name}/?page_size=1")
        with CaptureQueriesContext(connections["public"]) as fifty:
            get(client, f"{name}/?page_size=50")
        assert (name, len(one), len(fifty)) == (name, 1, 1)


def test_filter_by_name_costs_two_queries_more(client: Client) -> None:
    with CaptureQueriesContext(connections["public"]) as queries:
        get(client, "claims/?denied_by=azerbaijan")

    assert len(queries) == 3


def test_record_costs_one_query(client: Client) -> None:
    with CaptureQueriesContext(connections["public"]) as queries:
        get(client, "claims/su-25-downing/")

    assert len(queries) == 1


def test_draft_and_unpublished_edit_are_nowhere(client: Client) -> None:
    before = {name: client.get(f"/api/v1/{name}/").headers["ETag"] for name in RESOURCES}
    draft = make_claim(slug="a-draft", text="An unpublished sentence.")
    published = make_claim(slug="soon-public", text="A public sentence.")
    make_actor(slug="draft-actor", name="Unpublished Person")
    assert {name: client.get(f"/api/v1/{name}/").headers["ETag"] for name in RESOURCES} == before
    publish(record=published, by=None)
    published.refresh_from_db()
    published.text = "An edited, unpublished sentence."
    published.save()

    for name in RESOURCES:
        sent = client.get(f"/api/v1/{name}/?page_size=200").content
        assert b"npublished" not in sent
        assert draft.slug.encode() not in sent
    assert get(client, "claims/soon-public/")["text"] == "A public sentence."
    assert ids(client, "claims/?q=unpublished") == []
    assert client.get("/api/v1/claims/a-draft/").status_code == 404
