"""The list of work: every record of every type in one view of the database, with who has it in hand. Read only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.db import connection, models

from factreg.records import SLUG_LENGTH, PublicState, WorkState


class WorkQuerySet(models.QuerySet[Any]):
    """Records by what they wait for."""

    def in_queue(self, name: str, *, user: Any) -> WorkQuerySet:
        """Those of a queue of QUEUES, as a person sees it."""
        found: WorkQuerySet = QUEUES[name][1](self, user)
        return found

    def counts_for(self, user: Any) -> dict[str, int]:
        """How many wait in each queue, up to MOST_COUNTED, in one query."""
        queues = {name: self.order_by().in_queue(name, user=user).values("key") for name in QUEUES}
        asked = [found[:MOST_COUNTED].query.sql_with_params() for found in queues.values()]
        counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS queue)" for sql, _ in asked)  # noqa: S608 - the SQL is the ORM's
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {counts}", [each for _, params in asked for each in params])
            return dict(zip(queues, cursor.fetchone(), strict=True))

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


MOST_COUNTED = 1001
# What waits for whom: the label, and how a queue is found.
QUEUES: Mapping[str, tuple[str, Callable[[WorkQuerySet, Any], WorkQuerySet]]] = {
    "mine": ("In my hands", lambda work, user: work.in_hands_of(user)),
    "drafts": ("My drafts", lambda work, user: work.drafts_of(user)),
    "unassigned": ("In review, with nobody", lambda work, user: work.awaiting_review().unassigned()),
    "review": ("In review", lambda work, user: work.awaiting_review()),
    "changes": ("Changes requested", lambda work, user: work.changes_requested()),
    "ready": ("Ready to publish", lambda work, user: work.ready()),
    "quarantined": ("Quarantined", lambda work, user: work.quarantined()),
    "withdrawn": ("Withdrawn", lambda work, user: work.withdrawn()),
}


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
