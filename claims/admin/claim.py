"""The claim's page: what it says, its figure, who states what, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.forms.models import BaseInlineFormSet

from claims.admin.base import AddOnly, PartStack, PartTable
from claims.admin.forms import PairForm
from claims.admin.lists import PublicationFilter, dated, publication
from claims.admin.records import RecordAdmin
from claims.admin.statements import StatementInline
from claims.models import (
    Assessment,
    Claim,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    Figure,
    RejectedPair,
    ResponseSearch,
)


class AboutInline(PartTable):
    model = ClaimAbout
    joined = ("claim", "actor")
    autocomplete_fields = ["actor"]
    fields = ["actor", "capacity"]
    verbose_name = "actor it is about"
    verbose_name_plural = "actors it is about"


class RestInline(PartTable):
    model = ClaimRest
    fk_name = "claim"
    joined = ("claim", "rests_on")
    autocomplete_fields = ["rests_on"]
    fields = ["rests_on"]
    verbose_name = "claim it rests on"
    verbose_name_plural = "claims it rests on"


class FigureInline(PartStack):
    model = Figure
    joined = ("claim", "side")
    max_num = 1
    autocomplete_fields = ["side"]
    fieldsets = [
        (
            None,
            {
                "fields": (
                    ("measure", "population"),
                    ("side", "all_sides"),
                    "area",
                    ("low", "high", "quantifier"),
                    "as_worded",
                    ("basis", "counted_from", "as_of"),
                )
            },
        )
    ]


class ResponseSearchInline(PartTable):
    model = ResponseSearch
    joined = ("claim", "actor")
    autocomplete_fields = ["actor"]
    fields = ["actor", "searched_in", "searched"]


class AssessmentInline(PartStack):
    model = Assessment
    joined = ("claim", "organisation")
    autocomplete_fields = ["organisation"]
    fieldsets = [(None, {"fields": ("organisation", ("rating", "scale"), "summary", ("url", "rated"))})]


class NewPairs(BaseInlineFormSet):
    """Named after the model: a claim has no name for the pairs in which it is the first."""

    @classmethod
    def get_default_prefix(cls) -> str:
        return str(cls.model._meta.model_name)


class NewPairInline(AddOnly, PartStack):
    """A pair of which the claim on the page is one; those that stand are listed with links to their own pages."""

    form = PairForm
    formset = NewPairs
    fk_name = "first_claim"
    autocomplete_fields = ["second_claim"]


class ContradictionInline(NewPairInline):
    model = Contradiction
    fieldsets = [(None, {"fields": ("second_claim", ("kind", "element"), "reason", "slug")})]
    verbose_name = "new contradiction"
    verbose_name_plural = "new contradictions"


class CounterAccusationInline(NewPairInline):
    model = CounterAccusation
    fieldsets = [(None, {"fields": ("second_claim", "reason", "slug")})]
    verbose_name = "new counter-accusation"
    verbose_name_plural = "new counter-accusations"


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    joined = ("event", "edited_by")
    change_form_template = "admin/factreg/claim_form.html"
    autocomplete_fields = ["event"]
    fieldsets = [
        (None, {"fields": ("question", "text", ("kind", "event"), ("occurred", "language"), "slug")}),
        ("Notes", {"fields": ("note", "internal_notes"), "classes": ("collapse",)}),
    ]
    inlines = [
        AboutInline,
        StatementInline,
        FigureInline,
        RestInline,
        ResponseSearchInline,
        AssessmentInline,
        ContradictionInline,
        CounterAccusationInline,
    ]
    list_display = ["__str__", "event", "kind", dated("occurred"), publication, "work_state", "edited_by"]
    list_filter = [PublicationFilter, "work_state", "kind", "language"]
    search_fields = ["slug", "text", "question"]

    def parts_of(self, request: Any, record: Claim, changed: Iterable[tuple[str, Any]]) -> Iterator[Any]:
        for part in super().parts_of(request, record, changed):
            if isinstance(part, Contradiction | CounterAccusation):
                part.edited_by = request.user
            elif isinstance(part, ResponseSearch) and part.pk is None:
                part.searched_by = request.user
            yield part

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        claim = kwargs.get("obj")
        context["pairs"] = [] if claim is None else list(_pairs_with(claim))
        return super().render_change_form(request, context, *args, **kwargs)


def _pairs_with(claim: Claim) -> Iterator[dict[str, Any]]:
    """The pairs in which a claim is either one, with the other."""
    for model in (Contradiction, CounterAccusation, RejectedPair):
        found = model._default_manager.filter(Q(first_claim=claim) | Q(second_claim=claim))
        for pair in found.select_related("first_claim", "second_claim"):
            other = pair.second_claim if pair.first_claim_id == claim.pk else pair.first_claim
            yield {"pair": pair, "other": other, "opts": model._meta}
