"""What can be done with all chosen records of a list: the words, who may, what is asked, the call, the consequences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import transaction

from claims import bulk_work
from claims.admin.door import ReasonForm
from claims.admin.verbs import VERBS
from claims.bulk_work import Refusals, Revisions
from claims.ledger.models import Head
from claims.ledger.publish import NotPublishable
from claims.ledger.takedown import NotTakenDown
from claims.ledger.takedown_list import struck_out_if_undone
from claims.models import Event, Label
from claims.review import TRANSITIONS
from factreg.records import PublicState, Record, WorkState
from factreg.text import TextError, clean


class NothingAsked(forms.Form):
    """The deed needs no more words."""


class EventForm(forms.Form):
    event = forms.CharField(max_length=500, help_text="The slug or the title of the event.")

    def clean_event(self) -> Event:
        given = str(self.cleaned_data["event"]).strip()
        found = list(Event.objects.filter(slug=given)) or list(Event.objects.filter(title=given)[:6])
        if not found:
            raise forms.ValidationError(f"There is no event “{given}”. Take its slug from the list of events.")
        if len(found) > 1:
            some = ", ".join(event.slug for event in found)
            raise forms.ValidationError(f"“{given}” is the title of several events; give the slug of one: {some}.")
        return found[0]


class LabelForm(forms.Form):
    label = forms.CharField(max_length=80, help_text="Private; a new word is a new label.")
    take = forms.BooleanField(required=False, label="Take it away", help_text="Instead of putting it on.")

    def clean_label(self) -> str:
        try:
            return clean(self.cleaned_data["label"])
        except TextError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("take") and not Label.objects.filter(name=cleaned.get("label", "")).exists():
            self.add_error("label", "There is no such label to take away.")
        return cleaned


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(
        queryset=get_user_model().objects.none(), required=False, empty_label="nobody", label="To whom"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username")
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Chosen:
    """The records that a deed is about, with the revisions that were shown."""

    model: type[Record]
    revisions: Revisions


Act = Callable[[Chosen, dict[str, Any], Any], Refusals]
Notes = Callable[[Sequence[Any]], list[str]]


@dataclass(frozen=True)
class Deed:
    """One thing that can be done with many records."""

    name: str
    title: str
    done: str
    explanation: str
    act: Act
    form: type[forms.Form] = NothingAsked
    permission: str = ""
    only: str = ""
    notes: Notes = lambda records: []
    door: str = ""

    @property
    def outcome(self) -> str:
        return VERBS[self.door].outcome if self.door else self.done

    def permission_for(self, opts: Any) -> str:
        return self.permission or f"{opts.app_label}.change_{opts.model_name}"


def _set_event(chosen: Chosen, given: dict[str, Any], by: Any) -> Refusals:
    return bulk_work.set_event(revisions=chosen.revisions, event=given["event"], by=by)


def _label(chosen: Chosen, given: dict[str, Any], by: Any) -> Refusals:
    if given["take"]:
        label = Label.objects.get(name=given["label"])
        return bulk_work.take_label(model=chosen.model, revisions=chosen.revisions, label=label)
    label, _ = Label.objects.get_or_create(name=given["label"])
    return bulk_work.put_label(model=chosen.model, revisions=chosen.revisions, label=label)


def _assign(chosen: Chosen, given: dict[str, Any], by: Any) -> Refusals:
    return bulk_work.assign(model=chosen.model, revisions=chosen.revisions, to=given["to"], by=by)


def _submit(chosen: Chosen, given: dict[str, Any], by: Any) -> Refusals:
    return bulk_work.submit(model=chosen.model, revisions=chosen.revisions, by=by)


def _at_the_door(name: str) -> Act:
    """A verb of the door, a batch a transaction. A refused batch is tried record by record, so that the rest passes."""

    def act(chosen: Chosen, given: dict[str, Any], by: Any) -> Refusals:
        refused: Refusals = {}
        for chunk in bulk_work.chunks(chosen.revisions):
            with transaction.atomic():
                # As the door itself does: first the head, then the records.
                Head.objects.select_for_update().get()
                records = bulk_work.locked(chosen.model, chunk, chosen.revisions, refused)
                if not _passes(name, records, refused, reason=given["reason"], by=by):
                    for record in records:
                        _passes(name, [record], refused, reason=given["reason"], by=by)
        return refused

    return act


def _passes(name: str, records: list[Any], refused: Refusals, *, reason: str, by: Any) -> bool:
    """Whether the door took all of these; what stands against a single one is noted."""
    verb = VERBS[name]
    if unfit := [record for record in records if not verb.fits(record)]:
        told = {record.pk: f"is {record.get_public_state_display()}: it can't be {verb.done}" for record in unfit}
        refused.update(told if len(records) == 1 else {})
        return False
    try:
        with struck_out_if_undone(), transaction.atomic():
            verb.act(records=records, by=by, reason=reason)
    except NotPublishable as error:
        if len(records) == 1:
            refused[records[0].pk] = "; ".join(str(problem) for problem in error.problems)
        return False
    except NotTakenDown as error:
        if len(records) == 1:
            refused[records[0].pk] = str(error)
        return False
    return True


def _unpublished_by_it(records: Sequence[Any]) -> list[str]:
    public = sum(record.public_state == PublicState.PUBLISHED for record in records)
    return [f"{public} of them are public, and will have an unpublished edit."] if public else []


def _not_to_submit(records: Sequence[Any]) -> list[str]:
    waiting = sum(not TRANSITIONS["submit"].fits(record) for record in records)
    starts = " or ".join(str(WorkState(state).label) for state in TRANSITIONS["submit"].starts)
    return [f"{waiting} of them are not {starts}, and will be left as they are."] if waiting else []


DEEDS = {
    deed.name: deed
    for deed in (
        Deed(
            name="set-event",
            title="Set the event of",
            done="put under the event",
            explanation="All of them will be about the event that you name.",
            act=_set_event,
            form=EventForm,
            only="claim",
            notes=_unpublished_by_it,
        ),
        Deed(
            name="label",
            title="Label",
            done="labelled",
            explanation="Labels are private and no edit: nothing public changes, and lists can be filtered by them.",
            act=_label,
            form=LabelForm,
        ),
        Deed(
            name="assign",
            title="Assign",
            done="assigned",
            explanation="They will be in the hands of whom you choose.",
            act=_assign,
            form=AssignForm,
        ),
        Deed(
            name="submit",
            title="Submit for review:",
            done="submitted for review",
            explanation=TRANSITIONS["submit"].explanation,
            act=_submit,
            notes=_not_to_submit,
        ),
        *(
            Deed(
                name=f"{verb.name}-all",
                title=f"{verb.name.capitalize()} all",
                done=verb.done,
                explanation=verb.explanation,
                act=_at_the_door(verb.name),
                form=ReasonForm,
                permission=verb.permission,
                door=verb.name,
            )
            for verb in (VERBS["publish"], VERBS["withdraw"])
        ),
    )
}
