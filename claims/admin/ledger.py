"""The ledger, to read: who published, withdrew or restored what, when and why."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.utils.html import format_html

from claims.ledger.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    list_display = ["seq", "at", "action", "type", "slug", "version", "by", "reason", "cause"]
    list_filter = ["action", "type", ("cause", admin.EmptyFieldListFilter)]
    search_fields = ["^slug", "reason"]
    ordering = ["-seq"]
    fields = ["seq", "at", "action", "type", "slug", "key", "version", "cause", "by", "reason", "merged_into", "shown"]
    show_full_result_count = False

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("author__user")

    @admin.display(description="by (private)")
    def by(self, entry: Entry) -> str | None:
        return str(entry.author.user) if hasattr(entry, "author") else None

    @admin.display(description="document")
    def shown(self, entry: Entry) -> str | None:
        if entry.document is None:
            return None
        return format_html("<pre>{}</pre>", json.dumps(json.loads(entry.document), ensure_ascii=False, indent=2))

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
