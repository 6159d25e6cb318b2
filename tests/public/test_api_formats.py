"""The format of an answer: by the suffix of its address, or by Accept at the address without one."""

import csv
import io

import orjson
import pytest
from django.test import Client

from claims.public.api.records import formats_of
from claims.public.columns import COLUMNS
from claims.public.jsonld import linked_data
from claims.public.resources import RESOURCES
from factreg.formats import CSV, JSON, JSON_LINES, chosen
from factreg.problems import Problem
from tests.public.api import body, get, ids, refused

pytestmark = pytest.mark.usefixtures("demo")

TYPES = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "jsonld": "application/ld+json",
}


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "json"),
        ("application/*", "json"),
        ("text/*", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv; charset=utf-8", "csv"),
        ("application/jsonl, application/json;q=0.9", "jsonl"),
        ("application/json;q=0.5, text/csv;q=0.6", "csv"),
        ("*/*, application/json;q=0", "jsonl"),
        ("text/csv;q=0.1, */*", "json"),
        ("nonsense, text/csv", "csv"),
    ],
)
def test_the_best_that_is_accepted_is_chosen(accept: str | None, suffix: str) -> None:
    assert chosen(accept, (JSON, JSON_LINES, CSV)).suffix == suffix


@pytest.mark.no_database
@pytest.mark.parametrize("accept", ["application/xml", "text/csv;q=0", "text", "*/*;q=0"])
def test_what_is_not_accepted_is_not_sent(accept: str) -> None:
    with pytest.raises(Problem) as refusal:
        chosen(accept, (JSON, CSV))

    assert refusal.value.document()["available"] == ["application/json", "text/csv"]


@pytest.mark.parametrize("name", RESOURCES)
def test_accept_and_suffix_give_the_same_list(client: Client, name: str) -> None:
    for suffix in ("json", "jsonl", "csv"):
        by_suffix = client.get(f"/api/v1/{name}.{suffix}", headers={"Accept": "image/png"})
        sent = [body(by_suffix)]
        by_accept = client.get(f"/api/v1/{name}/", headers={"Accept": TYPES[suffix]})
        sent.append(body(by_accept))
        assert by_suffix.headers["Content-Type"] == by_accept.headers["Content-Type"] == TYPES[suffix]
        assert (by_accept.headers["Vary"], by_suffix.headers["Vary"]) == ("Accept, Accept-Encoding", "Accept-Encoding")
        if suffix == "json":
            assert orjson.loads(sent[0])["results"] == orjson.loads(sent[1])["results"]
        else:
            assert sent[0] == sent[1]


@pytest.mark.parametrize("name", [name for name in RESOURCES if name != "assessments"])
def test_accept_and_suffix_give_the_same_record(client: Client, name: str) -> None:
    slug = ids(client, f"{name}/?page_size=1")[0]
    document = get(client, f"{name}/{slug}/")

    sent = {}
    for one in formats_of(RESOURCES[name]):
        by_suffix = client.get(f"/api/v1/{name}/{slug}.{one.suffix}", headers={"Accept": "image/png"})
        by_accept = client.get(f"/api/v1/{name}/{slug}/", headers={"Accept": one.media_type})
        assert by_suffix.content == by_accept.content
        assert by_suffix.headers["Content-Type"] == by_accept.headers["Content-Type"] == one.media_type
        sent[one.suffix] = by_suffix

    tags = [answer.headers["ETag"] for answer in sent.values()]
    assert len(set(tags)) == len(tags)
    assert orjson.loads(sent["json"].content) == orjson.loads(sent["jsonl"].content) == document
    (row,) = csv.DictReader(io.StringIO(sent["csv"].content.decode(), newline=""))
    assert list(row) == [column.name for column in COLUMNS[document["type"]]]
    assert row["id"] == slug
    if "jsonld" in sent:
        assert orjson.loads(sent["jsonld"].content) == linked_data(document)


def test_format_that_an_address_has_not_is_told_with_those_that_it_has(client: Client) -> None:
    for path, accept in (("claims/", "application/ld+json"), ("statements/su-25-downing.1/", "application/ld+json")):
        response = client.get(f"/api/v1/{path}", headers={"Accept": accept})
        assert response.status_code == 406
        assert response.json()["available"] == [
            one for one in ("application/json", "application/jsonl", "text/csv") if one in response.json()["detail"]
        ]


def test_parameters_are_those_of_the_format(client: Client) -> None:
    as_table = {"Accept": "text/csv"}

    assert client.get("/api/v1/claims/?page_size=5", headers=as_table).json()["parameter"] == "page_size"
    assert client.get("/api/v1/claims/su-25-downing/?fields=id", headers=as_table).json()["parameter"] == "fields"
    assert refused(client, "claims/?dialect=raw")["parameter"] == "dialect"
    assert refused(client, "claims.csv?fields=id")["parameter"] == "fields"


def test_record_that_the_client_has_is_not_sent_again_in_any_format(client: Client) -> None:
    for suffix in TYPES:
        path = f"/api/v1/claims/su-25-downing.{suffix}"
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
