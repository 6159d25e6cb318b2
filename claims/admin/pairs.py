"""The claims that pairs join to one, whichever of the two it is, read in one query for its page. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.urls import reverse

from claims.models import Claim, Contradiction, CounterAccusation, Proposal, RejectedPair, Statement
from claims.vocabulary import ContradictionKind, ProposalType, Stance
from factreg.records import PublicState


@dataclass(frozen=True)
class JoinedClaim:
    """Another claim that a pair joins to the one on the page, and who asserts it."""

    url: str
    claim_url: str
    heading: str
    slug: str
    asserted_by: str
    reason: str
    kind: str
    state: str


_KINDS: dict[Any, str] = {Contradiction: "kind", CounterAccusation: "", RejectedPair: "", Proposal: "type"}
_CERTAIN = "certain"


def joined_to(claim: Claim) -> dict[str, list[JoinedClaim]]:
    """The claims joined to this one, by the name of the pair's model."""
    first, *others = (_pairs(model, claim, kind) for model, kind in _KINDS.items())
    found: dict[str, list[JoinedClaim]] = defaultdict(list)
    for model, *row in first.union(*others, all=True).order_by("model", "pk"):
        found[model].append(_joined(model, *row))
    return found


def _pairs(model: Any, claim: Claim, kind: str) -> QuerySet[Any, Any]:
    def of_the_other(name: str) -> Case:
        return Case(When(first_claim=claim.pk, then=F(f"second_claim__{name}")), default=F(f"first_claim__{name}"))

    asserting = Statement.objects.filter(claim=OuterRef("other"), stance=Stance.ASSERTS).order_by("id")
    return (
        (model.objects.waiting() if model is Proposal else model.objects.all())
        .filter(Q(first_claim=claim) | Q(second_claim=claim))
        .order_by()
        .annotate(
            model=_text(Value(model._meta.model_name)),
            other=of_the_other("id"),
        )
        .annotate(asserted_by=ArraySubquery(asserting.values("actor__name")[:5]))
        .values_list(
            "model",
            "pk",
            "other",
            _text(of_the_other("slug")),
            _text(of_the_other("question")),
            _text(of_the_other("text")),
            "asserted_by",
            "reason",
            _text(F(kind) if kind else Value("")),
            _text(_state_of(model)),
        )
    )


def _state_of(model: Any) -> Any:
    if model is Proposal:
        return Case(When(certain=True, then=Value(_CERTAIN)), default=Value(""))
    return Value("") if model is RejectedPair else F("public_state")


def _text(value: Any) -> Cast:
    return Cast(value, TextField())


def _joined(
    model: str,
    pk: int,
    other: int,
    slug: str,
    question: str,
    text: str,
    asserted_by: list[str],
    reason: str,
    kind: str,
    state: str,
) -> JoinedClaim:
    return JoinedClaim(
        url=reverse(f"admin:claims_{model}_change", args=[pk]),
        claim_url=reverse("admin:claims_claim_change", args=[other]),
        heading=question or text,
        slug=slug,
        asserted_by=", ".join(dict.fromkeys(asserted_by)),
        reason=reason,
        kind=_label_of(kind),
        state=_told(model, state),
    )


def _label_of(kind: str) -> str:
    known = ProposalType if kind in ProposalType.values else ContradictionKind
    return str(known(kind).label) if kind else ""


def _told(model: str, state: str) -> str:
    if model == Proposal._meta.model_name:
        return state or "for a person to decide"
    return str(PublicState(state).label) if state else "private"
