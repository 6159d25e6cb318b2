"""What a claim has under its own address: its versions, statements and contradictions."""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Claim
from tests.factories import make_actor, make_claim, make_statement
from tests.public.api import body, get, ids, refused

pytestmark = pytest.mark.usefixtures("demo")


def publish_twice(slug: str) -> None:
    publish(record=make_claim(slug=slug, text="First wording."), by=None)
    claim = Claim.objects.get(slug=slug)
    claim.text = "Second wording."
    claim.save()
    publish(record=claim, by=None, reason="The wording was loaded.")


def test_every_version_is_listed_with_why_and_where(client: Client) -> None:
    publish_twice("twice")

    page = get(client, "claims/twice/versions/?count=true")

    latest, first = page["results"]
    assert (page["count"], page["next"], page["previous"]) == (2, None, None)
    assert {name: latest[name] for name in ("number", "action", "reason", "cause", "current")} == {
        "number": 2,
        "action": "updated",
        "reason": "The wording was loaded.",
        "cause": None,
        "current": True,
    }
    assert (first["number"], first["action"], first["current"]) == (1, "published", False)
    documents = [client.get(one["url"]).json() for one in (latest, first)]
    assert [one["text"] for one in documents] == ["Second wording.", "First wording."]
    assert documents[0] == get(client, "claims/twice/")
    assert latest["at"] == documents[0]["updated_at"]


def test_versions_are_paged_and_ordered(client: Client) -> None:
    publish_twice("paged")
    first = get(client, "claims/paged/versions/?ordering=number&page_size=1")

    second = client.get(first["next"]).json()

    assert [one["number"] for one in (*first["results"], *second["results"])] == [1, 2]
    assert second["next"] is None
    assert client.get(second["previous"]).json()["results"] == first["results"]


def test_versions_of_an_earlier_time(client: Client) -> None:
    publish_twice("earlier")
    first = get(client, "claims/earlier/versions/?ordering=number")["results"][0]

    assert [one["number"] for one in get(client, f"claims/earlier/versions/?as_of={first['at']}")["results"]] == [1]


def test_a_version_comes_in_every_format(client: Client) -> None:
    for suffix, accept in (("csv", "text/csv"), ("jsonld", "application/ld+json"), ("jsonl", "application/jsonl")):
        by_accept = client.get("/api/v1/claims/su-25-downing/versions/1/", headers={"Accept": accept})
        assert by_accept.headers["Content-Type"] == accept
        assert client.get(f"/api/v1/claims/su-25-downing/versions/1.{suffix}").content == by_accept.content
    assert set(get(client, "claims/su-25-downing/versions/1/?fields=text")) == {"id", "text", "type", "url"}


def test_versions_of_what_was_withdrawn_stay_readable_and_say_so(client: Client) -> None:
    publish_twice("taken-down")
    withdraw(record=Claim.objects.get(slug="taken-down"), by=None, reason="It was a mistake.")

    versions = client.get("/api/v1/claims/taken-down/versions/")
    first = client.get("/api/v1/claims/taken-down/versions/1/")

    assert [(one["number"], one["current"]) for one in versions.json()["results"]] == [(2, False), (1, False)]
    assert first.json()["text"] == "First wording."
    assert versions.headers["Public-State"] == first.headers["Public-State"] == "withdrawn"


def test_versions_of_what_was_quarantined_are_gone(client: Client) -> None:
    publish_twice("hidden-twice")
    quarantine(record=Claim.objects.get(slug="hidden-twice"), by=None)

    for path in ("versions/", "versions/1/", "versions/2.csv"):
        assert refused(client, f"claims/hidden-twice/{path}", status=410)["record"]["public_state"] == "quarantined"


def test_version_that_shows_what_was_quarantined_is_gone_too(client: Client) -> None:
    actor = make_actor(slug="to-hide", name="Name to hide")
    claim = make_claim(slug="shows-it", statements=[{"actor": actor}])
    publish(record=claim, by=None)
    actor.refresh_from_db()
    quarantine(record=actor, by=None)

    numbers = [one["number"] for one in get(client, "claims/shows-it/versions/")["results"]]

    assert 1 not in numbers
    assert refused(client, "claims/shows-it/versions/1/", status=410)["record"]["public_state"] == "published"


def test_version_that_there_is_not_is_not_found(client: Client) -> None:
    for path in ("claims/su-25-downing/versions/999/", "claims/none/versions/", "claims/su-25-downing/versions/0/"):
        refused(client, path, status=404)


@pytest.mark.parametrize("name", ["events", "actors", "sources", "publishers", "contradictions", "counter-accusations"])
def test_every_record_has_versions(client: Client, name: str) -> None:
    slug = ids(client, f"{name}/?page_size=1")[0]

    latest = get(client, f"{name}/{slug}/versions/")["results"][0]

    assert client.get(latest["url"]).content == client.get(f"/api/v1/{name}/{slug}/").content


def test_statements_and_contradictions_of_a_claim_are_lists_of_their_own(client: Client) -> None:
    claim = get(client, "claims/su-25-downing/")
    pair = get(client, "contradictions/")["results"][0]

    of_claim = get(client, "claims/su-25-downing/statements/?count=true")
    assert of_claim["count"] == 3
    assert {one["id"] for one in of_claim["results"]} == {one["id"] for one in claim["statements"]}
    assert ids(client, "claims/su-25-downing/statements/?stance=denies&actor=turkey") == ids(
        client, "statements/?claim=su-25-downing&stance=denies&actor=turkey"
    )
    for side in pair["claims"]:
        assert ids(client, f"claims/{side['id']}/contradictions/") == [pair["id"]]
    assert ids(client, "claims/aggression-armenia/contradictions/") == []
    lines = body(client.get("/api/v1/claims/su-25-downing/statements.jsonl")).splitlines()
    assert len(lines) == 3


def test_lists_of_a_claim_lead_on_by_their_own_address(client: Client) -> None:
    first = get(client, "claims/su-25-downing/statements/?page_size=2&ordering=published")

    assert first["next"].startswith("http://testserver/api/v1/claims/su-25-downing/statements/?cursor=")
    assert "claim=" not in first["next"]
    assert len(client.get(first["next"]).json()["results"]) == 1
    assert refused(client, "claims/su-25-downing/statements/?claim=su-25-downing")["parameter"] == "claim"


def test_lists_of_a_claim_cost_as_many_queries_for_ten_rows_as_for_one(client: Client) -> None:
    claim = make_claim(slug="much-said")
    for _ in range(10):
        make_statement(claim=claim)
    publish(record=claim, by=None)
    counts = []
    for size in (1, 10):
        with CaptureQueriesContext(connections["public"]) as queries:
            get(client, f"claims/much-said/statements/?page_size={size}")
        counts.append(len(queries))

    assert counts == [4, 4]
    with CaptureQueriesContext(connections["public"]) as queries:
        get(client, "claims/much-said/versions/")
    assert len(queries) == 4
