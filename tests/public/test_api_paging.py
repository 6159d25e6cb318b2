"""Pages: every row once, in every order, in the state of the first page, whatever is written meanwhile."""

import re
from itertools import chain
from urllib.parse import urlsplit

import pytest
from django.test import Client

from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Claim
from claims.public import reading
from claims.public.resources import RESOURCES
from tests.factories import make_claim, make_statement
from tests.public.api import get, ids

pytestmark = pytest.mark.usefixtures("demo")

ORDERS = [(name, order) for name, resource in RESOURCES.items() for order in resource.orders if order != "relevance"]


def pages(client: Client, address: str) -> list[list[str]]:
    """The ids of all pages from an address on."""
    found = []
    path: str | None = address
    while path:
        page = client.get(path).json()
        found.append([document["id"] for document in page["results"]])
        path = page["next"]
    return found


@pytest.mark.parametrize(("name", "order"), ORDERS)
def test_pages_together_are_the_list(client: Client, name: str, order: str) -> None:
    whole = ids(client, f"{name}/?ordering={order}&page_size=200")

    found = pages(client, f"/api/v1/{name}/?ordering={order}&page_size=7")

    assert [*chain(*found)] == whole
    assert len(set(whole)) == len(whole)


@pytest.mark.parametrize(("name", "order"), ORDERS)
def test_previous_leads_back_the_same_way(client: Client, name: str, order: str) -> None:
    forward = pages(client, f"/api/v1/{name}/?ordering={order}&page_size=9")
    path = f"/api/v1/{name}/?ordering={order}&page_size=9"
    while (page := client.get(path).json())["next"]:
        path = page["next"]

    back = [[document["id"] for document in page["results"]]]
    while page["previous"]:
        page = client.get(page["previous"]).json()
        back.append([document["id"] for document in page["results"]])

    assert back[::-1] == forward


def test_descending_order_is_the_ascending_one_reversed(client: Client) -> None:
    for order in ("published", "updated"):
        up = ids(client, f"statements/?ordering={order}&page_size=200")
        assert ids(client, f"statements/?ordering=-{order}&page_size=200") == up[::-1]


def test_pages_by_relevance_have_every_match_once(client: Client) -> None:
    whole = ids(client, "claims/?q=azerbaijan&ordering=relevance&page_size=200")

    found = pages(client, "/api/v1/claims/?q=azerbaijan&ordering=relevance&page_size=3")

    assert len(whole) > 6
    assert [*chain(*found)] == whole


def test_pages_show_the_state_of_the_first_whatever_is_published_since(client: Client) -> None:
    before = ids(client, "claims/?ordering=-updated&page_size=200")
    first = get(client, "claims/?ordering=-updated&page_size=20")
    claim = Claim.objects.get(slug="su-25-downing")
    make_statement(claim=claim)
    publish(record=claim, by=None)
    publish(record=make_claim(slug="brand-new"), by=None)

    found = [document["id"] for document in first["results"]] + [*chain(*pages(client, first["next"]))]

    assert found == before
    assert (
        get(client, urlsplit(first["next"]).path[len("/api/v1/") :] + "?" + urlsplit(first["next"]).query)["position"]
        == (first["position"])
    )


def test_pages_leave_out_what_was_taken_down_since(client: Client) -> None:
    for slug in ("down-one", "down-two", "stays"):
        publish(record=make_claim(slug=slug), by=None)
    first = get(client, "claims/?ordering=published&page_size=60")
    withdraw(record=Claim.objects.get(slug="down-one"), by=None, reason="It was a mistake.")
    quarantine(record=Claim.objects.get(slug="down-two"), by=None)

    rest = [*chain(*pages(client, first["next"]))]

    assert "stays" in rest
    assert not {"down-one", "down-two"} & set(rest)


def test_position_between_two_reads_is_kept(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger grows after its end was read and before the rows are."""
    before = get(client, "claims/?denied_by=azerbaijan&count=true")
    present = reading.snapshot()
    claim = make_claim(slug="in-between")
    make_statement(claim=claim, stance="denies", actor=Claim.objects.get(slug="su-25-downing").statements.first().actor)
    publish(record=claim, by=None)
    monkeypatch.setattr(reading, "snapshot", lambda as_of=None: present)

    after = get(client, "claims/?denied_by=azerbaijan&count=true")

    assert after == before


def test_links_are_in_the_header_too(client: Client) -> None:
    first = client.get("/api/v1/claims/?page_size=30")
    second = client.get(first.json()["next"])

    assert re.findall(r'<([^>]+)>; rel="(\w+)"', first.headers["Link"]) == [(first.json()["next"], "next")]
    assert dict(reversed(re.findall(r'<([^>]+)>; rel="(\w+)"', second.headers["Link"]))) == {
        second.json()["next"]: "next",
        second.json()["previous"]: "prev",
    }


def test_page_size_may_change_from_page_to_page(client: Client) -> None:
    first = get(client, "claims/?page_size=10")

    second = client.get(first["next"].replace("page_size=10", "page_size=200")).json()

    assert len(second["results"]) == 58


def test_as_of_reads_an_earlier_state_with_what_was_withdrawn_since(client: Client) -> None:
    claim = make_claim(slug="for-a-while", text="First wording.")
    publish(record=claim, by=None)
    known = get(client, "claims/for-a-while/")["updated_at"]
    claim.refresh_from_db()
    claim.text = "Second wording."
    claim.save()
    publish(record=claim, by=None)
    withdraw(record=claim, by=None, reason="It was a mistake.")

    assert get(client, f"claims/for-a-while/?as_of={known}")["text"] == "First wording."
    assert "for-a-while" in ids(client, f"claims/?as_of={known}&ordering=-published&page_size=1")
    assert client.get("/api/v1/claims/for-a-while/").status_code == 410
    assert "for-a-while" not in ids(client, "claims/?page_size=200")


def test_as_of_before_the_first_entry_is_empty(client: Client) -> None:
    page = get(client, "claims/?as_of=2001-01-01&count=true")

    assert page == {"results": [], "next": None, "previous": None, "position": 0, "count": 0}
    assert client.get("/api/v1/claims/su-25-downing/?as_of=2001-01-01").status_code == 404
