"""What was merged, and which claims were found to be different: lists to read, and to undo from."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from claims.admin.base import SafeAdmin
from claims.admin.contradictions import CLAIMS, SEARCHED
from claims.admin.door import CONFIRMED, ReasonForm
from claims.admin.forms import PairForm
from claims.admin.merging import NOT_YOURS
from claims.admin.refusals import REFUSED, refusals_of
from claims.ledger.merge import NotMerged
from claims.ledger.merge_places import PLACE, unmerge_places
from claims.ledger.unmerge import unmerge
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
    fields = ["type", "slug", "into_slug", "merged_by", "merged_at", "reason", "undone_by", "undone_at", "undo"]
    show_full_result_count = False

    readonly_fields = ["undo"]

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    @admin.display(description="undo")
    def undo(self, done: Merge) -> Any:
        url = reverse("admin:claims_merge_undo", args=[done.pk])
        return None if done.undone_at else format_html('<a href="{}">Undo the merge…</a>', url)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", view, name="claims_merge_undo"), *super().get_urls()]

    def undo_view(self, request: Any, pk: int) -> HttpResponseBase:
        """Undo a merge, once that is confirmed."""
        done = get_object_or_404(Merge.objects.select_related("merged_by", "undone_by"), pk=pk)
        if not request.user.has_perm("ledger.merge"):
            raise PermissionDenied(NOT_YOURS)
        confirmed = request.method == "POST" and CONFIRMED in request.POST
        form = ReasonForm(request.POST if confirmed else None, needed=done.seq is not None)
        problems: list[str] = []
        if confirmed and form.is_valid():
            problems = self._undo(request, done, form.cleaned_data["reason"])
            if not problems:
                self.message_user(request, f"{done.slug} and {done.into_slug} are two again.", messages.SUCCESS)
                return HttpResponseRedirect(reverse("admin:claims_merge_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Undo: {done}",
            "opts": self.opts,
            "merge": done,
            "form": form,
            "problems": problems,
            "confirmed_name": CONFIRMED,
            "media": self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/factreg/merge_undo.html", context)

    def _undo(self, request: Any, done: Merge, reason: str) -> list[str]:
        try:
            if done.type == PLACE:
                unmerge_places(merge=done, by=request.user)
            else:
                unmerge(merge=done, by=request.user, reason=reason)
        except NotMerged as refused:
            return list(refused.reasons)
        except REFUSED as error:
            return [message for _, message in refusals_of(error)]
        self.log_change(request, done, f"undone: {reason}")
        return []
