"""What is wrong with a form, as one list with a link to each field: for the top of its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS


@dataclass(frozen=True)
class Fault:
    """One thing to mend, or to confirm: `confirm` names the text that is to be saved as it is typed."""

    message: str
    label: str = ""
    anchor: str = ""
    confirm: str = ""


def forms_of(context: Any) -> Iterator[tuple[str, forms.BaseForm]]:
    """The forms of a page, each with the words by which one of several is told; the record's own has none."""
    yield "", context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        name = str(inline.opts.verbose_name).capitalize()
        for number, form in enumerate(inline.formset.forms, start=1):
            line = getattr(form.instance, "line", None)
            yield f"{name} {f'of {line.party}' if line else number}: ", form


def faults_of(context: Any) -> list[Fault]:
    """What is wrong with the forms of a page, in the page's order."""
    found = [fault for name, form in forms_of(context) for fault in _faults(name, form)]
    for inline in context["inline_admin_formsets"]:
        found += [Fault(str(message), anchor=f"{inline.formset.prefix}-group") for message in _whole(inline.formset)]
    return found


def _faults(name: str, form: forms.BaseForm) -> Iterator[Fault]:
    for field, errors in form.errors.items():
        for message in errors:
            if field == NON_FIELD_ERRORS:
                yield Fault(str(message), label=name.removesuffix(": "))
                continue
            bound = form[field]
            confirm = getattr(form, "doubtful", {}).get(field, "")
            yield Fault(str(message), f"{name}{bound.label}", bound.id_for_label or bound.auto_id, confirm)


def _whole(formset: Any) -> Iterable[Any]:
    return formset.non_form_errors() if formset.is_bound else ()
