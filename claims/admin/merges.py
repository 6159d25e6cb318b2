"""What was merged, and which claims were found to be different: lists to read, and to undo from."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from claims.admin.base import SafeAdmin
from claims.admin.contradictions import CLAIMS, SEARCHED
from claims.admin.forms import PairForm
from claims.models import DifferentPair, Merge


@admin.register(DifferentPair)
class DifferentPairAdmin(SafeAdmin):
    """Added and deleted, never changed: it has no revision by which two edits could be told apart."""

    form = PairForm
    joined = (*CLAIMS, "said_by")
    autocomplete_fields = CLAIMS
    fields = [*CLAIMS]
    list_display = [*CLAIMS, "said_by", "said_at"]
    search_fields = [name for name in SEARCHED if "claim" in name]

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def save_related(self, request: Any, form: Any, *args: Any, **kwargs: Any) -> None:
        form.instance.said_by = request.user
        super().save_related(request, form, *args, **kwargs)


@admin.register(Merge)
class MergeAdmin(admin.ModelAdmin):
    """To read, and to undo from: merges are made on the records' own pages."""

    list_display = ["__str__", "merged_by", "merged_at", "reason", "undone_by", "undone_at"]
    list_filter = ["type", ("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["merged_by", "undone_by"]
    search_fields = ["=slug", "=into_slug", "reason"]
    fields = ["type", "slug", "into_slug", "merged_by", "merged_at", "reason", "undone_by", "undone_at"]
    show_full_result_count = False

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
