"""Actors with their aliases."""

from django.contrib import admin

from claims.admin.base import PartTable
from claims.admin.lists import PublicationFilter, publication
from claims.admin.records import RecordAdmin
from claims.models import Actor, ActorAlias


class AliasInline(PartTable):
    model = ActorAlias
    joined = ("actor",)
    fields = ["name", "language"]
    verbose_name_plural = "aliases"


@admin.register(Actor)
class ActorAdmin(RecordAdmin):
    joined = ("speaks_for__speaks_for", "part_of__speaks_for", "publisher", "edited_by")
    autocomplete_fields = ["part_of", "speaks_for", "publisher"]
    fieldsets = [
        (None, {"fields": ("name", "role", ("kind", "country"), "speaks_for", "part_of", "publisher", "slug")})
    ]
    inlines = [AliasInline]
    list_display = ["name", "role", "kind", "speaks_for", "country", publication, "work_state"]
    list_filter = [PublicationFilter, "work_state", "kind", ("speaks_for", admin.EmptyFieldListFilter)]
    search_fields = ["name", "aliases__name", "role", "slug"]
    found_by = ("folded", "aliases__folded")
