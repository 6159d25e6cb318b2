"""A record as the public would read it, beside what is public now: rehearsed, shown, and forgotten.

The words and the layout are the public side's own; this module only frames them. Private, and never cached.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.safestring import SafeString, mark_safe

from claims.admin.consequences import missing_in
from claims.admin.document_changes import changes
from claims.admin.lacks import change_url, linked
from claims.admin.review import review_url
from claims.ledger.documents import Document
from claims.ledger.readiness import NotPublishable
from claims.ledger.rehearsal import Rehearsed, public_document, rehearse
from claims.public.pages.records import page_of

MOST_SHOWN = 50

_MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.DOTALL)
_IDS = re.compile(r'\b(id|for|aria-labelledby|aria-describedby)="([^"]+)"')
_ANCHORS = re.compile(r'\bhref="#([^"]+)"')
_NAMES = re.compile(r'\s(?:aria-label(?:ledby)?="[^"]*"|role="region")')


class PreviewViews:
    """For the admin classes of the ledger's records: how a record would be read."""

    def get_urls(self) -> list[Any]:
        base = f"{self.opts.app_label}_{self.opts.model_name}"  # type: ignore[attr-defined]
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("<path:object_id>/preview/page/", wrap(self.preview_page), name=f"{base}_preview_page"),
            path("<path:object_id>/preview/", wrap(self.preview_view), name=f"{base}_preview"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def preview_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """The record as it would be beside what is public now, what differs, and what else would change."""
        record = self._previewed(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        now = public_document(record)
        rehearsed, problems = _rehearsed(record)
        then = _own(record, rehearsed) or (now if not problems else None)
        others = [one for one in rehearsed if one.after["key"] != str(record.key)]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": f"Preview: {record}",
            "record": record,
            "problems": problems,
            "unchanged": then is not None and then == now,
            "now": _inside(now, prefix="now-"),
            "then": _inside(then),
            "has_page": then is not None and page_of(then) != "",
            "changes": changes(now, then)[: MOST_SHOWN * 4] if then and now else [],
            "lacking": [(other, linked(other, lacks)) for other, lacks in missing_in([record])],
            "with_it": [(one.type, _named(one)) for one in others if not one.is_consequence][:MOST_SHOWN],
            "standings": [change for one in others if (change := _standing(one))][:MOST_SHOWN],
            "others": sum(one.is_consequence and _standing(one) is None for one in others),
            "change_url": change_url(record),
            "review_url": review_url(record),
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/factreg/preview.html", context)

    def preview_page(self, request: Any, object_id: str) -> HttpResponseBase:
        """The public page alone, as it would be."""
        record = self._previewed(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        rehearsed, problems = _rehearsed(record)
        document = _own(record, rehearsed) or public_document(record)
        page = page_of(document) if document and not problems else ""
        # Where there is no page, the preview says why.
        return HttpResponse(page) if page else HttpResponseRedirect(request.path.removesuffix("page/"))

    def _previewed(self, request: Any, object_id: str) -> Any:
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if record is not None and not self.has_view_or_change_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        return record


def _rehearsed(record: Any) -> tuple[list[Rehearsed], list[str]]:
    """What would be entered, or what stands against it."""
    try:
        return rehearse(record=record), []
    except NotPublishable as refused:
        return [], [str(problem) for problem in refused.problems]


def _own(record: Any, rehearsed: list[Rehearsed]) -> Document | None:
    return next((one.after for one in rehearsed if one.after["key"] == str(record.key)), None)


def _named(one: Rehearsed) -> str:
    """How a document is called: by its name or title, or in the words of its claim or reason."""
    words = (one.after.get(name) for name in ("name", "title", "question", "text", "reason"))
    return next((text for text in words if text), one.slug)


def _standing(one: Rehearsed) -> dict[str, Any] | None:
    """How the standing of another claim would change, if it would."""
    if one.type != "claim" or one.before is None:
        return None
    before, after = one.before["standing"]["label"], one.after["standing"]["label"]
    if before == after:
        return None
    return {"title": one.after["question"] or one.after["text"], "before": before, "after": after}


def _inside(document: Document | None, *, prefix: str = "") -> SafeString:
    """What the public page of a document shows between its header and footer.

    With a prefix, its ids get it and its sections, without names, are no landmarks: the same page stands beside it
    once more.
    """
    found = _MAIN.search(page_of(document)) if document else None
    inside = found[1] if found else ""
    if prefix:
        inside = _IDS.sub(rf'\1="{prefix}\2"', _NAMES.sub("", inside))
        inside = _ANCHORS.sub(rf'href="#{prefix}\1"', inside)
    return mark_safe(inside)  # noqa: S308 - rendered by the public templates, which escape
