"""Two people on one record: what was typed is laid on what is stored now, field by field; nothing typed is lost.

Knows forms and formsets alone. When a save is stale is decided by claims.actions.lock.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

# The revision that a form began with, and digests of its values then, by their names in the form.
STARTED_FROM = "started_from"
STARTED_WITH = "started_with"

YOURS, THEIRS = "yours", "theirs"


@dataclass(frozen=True)
class Difference:
    """What others changed while it was being edited. `kept` says whose value the form now holds."""

    label: str
    yours: str
    theirs: str
    kept: str
    anchor: str = ""


@dataclass
class Rebased:
    """What was typed, laid on what is stored: data that fill the form anew, and what differs."""

    data: QueryDict
    differences: list[Difference] = field(default_factory=list)


def digests(some_forms: Iterable[forms.BaseForm]) -> str:
    """The values with which forms are shown, as JSON of short hashes: tells later what was touched."""
    found = {
        form.add_prefix(name): _digest(_sent(each, form.get_initial_for_field(each, name)))
        for form in some_forms
        for name, each in form.fields.items()
        if name != DELETION_FIELD_NAME
    }
    return json.dumps(found, separators=(",", ":"))


def rebase(*, posted: QueryDict, form: forms.ModelForm, formsets: Iterable[forms.BaseInlineFormSet]) -> Rebased:
    """Lay what was typed on the stored state, which the unbound `form` and `formsets` show.

    A field that was not touched takes the stored value; one that was keeps what was typed. Rows that others added
    appear; a row that others removed stays, as a new one, if something was typed in it.
    """
    laying = _Laying(posted)
    laying.lay(form, was="", now="")
    for formset in formsets:
        laying.lay_rows(formset)
    return laying.rebased


class _Laying:
    """One rebase at work: reads what was posted, writes what the form will hold."""

    def __init__(self, posted: QueryDict) -> None:
        self.posted = posted
        self.began = _read_digests(posted.get(STARTED_WITH, ""))
        self.rebased = Rebased(posted.copy())

    def lay(self, form: forms.BaseForm, *, was: str, now: str, label: str = "") -> None:
        """Lay one form. `was` and `now` begin its names in what was posted and in what is made."""
        for name, each in _typed_fields(form):
            mine, began = self._mine(each, was + name)
            stored = _sent(each, form.get_initial_for_field(each, name))
            touched = began != _digest(mine)
            self.rebased.data.setlist(now + name, mine if touched else stored)
            if _digest(mine) != _digest(stored) and began != _digest(stored):
                self.rebased.differences.append(
                    Difference(
                        label=f"{label}{each.label or name}",
                        yours=_words(each, mine),
                        theirs=_words(each, stored),
                        kept=YOURS if touched else THEIRS,
                        anchor=f"id_{now}{name}",
                    )
                )

    def lay_rows(self, formset: forms.BaseInlineFormSet) -> None:
        """Lay the rows of a formset: the stored ones first, then what was typed in removed ones, then new ones."""
        old, new = self._posted_rows(formset)
        self._clear_rows(formset)
        for form in formset.initial_forms:
            row = old.pop(str(form.instance.pk), None)
            if row is None and formset.max_num == 1 and new:
                row = new.pop(0)
            self._lay_stored_row(form, row, formset)
        at = len(formset.initial_forms)
        self.rebased.data[f"{formset.prefix}-INITIAL_FORMS"] = str(at)
        removed = [row for row in old.values() if self._outlives_removal(formset, row)]
        for row in (*removed, *new):
            self._copy_row(formset, row, at)
            at += 1
        self.rebased.data[f"{formset.prefix}-TOTAL_FORMS"] = str(at)

    def _lay_stored_row(self, form: forms.ModelForm, row: int | None, formset: forms.BaseInlineFormSet) -> None:
        begins = f"{form.prefix}-"
        label = f"{_row_name(formset)} “{form.instance}”"
        for name in _keys_of(formset):
            self.rebased.data.setlist(
                begins + name, _sent(form.fields[name], form.get_initial_for_field(form.fields[name], name))
            )
        if row is None:
            for name, each in _typed_fields(form):
                self.rebased.data.setlist(begins + name, _sent(each, form.get_initial_for_field(each, name)))
            self.rebased.differences.append(Difference(label, "", "added", THEIRS, form.prefix))
            return
        was = f"{formset.prefix}-{row}-"
        self.lay(form, was=was, now=begins, label=f"{label}: ")
        if self.posted.get(was + DELETION_FIELD_NAME):
            self.rebased.data[begins + DELETION_FIELD_NAME] = "on"

    def _outlives_removal(self, formset: forms.BaseInlineFormSet, row: int) -> bool:
        """Whether something was typed in a row that others removed; says so if it was not given up here too."""
        was = f"{formset.prefix}-{row}-"
        if self.posted.get(was + DELETION_FIELD_NAME):
            return False
        sent = [(each, *self._mine(each, was + name)) for name, each in _typed_fields(formset.empty_form)]
        touched = any(began != _digest(mine) for _, mine, began in sent)
        words = "; ".join(shown for each, mine, _ in sent if (shown := _words(each, mine)) != EMPTY)
        kept = YOURS if touched else THEIRS
        self.rebased.differences.append(
            Difference(_row_name(formset), words, "removed", kept, f"{formset.prefix}-group")
        )
        return touched

    def _copy_row(self, formset: forms.BaseInlineFormSet, row: int, at: int) -> None:
        """Copy a row as it was typed, as one that is not stored."""
        for name, each in _typed_fields(formset.empty_form):
            mine, _ = self._mine(each, f"{formset.prefix}-{row}-{name}")
            self.rebased.data.setlist(f"{formset.prefix}-{at}-{name}", mine)

    def _mine(self, each: forms.Field, name: str) -> tuple[list[str], str | None]:
        return _sent(each, each.widget.value_from_datadict(self.posted, {}, name)), self.began.get(name)

    def _posted_rows(self, formset: forms.BaseInlineFormSet) -> tuple[dict[str, int], list[int]]:
        """The posted rows: index by primary key for those that were stored, indexes of the new ones."""
        prefix = formset.prefix
        initial, total = (
            min(_number(self.posted.get(f"{prefix}-{count}_FORMS")), formset.absolute_max)
            for count in ("INITIAL", "TOTAL")
        )
        pk_name = formset.model._meta.pk.name
        old = {self.posted.get(f"{prefix}-{row}-{pk_name}", ""): row for row in range(initial)}
        return old, list(range(initial, total))

    def _clear_rows(self, formset: forms.BaseInlineFormSet) -> None:
        row = re.compile(rf"{re.escape(formset.prefix)}-\d+-")
        for key in [key for key in self.rebased.data if row.match(key)]:
            del self.rebased.data[key]


def _keys_of(formset: forms.BaseInlineFormSet) -> tuple[str, str]:
    return formset.model._meta.pk.name, formset.fk.name


def _typed_fields(form: forms.BaseForm) -> list[tuple[str, forms.Field]]:
    """The fields in which something can be typed or chosen."""
    hidden = {DELETION_FIELD_NAME}
    return [(name, each) for name, each in form.fields.items() if name not in hidden and not each.widget.is_hidden]


def _row_name(formset: forms.BaseInlineFormSet) -> str:
    return str(formset.model._meta.verbose_name).capitalize()


def _sent(each: forms.Field, value: Any) -> list[str]:
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


def _digest(sent: list[str]) -> str:
    """Equal for values that are the same but for line ends, white space around them and order."""
    told = sorted(text for one in sent if (text := one.replace("\r\n", "\n").strip()))
    return hashlib.sha256("\x1f".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:12]


EMPTY = "(empty)"


def _words(each: forms.Field, sent: list[str]) -> str:
    """A value in words: of what is chosen, the label."""
    told = [one for one in sent if one.strip()]
    if isinstance(each, forms.ModelChoiceField):
        chosen = each.queryset.filter(pk__in=[one for one in told if one.isdigit()])
        told = [each.label_from_instance(record) for record in chosen] or told
    elif isinstance(each, forms.BooleanField):
        return "yes" if told else "no"
    elif isinstance(each, (forms.ChoiceField, forms.MultipleChoiceField)):
        labels = {str(value): str(label) for value, label in each.choices}
        told = [labels.get(one, one) for one in told]
    return ", ".join(told) or EMPTY


def _read_digests(text: str) -> dict[str, str]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else 0
