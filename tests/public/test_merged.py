"""What the world finds at the address of a record that was merged: its survivor, in one hop, and back after an undo."""

from __future__ import annotations

from typing import Any

import pytest

from claims.ledger.merge import merge
from claims.ledger.publish import publish_many
from claims.ledger.unmerge import unmerge
from claims.models import Claim
from tests.factories import make_actor, make_claim


@pytest.fixture
def merged() -> Any:
    """Two public claims, `old` merged into `new`."""
    actor = make_actor(slug="actor")
    old = make_claim(slug="old", text="Old words.", statements=[{"actor": actor}])
    new = make_claim(slug="new", text="New words.", event=old.event)
    publish_many(records=[old, new], by=None)
    return merge(record=old, into=Claim.objects.get(slug="new"), by=None, reason="The same claim")


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/claims/old/", "/claims/new/"),
        ("/claims/old.json", "/claims/new.json"),
        ("/api/v1/claims/old/", "/api/v1/claims/new/"),
    ],
)
def test_old_address_leads_to_the_survivor_in_one_hop(client: Any, merged: Any, address: str, leads_to: str) -> None:
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (301, leads_to)
    assert client.get(leads_to).status_code == 200


def test_address_of_a_merged_claims_statement_leads_on(client: Any, merged: Any) -> None:
    response = client.get("/api/v1/statements/old.1/")

    assert response.status_code == 301
    assert client.get(response["Location"]).status_code == 200


def test_feed_says_into_what_a_claim_was_merged_and_carries_the_survivor(client: Any, merged: Any) -> None:
    entries = client.get("/api/v1/changes/").json()["results"]

    (entry,) = [entry for entry in entries if entry["action"] == "merged"]
    assert (entry["id"], entry["merged_into"], entry["reason"], entry["document"]) == (
        "old",
        "new",
        "The same claim",
        None,
    )
    updated = [entry for entry in entries if entry["id"] == "new"][-1]
    assert [statement["id"] for statement in updated["document"]["statements"]] == ["new.1"]


def test_lists_and_filters_have_the_survivor_alone(client: Any, merged: Any) -> None:
    listed = client.get("/api/v1/claims/").json()["results"]
    asserted = client.get("/api/v1/claims/?asserted_by=actor").json()["results"]

    assert [claim["id"] for claim in listed] == ["new"]
    assert [claim["id"] for claim in asserted] == ["new"]


def test_history_of_the_merged_claim_stays_readable(client: Any, merged: Any) -> None:
    page = client.get("/claims/old/history/").content.decode()

    assert "Merged into another record" in page
    assert client.get("/claims/old/versions/1/").status_code == 200


def test_both_addresses_answer_again_after_an_undo(client: Any, merged: Any) -> None:
    unmerge(merge=merged, by=None, reason="They differ")

    assert [client.get(f"/claims/{slug}/").status_code for slug in ("old", "new")] == [200, 200]
    assert client.get("/api/v1/statements/old.1/").status_code == 200
