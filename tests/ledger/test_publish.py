"""Publishing: what becomes public with what, what is recomposed because of it, and what is not."""

from itertools import pairwise

import orjson
import pytest

from claims.actions import save
from claims.ledger.models import Action, Entry, Head
from claims.ledger.publish import NotPublishable, publish, publish_many
from claims.ledger.published import PublishedClaim, PublishedRecord
from claims.models import Claim, ClaimRest
from factreg.records import PublicState, WorkState
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_denial,
    make_event,
    make_source,
    make_statement,
)


def document(slug: str) -> dict:
    return orjson.loads(PublishedClaim.objects.current().get(slug=slug).document)


def test_publishing_a_claim_first_publishes_what_it_names():
    state = make_actor(slug="state")
    ministry = make_actor(slug="ministry", speaks_for=state)
    claim = make_claim(slug="claim", about=[(state, "agent")])
    make_statement(claim=claim, actor=ministry, stance="asserts")
    claim.refresh_from_db()

    entry = publish(record=claim, by=None)

    entries = list(Entry.objects.values_list("type", "slug", "action", "cause"))
    assert entry is not None
    assert entries[-1] == ("claim", "claim", "published", None)
    assert [type_ for type_, *_ in entries] == ["publisher", "source", "actor", "actor", "event", "claim"]
    assert {cause for *_, cause in entries} == {None}


def test_ledger_is_gap_free_and_goes_forward():
    claim = make_claim(slug="claim")
    publish(record=claim, by=None)

    entries = list(Entry.objects.order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    assert all(one.at < other.at for one, other in pairwise(entries))
    assert Head.objects.get().seq == entries[-1].seq


def test_publishing_twice_appends_nothing():
    claim = make_claim(slug="claim")
    publish(record=claim, by=None)
    before = Head.objects.get().seq

    assert publish(record=claim, by=None) is None
    assert Head.objects.get().seq == before


def test_publishing_one_record_does_not_publish_anothers_unfinished_edit():
    state = make_actor(slug="state", name="State")
    claim = make_claim(slug="claim")
    make_statement(claim=claim, actor=state, stance="asserts")
    publish(record=claim, by=None)
    state.refresh_from_db()
    state.name = "UNFINISHED"
    save(record=state, by=None)
    claim.refresh_from_db()
    claim.text = "Another text."
    save(record=claim, by=None)

    publish(record=claim, by=None)

    assert document("claim")["text"] == "Another text."
    assert document("claim")["statements"][0]["actor"]["name"] == "State"
    assert "UNFINISHED" not in "".join(entry.document or "" for entry in Entry.objects.all())


def test_renaming_an_actor_recomposes_the_claims_that_show_it_with_a_cause():
    state = make_actor(slug="state", name="State")
    claim = make_claim(slug="claim")
    make_statement(claim=claim, actor=state, stance="asserts")
    publish(record=claim, by=None)
    before = document("claim")
    state.refresh_from_db()
    state.name = "Republic"
    save(record=state, by=None)

    entry = publish(record=state, by=None, reason="It has a new name")

    after = document("claim")
    assert after["statements"][0]["actor"]["name"] == "Republic"
    assert after["standing"]["label"].startswith("Claimed by Republic")
    assert (after["version"], after["updated_at"]) == (2, before["updated_at"])
    caused = Entry.objects.get(type="claim", version=2)
    assert (caused.cause, caused.action, caused.reason) == (entry.seq, Action.UPDATED, None)


def test_contradiction_changes_the_standing_of_both_claims():
    one, other = make_actor(name="One"), make_actor(name="Other")
    first, second = make_claim(slug="first"), make_claim(slug="second")
    make_statement(claim=first, actor=one, stance="asserts")
    make_statement(claim=second, actor=other, stance="asserts")
    publish_many(records=[first, second], by=None)
    contradiction = make_contradiction(first_claim=first, second_claim=second)

    publish(record=contradiction, by=None)

    assert [document(slug)["standing"]["value"] for slug in ("first", "second")] == ["disputed", "disputed"]
    assert document("first")["contradicts"][0]["id"] == "second"
    assert document("first")["contradicts"][0]["standing"] == "disputed"
    assert [document(slug)["standing"]["folded_into"] for slug in ("first", "second")] == [None, "first"]


def test_contradiction_waits_for_both_claims():
    first, second = make_claim(slug="first"), make_claim(slug="second")
    publish(record=first, by=None)
    contradiction = make_contradiction(first_claim=first, second_claim=second)

    with pytest.raises(NotPublishable, match="second_claim: publish the claim second first"):
        publish(record=contradiction, by=None)

    assert not PublishedRecord.objects.filter(type="contradiction").exists()


def test_denial_by_spokeswoman_counts_for_her_state():
    asserting, state = make_actor(slug="asserting", name="A"), make_actor(slug="state", name="B")
    spokeswoman = make_actor(slug="spokeswoman", speaks_for=state)
    claim = make_claim(slug="claim")
    make_statement(claim=claim, actor=asserting, stance="asserts")
    make_denial(claim=claim, actor=spokeswoman)
    claim.refresh_from_db()

    publish(record=claim, by=None)

    assert document("claim")["standing"]["label"] == "Claimed by A; denied by B"


def test_new_source_on_an_event_recomposes_what_its_claims_say_was_read():
    event = make_event(slug="event")
    first = make_claim(slug="first", event=event)
    make_statement(claim=first, stance="asserts", source=make_source(published="2020-09-28"))
    publish(record=first, by=None)
    second = make_claim(slug="second", event=event)
    make_statement(claim=second, stance="asserts", source=make_source(published="2020-09-29"))

    publish(record=second, by=None)

    assert document("first")["standing"]["sources_read"] == {"count": 2, "latest": "2020-09-29"}
    assert document("second")["standing"]["sources_read"] == {"count": 2, "latest": "2020-09-29"}


def test_statement_keeps_its_number_for_good():
    claim = make_claim(slug="claim", statements=[])
    first = make_statement(claim=claim, stance="asserts")
    publish(record=claim, by=None)
    claim.refresh_from_db()
    save(record=claim, by=None, removed=[first])
    make_statement(claim=claim, stance="asserts")
    claim.refresh_from_db()

    publish(record=claim, by=None)

    assert [statement["id"] for statement in document("claim")["statements"]] == ["claim.2"]


def test_claim_that_rests_on_a_disputed_one_says_so():
    base, above = make_claim(slug="base"), make_claim(slug="above")
    make_statement(claim=base, actor=make_actor(), stance="asserts")
    make_denial(claim=base, actor=make_actor())
    above.refresh_from_db()
    save(record=above, by=None, parts=[ClaimRest(claim=above, rests_on=base)])

    publish(record=above, by=None)

    assert document("above")["standing"]["rests_on_disputed"] is True
    assert document("above")["rests_on"][0]["standing"] == "disputed"
    assert document("base")["standing"]["rests_on_disputed"] is False


def test_publishing_leaves_the_record_clean_and_an_edit_makes_it_a_draft():
    claim = make_claim(slug="claim")
    publish(record=claim, by=None)
    claim.refresh_from_db()
    assert (claim.public_state, claim.work_state) == (PublicState.PUBLISHED, WorkState.CLEAN)

    make_statement(claim=claim, stance="asserts")

    assert Claim.objects.get().work_state == WorkState.DRAFT
