"""The claim's page and list. What its parts look like is in claim_parts and statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin

from claims.admin.claim_parts import (
    AboutInline,
    AssessmentInline,
    ContradictionInline,
    CounterAccusationInline,
    FigureInline,
    ResponseSearchInline,
    RestInline,
)
from claims.admin.gathering import Gathered
from claims.admin.lists import LanguageFilter, PublicationFilter, dated, publication
from claims.admin.pairs import joined_to
from claims.admin.reading import sides_of
from claims.admin.records import RecordAdmin
from claims.admin.similar import SimilarViews
from claims.admin.statements import StatementInline
from claims.admin.word_checks import checks_of
from claims.models import Claim, Contradiction, CounterAccusation, ResponseSearch

OCCURRED = dated("occurred")


@admin.register(Claim)
class ClaimAdmin(SimilarViews, RecordAdmin):
    joined = ("event", "edited_by")
    change_form_template = "admin/factreg/claim_form.html"
    autocomplete_fields = ["event"]
    fieldsets = [
        (None, {"fields": ("question", "text", "slug", ("kind", "event"), ("occurred", "language"))}),
        ("Notes", {"fields": ("note", "internal_notes"), "classes": ("collapse",)}),
    ]
    # In the order of the public page.
    inlines = [
        StatementInline,
        ContradictionInline,
        CounterAccusationInline,
        FigureInline,
        AboutInline,
        RestInline,
        ResponseSearchInline,
        AssessmentInline,
    ]
    list_display = ["__str__", "event", "kind", OCCURRED, publication, "work_state", "edited_by"]
    list_filter = [PublicationFilter, "work_state", "kind", LanguageFilter]
    # What there is an index for: to sort hundreds of thousands by another column takes too long.
    sortable_by = ["__str__", OCCURRED]
    search_fields = ["slug", "text", "question"]
    found_by = ("folded",)
    beginnings_first = False

    class Media:
        css = {"all": ["workbench/similar.css"]}
        js = ["workbench/similar.js"]

    def parts_of(self, request: Any, record: Claim, changed: Iterable[tuple[str, Any]]) -> Iterator[Any]:
        for part in super().parts_of(request, record, changed):
            if isinstance(part, Contradiction | CounterAccusation):
                part.edited_by = request.user
            elif isinstance(part, ResponseSearch) and part.pk is None:
                part.searched_by = request.user
            yield part

    def get_object(self, request: Any, object_id: str, from_field: Any = None) -> Any:
        claim = super().get_object(request, object_id, from_field)
        if claim is not None and request.method == "GET":
            claim.gathered = Gathered(claim)
        return claim

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        claim = kwargs.get("obj")
        joined = {} if claim is None else joined_to(claim)
        for inline in context["inline_admin_formsets"]:
            inline.joined = joined.get(inline.opts.opts.model_name, [])
            if isinstance(inline.opts, StatementInline) and claim is not None:
                context["sides"] = sides_of(inline.formset.get_queryset())
        context |= {"rejected": joined.get("rejectedpair", []), "joined": joined}
        context["checks"] = checks_of(claim, context["inline_admin_formsets"])
        return super().render_change_form(request, context, *args, **kwargs)
