"""What is said at the addresses of what was taken down, and in the public register of takedowns."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from claims.ledger.erasing import erase
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.models import Claim
from tests.factories import make_actor, make_claim
from tests.forgetting import forget_answers
from tests.ledger.reading import edit

BASIS = "Order of a test court."
BLOCKED_BY = '<http://127.0.0.1:8000/>; rel="blocked-by"'
ADDRESSES = (
    "/claims/telling/",
    "/tr/claims/telling/",
    "/hy/claims/telling/",
    "/az/claims/telling/",
    "/ru/claims/telling/",
    "/ar/claims/telling/",
    "/claims/telling.json",
    "/claims/telling.jsonld",
    "/claims/telling.png",
    "/claims/telling.atom",
    "/embed/claims/telling/",
    "/oembed?url=http://127.0.0.1:8000/claims/telling/",
    "/api/v1/claims/telling/",
    "/api/v1/claims/telling.csv",
    "/api/v1/claims/telling/versions/",
    "/api/v1/claims/telling/versions/1/",
    "/api/v1/claims/telling/statements/",
    "/api/v1/statements/telling.1/",
)


@pytest.fixture
def claim() -> Claim:
    found = make_claim(slug="telling", text="Telling words.", statements=[{"actor": make_actor(slug="one")}])
    publish(record=found, by=None)
    found.refresh_from_db()
    return found


def erased(record: Claim, **given: Any) -> None:
    record.refresh_from_db()
    erase(record=record, by=None, as_operator=True, **{"reason": "A court forbids it.", **given})


@pytest.mark.parametrize("address", dict.fromkeys(ADDRESSES))
def test_what_a_law_forbids_answers_451_and_says_who_blocks_it(client: Client, claim: Claim, address: str) -> None:
    quarantine(record=claim, by=None, reason="A court forbids it.", legal_basis=BASIS)

    answer = client.get(address)

    assert answer.status_code == 451
    assert answer.headers["Link"] == BLOCKED_BY
    assert BASIS in answer.content.decode()
    assert "A court forbids it." in answer.content.decode()
    assert "Telling words" not in answer.content.decode()


@pytest.mark.parametrize("take_down", [withdraw, quarantine, erased])
def test_whatever_else_is_down_answers_410(client: Client, claim: Claim, take_down: Any) -> None:
    take_down(record=claim, by=None, reason="Down.") if take_down is not erased else erased(claim)

    for address in ("/claims/telling/", "/api/v1/claims/telling/", "/embed/claims/telling/", "/claims/telling.json"):
        answer = client.get(address)
        assert (answer.status_code, "blocked-by" in answer.headers.get("Link", "")) == (410, False), address


def test_legal_basis_goes_with_the_takedown(client: Client, claim: Claim) -> None:
    withdraw(record=claim, by=None, reason="A court forbids it.", legal_basis=BASIS)
    problem = client.get("/api/v1/claims/telling/").json()
    assert (problem["type"], problem["record"]["legal_basis"]) == (
        "/developers/errors/unavailable-for-legal-reasons",
        BASIS,
    )

    restore(record=claim, by=None, reason="The order was lifted.")

    assert client.get("/claims/telling/").status_code == 200
    quarantine(record=claim, by=None, reason="Another reason.")
    assert client.get("/claims/telling/").status_code == 410


# The register


def register(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/takedowns.json").json()["results"]
    return found


def test_register_lists_each_step_with_its_reason_and_position(client: Client, claim: Claim) -> None:
    entry = withdraw(record=claim, by=None, reason="Recorded by mistake.")

    (row,) = register(client)

    assert row == {
        "position": entry.seq,
        "at": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "type": "claim",
        "action": "withdrawn",
        "reason": "Recorded by mistake.",
        "legal_basis": None,
        "status": 410,
        "now": "withdrawn",
        "record": "telling",
    }
    (header, line) = csv.reader(io.StringIO(client.get("/takedowns.csv").content.decode()))
    in_words = {name: "" if value is None else str(value) for name, value in row.items()}
    assert dict(zip(header, line, strict=True)) == in_words
    page = client.get("/takedowns/").content.decode()
    assert "Recorded by mistake." in page
    assert f"Position {entry.seq} of the ledger" in page
    assert 'href="/claims/telling/history/"' in page


@pytest.mark.parametrize("take_down", [quarantine, erased])
def test_register_names_nothing_that_cannot_be_read(client: Client, claim: Claim, take_down: Any) -> None:
    withdraw(record=claim, by=None, reason="Telling reason.")
    take_down(record=claim, by=None, reason="Down.") if take_down is quarantine else erased(claim, reason="Down.")

    for address in ("/takedowns/", "/takedowns.json", "/takedowns.csv"):
        text = client.get(address).content.decode()
        assert "elling" not in text, address
        assert "Down." in text
    assert [row["reason"] for row in register(client)] == ["Down.", None]


def test_register_tells_what_became_of_it(client: Client, claim: Claim) -> None:
    edit(claim, text="Corrected.")
    publish(record=claim, by=None)
    quarantine(record=claim, by=None, reason="For now.")
    restore(record=claim, by=None, reason="It was a mistake.")
    erased(claim, versions=[1])

    page = client.get("/takedowns/").content.decode()

    assert "Public again" in page
    assert "Of earlier versions alone" in page
    assert [row["now"] for row in register(client)] == ["published", "published"]


def test_register_is_paged_by_position(client: Client, claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    forget_answers()
    monkeypatch.setattr("claims.public.pages.takedowns.SHOWN", 1)
    monkeypatch.setattr("claims.public.pages.takedowns.IN_FILES", 1)
    first = withdraw(record=claim, by=None, reason="First.")
    second = quarantine(record=claim, by=None, reason="Second.")

    assert f'href="/takedowns/?before={second.seq}"' in client.get("/takedowns/").content.decode()
    assert client.get("/takedowns.json").json()["next"] == f"/takedowns.json?before={second.seq}"
    (row,) = client.get(f"/takedowns.json?before={second.seq}").json()["results"]
    assert row["position"] == first.seq
    assert client.get("/takedowns/?before=x").status_code == 400


def test_register_takes_as_many_queries_for_many_as_for_one(
    client: Client, claim: Claim, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        quarantine(record=claim, by=None, reason=f"Down {number}.")
        with django_assert_num_queries(2):
            client.get(f"/takedowns/?before={1000 + number}")
        restore(record=claim, by=None, reason="Up.")


def test_register_is_found(client: Client) -> None:
    for address in ("/changes/", "/about/"):
        assert 'href="/takedowns/"' in client.get(address).content.decode(), address
    assert "/takedowns/</loc>" in client.get("/sitemaps/pages.xml").content.decode()
    assert "Nothing was taken down." in client.get("/takedowns/").content.decode()
