"""Withdrawing, quarantining and restoring: the record, its neighbours, its history, and the way back."""

from typing import Any

import orjson
import pytest

from claims.actions import save
from claims.ledger.models import Entry
from claims.ledger.publish import NotPublishable, publish, publish_many
from claims.ledger.published import (
    PublishedClaim,
    PublishedContradiction,
    PublishedEntry,
    PublishedRecord,
    PublishedStatement,
)
from claims.ledger.takedown import NotTakenDown, quarantine, restore, withdraw
from claims.models import Actor, Claim
from factreg.records import PublicState
from tests.factories import make_actor, make_claim, make_contradiction, make_statement


def document(slug: str) -> dict[str, Any]:
    return orjson.loads(PublishedClaim.objects.current().get(slug=slug).document)


@pytest.fixture
def rivals() -> tuple[Claim, Claim]:
    """Two claims of two parties, joined by a contradiction, all public."""
    one, other = make_actor(slug="one", name="One"), make_actor(slug="other", name="Other")
    first, second = make_claim(slug="first", text="SECRET words"), make_claim(slug="second", text="Other words")
    make_statement(claim=first, actor=one, stance="asserts")
    make_statement(claim=second, actor=other, stance="asserts")
    publish_many(records=[first, second], by=None)
    publish(record=make_contradiction(first_claim=first, second_claim=second), by=None)
    return first, second


def test_withdrawn_claim_is_gone_from_the_present_with_its_reason(rivals):
    first, _ = rivals

    entry = withdraw(record=first, by=None, reason="The source took it back")

    assert not PublishedClaim.objects.current().filter(slug="first").exists()
    assert not PublishedStatement.objects.current().filter(claim="first").exists()
    state = PublishedRecord.objects.get(type="claim", slug="first")
    assert (state.public_state, state.reason, state.seq) == ("withdrawn", "The source took it back", entry.seq)


def test_withdrawing_a_claim_changes_its_rival_at_once_and_with_a_cause(rivals):
    first, _ = rivals

    entry = withdraw(record=first, by=None, reason="The source took it back")

    after = document("second")
    assert (after["contradicts"], after["standing"]["value"]) == ([], "asserted")
    assert not PublishedContradiction.objects.current().exists()
    assert Entry.objects.get(seq=PublishedClaim.objects.current().get(slug="second").seq).cause == entry.seq


def test_older_versions_of_a_withdrawn_claim_stay_readable(rivals):
    first, _ = rivals

    withdraw(record=first, by=None, reason="The source took it back")

    versions = PublishedClaim.objects.filter(slug="first")
    assert [(version.document is None, version.taken_down) for version in versions] == [(False, True)] * 2


def test_quarantined_words_are_in_no_published_table(rivals):
    first, _ = rivals

    quarantine(record=first, by=None)

    for model in (PublishedClaim, PublishedStatement, PublishedContradiction):
        for row in model.objects.values():
            assert "SECRET" not in str(row)
            assert "secret" not in str(row)
    shown = Entry.objects.filter(document__contains="SECRET").values_list("seq", flat=True)
    assert set(PublishedEntry.objects.filter(seq__in=shown).values_list("nonce", flat=True)) == {None}
    assert document("second")["contradicts"] == []


def test_quarantined_actor_keeps_its_place_without_its_name(rivals):
    quarantine(record=Actor.objects.get(slug="one"), by=None)

    after = document("first")
    assert after["statements"][0]["actor"] == {"id": "one", "name": None, "role": None, "kind": None}
    assert after["standing"]["value"] == "disputed"
    assert after["standing"]["label"] == "Claimed by an actor not on record here; contradicted by a claim of Other"
    assert document("second")["contradicts"][0]["id"] == "first"


def test_restoring_brings_back_the_record_its_pairs_and_its_history(rivals):
    first, _ = rivals
    before = document("second")
    texts = dict(PublishedClaim.objects.values_list("seq", "document"))
    nonces = dict(PublishedEntry.objects.values_list("seq", "nonce"))
    quarantine(record=first, by=None)

    restore(record=first, by=None, reason="Checked")

    after = document("second")
    ledger = ("version",)
    assert {k: v for k, v in after.items() if k not in ledger} == {k: v for k, v in before.items() if k not in ledger}
    assert document("first")["text"] == "SECRET words"
    assert {seq: PublishedClaim.objects.get(seq=seq).document for seq in texts} == texts
    assert {seq: PublishedEntry.objects.get(seq=seq).nonce for seq in nonces} == nonces
    assert Claim.objects.get(slug="first").public_state == PublicState.PUBLISHED


def test_restoring_does_not_publish_an_unfinished_edit(rivals):
    first, _ = rivals
    withdraw(record=first, by=None, reason="The source took it back")
    first.refresh_from_db()
    first.text = "UNFINISHED"
    save(record=first, by=None)

    restore(record=first, by=None, reason="Checked")

    assert document("first")["text"] == "SECRET words"


def test_withdrawn_record_is_not_published_again_by_an_edit(rivals):
    first, _ = rivals
    withdraw(record=first, by=None, reason="The source took it back")

    with pytest.raises(NotPublishable, match="it is withdrawn; restore it"):
        publish(record=first, by=None)


def test_withdrawing_asks_for_a_reason_and_a_public_record(rivals):
    first, _ = rivals

    with pytest.raises(ValueError, match="reason"):
        withdraw(record=first, by=None, reason="  ")
    with pytest.raises(NotTakenDown, match="is published; this needs one that is quarantined or withdrawn"):
        restore(record=first, by=None, reason="Checked")
