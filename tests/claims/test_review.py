"""Submitting, reviewing, assigning, commenting; and that nobody publishes what only they have edited."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection

from claims import review
from claims.actions import StaleRevision, save
from claims.bulk_actions import Batch, write
from claims.ledger.publish import NotPublishable, publish, publish_many
from claims.ledger.takedown import withdraw
from claims.models import Claim, Comment, Review, Statement
from claims.roles import ANNOTATOR, EDITOR
from factreg.records import PublicState, WorkState
from tests.factories import make_actor, make_claim, make_denial, make_event, make_source


def person(role: str, name: str = "") -> User:
    user = User.objects.create_user(name or f"{role}-{User.objects.count()}", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def ann(db: None) -> User:
    return person(ANNOTATOR, "ann")


@pytest.fixture
def bob(db: None) -> User:
    return person(EDITOR, "bob")


@pytest.fixture
def eve(db: None) -> User:
    return person(EDITOR, "eve")


def draft(by: Any) -> Claim:
    """A claim that lacks nothing, with all that it names, entered by one person."""
    statement = {"actor": make_actor(), "source": make_source()}
    return make_claim(event=make_event(), statements=[statement], by=by)


def editors_of(claim: Claim) -> list[int]:
    return Claim.objects.get(pk=claim.pk).editors


def state_of(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).work_state


# Who edited


def test_all_who_edited_a_record_or_its_parts_are_kept(ann: User, bob: User, eve: User) -> None:
    claim = draft(ann)
    make_denial(claim=claim, by=bob)
    claim.refresh_from_db()
    claim.text = "As a file has it."
    write(batch=Batch(changed=[claim]), by=eve)

    assert editors_of(claim) == [ann.pk, bob.pk, eve.pk]


def test_nobody_takes_themselves_off_the_list_of_those_who_edited(bob: User) -> None:
    claim = draft(bob)

    Claim.objects.filter(pk=claim.pk).update(editors=[])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET editors = '{}', edited_by_id = NULL")

    assert editors_of(claim) == [bob.pk]


def test_edit_in_raw_sql_by_nobody_known_is_no_second_person(bob: User) -> None:
    claim = draft(bob)

    Statement.objects.filter(claim=claim).update(locator="paragraph 2")

    with pytest.raises(NotPublishable, match="Only you have edited it"):
        publish(record=claim, by=bob)


def test_publication_empties_the_list(ann: User, bob: User) -> None:
    claim = draft(ann)

    publish(record=claim, by=bob)

    assert editors_of(claim) == []
    assert publish(record=claim, by=bob) is None


def test_edit_made_while_it_was_withdrawn_is_still_only_ones_own_when_it_is_restored(ann: User, bob: User) -> None:
    claim = draft(ann)
    publish(record=claim, by=bob)
    save(record=Claim.objects.get(pk=claim.pk), by=bob)

    with pytest.raises(NotPublishable, match="Only you"):
        publish(record=claim, by=bob, reason="An edit.")


# Publishing


def publish_in_bulk(*, record: Claim, by: Any) -> None:
    publish_many(records=[record], by=by)


@pytest.mark.parametrize("publishing", [publish, publish_in_bulk])
def test_editor_publishes_nothing_that_only_they_edited(bob: User, eve: User, publishing: Any) -> None:
    claim = draft(bob)

    with pytest.raises(NotPublishable, match=f"claim {claim.slug}: edited_by: Only you"):
        publishing(record=claim, by=bob)

    assert Claim.objects.get(pk=claim.pk).public_state == PublicState.NEVER
    assert publish(record=claim, by=eve)


def test_two_who_both_edited_publish_each_others_work(bob: User, eve: User) -> None:
    claim, other = draft(bob), draft(bob)
    for each in (claim, other):
        make_denial(claim=each)
        save(record=Claim.objects.get(pk=each.pk), by=eve)

    assert publish(record=claim, by=bob)
    assert publish(record=other, by=eve)


def test_who_submitted_it_does_not_publish_it(bob: User, eve: User) -> None:
    claim = draft(eve)
    review.submit(record=claim, by=bob)

    with pytest.raises(NotPublishable, match="You submitted it"):
        publish(record=claim, by=bob)

    review.take_back(record=claim, by=eve)
    assert publish(record=claim, by=bob)


def test_named_records_need_a_second_person_too(bob: User, eve: User) -> None:
    claim = make_claim(statements=[{"actor": make_actor(slug="made-by-bob", by=bob)}])

    with pytest.raises(NotPublishable, match="actor made-by-bob"):
        publish(record=claim, by=bob)

    assert publish(record=claim, by=eve)


def test_rule_is_a_setting_and_does_not_hold_operators(bob: User, settings: Any) -> None:
    claim, other = draft(bob), draft(bob)

    assert publish(record=claim, by=bob, as_operator=True)
    settings.REVIEW_BY_SECOND_PERSON = False
    assert publish(record=other, by=bob)


def test_what_a_record_must_have_is_asked_of_people_alone(bob: User) -> None:
    claim = make_claim(statements=[{"quote": "Слова."}])

    with pytest.raises(NotPublishable, match="say in which language its quote is"):
        publish(record=claim, by=bob)

    assert publish(record=claim, by=bob, as_operator=True)


def test_what_changes_were_requested_of_is_not_published(ann: User, bob: User, eve: User) -> None:
    claim = review.submit(record=draft(ann), by=ann)
    review.request_changes(record=claim, by=bob, comment="Name the source.")

    with pytest.raises(NotPublishable, match="Changes were requested"):
        publish(record=claim, by=eve)


# Transitions


def test_claim_goes_through_review_to_publication(ann: User, bob: User) -> None:
    claim = draft(ann)

    review.submit(record=claim, by=ann, comment="Please look at the date.")
    review.request_changes(record=claim, by=bob, comment="It was the 28th.")
    assert Review.objects.get(key=claim.key).assigned_to == ann
    review.submit(record=claim, by=ann)
    review.approve(record=claim, by=bob)
    assert state_of(claim) == WorkState.READY
    publish(record=claim, by=bob)

    assert state_of(claim) == WorkState.CLEAN
    assert list(Comment.objects.of(claim).values_list("by__username", "remark", "text")) == [
        ("ann", "submitted", "Please look at the date."),
        ("bob", "changes_requested", "It was the 28th."),
        ("ann", "submitted", ""),
        ("bob", "approved", ""),
    ]
    after = Review.objects.get(key=claim.key)
    assert (after.assigned_to, after.submitted_by, after.moved_at) == (None, None, None)


# step, states from which it can be taken
STEPS = {
    "submit": {"draft", "changes_requested"},
    "take_back": {"in_review", "ready"},
    "request_changes": {"in_review", "ready"},
    "approve": {"in_review", "changes_requested"},
}


@pytest.mark.parametrize("state", [state for state in WorkState.values if state != "clean"])
@pytest.mark.parametrize("step", STEPS)
def test_step_is_taken_from_its_states_alone(bob: User, step: str, state: str) -> None:
    claim = draft(None)
    if state != WorkState.DRAFT:
        Claim.objects.filter(pk=claim.pk).update(work_state=state)
    claim.refresh_from_db()

    if state in STEPS[step]:
        review.move(record=claim, by=bob, transition=step, comment="A remark.")
        assert state_of(claim) == review.TRANSITIONS[step].ends
    else:
        with pytest.raises(review.NotAllowed, match="only what is"):
            review.move(record=claim, by=bob, transition=step, comment="A remark.")
        assert (state_of(claim), Comment.objects.count()) == (state, 0)


def test_published_record_without_an_edit_is_not_submitted(bob: User) -> None:
    claim = draft(None)
    publish(record=claim, by=bob)

    with pytest.raises(review.NotAllowed, match="only what is draft"):
        review.submit(record=claim, by=bob)


@pytest.mark.parametrize("step", ["request_changes", "approve"])
def test_annotator_reviews_nothing(ann: User, bob: User, step: str) -> None:
    claim = review.submit(record=draft(bob), by=bob)

    with pytest.raises(review.NotAllowed, match="Only an editor reviews records"):
        review.move(record=claim, by=ann, transition=step, comment="No.")


def test_editor_finds_ready_neither_what_they_submitted_nor_what_only_they_edited(ann: User, bob: User) -> None:
    submitted, edited = review.submit(record=draft(ann), by=bob), review.submit(record=draft(bob), by=ann)

    for claim, words in ((submitted, "You submitted it"), (edited, "Only you have edited it")):
        with pytest.raises(review.NotAllowed, match=words):
            review.approve(record=claim, by=bob)


def test_changes_are_not_requested_without_a_word(ann: User, bob: User) -> None:
    claim = review.submit(record=draft(ann), by=ann)

    with pytest.raises(review.NotAllowed, match="Say in the comment"):
        review.request_changes(record=claim, by=bob, comment="  ")

    assert state_of(claim) == WorkState.IN_REVIEW


def test_review_holds_for_what_the_reviewer_saw(ann: User, bob: User) -> None:
    claim = review.submit(record=draft(ann), by=ann)
    seen = claim.revision
    make_denial(claim=claim, by=ann)

    with pytest.raises(StaleRevision):
        review.approve(record=claim, by=bob, started_from=seen)


def test_edit_of_what_was_ready_goes_back_to_review(ann: User, bob: User) -> None:
    claim = review.submit(record=draft(ann), by=ann)
    review.approve(record=claim, by=bob)

    make_denial(claim=claim, by=ann)

    assert state_of(claim) == WorkState.IN_REVIEW


# Assigning and commenting


def test_annotator_takes_what_nobody_has_and_gives_it_up(ann: User, bob: User) -> None:
    claim = draft(None)

    assert review.take(record=claim, by=ann).assigned_to == ann
    assert review.assign(record=claim, to=None, by=ann).assigned_to is None
    review.take(record=claim, by=bob)
    with pytest.raises(review.NotAllowed, match="It is with bob already"):
        review.take(record=claim, by=ann)
    with pytest.raises(review.NotAllowed, match="give a record to somebody else"):
        review.assign(record=draft(None), to=bob, by=ann)


def test_editor_gives_a_record_to_another_who_can_log_in(ann: User, bob: User) -> None:
    claim = draft(None)
    stranger = User.objects.create_user("stranger")

    assert review.assign(record=claim, to=ann, by=bob).assigned_to == ann
    with pytest.raises(review.NotAllowed, match="can't log in"):
        review.assign(record=claim, to=stranger, by=bob)


def test_assigning_makes_no_open_form_stale(ann: User, bob: User) -> None:
    claim = draft(None)

    review.assign(record=claim, to=ann, by=bob)
    review.comment(record=claim, by=bob, text="Look at this.")

    assert Claim.objects.get(pk=claim.pk).revision == claim.revision


@pytest.mark.parametrize("text", ["", " \n ", "NUL \x00", "override \u202e"])
def test_empty_and_hostile_comments_are_refused(ann: User, text: str) -> None:
    with pytest.raises(Exception, match=r"empty|can't be stored"):
        review.comment(record=draft(None), by=ann, text=text)

    assert not Comment.objects.exists()


def test_what_was_taken_down_is_not_submitted(bob: User) -> None:
    claim = draft(None)
    publish(record=claim, by=bob)
    Claim.objects.filter(pk=claim.pk).update(note="Edited.")
    withdraw(record=claim, by=bob, reason="A reason.")
    claim.refresh_from_db()

    with pytest.raises(review.NotAllowed, match="restore it first"):
        review.submit(record=claim, by=bob)


def test_who_may_not_edit_a_record_takes_it_into_no_hands(ann: User) -> None:
    claim = draft(ann)
    reader = User.objects.create_user("reader", is_staff=True)

    with pytest.raises(review.NotAllowed, match="may not edit this claim"):
        review.take(record=claim, by=reader)

    assert not Review.objects.exclude(assigned_to=None).exists()
