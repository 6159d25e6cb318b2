"""Statements on their claim's page, and denials with a list and a page of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin

from claims.actions import save
from claims.admin.base import STARTED_FROM, PartStack, SafeAdmin, revision_in
from claims.admin.forms import DenialForm, StatementForm
from claims.admin.lists import ElementFilter, QuoteFilter, dated
from claims.admin.reading import PositionRows
from claims.admin.source_forms import SourceBox
from claims.admin.word_checks import WordsFilter
from claims.models import Claim, Denial, Statement

SOURCES = (("source", "primary_source"), ("said", "locator"))
QUOTE = (("quote_language", "quote_wording"), "quote_translation")
SOURCE_WORDS = (
    "The source's words",
    {
        "fields": ("passage", ("passage_language", "passage_wording"), "passage_translation"),
        "classes": ("collapse",),
        "description": "In any voice; private unless it is short.",
    },
)
WORDS = (
    ("The actor's own words", {"fields": ("quote", *QUOTE), "classes": ("collapse",)}),
    SOURCE_WORDS,
)
CHOSEN = ("claim", "actor__speaks_for", "source__publisher", "primary_source__publisher")


class ReadStatementForm(SourceBox, StatementForm):
    """A statement; its source may be read from an address or a text at once."""


class ReadDenialForm(SourceBox, DenialForm):
    """A denial, likewise."""


class StatementInline(PartStack):
    """Each folded under its line; open where it is new or has an error."""

    model = Statement
    form = ReadStatementForm
    formset = PositionRows
    template = "admin/factreg/claim/statements.html"
    joined = CHOSEN
    autocomplete_fields = ["actor", "source", "primary_source"]
    # In the order in which a text is read: who, how, where, in which words; what is rarely needed comes after.
    fieldsets = [
        (None, {"fields": (("actor", "stance"), "source", "quote", ("said", "locator"), "elements", "primary_source")}),
        ("More on the actor's own words", {"fields": QUOTE, "classes": ("collapse",)}),
        SOURCE_WORDS,
    ]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).with_quote_results()


@admin.register(Denial)
class DenialAdmin(SafeAdmin):
    """A denial is a part of its claim: it is saved, and published, as an edit of that."""

    form = ReadDenialForm
    joined = CHOSEN
    autocomplete_fields = ["claim", "actor", "source", "primary_source"]
    fieldsets = [(None, {"fields": ("claim", "actor", "elements", *SOURCES)}), *WORDS]
    list_display = ["actor", "claim", "what", dated("said"), "source", "state"]
    list_filter = ["claim__public_state", "claim__kind", ElementFilter, QuoteFilter, WordsFilter, "actor__kind"]
    search_fields = ["claim__slug", "claim__text", "claim__question", "actor__name", "quote", "source__title"]
    found_by = ("claim__folded", "actor__folded", "source__folded", "quote")
    ordering = ["-pk"]
    actions = None

    def record_of(self, obj: Denial) -> Claim:
        return obj.claim

    def get_readonly_fields(self, request: Any, obj: Denial | None = None) -> list[str]:
        """A denial with a public number stays with its claim."""
        return ["claim"] if obj is not None and obj.number is not None else []

    def save_related(self, request: Any, form: Any, formsets: Iterable[Any], change: bool) -> None:
        denial = form.instance
        if change and not form.has_changed():
            return
        stays = change and "claim" not in form.changed_data
        started_from = revision_in(request.POST, STARTED_FROM) if stays else None
        save(record=denial.claim, by=request.user, parts=[denial], started_from=started_from)

    def delete_model(self, request: Any, obj: Denial) -> None:
        save(record=obj.claim, by=request.user, removed=[obj])

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        denial = kwargs.get("obj")
        context["part_of"] = None if denial is None else denial.claim
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="denies", ordering="elements")
    def what(self, denial: Denial) -> str:
        return ", ".join(denial.elements) or "the whole claim"

    @admin.display(description="its claim is", ordering="claim__public_state")
    def state(self, denial: Denial) -> str:
        return denial.claim.get_public_state_display()
