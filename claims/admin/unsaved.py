"""What a form's page does without saving, so that no script is needed: another row, a search for a record, its choice.

Everything typed travels along, in the form or hidden in the page of results; nothing is kept on the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from claims.workbench import Suggestions

# Buttons: another row of a formset, a search for a field's record, the record found.
MORE, FIND, PICK = "_more", "_find", "_pick"
TERM = "_term"
OFFERED = 50
NOT_SAVED = "Nothing is saved yet."
_REFERENCE = re.compile(r"(\w+)\.(\w+)\.(\w+):([\w-]+?)(?::([0-9]{0,18}))?")


@dataclass(frozen=True)
class Wanted:
    """The field for which a record is wanted, by its model and its name in the form; what was picked, if anything."""

    app_label: str
    model_name: str
    field_name: str
    name: str
    picked: str | None = None

    def __str__(self) -> str:
        return f"{self.app_label}.{self.model_name}.{self.field_name}:{self.name}"


def wanted_in(text: str) -> Wanted:
    """What a button's value says; PermissionDenied for one that no page of ours has."""
    if found := _REFERENCE.fullmatch(text):
        return Wanted(*found.groups())
    raise PermissionDenied("The form asked for something that can't be read. Go back and try again.")


class WithoutSaving:
    """For admin classes: answers the buttons that save nothing."""

    def answer_unsaved(self, request: Any) -> HttpResponseBase | None:
        """The page of results for a search; None, with the form's data seen to, for what the form itself shows."""
        if FIND in request.POST:
            return self._found(request, wanted_in(request.POST[FIND]))
        posted = request.POST.copy()
        if MORE in posted:
            _add_row(posted, posted[MORE])
        else:
            wanted = wanted_in(posted[PICK])
            posted[wanted.name] = wanted.picked or posted.get(wanted.name, "")
            posted.pop(f"{wanted.name}-typed", None)
        request.POST = posted
        request.only_shown = True
        request.refusals = [(None, NOT_SAVED)]
        messages.info(request, NOT_SAVED)
        return None

    def _found(self, request: Any, wanted: Wanted) -> HttpResponseBase:
        address, term = request.get_full_path(), request.POST.get(TERM, "")
        view = Suggestions(admin_site=self.admin_site)  # type: ignore[attr-defined]
        view.setup(request)
        request.GET = _query(wanted, term)
        view.term, view.model_admin, view.source_field, _ = view.process_request(request)
        if not view.has_perm(request):
            raise PermissionDenied
        found = list(view.get_queryset()[: OFFERED + 1])
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": f"Choose: {view.source_field.verbose_name}",
            "opts": self.opts,  # type: ignore[attr-defined]
            "wanted": wanted,
            "term": term,
            "address": f"{address}#id_{wanted.name}",
            "found": [(record.pk, view.model_admin.label_of(record)) for record in found[:OFFERED]],
            "more": len(found) > OFFERED,
            "kept": [(name, text) for name, texts in _kept(request.POST) for text in texts],
            "add_url": _add_url(view.model_admin, request),
            "named": view.model_admin.opts.verbose_name,
        }
        return TemplateResponse(request, "admin/factreg/find.html", context)


def only_show(context: Any, forms: Iterable[Any]) -> None:
    """Take back what was found wrong with a form that was not sent to be saved."""
    context["errors"] = []
    for form in forms:
        form._errors = ErrorDict()
    for inline in context["inline_admin_formsets"]:
        inline.formset._errors = [{} for _ in inline.formset.forms]
        inline.formset._non_form_errors = inline.formset.error_class()


def _add_row(posted: QueryDict, prefix: str) -> None:
    total = posted.get(f"{prefix}-TOTAL_FORMS", "")
    if total.isascii() and total.isdigit() and len(total) < 5:
        posted[f"{prefix}-TOTAL_FORMS"] = str(int(total) + 1)


def _query(wanted: Wanted, term: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({name: getattr(wanted, name) for name in ("app_label", "model_name", "field_name")})
    query["term"] = term
    return query


def _kept(posted: QueryDict) -> Iterable[tuple[str, list[Any]]]:
    gone = {FIND, PICK, MORE, TERM, "csrfmiddlewaretoken"}
    return ((name, texts) for name, texts in posted.lists() if name not in gone)


def _add_url(model_admin: Any, request: Any) -> str:
    try:
        of = f"{model_admin.opts.app_label}_{model_admin.opts.model_name}"
        return reverse(f"admin:{of}_add") if model_admin.has_add_permission(request) else ""
    except NoReverseMatch:
        return ""
