"""The list of work: every record of every type in one view of the database, with who has it in hand. Read only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from factreg.records import SLUG_LENGTH, PublicState, WorkState


class WorkQuerySet(models.QuerySet[Any]):
    """Records by what they wait for."""

    def in_hands_of(self, user: Any) -> WorkQuerySet:
        return self.filter(assigned_to=user).exclude(work_state=WorkState.CLEAN)

    def drafts_of(self, user: Any) -> WorkQuerySet:
        return self.filter(edited_by=user, work_state=WorkState.DRAFT)

    def awaiting_review(self) -> WorkQuerySet:
        return self.filter(work_state=WorkState.IN_REVIEW)

    def unassigned(self) -> WorkQuerySet:
        return self.filter(assigned_to=None)

    def changes_requested(self) -> WorkQuerySet:
        return self.filter(work_state=WorkState.CHANGES_REQUESTED)

    def ready(self) -> WorkQuerySet:
        return self.filter(work_state=WorkState.READY)

    def quarantined(self) -> WorkQuerySet:
        return self.filter(public_state=PublicState.QUARANTINED)

    def withdrawn(self) -> WorkQuerySet:
        return self.filter(public_state=PublicState.WITHDRAWN)


class WorkItem(models.Model):
    """A record as the list of work shows it."""

    key = models.UUIDField(primary_key=True, help_text="The record's key.")
    type = models.CharField(max_length=20, help_text="The record's type.")
    row_id = models.BigIntegerField(help_text="The record's id in its own table.")
    slug = models.CharField(max_length=SLUG_LENGTH, help_text="The record's address.")
    title = models.TextField(help_text="How it is called, in short.")
    public_state = models.CharField(max_length=12, choices=PublicState, help_text="Whether the world can read it.")
    work_state = models.CharField(max_length=18, choices=WorkState, help_text="Where the work on it stands.")
    revision = models.PositiveIntegerField(help_text="Its revision.")
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        help_text="Who edited it last.",
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        help_text="Who has it in hand.",
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
        help_text="Who submitted it for review.",
    )
    moved_at = models.DateTimeField(null=True, help_text="Since when it waits.")

    objects = WorkQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "claims_work_item"
        default_permissions = ["view"]
        verbose_name = "work"
        verbose_name_plural = "work"

    def __str__(self) -> str:
        return self.title
