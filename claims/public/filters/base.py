"""What the filter sets of all lists have in common: names resolved, dates and their bounds worded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from claims.ledger.published import PublishedEntry, PublishedEvent
from claims.public import hierarchy
from claims.public.searching.spellings import in_all_spellings
from factreg.filters import (
    MomentFilter,
    SearchFilter,
    SlugFilter,
    SpanFilter,
    StrictFilterSet,
    WordFilter,
)
from factreg.parameters import Parameters

AFTER = "On or after this day or time (UTC), as far as the date allows."
BEFORE = "Before this day or time (UTC), as far as the date allows."
VOICES = "with those that speak for it"


def span(column: str, what: str, *, after: bool) -> SpanFilter:
    return SpanFilter(column, after=after, help_text=f"{what}. {AFTER if after else BEFORE}")


class ChangedFilter(MomentFilter):
    """A bound on when a record was last changed.

    The ledger's positions go in the order of its times, and are indexed: the bound is on both.
    """

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        moment, first = value
        kept = super().condition(moment, asked)
        if first is None:
            return kept
        return kept & Q(**{f"updated_seq__{'gte' if self.after else 'lt'}": first})

    @staticmethod
    def with_position(moment: datetime) -> tuple[datetime, int | None]:
        """The moment and the first entry since; None while there is none, for it may come at any time."""
        since = PublishedEntry.objects.using("public").filter(at__gte=moment).order_by("at")
        return moment, since.values_list("seq", flat=True).first()


def updated(*, after: bool) -> ChangedFilter:
    bound = "At or after this day or time (UTC)." if after else "Before this day or time (UTC)."
    return ChangedFilter("updated_at", after=after, help_text=f"When last changed. {bound}")


def with_undated(what: str) -> WordFilter:
    return WordFilter(
        choices=[("include", "include")],
        modifies=True,
        help_text=f"`include` keeps what has no date at all when {what} is filtered by.",
    )


class ElementsFilter(WordFilter):
    """Words of a vocabulary, found like a `FacetFilter`'s names."""

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        return Q(facets__overlap=[f"{self.field_name}:{word}" for word in value])


class PublishedFilters(StrictFilterSet):
    """Filters of a published list, at `position`. Names of records become all that they stand for."""

    @classmethod
    def name_records(cls, parameters: Parameters) -> bool:
        """Whether any of the parameters names a record."""
        return any(isinstance(cls.base_filters.get(name), SlugFilter) for name in parameters)

    def resolve(self) -> None:
        for name, filter_ in self.filters.items():
            if isinstance(filter_, SlugFilter):
                self.cleaned[name] = self._expanded(name, filter_)
            elif isinstance(filter_, SearchFilter):
                self.cleaned[name] = in_all_spellings(self.cleaned[name])
            elif isinstance(filter_, ChangedFilter):
                self.cleaned[name] = filter_.with_position(self.cleaned[name])

    def _expanded(self, name: str, filter_: SlugFilter) -> list[str]:
        asked = self.cleaned[name]
        found = self._found(asked, filter_)
        for slug in asked:
            if slug not in found:
                raise hierarchy.unknown(name, slug, hierarchy.names_like(slug, of=filter_.of))
        return sorted(set[str]().union(*found.values()))

    def _found(self, asked: list[str], filter_: SlugFilter) -> Mapping[str, set[str]]:
        position = self.context["position"]
        if filter_.of == "place":
            ever = PublishedEvent.objects.using("public").filter(place__in=asked)
            none: dict[str, set[str]] = {str(slug): set() for slug in ever.values_list("place", flat=True)}
            return none | dict(hierarchy.at_places(asked, position=position))
        if filter_.tree:
            return hierarchy.below(asked, tree=filter_.tree, of=filter_.of, position=position)
        return hierarchy.addresses(asked, of=filter_.of)


class UpdatedFilters(PublishedFilters):
    updated_after = updated(after=True)
    updated_before = updated(after=False)


class OccurredFilters(UpdatedFilters):
    occurred_after = span("occurred", "When it is said to have happened", after=True)
    occurred_before = span("occurred", "When it is said to have happened", after=False)
