"""Pairs of claims: contradictions, counter-accusations, and pairs found to be neither."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from claims.admin.base import SafeAdmin
from claims.admin.forms import PairForm
from claims.admin.lists import PublicationFilter, publication
from claims.admin.records import RecordAdmin
from claims.models import Contradiction, CounterAccusation, RejectedPair

CLAIMS = ["first_claim", "second_claim"]
SEARCHED = ["slug", "reason", *(f"{claim}__{field}" for claim in CLAIMS for field in ("slug", "text", "question"))]

FOUND_BY = tuple(f"{claim}__folded" for claim in CLAIMS)


@admin.register(Contradiction)
class ContradictionAdmin(RecordAdmin):
    form = PairForm
    joined = (*CLAIMS, "edited_by")
    autocomplete_fields = CLAIMS
    fieldsets = [(None, {"fields": (*CLAIMS, ("kind", "element"), "reason", "slug")})]
    list_display = [*CLAIMS, "kind", "element", publication, "work_state"]
    list_filter = [PublicationFilter, "work_state", "kind", "element"]
    search_fields = SEARCHED
    found_by = FOUND_BY


@admin.register(CounterAccusation)
class CounterAccusationAdmin(RecordAdmin):
    form = PairForm
    joined = (*CLAIMS, "edited_by")
    autocomplete_fields = CLAIMS
    fieldsets = [(None, {"fields": (*CLAIMS, "reason", "slug")})]
    list_display = [*CLAIMS, "reason", publication, "work_state"]
    search_fields = SEARCHED
    found_by = FOUND_BY


@admin.register(RejectedPair)
class RejectedPairAdmin(SafeAdmin):
    """Added and deleted, never changed: it has no revision by which two edits could be told apart."""

    form = PairForm
    joined = tuple(CLAIMS)
    autocomplete_fields = CLAIMS
    fields = [*CLAIMS, "reason"]
    list_display = [*CLAIMS, "reason"]
    search_fields = SEARCHED[1:]
    found_by = FOUND_BY

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False
