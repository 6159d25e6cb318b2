"""Every address of a record, in every format, once the record was merged, withdrawn or quarantined."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from claims.ledger.merge import merge
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.public.api.urls import urlpatterns
from claims.public.resources import RESOURCES
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_event,
    make_publisher,
    make_source,
)
from tests.public.api import refused

MAKERS: dict[str, Callable[..., Any]] = {
    "claim": make_claim,
    "event": make_event,
    "actor": make_actor,
    "source": make_source,
    "publisher": make_publisher,
    "contradiction": make_contradiction,
    "counter-accusation": make_counter_accusation,
}
MERGED = ("claim", "event", "actor", "source", "publisher")
PARTS = ("statements", "denials", "assessments")
# Name, list and whether it is of a version, of every address that names a record.
ADDRESSES = [
    (str(one.name), str(one.pattern).partition("/")[0], "<version:number>" in str(one.pattern))
    for one in urlpatterns
    if "<public_id:slug>" in str(one.pattern) and not str(one.pattern).startswith(PARTS)
]
OF_RECORDS = [(name, RESOURCES[of].type) for name, of, of_version in ADDRESSES if not of_version]
OF_VERSIONS = [(name, RESOURCES[of].type) for name, of, of_version in ADDRESSES if of_version]


@pytest.fixture(scope="module", autouse=True)
def registry(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Of each type one that was merged, with its survivor, one withdrawn and one quarantined."""
    with django_db_blocker.unblock(), transaction.atomic():
        for type_, make in MAKERS.items():
            of_type = {
                name: make(slug=f"{name}-{type_}") for name in ("merged", "survivor", "withdrawn", "quarantined")
            }
            for record in of_type.values():
                for side in ("first_claim", "second_claim"):
                    if claim := getattr(record, side, None):
                        publish(record=claim, by=None)
                record.refresh_from_db()
                publish(record=record, by=None)
                record.refresh_from_db()
            if type_ in MERGED:
                merge(record=of_type["merged"], into=of_type["survivor"], by=None, reason="The same.")
            withdraw(record=of_type["withdrawn"], by=None, reason="It was a mistake.")
            quarantine(record=of_type["quarantined"], by=None)
        yield
        transaction.set_rollback(True)


def address(name: str, slug: str, **more: Any) -> str:
    return reverse(f"api:{name}", kwargs={"slug": slug, **more})


@pytest.mark.no_database
def test_the_table_has_every_address_that_names_a_record() -> None:
    names = {name for name, _ in OF_RECORDS}

    assert {
        "claim",
        "claim.csv",
        "claim.jsonld",
        "dispute",
        "claims-versions",
        "event-matrix",
        "event-figures",
    } <= names
    assert {"claim-statements", "claim-statements.jsonl", "claim-contradictions", "publisher.jsonl"} <= names
    assert {"claims-version", "claims-version.csv", "actors-version.jsonld"} <= {name for name, _ in OF_VERSIONS}


def test_merged_record_leads_to_its_survivor_from_every_address(client: Client) -> None:
    for name, type_ in OF_RECORDS:
        if type_ not in MERGED:
            continue
        response = client.get(address(name, f"merged-{type_}"))
        assert (name, response.status_code) == (name, 301)
        assert response.headers["Location"] == address(name, f"survivor-{type_}")
        assert response.headers["Cache-Control"].startswith("public, max-age=0")
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_what_is_asked_goes_along_to_the_survivor(client: Client) -> None:
    response = client.get("/api/v1/claims/merged-claim/statements/?stance=denies&page_size=5")

    assert response.headers["Location"] == "/api/v1/claims/survivor-claim/statements/?page_size=5&stance=denies"


def test_versions_of_a_merged_record_stay_its_own(client: Client) -> None:
    for name, type_ in OF_VERSIONS:
        if type_ in MERGED:
            response = client.get(address(name, f"merged-{type_}", number=1))
            assert (name, response.status_code) == (name, 200)
            assert response.headers["Public-State"] == "merged"
            assert f"merged-{type_}" in response.content.decode()


def test_withdrawn_record_leaves_a_stub_at_every_address_but_those_of_its_versions(client: Client) -> None:
    for name, type_ in OF_RECORDS:
        path = address(name, f"withdrawn-{type_}")
        if name.endswith("-versions"):
            assert client.get(path).headers["Public-State"] == "withdrawn"
            continue
        stub = refused(client, path.removeprefix("/api/v1/"), status=410)["record"]
        assert (stub["id"], stub["type"], stub["public_state"]) == (f"withdrawn-{type_}", type_, "withdrawn")
        assert stub["reason"] == "It was a mistake."


def test_quarantined_record_leaves_a_stub_at_every_address(client: Client) -> None:
    paths = [(type_, address(name, f"quarantined-{type_}")) for name, type_ in OF_RECORDS]
    paths += [(type_, address(name, f"quarantined-{type_}", number=1)) for name, type_ in OF_VERSIONS]
    for type_, path in paths:
        stub = refused(client, path.removeprefix("/api/v1/"), status=410)["record"]
        assert (stub["id"], stub["public_state"]) == (f"quarantined-{type_}", "quarantined")
