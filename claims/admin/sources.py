"""Where statements are read: publishers, sources, and the private captures of their text."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.forms.models import BaseInlineFormSet
from django.urls import reverse
from django.utils.html import format_html

from claims.actions import save
from claims.admin.base import AddOnly, PartStack
from claims.admin.capture import CaptureViews
from claims.admin.capture_quotes import QuoteViews
from claims.admin.lists import CountryFilter, LanguageFilter, PublicationFilter, dated, publication
from claims.admin.records import RecordAdmin
from claims.admin.source_forms import NEW_PUBLISHER, SourceForm
from sources.models import Capture, Publisher, Source


@admin.register(Publisher)
class PublisherAdmin(RecordAdmin):
    joined = ("edited_by",)
    fieldsets = [(None, {"fields": ("name", ("kind", "country"), "homepage", "slug")})]
    list_display = ["name", "kind", "country", "homepage", publication, "work_state"]
    list_filter = [PublicationFilter, "work_state", "kind", ("country", CountryFilter)]
    search_fields = ["name", "slug"]
    found_by = ("folded",)


class CaptureRows(BaseInlineFormSet):
    """New captures: one open with what was read, where something was; else none."""

    def __init__(self, *args: Any, initial: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial, **kwargs)
        self.extra = len(initial or ())


class CaptureInline(AddOnly, PartStack):
    """A capture is written once; those there are have pages of their own."""

    model = Capture
    fields = ["text", "retrieved_at"]
    can_delete = False
    formset = CaptureRows
    verbose_name = "new capture"
    verbose_name_plural = "new captures (private)"


@admin.register(Source)
class SourceAdmin(CaptureViews, RecordAdmin):
    form = SourceForm
    joined = ("publisher", "derived_from__publisher", "edited_by")
    change_form_template = "admin/factreg/source_form.html"
    change_list_template = "admin/factreg/capture/source_list.html"
    autocomplete_fields = ["publisher", "derived_from"]
    fieldsets = [
        (
            None,
            {
                "fields": (
                    "title",
                    ("language", "published", "dateline"),
                    ("publisher", "kind"),
                    "url",
                    "archive_url",
                    "retrieved_at",
                    "derived_from",
                    "slug",
                )
            },
        )
    ]
    inlines = [CaptureInline]
    list_display = ["title", "publisher", "kind", dated("published"), "language", publication, "work_state"]
    list_filter = [PublicationFilter, "work_state", "kind", LanguageFilter]
    search_fields = ["title", "slug", "url", "publisher__name"]
    found_by = ("folded", "publisher__folded")
    beginnings_first = False

    def get_fieldsets(self, request: Any, obj: Source | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None or not request.user.has_perm("sources.add_publisher"):
            return fieldsets
        return [*fieldsets, ("Its publisher, if not on record yet", {"fields": (NEW_PUBLISHER[0], NEW_PUBLISHER[1:])})]

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        if publisher := form.made_publisher:
            if not request.user.has_perm("sources.add_publisher"):
                raise PermissionDenied("Your account may not add publishers. Choose one that is on record.")
            form.instance.publisher = save(record=publisher, by=request.user)
            self.log_addition(request, publisher, [{"added": {}}])
        super().save_related(request, form, formsets, change)

    def response_add(self, request: Any, obj: Source, post_url_continue: Any = None) -> Any:
        capture = None if IS_POPUP_VAR in request.POST else obj.captures.defer("text").first()
        if capture is not None:
            url = reverse("admin:sources_capture_quote", args=[capture.pk])
            self.message_user(request, format_html('Its text is kept. <a href="{}">Quote from it…</a>', url))
        return super().response_add(request, obj, post_url_continue)

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        source = kwargs.get("obj")
        context["captures"] = [] if source is None else source.captures.defer("text")
        if reading := context.get("reading"):
            self.mark_found(context["adminform"].form, reading)
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Capture)
class CaptureAdmin(QuoteViews, admin.ModelAdmin):
    """To read, and to quote from. New ones are added on their source's page."""

    change_form_template = "admin/factreg/capture/capture.html"
    change_list_template = "admin/factreg/capture/capture_list.html"

    list_display = ["source", "retrieved_at", "sha256"]
    list_select_related = ["source__publisher"]
    search_fields = ["source__title", "source__slug", "=sha256"]
    fields = ["source", "retrieved_at", "sha256", "text"]
    show_full_result_count = False

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).select_related("source__publisher")

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False
