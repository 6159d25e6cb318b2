"""The tag by which the workbench's front page shows what waits. What a queue is, is in claims.models.work."""

from __future__ import annotations

from typing import Any

from django import template

from claims.models.work import MOST_COUNTED, QUEUES, WorkItem

register = template.Library()


@register.inclusion_tag("admin/factreg/work_panel.html")
def work_panel(user: Any) -> dict[str, Any]:
    """`{% work_panel user %}`: the queues, each with how many records wait in it."""
    if not user.has_perm("claims.view_workitem"):
        return {"queues": []}
    counts = WorkItem.objects.counts_for(user)
    return {
        "queues": [
            {"name": name, "label": label, "count": "more than 1,000" if count == MOST_COUNTED else count}
            for name, (label, _) in QUEUES.items()
            if (count := counts[name]) or name == "mine"
        ]
    }
