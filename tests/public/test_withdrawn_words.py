"""The words of what is withdrawn stand in its own history alone, on no surface that tells of changes or of others."""

from __future__ import annotations

import pytest
from django.test import Client

from claims.actions import save
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.models import Claim
from tests.factories import make_actor, make_claim, make_contradiction, make_denial
from tests.forgetting import forget_answers

WORDS = "Unwarranted test words"


@pytest.fixture
def rival() -> Claim:
    """A claim whose rival, shown in two of its versions, was withdrawn."""
    claim = make_claim(slug="claim", statements=[{"actor": make_actor(name="One")}])
    withdrawn = make_claim(slug="rival", text=WORDS, statements=[{"actor": make_actor(name="Other")}])
    publish(record=claim, by=None)
    publish(record=withdrawn, by=None)
    publish(record=make_contradiction(first_claim=claim, second_claim=withdrawn), by=None)
    claim.refresh_from_db()
    claim.note = "A public note of the test."
    save(record=claim, by=None)
    publish(record=claim, by=None, reason="A note was added.")
    withdrawn.refresh_from_db()
    withdraw(record=withdrawn, by=None, reason="It was about the wrong one.")
    return claim


@pytest.mark.parametrize(
    "path",
    [
        "/changes/",
        "/feeds/changes.atom",
        "/claims/claim.atom",
        "/claims/claim/",
        "/",
        "/claims.atom",
        "/search/?q=rival",
    ],
)
def test_words_of_a_withdrawn_claim_are_told_by_no_other_surface(client: Client, rival: Claim, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert WORDS not in answer.content.decode()


def test_changes_still_say_that_it_was_withdrawn_and_why(client: Client, rival: Claim) -> None:
    for path in ("/changes/", "/feeds/changes.atom"):
        assert "It was about the wrong one." in client.get(path).content.decode()
    assert 'href="/claims/rival/history/"' in client.get("/changes/").content.decode()


def test_only_the_takedown_itself_gives_the_address_of_what_is_quarantined(client: Client) -> None:
    claim = make_claim(slug="telling-address", statements=[{"actor": make_actor(name="One")}])
    publish(record=claim, by=None)
    claim.refresh_from_db()
    quarantine(record=claim, by=None, reason="A test person is in danger.")

    entries = client.get("/feeds/changes.atom").content.decode().split("<entry>")[1:]

    assert ["telling-address" in entry for entry in entries] == [True] + [False] * (len(entries) - 1)
    assert "A test person is in danger." in entries[0]


def test_an_embedded_version_says_that_it_is_no_longer_current(client: Client) -> None:
    claim = make_claim(slug="claim", statements=[{"actor": make_actor(name="One")}])
    publish(record=claim, by=None)
    before = client.get("/embed/claims/claim/?version=1")
    make_denial(claim=claim, actor=make_actor(name="Other"))
    claim.refresh_from_db()
    publish(record=claim, by=None)

    after = client.get("/embed/claims/claim/?version=1")

    assert after.content != before.content
    assert after.headers["ETag"] != before.headers["ETag"]
    assert "/claims/claim/versions/1/" in after.content.decode()
    forget_answers()
    assert client.get("/embed/claims/claim/?version=1").content == after.content
