"""What is asked to be taken down and waits for a second person; and legal holds. Private, all of it.

What the world sees of a takedown is in the ledger.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from factreg.choices import DefinedChoices, one_of
from factreg.constraints import Checked
from factreg.fields import ProseField
from factreg.records import Record

_PERSON = {
    "to": settings.AUTH_USER_MODEL,
    "null": True,
    "blank": True,
    "editable": False,
    "on_delete": models.SET_NULL,
    "related_name": "+",
}


class TakedownKind(DefinedChoices):
    """What is asked for, where it takes two people."""

    WITHDRAW = "withdraw", "It is gone from the present; older versions stay readable in history.", "withdraw"
    ERASE = "erase", "Documents are destroyed, for good.", "erase"


class TakedownState(DefinedChoices):
    """What has become of it."""

    WAITING = "waiting", "It waits for a second person.", "waiting"
    DONE = "done", "A second person confirmed it, and it was done.", "done"
    REFUSED = "refused", "A second person refused it, or it was taken back.", "refused"


class OfRecordQuerySet(models.QuerySet["Takedown | LegalHold"]):
    """Rows by the record that they are about."""

    def of(self, record: Record) -> OfRecordQuerySet:
        return self.filter(type=record.type, key=record.key)

    def waiting(self) -> OfRecordQuerySet:
        return self.filter(state=TakedownState.WAITING)

    def standing(self) -> OfRecordQuerySet:
        return self.filter(lifted_at=None)


class Takedown(Checked):
    """That somebody asked for a record to be withdrawn or erased, and what a second person decided."""

    kind = models.CharField(max_length=8, choices=TakedownKind, help_text="What is asked for.")
    type = models.CharField(max_length=20, help_text="The record's type.")
    key = models.UUIDField(db_index=True, help_text="The record's key.")
    versions = ArrayField(
        models.PositiveIntegerField(),
        default=list,
        blank=True,
        help_text="Of an erasure, the versions to be destroyed; none: the whole record.",
    )
    reason = ProseField(help_text="Why. It is public once the takedown is done, so it names nobody.")
    legal_basis = ProseField(
        blank=True, default="", help_text="The law or order that demands it; public, and answered with status 451."
    )
    state = models.CharField(
        max_length=7, choices=TakedownState, default=TakedownState.WAITING, help_text="What has become of it."
    )
    requested_by = models.ForeignKey(**_PERSON, help_text="Private: who asked for it.")
    requested_at = models.DateTimeField(auto_now_add=True, help_text="When it was asked for.")
    decided_by = models.ForeignKey(**_PERSON, help_text="Private: who confirmed or refused it.")
    decided_at = models.DateTimeField(null=True, editable=False, help_text="When that was.")
    seq = models.BigIntegerField(null=True, editable=False, help_text="The ledger's entry, once it is done.")

    objects = OfRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ["view"]
        verbose_name = "requested takedown"
        constraints = [
            one_of("kind", TakedownKind, name="claims_takedown_kind_is_known"),
            one_of("state", TakedownState, name="claims_takedown_state_is_known"),
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state="waiting"),
                name="claims_takedown_waits_once",
                violation_error_message="key: a takedown of this record waits for a second person already.",
            ),
            models.CheckConstraint(
                condition=Q(kind="erase") | Q(versions=[]),
                name="claims_takedown_versions_are_erased",
                violation_error_message="versions: a record is withdrawn whole.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="claims_takedown_says_why",
                violation_error_message="reason: say in public why.",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & Q(decided_at__isnull=False),
                name="claims_takedown_decision_is_dated",
                violation_error_message="decided_at: say when it was decided; what waits was not.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.type} {self.key}"


class LegalHold(Checked):
    """That nothing of a record may be destroyed, until the hold is lifted: somebody may have to answer for it."""

    type = models.CharField(max_length=20, help_text="The record's type.")
    key = models.UUIDField(help_text="The record's key.")
    reason = ProseField(help_text="Why, for editors alone: the case, who asked for it, until when.")
    placed_by = models.ForeignKey(**_PERSON, help_text="Who placed it.")
    placed_at = models.DateTimeField(auto_now_add=True, help_text="When it was placed.")
    lifted_by = models.ForeignKey(**_PERSON, help_text="Who lifted it.")
    lifted_at = models.DateTimeField(null=True, editable=False, help_text="When it was lifted, if it was.")
    lifted_because = ProseField(blank=True, default="", help_text="Why it was lifted.")

    objects = OfRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        default_permissions = ["view"]
        verbose_name = "legal hold"
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(lifted_at=None),
                name="claims_legalhold_stands_once",
                violation_error_message="key: a legal hold stands on this record already.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="claims_legalhold_says_why",
                violation_error_message="reason: say why nothing may be destroyed.",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_because="") | Q(lifted_at__isnull=False) & ~Q(lifted_because=""),
                name="claims_legalhold_lifting_says_why",
                violation_error_message="lifted_because: say why it is lifted.",
            ),
        ]

    def __str__(self) -> str:
        return f"legal hold on {self.type} {self.key}"
