"""Merges, undone, of what others name that are taken down or published in between: each names its own again."""

from __future__ import annotations

from typing import Any

import pytest

from claims.ledger.merge import NotMerged, merge
from claims.ledger.publish import publish_many
from claims.ledger.published import PublishedClaim
from claims.ledger.takedown import quarantine, restore, withdraw
from claims.ledger.unmerge import unmerge
from claims.models import Actor, Claim
from tests.factories import make_actor, make_claim, make_contradiction, make_statement
from tests.ledger.invariants import (
    check_documents_are_up_to_date,
    check_rebuilding_changes_nothing,
    check_what_has_no_edits_reads_as_editors_have_it,
    check_what_is_public,
)
from tests.ledger.reading import document, edit


def public(*records: Any) -> None:
    publish_many(records=records, by=None)
    for record in records:
        record.refresh_from_db()


def check() -> None:
    check_what_is_public()
    check_documents_are_up_to_date()
    check_what_has_no_edits_reads_as_editors_have_it()
    check_rebuilding_changes_nothing()


def sayer(claim: str) -> str:
    """Who makes the statement on a claim, for the world."""
    return str(document("claim", claim)["statements"][0]["actor"]["id"])


@pytest.fixture
def actors() -> list[Actor]:
    found = [make_actor(slug=slug) for slug in ("first", "second", "third")]
    public(*found)
    return found


@pytest.fixture
def claim(actors: list[Actor]) -> Claim:
    """A public claim that the first actor asserts."""
    made = make_claim(slug="claim", statements=[{"actor": actors[0]}])
    public(made)
    return made


def test_claim_that_came_back_while_its_actor_was_merged_names_the_actor_again(
    actors: list[Actor], claim: Claim
) -> None:
    first, second, _ = actors
    withdraw(record=claim, by=None, reason="Wrong")
    done = merge(record=first, into=second, by=None, reason="The same")
    restore(record=claim, by=None, reason="Right")
    assert sayer("claim") == "second"

    unmerge(merge=done, by=None, reason="Not the same")

    assert sayer("claim") == "first"
    check()


def test_merges_of_merges_are_undone_one_by_one(actors: list[Actor], claim: Claim) -> None:
    first, second, third = actors
    quarantine(record=claim, by=None)
    inner = merge(record=first, into=second, by=None, reason="The same")
    outer = merge(record=second, into=third, by=None, reason="The same")
    restore(record=claim, by=None, reason="Right")
    assert sayer("claim") == "third"

    unmerge(merge=outer, by=None, reason="Not the same")
    assert sayer("claim") == "second"
    check()
    unmerge(merge=inner, by=None, reason="Not the same")

    assert sayer("claim") == "first"
    check()


def test_pair_that_came_back_while_its_claim_was_merged_joins_the_claim_again(claim: Claim) -> None:
    twin, rival = make_claim(slug="twin", event=claim.event), make_claim(slug="rival")
    pair = make_contradiction(slug="pair", first_claim=claim, second_claim=rival)
    public(twin, rival, pair)
    withdraw(record=pair, by=None, reason="Wrong")
    done = merge(record=claim, into=twin, by=None, reason="The same")
    restore(record=pair, by=None, reason="Right")
    assert {one["id"] for one in document("contradiction", "pair")["claims"]} == {"twin", "rival"}

    unmerge(merge=done, by=None, reason="Not the same")

    assert {one["id"] for one in document("contradiction", "pair")["claims"]} == {"claim", "rival"}
    check()


def test_claim_that_stayed_down_comes_back_with_its_own_actor(actors: list[Actor], claim: Claim) -> None:
    first, second, _ = actors
    withdraw(record=claim, by=None, reason="Wrong")
    done = merge(record=first, into=second, by=None, reason="The same")
    unmerge(merge=done, by=None, reason="Not the same")

    restore(record=claim, by=None, reason="Right")

    assert sayer("claim") == "first"
    check()


def test_undoing_waits_for_what_was_taken_down_with_the_survivors_name(actors: list[Actor], claim: Claim) -> None:
    first, second, _ = actors
    done = merge(record=first, into=second, by=None, reason="The same")
    withdraw(record=claim, by=None, reason="Wrong")

    with pytest.raises(NotMerged, match="The claim claim was taken down since: restore it first"):
        unmerge(merge=done, by=None, reason="Not the same")

    restore(record=claim, by=None, reason="Right")
    unmerge(merge=done, by=None, reason="Not the same")
    assert sayer("claim") == "first"
    check()


def test_quarantine_after_an_undone_merge_hides_no_claim_of_the_other_actor(actors: list[Actor]) -> None:
    first, second, _ = actors
    done = merge(record=first, into=second, by=None, reason="The same")
    others = make_claim(slug="others", statements=[{"actor": second}])
    public(others)
    unmerge(merge=done, by=None, reason="Not the same")
    first.refresh_from_db()

    quarantine(record=first, by=None)

    assert PublishedClaim.objects.current().get(slug="others").document
    assert sayer("others") == "second"
    check()


def test_words_published_while_merged_stay_after_the_merge_is_undone(actors: list[Actor], claim: Claim) -> None:
    first, second, _ = actors
    withdraw(record=claim, by=None, reason="Wrong")
    done = merge(record=first, into=second, by=None, reason="The same")
    restore(record=claim, by=None, reason="Right")
    claim.refresh_from_db()
    edit(claim, text="Something else happened.")
    claim.refresh_from_db()
    public(claim)

    unmerge(merge=done, by=None, reason="Not the same")

    assert (document("claim", "claim")["text"], sayer("claim")) == ("Something else happened.", "first")
    check()


def test_words_first_published_while_merged_name_the_actor_that_editors_meant(
    actors: list[Actor], claim: Claim
) -> None:
    first, second, _ = actors
    make_statement(claim=claim, actor=first, stance="denies")
    done = merge(record=first, into=second, by=None, reason="The same")
    claim.refresh_from_db()
    public(claim)
    assert document("claim", "claim")["statements"][1]["actor"]["id"] == "second"

    unmerge(merge=done, by=None, reason="Not the same")

    assert document("claim", "claim")["statements"][1]["actor"]["id"] == "first"
    check()


def test_draft_that_comes_back_from_a_merge_makes_no_public_claim_name_it(actors: list[Actor], claim: Claim) -> None:
    draft = make_actor(slug="draft")
    make_statement(claim=claim, actor=draft, stance="denies")
    done = merge(record=draft, into=actors[1], by=None)
    claim.refresh_from_db()
    public(claim)

    unmerge(merge=done, by=None)

    claim.refresh_from_db()
    assert (claim.statements.get(stance="denies").actor.slug, claim.work_state) == ("draft", "draft")
    assert document("claim", "claim")["statements"][1]["actor"]["id"] == "second"
    check()
