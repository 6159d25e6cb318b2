"""Every change of every record as one list, to read: also of what has been deleted since."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from claims.admin.searching import CappedPaginator
from claims.history.edits import row_change
from claims.history.models import Change
from claims.history.triggers import KEPT


class RecordFilter(admin.SimpleListFilter):
    """Changes by what sort of record they are of."""

    title = "record"
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        records = {record for record, _ in KEPT.values()}
        return sorted((record._meta.label_lower, str(record._meta.verbose_name)) for record in records)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(record_model=self.value()) if self.value() else queryset


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):
    list_display = ["at", "who", "via", "what", "operation", "now", "history"]
    list_filter = ["operation", "via", RecordFilter]
    search_fields = ["=by_name"]
    search_help_text = "The name of the log-in, whole."
    ordering = ["-id"]
    paginator = CappedPaginator
    show_full_result_count = False
    fields = ["at", "who", "via", "detail", "what", "operation", "before", "after", "history"]

    @admin.display(description="by (private)")
    def who(self, change: Change) -> str | None:
        return change.by_name or None

    @admin.display(description="what")
    def what(self, change: Change) -> str:
        return str(apps.get_model(change.model)._meta.verbose_name)

    @admin.display(description="to, or from")
    def now(self, change: Change) -> str:
        """The beginning of what was written, or of what was there before the deletion."""
        told = row_change(change, {}, {})
        text = "; ".join(f"{each.label}: {each.after or each.before or 'empty'}" for each in told.fields)
        return text if len(text) <= 160 else f"{text[:159]}…"

    @admin.display(description="record")
    def history(self, change: Change) -> str | None:
        app, model = change.record_model.split(".")
        try:
            url = reverse(f"admin:{app}_{model}_history", args=[change.record])
        except NoReverseMatch:
            return None
        return format_html('<a href="{}">history of {} {}</a>', url, model, change.record)

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
