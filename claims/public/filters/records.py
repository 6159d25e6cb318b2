"""The filters of publishers, sources, actors, events, contradictions and counter-accusations."""

from __future__ import annotations

from claims.ledger.published import (
    PublishedActor,
    PublishedContradiction,
    PublishedCounterAccusation,
    PublishedEvent,
    PublishedPublisher,
    PublishedSource,
)
from claims.public.filters.base import OccurredFilters, UpdatedFilters, span, with_undated
from claims.vocabulary import ActorKind, ContradictionKind, Element
from factreg.filters import CountryFilter, FacetFilter, LanguageFilter, SearchFilter, SlugFilter, WordFilter
from sources.vocabulary import PublisherKind, SourceKind

WORDS = 'Words to search for; "quoted" ones as a phrase.'


class PublisherFilters(UpdatedFilters):
    kind = WordFilter("kind", vocabulary=PublisherKind, several=True, help_text="Kind of publisher.")
    country = CountryFilter("country", help_text="Country (ISO 3166-1, two letters).")
    q = SearchFilter("search", help_text=WORDS)

    class Meta:
        model = PublishedPublisher
        fields: list[str] = []


class SourceFilters(UpdatedFilters):
    kind = WordFilter("kind", vocabulary=SourceKind, several=True, help_text="Kind of source.")
    publisher = SlugFilter("publisher", of="publisher", help_text="Public id of its publisher.")
    derived_from = SlugFilter("derived_from", of="source", help_text="The source that it reprints.")
    language = LanguageFilter("language", help_text="Language (BCP 47).")
    published_after = span("published", "When it was published", after=True)
    published_before = span("published", "When it was published", after=False)
    undated = with_undated("published")
    q = SearchFilter("search", help_text=WORDS)

    class Meta:
        model = PublishedSource
        fields: list[str] = []


class ActorFilters(UpdatedFilters):
    kind = WordFilter("kind", vocabulary=ActorKind, several=True, help_text="Kind of actor.")
    country = CountryFilter("country", help_text="Country (ISO 3166-1, two letters).")
    speaks_for = SlugFilter(
        "slug",
        of="actor",
        tree="voices",
        help_text="An actor, with those that speak for it, directly or through others.",
    )
    part_of = SlugFilter(
        "slug",
        of="actor",
        tree="members",
        help_text="An actor, with those that are part of it, directly or through others.",
    )
    publisher = SlugFilter("publisher", of="publisher", help_text="As which publisher it reports.")
    q = SearchFilter("search", help_text=WORDS)

    class Meta:
        model = PublishedActor
        fields: list[str] = []


class EventFilters(OccurredFilters):
    part_of = SlugFilter("slug", of="event", tree="parts", help_text="An event, with its sub-events.")
    place = SlugFilter("slug", of="place", help_text="Place of it, or of what it is part of.")
    undated = with_undated("occurred")
    q = SearchFilter("search", help_text=WORDS)

    class Meta:
        model = PublishedEvent
        fields: list[str] = []


class CounterAccusationFilters(UpdatedFilters):
    claim = FacetFilter("claim", of="claim", help_text="Public id of a claim on either side.")

    class Meta:
        model = PublishedCounterAccusation
        fields: list[str] = []


class ContradictionFilters(CounterAccusationFilters):
    kind = WordFilter("kind", vocabulary=ContradictionKind, several=True, help_text="How they exclude.")
    element = WordFilter("element", vocabulary=Element, several=True, help_text="What they contradict in.")

    class Meta:
        model = PublishedContradiction
        fields: list[str] = []
