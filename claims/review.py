"""The work on a record before it is published: submitting, reviewing, assigning, commenting. Keyword-only, atomic.

Who may do which is in TRANSITIONS and said in words when it is refused. Publishing itself is the ledger's door.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims.actions import StaleRevision
from claims.models.review import Comment, Remark, Review
from claims.rules.second_person import held_back
from factreg.merged import keep_merges_out
from factreg.records import PublicState, Record, WorkState

REVIEW = "claims.review_record"


class NotAllowed(Exception):
    """Something that can't be done with a record, or not by this person; nothing was changed."""


@dataclass(frozen=True)
class Transition:
    """One step of a record's work from state to state, and who may take it."""

    name: str
    label: str
    done: str
    remark: Remark
    starts: tuple[WorkState, ...]
    ends: WorkState
    explanation: str
    by_reviewers: bool = False
    needs_comment: bool = False
    needs_second_person: bool = False

    def fits(self, record: Record) -> bool:
        up = (PublicState.NEVER, PublicState.PUBLISHED)
        return record.work_state in self.starts and record.public_state in up

    def is_for(self, user: Any) -> bool:
        """Whether somebody's role has it; whoever may edit a record may do what is not for reviewers alone."""
        return not self.by_reviewers or bool(user.has_perm(REVIEW))


TRANSITIONS: Mapping[str, Transition] = {
    each.name: each
    for each in (
        Transition(
            name="submit",
            label="Submit for review",
            done="submitted for review",
            remark=Remark.SUBMITTED,
            starts=(WorkState.DRAFT, WorkState.CHANGES_REQUESTED),
            ends=WorkState.IN_REVIEW,
            explanation="It waits for a second person. You can't publish what you submitted yourself.",
        ),
        Transition(
            name="take_back",
            label="Make it a draft again",
            done="a draft again",
            remark=Remark.TAKEN_BACK,
            starts=(WorkState.IN_REVIEW, WorkState.READY),
            ends=WorkState.DRAFT,
            explanation="It no longer waits for anybody.",
        ),
        Transition(
            name="request_changes",
            label="Request changes",
            done="sent back for changes",
            remark=Remark.CHANGES_REQUESTED,
            starts=(WorkState.IN_REVIEW, WorkState.READY),
            ends=WorkState.CHANGES_REQUESTED,
            explanation="Say what is to be changed; it goes back to whoever works on it.",
            by_reviewers=True,
            needs_comment=True,
        ),
        Transition(
            name="approve",
            label="Mark as ready",
            done="ready to be published",
            remark=Remark.APPROVED,
            starts=(WorkState.IN_REVIEW, WorkState.CHANGES_REQUESTED),
            ends=WorkState.READY,
            explanation="It may be published as it stands; an edit sends it back to review.",
            by_reviewers=True,
            needs_second_person=True,
        ),
    )
}


def submit(*, record: Any, by: Any, comment: str = "", started_from: int | None = None) -> Any:
    """Ask for a second person's look at a draft. Raises NotAllowed or StaleRevision, as all transitions do."""
    return move(record=record, by=by, transition="submit", comment=comment, started_from=started_from)


def take_back(*, record: Any, by: Any, comment: str = "", started_from: int | None = None) -> Any:
    """Make what is in review, or ready, a draft again."""
    return move(record=record, by=by, transition="take_back", comment=comment, started_from=started_from)


def request_changes(*, record: Any, by: Any, comment: str, started_from: int | None = None) -> Any:
    """Send back what was submitted, and say what is to be changed."""
    return move(record=record, by=by, transition="request_changes", comment=comment, started_from=started_from)


def approve(*, record: Any, by: Any, comment: str = "", started_from: int | None = None) -> Any:
    """Find ready what somebody else submitted."""
    return move(record=record, by=by, transition="approve", comment=comment, started_from=started_from)


@transaction.atomic
def move(*, record: Any, by: Any, transition: str, comment: str = "", started_from: int | None = None) -> Any:
    """Take one step with a record, if its state, the person and the rule of the second person allow it.

    `started_from` is the revision that the person saw. The record comes back as it is stored now.
    """
    step = TRANSITIONS[transition]
    model = type(record)
    keep_merges_out()
    stored = model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=record.pk)
    if started_from is not None and stored.revision != started_from:
        raise StaleRevision(stored=stored, started_from=started_from)
    _refuse(step, stored, by=by, comment=comment)
    model._default_manager.filter(pk=stored.pk).update(work_state=step.ends)
    _note(stored, step, by=by)
    _say(stored, by=by, remark=step.remark, text=comment)
    record.refresh_from_db(fields=["revision", "work_state", "public_state", "editors"])
    return record


def refusal(*, step: Transition, record: Record, by: Any, submitted_by: int | None) -> str:
    """Why somebody can't take a step with a record now; empty where they can."""
    if record.public_state not in (PublicState.NEVER, PublicState.PUBLISHED):
        return f"It is {record.get_public_state_display()}; restore it first."
    if record.work_state not in step.starts:
        starts = " or ".join(str(state.label) for state in step.starts)
        return f"It is {record.get_work_state_display()}; only what is {starts} can be {step.done}."
    if by is None:
        return ""
    permission = f"{record._meta.app_label}.change_{record._meta.model_name}"
    if not by.has_perm(permission):
        return f"Your account may not edit this {record._meta.verbose_name}. Ask an administrator."
    if not step.is_for(by):
        return "Only an editor reviews records. Your account may edit and submit them."
    if step.needs_second_person and settings.REVIEW_BY_SECOND_PERSON:
        return held_back(by=by.pk, editors=record.editors, submitted_by=submitted_by)
    return ""


def submitters(*, records: Iterable[Record]) -> dict[Any, int | None]:
    """Who submitted each record that is waiting, by its key."""
    keys = [record.key for record in records]
    return dict(Review.objects.filter(key__in=keys).values_list("key", "submitted_by"))


@transaction.atomic
def assign(*, record: Any, to: Any, by: Any) -> Review:
    """Give a record to somebody; to nobody, where `to` is None. Raises NotAllowed.

    Everybody may take what nobody has, and give up what they have; the rest is for reviewers.
    """
    if by is not None and not by.has_perm(f"{record._meta.app_label}.change_{record._meta.model_name}"):
        raise NotAllowed(f"Your account may not edit this {record._meta.verbose_name}. Ask an administrator.")
    review, _ = Review.objects.get_or_create(key=record.key, defaults={"type": record.type})
    review = Review.objects.select_for_update().get(pk=review.pk)
    before = review.assigned_to
    if by is not None and not by.has_perm(REVIEW):
        if before is not None and before != by:
            raise NotAllowed(f"It is with {before} already. Only an editor can give it to somebody else.")
        if to is not None and to != by:
            raise NotAllowed("Only an editor can give a record to somebody else. You can take it yourself.")
    if to is not None and not (to.is_active and to.is_staff):
        raise NotAllowed(f"{to} can't log in to the workbench.")
    if to != before:
        review.assigned_to = to
        review.save(update_fields=["assigned_to"])
        _say(record, by=by, remark=Remark.ASSIGNED, text=f"to {to}" if to else "to nobody")
    return review


def take(*, record: Any, by: Any) -> Review:
    """Take a record oneself."""
    return assign(record=record, to=by, by=by)


def comment(*, record: Any, by: Any, text: str) -> Comment:
    """Say something in the thread of a record. Raises NotAllowed where nothing is said."""
    if not text.strip():
        raise NotAllowed("Say something first: the comment is empty.")
    return _say(record, by=by, remark=Remark.COMMENT, text=text)


def _refuse(step: Transition, record: Record, *, by: Any, comment: str) -> None:
    if step.needs_comment and not comment.strip():
        raise NotAllowed("Say in the comment what is to be changed.")
    submitted_by = submitters(records=[record]).get(record.key)
    if words := refusal(step=step, record=record, by=by, submitted_by=submitted_by):
        raise NotAllowed(words)


def _note(record: Record, step: Transition, *, by: Any) -> None:
    """Who submitted it, and since when it waits; what is to be changed goes back to who submitted it."""
    review, _ = Review.objects.get_or_create(key=record.key, defaults={"type": record.type})
    review.moved_at = timezone.now()
    if step.ends == WorkState.CHANGES_REQUESTED:
        review.assigned_to = review.submitted_by or review.assigned_to
    elif step.ends != WorkState.READY:
        review.submitted_by = by if step.ends == WorkState.IN_REVIEW else None
        review.assigned_to = None
    review.save()


def _say(record: Record, *, by: Any, remark: Remark, text: str) -> Comment:
    said = Comment(key=record.key, type=record.type, remark=remark, text=text, by=by)
    said.full_clean()
    said.save()
    return said
