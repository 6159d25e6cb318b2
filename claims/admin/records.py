"""What the admin classes of the ledger's records share: their state on lists and pages, and the door."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect

from claims.admin.base import SafeAdmin, was_published
from claims.admin.bulk import BulkViews
from claims.admin.door import DoorViews
from claims.admin.erasing import ErasingViews
from claims.admin.lists import PublicationFilter
from claims.admin.merging import MergeViews
from claims.admin.preview import PreviewViews
from claims.admin.review import ReviewViews, next_url, review_url
from claims.ledger.documents import PATHS
from factreg.records import PublicState

SAVE_AND_PUBLISH = "_publish"
SAVE_AND_REVIEW = "_save_and_review"
SAVE_AND_NEXT = "_save_and_next"


class RecordAdmin(MergeViews, BulkViews, ReviewViews, PreviewViews, ErasingViews, DoorViews, SafeAdmin):
    """A record that can be published."""

    actions = ["delete_selected", "publish_selected", "withdraw_selected", "restore_selected", "merge_selected"]
    list_filter: Any = [PublicationFilter, "work_state"]

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        return ["slug"] if was_published(obj) else []

    def changeform_view(self, request: Any, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """Say so where a form was opened before the first publication and would have changed the address since."""
        record = self.get_object(request, unquote(object_id)) if object_id and "slug" in request.POST else None
        if was_published(record) and request.POST["slug"] != record.slug:
            frozen = f"Slug: it has been published as “{record.slug}” meanwhile, and keeps that address."
            request.refusals = [(None, frozen)]
        return super().changeform_view(request, object_id, *args, **kwargs)

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """What is erased is there to be read that it was: nothing can be written into it."""
        is_gone = getattr(obj, "public_state", "") == PublicState.ERASED
        return not is_gone and bool(super().has_change_permission(request, obj))

    def view_on_site(self, obj: Any) -> str | None:
        return PATHS[obj.type].format(obj.slug) if obj.public_state == PublicState.PUBLISHED else None

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        record = kwargs.get("obj")
        context["door"] = None if record is None else self.panel(request.user, record)
        if record is not None:
            context["keeping"] = self.keeping(request.user, record)
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["review"] = self.review_panel(record, formsets)
        context |= {"review_name": SAVE_AND_REVIEW, "next_name": SAVE_AND_NEXT}
        context["publish_name"] = SAVE_AND_PUBLISH if self.has_publish_permission(request) else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: Any, obj: Any, post_url_continue: Any = None) -> Any:
        return self._on_from(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: Any, obj: Any) -> Any:
        return self._on_from(request, obj) or super().response_change(request, obj)

    def _on_from(self, request: Any, obj: Any) -> Any:
        """After "Save and publish", the page to confirm on; after its like, the review, or the next record."""
        if SAVE_AND_PUBLISH in request.POST:
            return HttpResponseRedirect(self.door_url("publish", obj))
        if SAVE_AND_REVIEW in request.POST:
            return HttpResponseRedirect(review_url(obj))
        if SAVE_AND_NEXT in request.POST:
            return HttpResponseRedirect(next_url(request, obj))
        return None
