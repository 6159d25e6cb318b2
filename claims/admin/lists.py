"""Columns and filters that the lists of the workbench share."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import connection
from django.http import HttpRequest

from claims.vocabulary import Element
from factreg.records import PublicState, WorkState


class SortedList(ChangeList):
    """Sorted by no column but those that offer it, whatever an address says: hundreds of thousands of rows would be."""

    def get_ordering_field(self, field_name: Any) -> Any:
        return super().get_ordering_field(field_name) if field_name in self.sortable_by else None


class PublicationFilter(admin.SimpleListFilter):
    """What there is to publish."""

    title = "publication"
    parameter_name = "publication"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("edited", "published, with unpublished edits"), *PublicState.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "edited":
            return queryset.filter(public_state=PublicState.PUBLISHED).exclude(work_state=WorkState.CLEAN)
        if self.value() in PublicState.values:
            return queryset.filter(public_state=self.value())
        return queryset


class LanguageFilter(admin.SimpleListFilter):
    """Records by language: the languages there are, each found by a step in the index."""

    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(_LANGUAGES.format(table=model_admin.model._meta.db_table))
            return [(language, language) for (language,) in cursor.fetchall()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(language=self.value()) if self.value() else queryset


class CountryFilter(admin.AllValuesFieldListFilter):
    """Records by country. Those without one have a name too: an empty link can be neither seen nor read aloud."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "none"}


# DISTINCT would read the whole table.
_LANGUAGES = """
WITH RECURSIVE found(language) AS (
    (SELECT language FROM "{table}" ORDER BY language LIMIT 1)
    UNION ALL
    SELECT (SELECT language FROM "{table}" AS next WHERE next.language > found.language ORDER BY language LIMIT 1)
    FROM found WHERE found.language IS NOT NULL
)
SELECT language FROM found WHERE language IS NOT NULL
"""


class ElementFilter(admin.SimpleListFilter):
    """Statements by the element that they are about."""

    title = "element"
    parameter_name = "element"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("whole", "the whole claim"), *Element.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "whole":
            return queryset.filter(elements=[])
        if self.value() in Element.values:
            return queryset.filter(elements__contains=[self.value()])
        return queryset


class QuoteFilter(admin.SimpleListFilter):
    """Statements by whether the actor's own words are on record."""

    title = "quote"
    parameter_name = "quoted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "with a quote"), ("no", "without")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in ("yes", "no"):
            return queryset
        unquoted = {"quote": ""}
        return queryset.exclude(**unquoted) if self.value() == "yes" else queryset.filter(**unquoted)


@admin.display(description="public", ordering="public_state")
def publication(record: Any) -> str:
    """Whether the world reads it, and whether it reads what is stored."""
    state = record.get_public_state_display()
    if record.public_state == PublicState.PUBLISHED and record.work_state != WorkState.CLEAN:
        return f"{state}, edited since"
    return state


def dated(name: str, description: str = "") -> Any:
    """A column for a date that is kept as typed, ordered by its sort key."""

    @admin.display(description=description or name, ordering=f"{name}_sort", empty_value="not stated")
    def column(record: Any) -> str:
        return getattr(record, name) or None

    return column
