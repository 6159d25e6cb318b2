"""The editors' work on records: who has taken or submitted one, what was said of it, the views that people saved.

Private, all of it. Which records wait for what is in claims/models/work.py; who may do what is in claims.review.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from factreg.choices import DefinedChoices, one_of
from factreg.constraints import Checked
from factreg.fields import LineField, ProseField
from factreg.records import Record
from factreg.written_once import may_lose


class Remark(DefinedChoices):
    """What a comment in a record's thread came with."""

    COMMENT = "comment", "Said, without anything done.", "comment"
    SUBMITTED = "submitted", "The record was submitted for review.", "submitted for review"
    TAKEN_BACK = "taken_back", "It went back to being a draft.", "taken back"
    CHANGES_REQUESTED = "changes_requested", "A reviewer asked for changes.", "requested changes"
    APPROVED = "approved", "A reviewer found it ready to be published.", "found it ready"
    ASSIGNED = "assigned", "Somebody was given it, or gave it up.", "assigned"


class ReviewQuerySet(models.QuerySet[Any]):
    """Reviews by the record that they are about."""

    def of(self, record: Record) -> ReviewQuerySet:
        return self.filter(type=record.type, key=record.key)


class Review(Checked):
    """Where a record stands with its editors: who has it in hand, and who submitted it. One row a record at most."""

    key = models.UUIDField(unique=True, help_text="The record's key.")
    type = models.CharField(max_length=20, help_text="The record's type.")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who has it in hand.",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who submitted it for review last; empty once it is a draft again.",
    )
    moved_at = models.DateTimeField(null=True, help_text="When it last came to wait for somebody.")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        permissions = [("review_record", "Can review any record: request changes, find it ready, assign it")]

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


class Comment(Checked):
    """One remark in the thread of a record. Private; written once."""

    key = models.UUIDField(db_index=True, help_text="The record's key.")
    type = models.CharField(max_length=20, help_text="The record's type.")
    remark = models.CharField(max_length=18, choices=Remark, help_text="What it came with.")
    text = ProseField(blank=True, default="", help_text="What was said.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Private: who said it.",
    )
    at = models.DateTimeField(auto_now_add=True, help_text="When it was said.")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            one_of("remark", Remark, name="claims_comment_remark_is_known"),
            models.CheckConstraint(
                condition=~Q(remark__in=[Remark.COMMENT, Remark.CHANGES_REQUESTED]) | ~Q(text=""),
                name="claims_comment_says_something",
                violation_error_message="text: say what is to be known.",
            ),
        ]
        triggers = may_lose("text")

    def __str__(self) -> str:
        return f"{self.by}, {self.get_remark_display()}: {self.text}"


class SavedView(Checked):
    """A filter of the list of work that somebody gave a name."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Whose it is."
    )
    name = LineField(max_length=60, help_text="What it is called.")
    query = models.CharField(max_length=1000, blank=True, default="", help_text="The list's query string.")

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="claims_saved_view_has_a_name_of_its_own",
                violation_error_message="name: you have a view of that name already.",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="claims_saved_view_has_a_name",
                violation_error_message="name: give the view a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
