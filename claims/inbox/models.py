"""Reports of readers and actors, what their senders may see of them, and who sent how many. No record is here.

The public side's role may put rows in; it can read receipts and arrivals, and no report.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from claims.inbox.vocabulary import ReportKind, ReportState
from factreg.choices import one_of
from factreg.fields import AddressField, LanguageField, LineField, ProseField
from factreg.records import Revised

# Who a reporter is and how to reach them, from the day on which the report came.
CONTACT_KEPT = timedelta(days=30)
# Whose address sent how many, which is only for holding floods back.
ARRIVALS_KEPT = timedelta(days=1)

LONGEST_TEXT = 5_000
LONGEST_LINE = 300

_OPEN = (ReportState.RECEIVED, ReportState.IN_HAND)


class Receipt(models.Model):
    """What the holder of a report's reference number may see. Nothing of the report itself."""

    digest = models.CharField(
        primary_key=True, max_length=64, help_text="SHA-256 of the reference number, which is kept nowhere."
    )
    received_at = models.DateTimeField(help_text="When the report came.")
    state = models.CharField(
        max_length=8, choices=ReportState, default=ReportState.RECEIVED, help_text="Where the work on it stands."
    )
    changed_at = models.DateTimeField(null=True, help_text="Since when it stands there; empty while nobody took it up.")
    answer = ProseField(blank=True, default="", help_text="The editor's answer. Whoever has the number can read it.")
    change = LineField(
        max_length=LONGEST_LINE,
        blank=True,
        default="",
        help_text="The page of the registry that shows what was changed, as a path: /claims/su-25-downing/history/.",
    )

    class Meta:
        default_permissions = ()
        constraints = [
            one_of("state", ReportState, name="inbox_receipt_state_is_known"),
            models.CheckConstraint(
                condition=(Q(state=ReportState.ANSWERED) & ~Q(answer=""))
                | (~Q(state=ReportState.ANSWERED) & Q(answer="")),
                name="inbox_receipt_is_answered_with_words",
                violation_error_message="answer: an answered report has one, any other has none.",
            ),
            models.CheckConstraint(
                condition=Q(change="") | Q(change__regex="^/[a-z0-9]"),
                name="inbox_receipt_change_is_a_page_of_ours",
                violation_error_message="change: give the path of a page of the registry, like /claims/su-25-downing/.",
            ),
        ]
        indexes = [models.Index(fields=["received_at"], name="inbox_receipt_waiting", condition=Q(state__in=_OPEN))]

    def __str__(self) -> str:
        return f"{self.received_at:%Y-%m-%d %H:%M}, {self.get_state_display()}"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports by what is to be done with them."""

    def waiting(self) -> Self:
        return self.filter(receipt__state__in=_OPEN)

    def in_turn(self) -> Self:
        """People in danger first, then as they came."""
        in_danger = Case(When(kind=ReportKind.DANGER, then=Value(0)), default=Value(1))
        return self.order_by(in_danger, "receipt__received_at", "pk")

    def with_old_contact(self, now: datetime) -> Self:
        """Those whose sender is still known and must not be any more."""
        return self.filter(receipt__received_at__lte=now - CONTACT_KEPT).exclude(name="", contact="")

    def with_people(self) -> Self:
        return self.select_related("receipt", "assigned_to")


class Report(Revised):
    """What a reader or actor reported. Private, all of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False, help_text="Random.")
    receipt = models.OneToOneField(
        Receipt, on_delete=models.CASCADE, related_name="report", help_text="What its sender may see of it."
    )
    kind = models.CharField(max_length=6, choices=ReportKind, help_text="What it is about.")
    about = LineField(max_length=LONGEST_LINE, blank=True, default="", help_text="The page that it is about.")
    text = ProseField(help_text="What is wrong, in the sender's words.")
    source = AddressField(blank=True, default="", help_text="Where it can be read otherwise.")
    speaks_for = LineField(
        max_length=LONGEST_LINE,
        blank=True,
        default="",
        help_text="For which actor its sender says to speak. Nobody has checked it.",
    )
    name = LineField(
        max_length=LONGEST_LINE, blank=True, default="", help_text="Who sent it. Deleted 30 days after it came."
    )
    contact = LineField(
        max_length=LONGEST_LINE, blank=True, default="", help_text="How to reach them. Deleted 30 days after it came."
    )
    language = LanguageField(default="en", help_text="The language of the form, in which an answer can be read.")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who has it in hand.",
    )
    note = ProseField(blank=True, default="", help_text="What editors tell one another about it.")

    objects = ReportQuerySet.as_manager()

    class Meta(Revised.Meta):
        abstract = False
        default_permissions = ["view", "change", "delete"]
        permissions = [("answer_report", "Can answer reports and see who sent them")]
        constraints = [
            one_of("kind", ReportKind, name="inbox_report_kind_is_known"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="inbox_report_has_words",
                violation_error_message="text: say what is wrong.",
            ),
        ]
        indexes = [models.Index(fields=["receipt"], name="inbox_report_sent", condition=~Q(name="", contact=""))]
        triggers = list(Revised.Meta.triggers)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about or 'no page'}"

    @property
    def is_waiting(self) -> bool:
        return self.receipt.state in _OPEN

    @property
    def sender(self) -> tuple[str, str]:
        """Name and contact; empty from the thirtieth day on, even where nothing has deleted them yet."""
        if self.receipt.received_at <= timezone.now() - CONTACT_KEPT:
            return "", ""
        return self.name, self.contact


class Arrival(models.Model):
    """That a report came from somewhere. It does not say which, and is gone after a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sender = models.CharField(
        max_length=32, help_text="The sender's network address, hashed with a secret that changes every day."
    )
    at = models.DateTimeField(help_text="When.")
    danger = models.BooleanField(
        default=False, help_text="Whether a person was said to be in danger: such reports are counted apart."
    )

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["danger", "sender", "-at"], name="inbox_arrival_of"),
            models.Index(fields=["danger", "-at"], name="inbox_arrival_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


# What the public side's role may do here: docs/decisions has why.
PUBLIC_GRANTS: dict[type[models.Model], str] = {
    Report: "INSERT",
    Receipt: "INSERT, SELECT",
    Arrival: "INSERT, SELECT",
}
