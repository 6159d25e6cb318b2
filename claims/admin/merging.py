"""Merging as editors see it: choose the other record, see what moves and what differs, confirm; and undo.

What a merge does is decided in claims.ledger.merge and claims.moving.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from claims.actions import StaleRevision
from claims.admin.base import revision_in
from claims.admin.conflicts import STARTED_FROM
from claims.admin.door import CONFIRMED, ReasonForm
from claims.admin.refusals import REFUSED, refusals_of
from claims.ledger.merge import NotMerged, merge, refusals
from claims.ledger.merge_places import merge_places
from claims.models import Merge, Place
from claims.moving import counts, differences, plan
from factreg.records import PublicState, Record

WITH = "with"
KEEP = "keep-"
MOST_FOUND = 20
NOT_YOURS = "Your account may edit records, but not merge them. Ask an editor."


class MergeViews:
    """For the admin classes of records and places: the page on which two are merged."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.merge_view)  # type: ignore[attr-defined]
        return [path("<path:object_id>/merge/", view, name=self._merge_name()), *super().get_urls()]  # type: ignore[misc]

    def _merge_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_merge"  # type: ignore[attr-defined]

    def merge_url(self, record: Any, other: Any = None) -> str:
        url = reverse(f"admin:{self._merge_name()}", args=[quote(record.pk)])
        return url if other is None else f"{url}?{WITH}={other.pk}"

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ledger.merge")

    def get_queryset(self, request: Any) -> Any:
        """Lists and boxes are without what was merged: it is another record now."""
        found = super().get_queryset(request)  # type: ignore[misc]
        if self.model is Place or _opened_by_itself(request):  # type: ignore[attr-defined]
            return found
        return found.exclude(public_state=PublicState.MERGED)

    @admin.action(permissions=["merge"], description="Merge the two selected %(verbose_name_plural)s")
    def merge_selected(self, request: Any, queryset: Any) -> HttpResponseBase | None:
        chosen = list(queryset.order_by("pk")[:3])
        if len(chosen) != 2:
            words = "Select two records to merge, no more and no less."
            self.message_user(request, words, messages.ERROR)  # type: ignore[attr-defined]
            return None
        # The public one survives, else the older one.
        into, record = sorted(chosen, key=lambda one: getattr(one, "public_state", "") != PublicState.PUBLISHED)
        return HttpResponseRedirect(self.merge_url(record, into))

    def merge_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """Choose the other record; with one chosen, the preview; once confirmed, the merge."""
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_merge_permission(request):
            raise PermissionDenied(NOT_YOURS)
        given = request.GET.get(WITH, "")
        other = self.get_object(request, given) if given.isascii() and given.isdigit() else None  # type: ignore[attr-defined]
        if other is None or other.pk == record.pk:
            return self._choose_other(request, record)
        public = getattr(record, "public_state", "") == PublicState.PUBLISHED
        confirmed = request.method == "POST" and CONFIRMED in request.POST
        form = ReasonForm(request.POST if confirmed else None, needed=public)
        problems: list[str] = []
        if confirmed and form.is_valid():
            problems = self._merge(request, record, other, form.cleaned_data["reason"])
            if not problems:
                url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[quote(other.pk)])  # type: ignore[attr-defined]
                return HttpResponseRedirect(url)
        return self._preview(request, record, other, form, problems)

    def _merge(self, request: Any, record: Any, into: Any, reason: str) -> list[str]:
        """Merge, unless one of the two was edited since they were shown; what stands against it."""
        keep = [name.removeprefix(KEEP) for name, value in request.POST.items() if _keeps_merged(name, value)]
        started_from = {one.pk: revision_in(request.POST, f"{STARTED_FROM}-{one.pk}") for one in (record, into)}
        act: Any = merge_places if isinstance(record, Place) else merge
        try:
            done = act(record=record, into=into, by=request.user, reason=reason, keep=keep, started_from=started_from)
        except StaleRevision as stale:
            return [f"“{stale.stored}” was edited since you opened this page. Look at it again before you confirm."]
        except NotMerged as refused:
            return list(refused.reasons)
        except (*REFUSED, ProtectedError) as error:
            return [message for _, message in refusals_of(error)]
        self.log_change(request, into, f"{record.slug} merged into it: {reason}")  # type: ignore[attr-defined]
        undo = reverse("admin:claims_merge_undo", args=[done.pk])
        words = format_html('“{}” is merged into this one. <a href="{}">Undo it…</a>', record, undo)
        self.message_user(request, words, messages.SUCCESS)  # type: ignore[attr-defined]
        return []

    def _choose_other(self, request: Any, record: Any) -> HttpResponseBase:
        term = request.GET.get("q", "").strip()
        found: list[Any] = []
        if term:
            rows = self.get_queryset(request).exclude(pk=record.pk)  # type: ignore[attr-defined]
            if isinstance(record, Record):
                rows = rows.exclude(public_state=PublicState.MERGED)
            rows, _ = self.get_search_results(request, rows, term)  # type: ignore[attr-defined]
            found = list(rows[:MOST_FOUND])
        context = {"term": term, "found": [(one, self.merge_url(record, one)) for one in found]}
        return self._merge_page(request, record, "admin/factreg/merge_choose.html", context)

    def _preview(self, request: Any, record: Any, into: Any, form: ReasonForm, problems: list[str]) -> HttpResponseBase:
        found = plan(record=record, into=into)
        against = [] if isinstance(record, Place) else refusals(record=record, into=into, planned=found)
        context = {
            "into": into,
            "swapped": self.merge_url(into, record),
            "against": against,
            "problems": problems,
            "differences": differences(record=record, into=into),
            "counts": counts(found),
            "dropped": found.dropped,
            "pairs": found.pairs,
            "form": form,
            "keep": KEEP,
            "kept": {name.removeprefix(KEEP) for name, value in request.POST.items() if _keeps_merged(name, value)},
            "confirmed_name": CONFIRMED,
            "started_from_name": STARTED_FROM,
        }
        return self._merge_page(request, record, "admin/factreg/merge.html", context)

    def _merge_page(self, request: Any, record: Any, template: str, more: Mapping[str, Any]) -> HttpResponseBase:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": f"Merge: {record}",
            "opts": self.opts,  # type: ignore[attr-defined]
            "record": record,
            "media": self.media,  # type: ignore[attr-defined]
            **more,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, template, context)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        record = kwargs.get("obj")
        if record is not None:
            merged = getattr(record, "public_state", "") == PublicState.MERGED
            context["merging"] = {
                "url": "" if merged else self.merge_url(record),
                "allowed": self.has_merge_permission(request),
                "done": Merge.objects.standing().filter(type=record.type, record=record.pk).first() if merged else None,
                "survivor": "",
            }
            if done := context["merging"]["done"]:
                name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"  # type: ignore[attr-defined]
                context["merging"]["survivor"] = reverse(name, args=[quote(done.into)])
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


def _keeps_merged(name: str, value: Any) -> bool:
    return name.startswith(KEEP) and value == "record"


def _opened_by_itself(request: Any) -> bool:
    """Whether one record is asked for, or those that were merged; not a list or a box."""
    match = getattr(request, "resolver_match", None)
    name = (match.url_name or "") if match else ""
    listed = name.endswith(("_changelist", "autocomplete"))
    return not listed or request.GET.get("publication") == PublicState.MERGED
