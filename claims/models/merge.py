"""Merges of records: what was merged into what, by whom, and all that moved, so that it can be undone."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from factreg.merged import changed_by_merging_alone
from factreg.records import SLUG_LENGTH, append_only


class MergeQuerySet(models.QuerySet["Merge"]):
    """Merges by whether they stand."""

    def standing(self) -> MergeQuerySet:
        return self.filter(undone_at=None)


class Merge(models.Model):
    """That a record was merged into another. Private; what the world sees of it is in the ledger.

    `moved` is what undoing needs; its shape is that of claims/moving.py and claims/ledger/merge.py.
    """

    type = models.CharField(max_length=20, help_text="The type of both records, as the ledger names it.")
    record = models.BigIntegerField(help_text="Primary key of the record that was merged.")
    slug = models.CharField(max_length=SLUG_LENGTH, help_text="Its address then.")
    into = models.BigIntegerField(help_text="Primary key of the survivor.")
    into_slug = models.CharField(max_length=SLUG_LENGTH, help_text="The survivor's address then.")
    part_of = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="parts",
        help_text="The merge of two claims that brought two pairs together, if this is the merge of these pairs.",
    )
    seq = models.BigIntegerField(null=True, help_text="The ledger's entry; none where the record was never public.")
    reason = models.TextField(blank=True, help_text="Why; public where the record was.")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who merged them.",
    )
    merged_at = models.DateTimeField(auto_now_add=True, help_text="When.")
    moved = models.JSONField(default=dict, help_text="All that moved, was dropped or changed, for undoing.")
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who undid it.",
    )
    undone_at = models.DateTimeField(null=True, help_text="When it was undone, if it was.")

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["type", "record"],
                condition=Q(undone_at=None),
                name="claims_merge_stands_once",
                violation_error_message="record: it has been merged already.",
            ),
            models.CheckConstraint(
                condition=~Q(record=models.F("into")),
                name="claims_merge_joins_two_records",
                violation_error_message="into: a record can't be merged into itself.",
            ),
        ]
        indexes = [models.Index(fields=["type", "into"], name="claims_merge_into")]
        triggers = [
            *append_only(name="never_deleted", operation=pgtrigger.Delete),
            changed_by_merging_alone(besides=("merged_by_id", "undone_by_id")),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.slug} into {self.into_slug}"
