"""The table of the editorial history, which the triggers write that are registered here; and who opened what."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.utils import timezone

from claims.history.triggers import KEPT, keeping
from factreg.attribution import Via
from factreg.choices import DefinedChoices, one_of
from factreg.records import append_only
from factreg.written_once import may_lose

# For so many days it is kept who opened what.
KEPT_DAYS = 365


class Operation(DefinedChoices):
    """What was done to a row."""

    INSERT = "insert", "A row was added.", "added"
    UPDATE = "update", "A row was changed.", "changed"
    DELETE = "delete", "A row was deleted.", "deleted"


class ChangeQuerySet(models.QuerySet[Any]):
    """Changes by what they are of."""

    def of_record(self, model: Any, pk: int) -> ChangeQuerySet:
        """The changes of a record and its parts, those of parts that left it for another among them; newest first."""
        label = model._meta.concrete_model._meta.label_lower
        mine = models.Q(record_model=label, record=pk) | models.Q(record_model=label, left_record=pk)
        return self.filter(mine).order_by("-id")


class Change(models.Model):
    """One row of an editorial table, changed once. Private: it names editors and holds what was never published."""

    at = models.DateTimeField(help_text="When.")
    transaction = models.BigIntegerField(help_text="What was changed in one transaction is one edit.")
    by_id = models.BigIntegerField(null=True, help_text="Who, by the number of the log-in, which may be gone.")
    by_name = models.CharField(max_length=150, help_text="Who, by the name of the log-in then; empty: not known.")
    via = models.CharField(max_length=7, choices=Via, help_text="Through what.")
    detail = models.TextField(help_text="The form, file, command or program.")
    operation = models.CharField(max_length=6, choices=Operation, help_text="What was done.")
    model = models.CharField(max_length=40, help_text="What sort of row it is, as Django names its model.")
    row = models.BigIntegerField(help_text="Which row of these.")
    record_model = models.CharField(max_length=40, help_text="What sort of record the row is, or is a part of.")
    record = models.BigIntegerField(help_text="Which record of these.")
    left_record = models.BigIntegerField(null=True, help_text="The record that a part belonged to before, if it moved.")
    before = models.JSONField(null=True, help_text="Of a change, the old values; of a deletion, all.")
    after = models.JSONField(null=True, help_text="Of a change, the new values; of an addition, all.")

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            one_of("via", Via, name="history_change_via_is_known"),
            one_of("operation", Operation, name="history_change_operation_is_known"),
        ]
        indexes = [
            models.Index(fields=["record", "record_model", "id"], name="history_of_record"),
            models.Index(
                fields=["left_record", "record_model", "id"],
                name="history_of_left_record",
                condition=models.Q(left_record__isnull=False),
            ),
            models.Index(fields=["id"], name="history_deletions", condition=models.Q(operation="delete")),
        ]
        triggers = may_lose("before", "after")

    def __str__(self) -> str:
        return f"{self.model} {self.row} {self.get_operation_display()}"


class Opened(DefinedChoices):
    """What was opened that not everybody may see."""

    REPORT = "report", "What a reader reported, or the list of it.", "reports by readers"
    HIDDEN = "hidden", "A record that is quarantined, withdrawn or erased.", "what was taken down"
    TAKEDOWN = "takedown", "A request to take down, a legal hold, or the list of these.", "takedowns and holds"
    AUDIT = "audit", "This very list.", "who opened what"


_NOT_YET = f"""
IF OLD.at > now() - interval '{KEPT_DAYS} days' THEN
    RAISE EXCEPTION 'viewing: kept for {KEPT_DAYS} days' USING ERRCODE = 'check_violation';
END IF;
RETURN OLD;
"""


class Viewing(models.Model):
    """Who opened what not everybody may see. Written by the middleware of the workbench alone, kept for a year."""

    at = models.DateTimeField(default=timezone.now, help_text="When.")
    by_id = models.BigIntegerField(help_text="Who, by the number of the log-in, which may be gone.")
    by_name = models.CharField("by", max_length=150, help_text="Who, by the name of the log-in then.")
    what = models.CharField(max_length=8, choices=Opened, help_text="What sort of thing it was.")
    subject = models.CharField(max_length=200, help_text="Which: a record's type and address, a report's number.")
    page = models.CharField(max_length=80, help_text="The page, by the name that the code has for it.")
    client = models.CharField("from", max_length=50, help_text="The network it was asked from, shortened.")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [one_of("what", Opened, name="history_viewing_what_is_known")]
        indexes = [
            models.Index(fields=["at"], name="history_viewing_at"),
            models.Index(fields=["by_name", "id"], name="history_viewing_by"),
        ]
        triggers = [
            *append_only(name="never_changed", operation=pgtrigger.Update),
            pgtrigger.Trigger(name="kept", when=pgtrigger.Before, operation=pgtrigger.Delete, func=_NOT_YET),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} opened {self.subject}"


for kept in KEPT:
    for trigger in keeping(kept):
        trigger.register(kept)
