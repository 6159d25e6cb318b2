"""Pairs of claims: contradictions, counter-accusations, and pairs that an editor found to be neither, or different."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from claims.models.claim import Claim
from claims.vocabulary import ContradictionKind, Element
from factreg.choices import one_of
from factreg.constraints import Checked
from factreg.fields import LineField, ProseField
from factreg.merged import names_survivors
from factreg.records import Record


class Pair(Checked):
    """Two claims, unordered: a pair is the same whichever comes first."""

    first_claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="+", help_text="One of the two claims."
    )
    second_claim = models.ForeignKey(
        Claim, on_delete=models.PROTECT, related_name="+", help_text="The other of the two claims."
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(first_claim=F("second_claim")),
                name="%(app_label)s_%(class)s_joins_two_claims",
                violation_error_message="second_claim: choose another claim than the first.",
            ),
            models.UniqueConstraint(
                Least("first_claim", "second_claim"),
                Greatest("first_claim", "second_claim"),
                name="%(app_label)s_%(class)s_stands_once",
                violation_error_message="second_claim: these two claims are joined already.",
            ),
        ]


def _of_survivors(table: str) -> list[pgtrigger.Trigger]:
    return names_survivors(table, first_claim_id="claims_claim", second_claim_id="claims_claim")


class Contradiction(Record, Pair):
    """Two claims that can't both be true, with the reason: the registry's own inference, and labelled so."""

    type = "contradiction"

    kind = models.CharField(max_length=13, choices=ContradictionKind, help_text="How they can't both be true.")
    element = models.CharField(
        max_length=16,
        choices=Element,
        blank=True,
        default="",
        help_text="The element in which they conflict.",
    )
    reason = ProseField(help_text="Why they can't both be true. Public.")

    class Meta(Record.Meta):
        ordering = ["slug"]
        constraints = [
            *Record.Meta.constraints,
            *Pair.Meta.constraints,
            one_of("kind", ContradictionKind, name="claims_contradiction_kind_is_known"),
            one_of("element", Element, name="claims_contradiction_element_is_known", blank=True),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="claims_contradiction_gives_its_reason",
                violation_error_message="reason: say why they can't both be true.",
            ),
        ]
        triggers = [*Record.Meta.triggers, *_of_survivors("claims_contradiction")]

    def __str__(self) -> str:
        return f"{self.first_claim} / {self.second_claim}"


class CounterAccusation(Record, Pair):
    """Two claims by which two parties charge each other with the same kind of act. Never changes a standing."""

    type = "counter-accusation"

    reason = ProseField(help_text="What each charges the other with. Public.")

    class Meta(Record.Meta):
        db_table = "claims_counter_accusation"
        ordering = ["slug"]
        constraints = [
            *Record.Meta.constraints,
            *Pair.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="claims_counter_accusation_gives_its_reason",
                violation_error_message="reason: say what each charges the other with.",
            ),
        ]
        triggers = [*Record.Meta.triggers, *_of_survivors("claims_counter_accusation")]

    def __str__(self) -> str:
        return f"{self.first_claim} / {self.second_claim}"


class RejectedPair(Pair):
    """Two claims that an editor found to be no contradiction; they are not proposed again. Private."""

    reason = LineField(help_text="Why they are no contradiction.")

    class Meta(Pair.Meta):
        ordering = ["id"]
        triggers = _of_survivors("claims_rejectedpair")

    def __str__(self) -> str:
        return f"{self.first_claim} / {self.second_claim}: {self.reason}"


class DifferentPair(Pair):
    """Two claims that an editor found to be different though alike: they are not shown to each other again. Private.

    Says nothing on whether both can be true: that is for contradictions, and for pairs rejected as such.
    """

    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who found them different.",
    )
    said_at = models.DateTimeField(auto_now_add=True, help_text="When.")

    class Meta(Pair.Meta):
        ordering = ["id"]
        triggers = _of_survivors("claims_differentpair")

    def __str__(self) -> str:
        return f"{self.first_claim} is not {self.second_claim}"
