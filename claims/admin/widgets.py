"""Widgets of the workbench: the search-as-you-type box for a record, and moments as text."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from factreg.records import SLUG_PATTERN

TYPED = "-typed"
_PRIMARY_KEY = re.compile(r"[0-9]{1,18}")


class RecordSelect(AutocompleteSelect):
    """The admin's autocomplete, which asks the database for no label that the page has at hand.

    Without JavaScript, when the box can't search, a text box beside it takes the record's slug.
    """

    template_name = "admin/factreg/record_select.html"
    known: models.Model | None = None

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        value = [str(each) for each in value if _PRIMARY_KEY.fullmatch(str(each))]
        if value and (self.known is None or value != [str(self.known.pk)]):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        if not value:
            return [(None, options, 0)]
        label = self.choices.field.label_from_instance(self.known)
        options.append(self.create_option(name, self.known.pk, label, {value[0]}, len(options)))
        return [(None, options, 0)]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        model = self.field.model._meta
        context["widget"] |= {
            "reference": f"{model.app_label}.{model.model_name}.{self.field.name}:{name}",
            "named": self.field.verbose_name,
        }
        if self.takes_slugs:
            not_found = value if isinstance(value, str) and not _PRIMARY_KEY.fullmatch(value) else ""
            context["widget"] |= {"typed_name": f"{name}{TYPED}", "typed_value": not_found}
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> Any:
        context["select"] = super()._render("django/forms/widgets/select.html", context, renderer)
        return super()._render(template_name, context, renderer)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = (data.get(f"{name}{TYPED}") or "").strip()
        if not typed or not self.takes_slugs:
            return super().value_from_datadict(data, files, name)
        if not re.fullmatch(SLUG_PATTERN, typed):
            return typed
        found = self.choices.queryset.filter(slug=typed).values_list("pk", flat=True).first()
        return f"?{typed}" if found is None else str(found)

    @property
    def media(self) -> forms.Media:
        after = ["admin/js/jquery.init.js", "admin/js/autocomplete.js", "workbench/labels.js"]
        return super().media + forms.Media(js=after)

    @property
    def takes_slugs(self) -> bool:
        try:
            return bool(self.field.remote_field.model._meta.get_field("slug"))
        except FieldDoesNotExist:
            return False


def record_select(field: forms.Field) -> RecordSelect | None:
    """The box inside a field's widget, which the admin wraps with its links to add and change."""
    widget = getattr(field.widget, "widget", field.widget)
    return widget if isinstance(widget, RecordSelect) else None


class MomentInput(forms.DateTimeInput):
    """A moment as ISO text, to the microsecond, so that a save changes nothing that was not touched."""

    supports_microseconds = True

    def format_value(self, value: Any) -> str | None:
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value
