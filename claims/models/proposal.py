"""Proposals of the finder, in a queue until an editor decides. Private: the world sees the record made of one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When

from claims.models.claim import Claim
from claims.models.contradiction import Contradiction, CounterAccusation, Pair, RejectedPair
from claims.vocabulary import ContradictionKind, Element, ProposalState, ProposalType
from factreg.choices import one_of
from factreg.fields import LineField, ProseField
from factreg.merged import names_survivors
from factreg.records import PublicState, Revised

_WAITING = (ProposalState.OPEN, ProposalState.LATER)
_LOOKED_AT = (ProposalState.LATER, ProposalState.ACCEPTED, ProposalState.REJECTED)
_READABLE = (PublicState.NEVER, PublicState.PUBLISHED)


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals by what is to be done with them."""

    def waiting(self) -> ProposalQuerySet:
        """Those that an editor has still to decide: not those whose pair was settled by hand, or taken down, since."""
        readable = Q(first_claim__public_state__in=_READABLE, second_claim__public_state__in=_READABLE)
        waiting = self.filter(readable, state__in=_WAITING)
        for model in (Contradiction, CounterAccusation, RejectedPair):
            waiting = waiting.exclude(models.Exists(_same_pair(model)))
        return waiting

    def in_turn(self) -> ProposalQuerySet:
        """The certain ones first, then in the order in which they were found; those put off stand last."""
        put_off = Case(When(state=ProposalState.LATER, then=Value(1)), default=Value(0))
        return self.order_by(put_off, F("decided").asc(nulls_first=True), "-certain", "pk")

    def of_claim(self, claim: Claim) -> ProposalQuerySet:
        return self.filter(Q(first_claim=claim) | Q(second_claim=claim))

    def with_claims(self) -> ProposalQuerySet:
        return self.select_related("first_claim", "second_claim")


def _same_pair(model: type[Pair]) -> models.QuerySet[Pair]:
    one, other = OuterRef("first_claim"), OuterRef("second_claim")
    return model._default_manager.filter(
        Q(first_claim=one, second_claim=other) | Q(first_claim=other, second_claim=one)
    )


class Proposal(Revised, Pair):
    """That two claims may contradict each other, or charge two parties with the same kind of act."""

    # A claim that is deleted, never having been public, takes what was proposed of it along.
    first_claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="+", help_text="One of the two claims."
    )
    second_claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="+", help_text="The other of the two claims."
    )
    type = models.CharField(max_length=18, choices=ProposalType, help_text="What the two claims may be.")
    kind = models.CharField(
        max_length=13,
        choices=ContradictionKind,
        blank=True,
        default="",
        help_text="How they can't both be true; empty for a counter-accusation.",
    )
    element = models.CharField(
        max_length=16,
        choices=Element,
        blank=True,
        default="",
        help_text="The element in which they conflict.",
    )
    reason = ProseField(help_text="Why, in words that take no side.")
    certain = models.BooleanField(help_text="Nothing is left to settle, as far as the two claims say.")
    to_settle = ProseField(blank=True, default="", help_text="What a person has to settle first.")
    state = models.CharField(
        max_length=10, choices=ProposalState, default=ProposalState.OPEN, help_text="What has become of it."
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who decided, or put it off, last.",
    )
    decided = models.DateTimeField(null=True, editable=False, help_text="When it was decided, or put off, last.")
    note = LineField(blank=True, default="", help_text="Why it was rejected or put off. Private.")

    objects = ProposalQuerySet.as_manager()

    class Meta(Revised.Meta):
        abstract = False
        ordering = ["pk"]
        constraints = [
            *Pair.Meta.constraints,
            one_of("type", ProposalType, name="claims_proposal_type_is_known"),
            one_of("state", ProposalState, name="claims_proposal_state_is_known"),
            one_of("kind", ContradictionKind, name="claims_proposal_kind_is_known", blank=True),
            one_of("element", Element, name="claims_proposal_element_is_known", blank=True),
            models.CheckConstraint(
                condition=~Q(type=ProposalType.CONTRADICTION, kind="")
                & (~Q(type=ProposalType.COUNTER_ACCUSATION) | Q(kind="", element="")),
                name="claims_proposal_kind_fits_its_type",
                violation_error_message="kind: a contradiction has one, a counter-accusation has none.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.OPEN, decided__isnull=False) & ~Q(state__in=_LOOKED_AT, decided=None),
                name="claims_proposal_decision_is_dated",
                violation_error_message="decided: say when it was decided; an open one was not.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.REJECTED, note=""),
                name="claims_proposal_rejection_says_why",
                violation_error_message="note: say why it is rejected.",
            ),
        ]
        triggers = [
            *Revised.Meta.triggers,
            *names_survivors("claims_proposal", first_claim_id="claims_claim", second_claim_id="claims_claim"),
        ]
        indexes = [
            models.Index(
                fields=["-certain", "id"],
                name="claims_proposal_waiting",
                condition=Q(state__in=_WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_claim} / {self.second_claim}"

    @property
    def is_waiting(self) -> bool:
        return self.state in _WAITING
