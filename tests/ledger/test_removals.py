"""Taking down and bringing back, seen from the documents around: what must go with a record and come back with it."""

import re

import pytest

from claims.ledger import door
from claims.ledger.apply import all_tables
from claims.ledger.models import PendingRecomposition
from claims.ledger.publish import publish, publish_many
from claims.ledger.published import PublishedClaim
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.models import Claim
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_denial,
    make_event,
    make_source,
    make_statement,
)
from tests.ledger.reading import document, edit


def tables_with(word: str) -> list[str]:
    return [
        model.__name__
        for model in all_tables()
        if any(re.search(word, str(row), re.IGNORECASE) for row in model.objects.values())
    ]


@pytest.fixture
def disputed() -> Claim:
    """A public claim that an actor called Secret denies."""
    claim = make_claim(slug="disputed")
    make_statement(claim=claim, actor=make_actor(slug="one", name="One"))
    make_denial(claim=claim, actor=make_actor(slug="denier", name="Secret"))
    publish(record=claim, by=None)
    return claim


# What is restored comes back in the documents that name it


def test_restored_actor_has_its_name_again_in_claims():
    actor = make_actor(slug="actor", name="Named")
    publish(record=make_claim(slug="claim", statements=[{"actor": actor}]), by=None)
    withdraw(record=actor, by=None, reason="Withdrawn")
    assert document("claim", "claim")["statements"][0]["actor"]["name"] is None

    restore(record=actor, by=None, reason="Restored")

    assert document("claim", "claim")["statements"][0]["actor"]["name"] == "Named"


def test_actor_restored_after_a_claim_was_published_without_its_name_gives_it_to_the_claim():
    actor = make_actor(slug="actor", name="Named")
    publish(record=actor, by=None)
    withdraw(record=actor, by=None, reason="Withdrawn")
    publish(record=make_claim(slug="claim", statements=[{"actor": actor}]), by=None)

    restore(record=actor, by=None, reason="Restored")

    assert document("claim", "claim")["standing"]["asserted_by"] == [{"id": "actor", "name": "Named"}]


def test_restored_claim_has_its_text_again_in_what_rests_on_it():
    ground = make_claim(slug="ground", text="The ground.")
    publish(record=make_claim(slug="claim", rests_on=[ground]), by=None)
    quarantine(record=ground, by=None)
    assert document("claim", "claim")["rests_on"][0]["text"] is None

    restore(record=ground, by=None, reason="Restored")

    assert document("claim", "claim")["rests_on"][0]["text"] == "The ground."


def test_restored_claim_is_disputed_again_through_its_contradiction():
    first, second = make_claim(slug="first"), make_claim(slug="second")
    for claim in (first, second):
        make_statement(claim=claim)
    publish_many(records=[first, second], by=None)
    publish(record=make_contradiction(first_claim=first, second_claim=second), by=None)
    before = document("claim", "first")

    withdraw(record=first, by=None, reason="Withdrawn")
    restore(record=first, by=None, reason="Restored")

    after = document("claim", "first")
    assert after["standing"]["value"] == document("claim", "second")["standing"]["value"] == "disputed"
    assert (after["standing"], after["contradicts"]) == (before["standing"], before["contradicts"])


# Quarantine reaches the labels of other claims, in older versions too


def test_quarantined_actor_is_in_no_label_of_a_claim_that_rests_on_one_it_denies(disputed):
    publish(record=make_claim(slug="claim", rests_on=[disputed]), by=None)
    assert "Secret" in PublishedClaim.objects.get(slug="claim").document

    quarantine(record=disputed.statements.get(stance="denies").actor, by=None)

    assert tables_with("secret") == []


def test_quarantined_actor_is_in_no_label_of_a_rival_of_a_claim_it_denies(disputed):
    rival = make_claim(slug="rival")
    publish(record=rival, by=None)
    publish(record=make_contradiction(first_claim=disputed, second_claim=rival), by=None)
    assert "Secret" in document("claim", "rival")["contradicts"][0]["label"]

    quarantine(record=disputed.statements.get(stance="denies").actor, by=None)

    assert tables_with("secret") == []


# What stands between keeps its place


@pytest.mark.parametrize("take_down", [withdraw, quarantine])
def test_withdrawn_spokeswoman_still_speaks_for_her_state(take_down):
    state = make_actor(slug="state", name="State")
    ministry = make_actor(slug="ministry", speaks_for=state)
    speaker = make_actor(slug="speaker", speaks_for=ministry)
    publish(record=make_claim(slug="claim", statements=[{"actor": speaker}]), by=None)

    take_down(record=ministry, by=None, reason="Taken down")
    edit(state, name="Renamed")
    publish(record=state, by=None)

    party = {"id": "state", "name": "Renamed"}
    assert document("claim", "claim")["standing"]["asserted_by"] == [party]
    assert document("actor", "speaker")["party"]["id"] == "state"


def test_sources_read_below_a_withdrawn_event_still_count_for_the_whole():
    whole = make_event(slug="whole")
    part = make_event(slug="part", part_of=whole)
    above = make_claim(slug="above", event=whole, statements=[{"source": make_source()}])
    below = make_claim(slug="below", event=part, statements=[{"source": make_source()}])
    publish_many(records=[above, below], by=None)

    withdraw(record=part, by=None, reason="Withdrawn")
    edit(below, text="Corrected.")
    publish(record=below, by=None)

    assert [document("claim", slug)["standing"]["sources_read"]["count"] for slug in ("above", "below")] == [2, 2]


# Removal of text is never deferred


def test_withdrawn_words_are_gone_at_once_however_many_documents_show_them(monkeypatch):
    monkeypatch.setattr(door, "AT_ONCE", 2)
    actor = make_actor(slug="actor", name="Secret")
    claims = [make_claim(statements=[{"actor": actor}]) for _ in range(4)]
    publish_many(records=claims, by=None)

    withdraw(record=actor, by=None, reason="Withdrawn")

    assert not any("Secret" in claim.document for claim in PublishedClaim.objects.current())


def test_what_claims_say_was_read_is_recomposed_later_where_it_is_much(monkeypatch):
    monkeypatch.setattr(door, "AT_ONCE", 2)
    event = make_event(slug="event")
    claims = [make_claim(slug=f"claim-{n}", event=event, statements=[{}]) for n in range(5)]
    publish_many(records=claims, by=None)

    withdraw(record=claims[0], by=None, reason="Withdrawn")
    assert PendingRecomposition.objects.count() == 4
    door.recompose_pending(by=None)

    read = [document("claim", f"claim-{n}")["standing"]["sources_read"]["count"] for n in range(1, 5)]
    assert read == [4, 4, 4, 4]
