"""The history page of a record: every edit of it and its parts, with what changed, and the way back to an earlier one.

What is kept is for claims.history; what going back means is claims.history.reverting.
"""

from __future__ import annotations

from itertools import chain, pairwise
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.actions import StaleRevision
from claims.admin.conflicts import STARTED_FROM
from claims.admin.refusals import REFUSED, refusals_of
from claims.history.edits import between, edits, referred
from claims.history.models import Change
from claims.history.reverting import NotReverted, revert, state_after
from claims.history.rows import names_of, rows_of
from claims.ledger.models import Entry
from factreg.records import Record, Revised

PAGE = 100  # changes; those of one edit stay together where they fit
BEFORE = "before"


class HistoryViews:
    """For admin classes: the history page, and going back."""

    model: Any
    admin_site: Any
    opts: Any

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_revert"
        going_back = path(
            "<path:object_id>/history/<int:change>/revert/", self.admin_site.admin_view(self.revert_view), name=name
        )
        return [going_back, *super().get_urls()]  # type: ignore[misc]

    # Showing

    def history_view(self, request: Any, object_id: str, extra_context: Any = None) -> HttpResponseBase:
        obj = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, obj):  # type: ignore[attr-defined]
            raise PermissionDenied
        shown = self._changes(obj, unquote(object_id))
        before = request.GET.get(BEFORE, "")
        if before.isascii() and before.isdigit() and len(before) < 19:
            shown = shown.filter(pk__lt=int(before))
        changes = list(shown[: PAGE + 1])
        if obj is None and not changes:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        changes, more = _whole_edits(changes)
        context = {
            **self.admin_site.each_context(request),
            "title": f"History: {obj or 'deleted'}",
            "opts": self.opts,
            "object": obj,
            "edits": self._told(changes, obj),
            "entries": self._entries(obj) if not before else [],
            "newest": not before,
            "older": changes[-1].pk if more else None,
            "before_name": BEFORE,
            "may_revert": obj is not None and self._may_revert(request, obj),
            "why_not": self._why_not_reverted(request, obj),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/factreg/history.html", context)

    def _changes(self, obj: Any, object_id: str) -> Any:
        """The changes of the record; of a part that has a page of its own, that part's alone; of what is gone, too."""
        pk = obj.pk if obj is not None else int(object_id) if object_id.isascii() and object_id.isdigit() else 0
        record = self.record_of(obj) if obj is not None else None  # type: ignore[attr-defined]
        model = self.model._meta.concrete_model
        if record is not obj or model is not self.model:
            return Change.objects.filter(model=model._meta.label_lower, row=pk).order_by("-id")
        return Change.objects.of_record(model, pk)

    def _told(self, changes: list[Change], obj: Any) -> Any:
        rows_now = {} if obj is None else rows_of(type(obj)._meta.concrete_model, obj.pk)
        written = [(change.model, values or {}) for change in changes for values in (change.before, change.after)]
        named = referred([*written, *((label, values) for (label, _), values in rows_now.items())])
        return list(edits(changes, names_of(named), rows_now))

    def _entries(self, obj: Any) -> Any:
        """What the world was told of the record: the ledger's entries that were made for themselves."""
        if not isinstance(obj, Record):
            return []
        entries = Entry.objects.filter(type=obj.type, key=obj.key, cause=None).order_by("-seq")
        return list(entries.only("seq", "at", "action", "version", "reason")[:20])

    def _may_revert(self, request: HttpRequest, obj: Any) -> bool:
        return self._why_not_reverted(request, obj) == ""

    def _why_not_reverted(self, request: HttpRequest, obj: Any) -> str:
        """Why somebody can't go back to an earlier state; empty where they can."""
        if obj is None:
            return "It has been deleted. Its words can be read here, and be entered anew."
        if self.record_of(obj) is not obj:  # type: ignore[attr-defined]
            return "It is edited as part of its claim: go back from the history of the claim."
        if not isinstance(obj, Record | Revised):
            return "It counts no revisions, so nothing would stop two people from going back at once: edit it instead."
        if not self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            return "Your account may read this and not edit it. Ask an administrator."
        return ""

    # Going back

    def revert_view(self, request: Any, object_id: str, change: int) -> HttpResponseBase:
        obj = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self._may_revert(request, obj):
            raise PermissionDenied(self._why_not_reverted(request, obj))
        problems = self._go_back(request, obj, change) if request.method == "POST" else []
        if request.method == "POST" and not problems:
            return HttpResponseRedirect(self._url("change", obj))
        now, then = state_after(record=obj, change=change)
        names = names_of(referred((row[0], values) for row, values in chain(now.items(), then.items())))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Go back: {obj}",
            "opts": self.opts,
            "object": obj,
            "rows": between(now, then, names) if (obj._meta.label_lower, obj.pk) in then else [],
            "problems": problems,
            "started_from_name": STARTED_FROM,
            "history_url": self._url("history", obj),
            "was_published": getattr(obj, "public_state", "never") != "never",
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/factreg/revert.html", context)

    def _go_back(self, request: Any, obj: Any, change: int) -> list[str]:
        """Do it, if nothing was edited since it was shown; what stands against it."""
        started = request.POST.get(STARTED_FROM, "")
        try:
            with transaction.atomic():
                revert(
                    record=obj,
                    to=change,
                    by=request.user,
                    started_from=int(started) if started.isascii() and started.isdigit() and len(started) < 10 else 0,
                )
                self.log_change(request, obj, "Went back to an earlier state.")  # type: ignore[attr-defined]
        except StaleRevision:
            obj.refresh_from_db()
            return ["It was edited since you opened this page. Look at what would change now before you confirm."]
        except NotReverted as refused:
            return [str(refused)]
        except REFUSED as error:
            obj.refresh_from_db()
            return [
                f"{field.replace('_', ' ').capitalize()}: {why}" if field else why for field, why in refusals_of(error)
            ]
        self.message_user(request, f"“{obj}” is as it was then. What is public has not changed.", messages.SUCCESS)  # type: ignore[attr-defined]
        return []

    def _url(self, view: str, obj: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{view}", args=[obj.pk])


def _whole_edits(changes: list[Change]) -> tuple[list[Change], bool]:
    """A page of changes without the beginning of an edit that goes on behind it, and whether there are more."""
    if len(changes) <= PAGE:
        return changes, False
    ends = [at for at, (one, next_) in enumerate(pairwise(changes), 1) if one.transaction != next_.transaction]
    return changes[: ends[-1] if ends else PAGE], True
