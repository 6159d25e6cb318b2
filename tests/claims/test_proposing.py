"""The queue of proposals: what the finder puts into it, what an editor's decision does, and what never comes back."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from claims.actions import save
from claims.finder import Search
from claims.ledger.merge import merge
from claims.ledger.publish import publish
from claims.ledger.takedown import withdraw
from claims.ledger.unmerge import unmerge
from claims.models import Claim, Contradiction, CounterAccusation, Proposal, RejectedPair
from claims.proposing import AlreadyDecided, Queued, accept, fill_queue, put_off, reject
from claims.rules.proposals import TOLD_APART
from claims.vocabulary import ProposalState
from factreg.records import PublicState
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_different_pair,
    make_event,
    make_proposal,
    make_rejected_pair,
)


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann")


@pytest.fixture
def pair() -> tuple[Claim, Claim]:
    """Two claims of which one says what the other denies."""
    claim = make_claim(slug="fire", text="The depot was burnt down.")
    return claim, make_claim(slug="no-fire", text="The depot was not burnt down.", event=claim.event)


def contradiction(proposal: Proposal, **changes: Any) -> Contradiction:
    given = {"slug": "fire-or-not", "kind": proposal.kind, "reason": proposal.reason, **changes}
    return Contradiction(**given)


def twin_of(claim: Claim) -> Claim:
    return make_claim(text=claim.text, event=claim.event)


def test_finder_fills_the_queue(pair: tuple[Claim, Claim]) -> None:
    queued = fill_queue()

    assert queued == Queued(found=1, new=1, changed=0, gone=0)
    proposal = Proposal.objects.get()
    assert (proposal.first_claim, proposal.second_claim) == pair
    assert (proposal.type, proposal.kind, proposal.element) == ("contradiction", "contradictory", "occurrence")
    assert (proposal.state, proposal.certain) == ("open", True)


def test_second_run_changes_nothing(pair: tuple[Claim, Claim]) -> None:
    fill_queue()
    before = Proposal.objects.values().get()

    queued = fill_queue()

    assert queued == Queued(found=1, new=0, changed=0, gone=0)
    assert Proposal.objects.values().get() == before


def test_proposal_that_an_edit_has_made_pointless_leaves_the_queue(pair: tuple[Claim, Claim]) -> None:
    fill_queue()
    claim = pair[1]
    claim.text = "The weather was fine."
    save(record=claim, by=None)

    queued = fill_queue()

    assert (queued.gone, Proposal.objects.count()) == (1, 0)


def test_run_for_one_claim_leaves_the_proposals_of_others(pair: tuple[Claim, Claim]) -> None:
    other = make_proposal()

    queued = fill_queue(claim=pair[0])

    assert queued == Queued(found=1, new=1, changed=0, gone=0)
    assert Proposal.objects.filter(pk=other.pk).exists()


def test_accepting_makes_a_draft_and_nothing_public(ann: User) -> None:
    proposal = make_proposal()

    record = accept(proposal=proposal, record=contradiction(proposal), by=ann, started_from=proposal.revision)

    stored = Contradiction.objects.get()
    assert (stored, stored.edited_by, stored.public_state) == (record, ann, PublicState.NEVER)
    assert {stored.first_claim, stored.second_claim} == {proposal.first_claim, proposal.second_claim}
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (ProposalState.ACCEPTED, ann)
    assert proposal.decided is not None


def test_contradiction_can_be_recorded_as_a_counter_accusation_instead(ann: User) -> None:
    proposal = make_proposal()
    record = CounterAccusation(slug="each-other", reason="Each charges the other with it.")

    accept(proposal=proposal, record=record, by=ann, started_from=proposal.revision)

    assert CounterAccusation.objects.get().slug == "each-other"


def test_record_that_is_refused_decides_nothing(ann: User) -> None:
    proposal = make_proposal()

    with pytest.raises(ValidationError, match="reason"):
        accept(proposal=proposal, record=contradiction(proposal, reason=""), by=ann, started_from=proposal.revision)

    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN
    assert not Contradiction.objects.exists()


def test_rejecting_is_remembered_with_its_reason(ann: User) -> None:
    proposal = make_proposal()

    reject(proposal=proposal, by=ann, note="Two depots.", started_from=proposal.revision)

    rejected = RejectedPair.objects.get()
    assert {rejected.first_claim, rejected.second_claim} == {proposal.first_claim, proposal.second_claim}
    assert rejected.reason == "Two depots."
    proposal.refresh_from_db()
    assert (proposal.state, proposal.note) == (ProposalState.REJECTED, "Two depots.")


def test_rejection_without_a_reason_is_refused(ann: User) -> None:
    proposal = make_proposal()

    with pytest.raises(ValidationError):
        reject(proposal=proposal, by=ann, note="", started_from=proposal.revision)

    assert Proposal.objects.waiting().get() == proposal


def test_rejected_pair_does_not_come_back(ann: User) -> None:
    proposal = make_proposal()
    reject(proposal=proposal, by=ann, note="Two depots.", started_from=proposal.revision)

    for_all, for_one = fill_queue(), fill_queue(claim=proposal.first_claim)

    assert (for_all.new, for_one.new) == (0, 0)
    assert list(Search()) == []
    assert not Proposal.objects.waiting().exists()


@pytest.mark.parametrize("make", [make_contradiction, make_rejected_pair])
def test_pair_that_was_settled_by_hand_is_not_proposed(pair: tuple[Claim, Claim], make: Any) -> None:
    fill_queue()
    make(first_claim=pair[1], second_claim=pair[0])

    assert not Proposal.objects.waiting().exists()
    assert list(Search()) == []


def test_pair_that_was_told_apart_is_left_to_a_person(pair: tuple[Claim, Claim]) -> None:
    assert [proposed.found.certain for proposed in Search()] == [True]
    make_different_pair(first_claim=pair[1], second_claim=pair[0])

    fill_queue()

    proposal = Proposal.objects.waiting().get()
    assert not proposal.certain
    assert proposal.to_settle.startswith(TOLD_APART)


def test_proposals_with_a_third_claim_are_one_after_a_merge_and_two_after_its_undoing() -> None:
    one = make_proposal()
    other = make_proposal(first_claim=one.first_claim, second_claim=twin_of(one.second_claim))
    done = merge(record=other.second_claim, into=one.second_claim, by=None)

    assert [proposal.pk for proposal in Proposal.objects.waiting()] == [one.pk]

    unmerge(merge=done, by=None)
    pairs = Proposal.objects.waiting().values_list("first_claim", "second_claim")
    assert set(pairs) == {(each.first_claim_id, each.second_claim_id) for each in (one, other)}


def test_proposal_of_two_claims_goes_when_they_are_merged_and_comes_back() -> None:
    proposal = make_proposal()

    done = merge(record=proposal.first_claim, into=proposal.second_claim, by=None)

    assert not Proposal.objects.exists()
    unmerge(merge=done, by=None)
    assert Proposal.objects.waiting().values_list("first_claim", "second_claim").get() == (
        proposal.first_claim_id,
        proposal.second_claim_id,
    )


def test_rejection_holds_for_the_survivor_of_a_merge(ann: User) -> None:
    rejected = make_proposal()
    twin = twin_of(rejected.second_claim)
    waiting = make_proposal(first_claim=rejected.first_claim, second_claim=twin)
    reject(proposal=rejected, by=ann, note="Two depots.", started_from=rejected.revision)

    merge(record=rejected.second_claim, into=waiting.second_claim, by=None)

    assert not Proposal.objects.waiting().exists()
    assert RejectedPair.objects.get().second_claim == waiting.second_claim


def test_claim_that_was_taken_down_is_not_proposed(pair: tuple[Claim, Claim]) -> None:
    publish(record=pair[0], by=None)
    fill_queue()

    withdraw(record=pair[0], by=None, reason="Doubtful.")

    assert not Proposal.objects.waiting().exists()
    assert list(Search()) == []


def test_put_off_goes_to_the_end_of_the_queue(ann: User) -> None:
    first, second = make_proposal(), make_proposal()

    put_off(proposal=first, by=ann, started_from=first.revision, note="Ask the ministry.")

    assert list(Proposal.objects.waiting().in_turn()) == [second, first]


def test_twice_put_off_goes_behind_the_one_put_off_before(ann: User) -> None:
    first, second = make_proposal(), make_proposal()
    for proposal in (first, second, first):
        proposal.refresh_from_db()
        put_off(proposal=proposal, by=ann, started_from=proposal.revision)

    assert list(Proposal.objects.waiting().in_turn()) == [second, first]


DECISIONS = {
    "accept": lambda proposal, **how: accept(proposal=proposal, record=contradiction(proposal), **how),
    "reject": lambda proposal, **how: reject(proposal=proposal, note="Two depots.", **how),
    "later": lambda proposal, **how: put_off(proposal=proposal, **how),
}


@pytest.mark.parametrize("first", DECISIONS)
@pytest.mark.parametrize("second", DECISIONS)
def test_of_two_decisions_the_first_holds(ann: User, first: str, second: str) -> None:
    proposal = make_proposal()
    revision = proposal.revision
    DECISIONS[first](proposal, by=ann, started_from=revision)
    before = Proposal.objects.values().get()

    with pytest.raises(AlreadyDecided):
        DECISIONS[second](proposal, by=User.objects.create_user("ben"), started_from=revision)

    assert Proposal.objects.values().get() == before
    assert Contradiction.objects.count() == (first == "accept")
    assert RejectedPair.objects.count() == (first == "reject")


def test_claim_that_was_never_public_takes_its_proposals_along(pair: tuple[Claim, Claim]) -> None:
    fill_queue()

    pair[0].delete()

    assert not Proposal.objects.exists()


def test_what_follows_from_a_claim_that_one_rests_on_is_not_proposed_twice() -> None:
    alland, borland = make_actor(name="Alland"), make_actor(name="Borland")
    war = make_event()
    of_attack = {
        "kind": "attack",
        "about": [(alland, "agent"), (borland, "affected")],
        "statements": [{"actor": borland}],
    }
    attack = make_claim(text="An Alland jet bombed a column.", event=make_event(part_of=war), **of_attack)
    rests = make_claim(
        text="The jet came from the north.", event=make_event(part_of=war), rests_on=[attack], **of_attack
    )
    role = make_claim(
        text="Alland is not a party to the conflict.", kind="involvement", event=war, about=[(alland, "agent")]
    )

    found = {frozenset((each.first, each.second)) for each in Search()}

    assert found == {frozenset((attack.pk, role.pk))}
    assert rests.pk not in {pk for each in found for pk in each}


def test_one_claim_and_the_whole_registry_agree(pair: tuple[Claim, Claim]) -> None:
    make_proposal()

    of_one = [(each.first_slug, each.second_slug, each.found) for each in Search(claim=pair[1])]
    of_all = [(each.first_slug, each.second_slug, each.found) for each in Search()]

    assert len(of_one) == 1
    assert set(of_one) <= set(of_all)
