"""The filters of statements, denials and assessments: the parts of claims that have endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q

from claims.ledger.published import (
    PublishedAssessment,
    PublishedClaim,
    PublishedRecord,
    PublishedStatement,
)
from claims.public.filters.base import (
    VOICES,
    ElementsFilter,
    UpdatedFilters,
    span,
    with_undated,
)
from claims.vocabulary import Element, Stance
from factreg.filters import (
    AnyOf,
    FacetFilter,
    LanguageFilter,
    SlugFilter,
    TrueFalseFilter,
    WordFilter,
)


class OfEventFilter(SlugFilter):
    """Parts of claims about these events; a claim's row has the position of its parts'."""

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        claims = PublishedClaim.objects.filter(seq=OuterRef("seq"))
        return Exists(claims.filter(AnyOf("event", value)))


class OfClaimFilter(SlugFilter):
    """Parts of these claims, found by the key that they share with their claim, which is indexed."""

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        claims = PublishedRecord.objects.filter(AnyOf("slug", value), type="claim")
        return Q(key__in=claims.values("key"))


class PartFilters(UpdatedFilters):
    claim = OfClaimFilter("claim", of="claim", help_text="Public id of the claim.")


class DenialFilters(PartFilters):
    """The filters of statements but `stance`, which denials have in common."""

    event = SlugFilter("event", of="event", tree="parts", help_text="Event of the claim, with its sub-events.")
    actor = SlugFilter("actor", of="actor", tree="voices", help_text=f"Who said it, {VOICES}.")
    element = ElementsFilter(
        "element",
        vocabulary=Element,
        several=True,
        help_text="Part of the claim that it names; a stance on the whole claim names none.",
    )
    stands = TrueFalseFilter("stands", help_text="Whether nothing later replaces it.")
    source = FacetFilter("source", of="source", help_text="Source where it was read or first made.")
    publisher = FacetFilter("publisher", of="publisher", help_text="Publisher of such a source.")
    language = LanguageFilter("language", help_text="Language of the quote, else of the source.")
    said_after = span("said", "When it was said", after=True)
    said_before = span("said", "When it was said", after=False)
    undated = with_undated("said")

    class Meta:
        model = PublishedStatement
        fields: list[str] = []


class StatementFilters(DenialFilters):
    stance = WordFilter("stance", vocabulary=Stance, several=True, help_text="Stance.")

    class Meta(DenialFilters.Meta):
        pass


class AssessmentFilters(PartFilters):
    event = OfEventFilter(of="event", tree="parts", help_text="Event of the claim, with its sub-events.")
    organisation = SlugFilter("organisation", of="publisher", help_text="Who rated the claim.")
    rated_after = span("rated", "When it was rated", after=True)
    rated_before = span("rated", "When it was rated", after=False)
    undated = with_undated("rated")

    class Meta:
        model = PublishedAssessment
        fields: list[str] = []
