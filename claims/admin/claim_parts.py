"""The parts of a claim on its page: what it is about and rests on, its figure, its reception, its pairs."""

from __future__ import annotations

from django.db import models
from django.forms.models import BaseInlineFormSet

from claims.admin.base import AddOnly, PartStack, PartTable
from claims.admin.counts import CountField
from claims.admin.forms import PairForm
from claims.admin.gathering import GatheredStack, GatheredTable
from claims.models import (
    Assessment,
    ClaimAbout,
    ClaimRest,
    Contradiction,
    CounterAccusation,
    Figure,
    ResponseSearch,
)


class AboutInline(PartTable):
    model = ClaimAbout
    formset = GatheredTable
    joined = ("claim", "actor__speaks_for")
    autocomplete_fields = ["actor"]
    fields = ["actor", "capacity"]
    verbose_name = "actor it is about"
    verbose_name_plural = "actors it is about"


class RestInline(PartTable):
    model = ClaimRest
    formset = GatheredTable
    fk_name = "claim"
    joined = ("claim", "rests_on")
    autocomplete_fields = ["rests_on"]
    fields = ["rests_on"]
    verbose_name = "claim it rests on"
    verbose_name_plural = "claims it rests on"


class FigureInline(PartStack):
    model = Figure
    formset = GatheredStack
    joined = ("claim", "side__speaks_for")
    max_num = 1
    formfield_overrides = {**PartStack.formfield_overrides, models.BigIntegerField: {"form_class": CountField}}
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
    formset = GatheredTable
    joined = ("claim", "actor__speaks_for")
    autocomplete_fields = ["actor"]
    fields = ["actor", "searched_in", "searched"]


class AssessmentInline(PartStack):
    model = Assessment
    formset = GatheredStack
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
    template = "admin/factreg/claim/pairs.html"
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
