"""The filters of claims and disputes. Those on statements hold of one and the same statement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.ledger.published import PublishedClaim, PublishedStatement
from claims.public.filters.base import VOICES, OccurredFilters, span, with_undated
from claims.vocabulary import ClaimKind, Measure, Stance, StandingValue
from factreg.filters import (
    AnyOf,
    FacetFilter,
    LanguageFilter,
    SearchFilter,
    SlugFilter,
    TrueFalseFilter,
    WordFilter,
    may_lie,
)


class DisputeFilters(OccurredFilters):
    """The filters of claims but `standing`, which disputes have in common."""

    kind = WordFilter("kind", vocabulary=ClaimKind, several=True, help_text="Kind of claim.")
    event = SlugFilter("event", of="event", tree="parts", help_text="Public id of an event, with its sub-events.")
    about = FacetFilter("about", of="actor", tree="voices", help_text=f"Actor it is about, {VOICES}.")
    asserted_by = FacetFilter(
        "asserted_by",
        of="actor",
        tree="voices",
        help_text=f"Actor whose assertion stands, {VOICES}.",
    )
    denied_by = FacetFilter("denied_by", of="actor", tree="voices", help_text=f"Actor whose denial stands, {VOICES}.")
    actor = FacetFilter("actor", of="actor", tree="voices", help_text=f"Actor with any stance, {VOICES}.")
    source = FacetFilter("source", of="source", help_text="Source where a statement was read or first made.")
    publisher = FacetFilter("publisher", of="publisher", help_text="Publisher of such a source.")
    place = SlugFilter("event", of="place", help_text="Place of its event, or of an event that this is part of.")
    said_after = span("said", "When a statement was made", after=True)
    said_before = span("said", "When a statement was made", after=False)
    undated = with_undated("occurred or said")
    measure = WordFilter("measure", vocabulary=Measure, several=True, help_text="What its figure counts.")
    has_contradiction = TrueFalseFilter("has_contradiction", help_text="Whether another claim contradicts it.")
    language = LanguageFilter("language", help_text="Language of the claim's text (BCP 47).")
    q = SearchFilter("search", help_text='Words to search for; "quoted" ones as a phrase.')

    class Meta:
        model = PublishedClaim
        fields: list[str] = []

    # Where a statement's row, unlike the claim's, tells whether one statement meets all of these.
    OF_A_STATEMENT = frozenset(
        {"asserted_by", "denied_by", "actor", "source", "publisher", "said_after", "said_before"}
    )
    STANCES = {"asserted_by": Stance.ASSERTS, "denied_by": Stance.DENIES}

    def conditions(self) -> Iterator[Any]:
        for name, value in self.cleaned.items():
            if not (self.filters[name].modifies or name.startswith("said_")):
                yield self.filters[name].condition(value, self.cleaned)
        asked = self.OF_A_STATEMENT.intersection(self.cleaned)
        if len(asked) > 1 or asked & {"said_after", "said_before"}:
            yield from self._statements()

    def _statements(self) -> Iterator[Exists]:
        """That there is one statement of all that is asked; one for each of asserted and denied.

        Nobody asserts and denies in one statement, so with both each has its own, and what else
        is asked of statements has to hold of either.
        """
        of_the_row = Q(seq=OuterRef("seq"))
        stances = [name for name in self.STANCES if name in self.cleaned]
        for name in stances:
            yield Exists(self.said(self.STANCES[name]).filter(of_the_row, AnyOf("actor", self.cleaned[name])))
        if not stances:
            yield Exists(self._common(PublishedStatement.objects.filter(of_the_row)))

    def said(self, stance: str) -> QuerySet[Any]:
        """Statements with that stance that stand and meet what else is asked of statements."""
        return self._common(PublishedStatement.objects.filter(stance=stance, stands=True))

    def _common(self, statements: QuerySet[Any]) -> QuerySet[Any]:
        if "actor" in self.cleaned:
            statements = statements.filter(AnyOf("actor", self.cleaned["actor"]))
        for name in ("source", "publisher"):
            if name in self.cleaned:
                statements = statements.filter(self.filters[name].condition(self.cleaned[name], self.cleaned))
        include = self.cleaned.get("undated") == "include"
        for name in ("said_after", "said_before"):
            if moment := self.cleaned.get(name):
                after = name == "said_after"
                statements = statements.filter(may_lie("said", moment, after=after, undated=include))
        return statements


class ClaimFilters(DisputeFilters):
    standing = WordFilter("standing", vocabulary=StandingValue, several=True, help_text="Standing.")

    class Meta(DisputeFilters.Meta):
        pass
