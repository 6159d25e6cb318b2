"""Values as forms have them: as a browser sends them, as short hashes to compare, and in words."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms

EMPTY = "(empty)"


def sent(each: forms.Field, value: Any) -> list[str]:
    """A value as a browser sends it."""
    value = each.prepare_value(value)
    if isinstance(each, forms.BooleanField):
        return ["on"] if value else []
    if isinstance(value, (list, tuple, set)):
        return [str(one) for one in value]
    shown = None if value is None else each.widget.format_value(value)
    if isinstance(shown, (list, tuple)):
        return [str(one) for one in shown]
    return ["" if shown is None else str(shown)]


def digest(values: list[str]) -> str:
    """Equal for values that are the same but for line ends, white space around them and order."""
    told = sorted(text for one in values if (text := one.replace("\r\n", "\n").strip()))
    return hashlib.sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def words(each: forms.Field, values: list[str]) -> str:
    """A value in words: of what is chosen, the label."""
    told = [one for one in values if one.strip()]
    if isinstance(each, forms.ModelChoiceField):
        chosen = each.queryset.filter(pk__in=[one for one in told if one.isascii() and one.isdigit()])
        told = [each.label_from_instance(record) for record in chosen] or told
    elif isinstance(each, forms.BooleanField):
        return "yes" if told else "no"
    elif isinstance(each, (forms.ChoiceField, forms.MultipleChoiceField)):
        labels = {str(value): str(label) for value, label in each.choices}
        told = [labels.get(one, one) for one in told]
    return ", ".join(told) or EMPTY
