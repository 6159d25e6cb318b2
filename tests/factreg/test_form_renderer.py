"""Forms say the same whichever of Django's two sets of templates makes them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms.renderers import DjangoTemplates, get_default_renderer

from factreg.form_renderer import FormRenderer

_HOSTILE = "<b>\"Test\" & 'word'</b> \u202b\u05d0"


class _Example(forms.Form):
    line = forms.CharField(label=_HOSTILE, help_text="Test help.", initial=_HOSTILE)
    text = forms.CharField(widget=AdminTextareaWidget(attrs={"rows": 3}), initial=f"\n{_HOSTILE}")
    number = forms.IntegerField(initial=123_456, required=False)
    ticked = forms.BooleanField(initial=True)
    one = forms.ChoiceField(choices=[("", "---"), ("a", _HOSTILE), ("Group", [("b", "B")])], initial="b")
    several = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", _HOSTILE)], widget=forms.CheckboxSelectMultiple, initial=["b"]
    )
    hidden = forms.CharField(widget=forms.HiddenInput, initial=_HOSTILE)


def read(form: forms.Form) -> str:
    """What a browser reads: quotation marks can be escaped in two ways."""
    return re.sub(r"\s+", "", unescape(str(form)))


@pytest.mark.parametrize("given", [{}, {"data": {"line": "", "several": ["c"]}}], ids=["as it begins", "with faults"])
def test_form_says_the_same_as_by_django_templates(given: dict[str, Any]) -> None:
    ours = _Example(**given, renderer=FormRenderer())
    stock = _Example(**given, renderer=DjangoTemplates())

    assert read(ours) == read(stock)
    assert "<b>" not in str(ours)


def test_forms_are_made_by_it_where_none_is_named() -> None:
    assert isinstance(get_default_renderer(), FormRenderer)
