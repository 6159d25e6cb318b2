"""Events, and the places that they are said to be at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from claims.admin.base import PartTable, SafeAdmin
from claims.admin.lists import PublicationFilter, dated, publication
from claims.admin.merging import MergeViews
from claims.admin.records import RecordAdmin
from claims.models import Event, Place, PlaceName


class PlaceNameInline(PartTable):
    model = PlaceName
    joined = ("place",)
    fields = ["name", "language"]


@admin.register(Place)
class PlaceAdmin(MergeViews, SafeAdmin):
    actions = ["delete_selected", "merge_selected"]
    fieldsets = [(None, {"fields": ("slug", ("latitude", "longitude", "precision_km"))})]
    inlines = [PlaceNameInline]
    list_display = ["__str__", "slug", "latitude", "longitude", "precision_km"]
    list_filter = [("latitude", admin.EmptyFieldListFilter)]
    search_fields = ["names__name", "slug"]
    found_by = ("names__folded", "slug")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("names")


@admin.register(Event)
class EventAdmin(RecordAdmin):
    joined = ("place", "part_of", "edited_by")
    autocomplete_fields = ["place", "part_of"]
    fieldsets = [(None, {"fields": ("title", "occurred", "place", "part_of", "slug")})]
    list_display = ["title", "slug", dated("occurred"), "place", "part_of", publication, "work_state"]
    list_filter = [PublicationFilter, "work_state", ("part_of", admin.EmptyFieldListFilter)]
    search_fields = ["title", "slug", "place__names__name"]
    found_by = ("folded", "place__names__folded")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).prefetch_related("place__names")
