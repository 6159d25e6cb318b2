"""The tag that leads to the reports that wait."""

from __future__ import annotations

from typing import Any

from django import template

from claims.inbox.models import Report
from claims.inbox.vocabulary import ReportKind

register = template.Library()

MOST_COUNTED = 1001


@register.inclusion_tag("admin/factreg/reports_panel.html")
def reports_panel(user: Any) -> dict[str, Any]:
    """`{% reports_panel user %}`: how many reports wait, and how many of them on somebody in danger."""
    if not user.has_perm("inbox.view_report"):
        return {"may": False}
    kinds = list(Report.objects.waiting().values_list("kind", flat=True)[:MOST_COUNTED])
    count = "more than 1,000" if len(kinds) == MOST_COUNTED else len(kinds)
    return {"may": True, "count": count, "in_danger": kinds.count(ReportKind.DANGER)}
