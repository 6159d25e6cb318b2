"""The tag by which the workbench's front page shows what waits. What a queue is, is in claims.models.work."""

from __future__ import annotations

from typing import Any

from django import template

from claims.models.work import MOST_COUNTED, QUEUES, WorkItem

register = template.Library()

# What one comes for most: the permission, the page, the words.
BEGIN = (
    ("sources.add_source", "admin:sources_source_capture", "A source from an address or a text…"),
    ("claims.add_claim", "admin:claims_claim_add", "A claim…"),
    ("claims.add_import", "admin:claims_import_add", "Rows or a file to import…"),
    ("claims.change_proposal", "admin:claims_proposal_changelist", "Contradictions proposed"),
)


@register.inclusion_tag("admin/factreg/work_panel.html")
def work_panel(user: Any) -> dict[str, Any]:
    """`{% work_panel user %}`: the queues, each with how many records wait in it, and where work begins."""
    begin = [(name, label) for permission, name, label in BEGIN if user.has_perm(permission)]
    if not user.has_perm("claims.view_workitem"):
        return {"queues": [], "begin": begin}
    counts = WorkItem.objects.counts_for(user)
    return {
        "begin": begin,
        "queues": [
            {"name": name, "label": label, "count": "more than 1,000" if count == MOST_COUNTED else count}
            for name, (label, _) in QUEUES.items()
            if (count := counts[name]) or name == "mine"
        ],
    }
