"""`fields=` and `include=`: parts of documents, and whole ones of what they refer to."""

import orjson
import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from claims.models import Actor
from claims.public.api.including import REFERENCES, named
from claims.public.api.selecting import field_names
from claims.public.resources import RESOURCES
from tests.factories import make_actor, make_claim
from tests.public.api import body, get, refused

pytestmark = pytest.mark.usefixtures("demo")


def test_only_the_fields_that_are_asked_for_are_sent(client: Client) -> None:
    whole = get(client, "claims/su-25-downing/")
    query = "fields=text,standing.value&fields=statements.actor.name,figure.low"
    expected = {
        "figure": None,
        "id": "su-25-downing",
        "standing": {"value": "disputed"},
        "statements": [{"actor": {"name": statement["actor"]["name"]}} for statement in whole["statements"]],
        "text": whole["text"],
        "type": "claim",
        "url": "/claims/su-25-downing/",
    }

    assert get(client, f"claims/su-25-downing/?{query}") == expected
    assert expected in get(client, f"claims/?page_size=200&{query}")["results"]
    lines = body(client.get(f"/api/v1/claims.jsonl?{query}")).splitlines()
    assert [orjson.loads(line) for line in lines if b"su-25-downing" in line] == [expected]
    assert len(lines) == 68


def test_a_field_with_parts_is_sent_whole_if_it_is_named_itself(client: Client) -> None:
    whole = get(client, "claims/su-25-downing/")

    for query in ("standing,standing.value", "standing.value,standing"):
        assert get(client, f"claims/su-25-downing/?fields={query}")["standing"] == whole["standing"]


@pytest.mark.parametrize("name", [name for name in RESOURCES if name != "assessments"])
def test_every_field_can_be_asked_for_by_name(client: Client, name: str) -> None:
    top = [field for field in field_names(RESOURCES[name].type) if "." not in field]
    page = client.get(f"/api/v1/{name}/?page_size=5").content

    assert (
        client.get(f"/api/v1/{name}/?page_size=5&fields={','.join(top)}").json()["results"]
        == (orjson.loads(page)["results"])
    )


def test_fields_that_there_are_not_are_refused_with_the_nearest(client: Client) -> None:
    for path in ("claims/", "claims/su-25-downing/", "claims.jsonl"):
        problem = refused(client, f"{path}?fields=id,standing.valu")
        assert (problem["parameter"], problem["suggestion"]) == ("fields", "standing.value")
    assert refused(client, "claims/?fields=id,,text")["parameter"] == "fields"
    assert refused(client, f"claims/?fields={','.join(['id'] * 201)}")["parameter"] == "fields"


def test_a_list_may_be_cut_down_from_page_to_page(client: Client) -> None:
    following = get(client, "claims/?page_size=5")["next"]

    assert set(client.get(f"{following}&fields=text").json()["results"][0]) == {"id", "text", "type", "url"}


def test_what_rows_refer_to_is_included_once_each(client: Client) -> None:
    page = get(client, "claims/?page_size=200&include=events,actors&include=sources,publishers,claims")

    assert list(page["included"]) == ["actors", "claims", "events", "publishers", "sources"]
    for name, documents in page["included"].items():
        expected = {
            slug
            for path in REFERENCES["claim"][name]
            for document in page["results"]
            for slug in named(document, path.split("."))
        }
        # Of a figure the side may be `all`, which is no actor.
        assert [document["id"] for document in documents] == sorted(expected - {"all"})
        assert documents[0] == get(client, f"{name}/{documents[0]['id']}/")


def test_record_comes_with_what_it_refers_to(client: Client) -> None:
    document = get(client, "statements/su-25-downing.1/")
    with_more = get(client, "statements/su-25-downing.1/?include=actors,claims&fields=stance")

    included = with_more.pop("included")
    assert with_more == {name: document[name] for name in ("id", "stance", "type", "url")}
    assert included["claims"] == [get(client, "claims/su-25-downing/")]
    assert {document["actor"]["id"], document["party"]["id"]} <= {actor["id"] for actor in included["actors"]}


def test_include_costs_a_query_a_list(client: Client) -> None:
    for size in (1, 50):
        with CaptureQueriesContext(connections["public"]) as queries:
            get(client, f"claims/?page_size={size}&include=events,actors")
        assert len(queries) == 3


def test_what_can_not_be_included_is_refused(client: Client) -> None:
    assert refused(client, "claims/?include=actor")["suggestion"] == "actors"
    assert refused(client, "events/?include=sources")["parameter"] == "include"
    assert refused(client, "publishers/?include=sources")["parameter"] == "include"
    assert refused(client, "claims.jsonl?include=actors")["parameter"] == "include"


def test_included_are_of_the_time_that_is_asked_for_and_never_what_was_taken_down(client: Client) -> None:
    actor = make_actor(slug="renamed", name="Earlier name")
    publish(record=make_claim(slug="of-renamed", statements=[{"actor": actor}]), by=None)
    then = get(client, "claims/of-renamed/")["updated_at"]
    actor = Actor.objects.get(slug="renamed")
    actor.name = "Later name"
    actor.save()
    publish(record=actor, by=None)

    def included(query: str = "") -> list[str]:
        return [one["name"] for one in get(client, f"claims/of-renamed/?include=actors{query}")["included"]["actors"]]

    assert included() == ["Later name"]
    assert included(f"&as_of={then}") == ["Earlier name"]
    withdraw(record=Actor.objects.get(slug="renamed"), by=None, reason="It was a mistake.")
    assert included() == []


# Parts of the document itself, and places, which have no list.
NO_RECORDS = {"statements", "assessments", "place"}


@pytest.mark.no_database
@pytest.mark.parametrize("type_", REFERENCES)
def test_every_reference_of_the_schema_can_be_included(type_: str) -> None:
    references = {name.removesuffix(".id") for name in field_names(type_) if name.endswith(".id")}

    included = [path for paths in REFERENCES[type_].values() for path in paths]
    assert references - NO_RECORDS <= set(included)
    assert [path for path in included if path not in field_names(type_)] == []
