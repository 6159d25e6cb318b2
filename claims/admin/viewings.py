"""Who opened what not everybody may see: a list to read, to filter and to take away as CSV, for administrators."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from claims.admin.searching import CappedPaginator
from claims.history.models import Opened, Viewing
from claims.history.viewings import note

COLUMNS = ("at", "by_name", "what", "subject", "page", "client")
# By which a spreadsheet takes a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Line:
    """What csv writes to: it gives back each line."""

    def write(self, text: str) -> str:
        return text


@admin.register(Viewing)
class ViewingAdmin(admin.ModelAdmin):
    list_display = ["at", "by_name", "what", "subject", "client"]
    list_filter = ["what"]
    search_fields = ["=by_name", "subject"]
    search_help_text = "The name of a log-in, whole, or words of what was opened."
    date_hierarchy = "at"
    ordering = ["-id"]
    fields = COLUMNS
    actions = ["as_csv"]
    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    @admin.action(description="Take away the chosen as CSV", permissions=["view"])
    def as_csv(self, request: HttpRequest, queryset: Any) -> HttpResponseBase:
        note(request, what=Opened.AUDIT, subject="CSV of who opened what")
        response = StreamingHttpResponse(_lines(queryset), content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="who-opened-what.csv"'
        return response

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


def _lines(queryset: Any) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for at, *others in queryset.values_list(*COLUMNS).iterator(chunk_size=1_000):
        yield writer.writerow([at.isoformat(), *map(_safe, others)])


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
