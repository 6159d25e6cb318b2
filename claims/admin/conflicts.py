"""Two people on one record: what was typed is laid on what is stored now, field by field; nothing typed is lost.

Knows forms and formsets alone. When a save is stale is decided by claims.actions.lock; what an editor may choose then
is in claims.admin.choices.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

from claims.admin.choices import MERGED, THEIRS, YOURS, Choice
from claims.admin.past import Past
from claims.admin.sent import EMPTY, digest, sent, words
from factreg.word_merge import word_merge

# The revision that a form began with, and digests of its values then, by their names in the form.
STARTED_FROM = "started_from"
STARTED_WITH = "started_with"


@dataclass(frozen=True)
class Difference:
    """What others changed while it was being edited. `kept` says whose value the form now holds.

    `base` is what both began with, where the history knows it; `merged` is both edits in one, where they do not touch.
    """

    label: str
    yours: str
    theirs: str
    kept: str
    anchor: str = ""
    who: str = ""
    base: str | None = None
    merged: str | None = None
    choice: Choice | None = None


@dataclass
class Rebased:
    """What was typed, laid on what is stored: data that fill the form anew, and what differs."""

    data: QueryDict
    differences: list[Difference] = field(default_factory=list)

    @property
    def to_choose(self) -> list[Difference]:
        return [each for each in self.differences if each.choice]

    @property
    def taken_over(self) -> list[Difference]:
        return [each for each in self.differences if not each.choice]


def digests(some_forms: Iterable[forms.BaseForm]) -> str:
    """The values with which forms are shown, as JSON of short hashes: tells later what was touched."""
    found = {
        form.add_prefix(name): digest(sent(each, form.get_initial_for_field(each, name)))
        for form in some_forms
        for name, each in form.fields.items()
        if name != DELETION_FIELD_NAME
    }
    return json.dumps(found, separators=(",", ":"))


def rebase(
    *, posted: QueryDict, form: forms.ModelForm, formsets: Iterable[forms.BaseInlineFormSet], past: Past | None = None
) -> Rebased:
    """Lay what was typed on the stored state, which the unbound `form` and `formsets` show.

    A field that was not touched takes the stored value; one that was keeps what was typed. Rows that others added
    appear; a row that others removed stays, as a new one, if something was typed in it.
    """
    laying = _Laying(posted, past or Past())
    laying.lay(form, was="", now="")
    for formset in formsets:
        laying.lay_rows(formset)
    return laying.rebased


class _Laying:
    """One rebase at work: reads what was posted, writes what the form will hold."""

    def __init__(self, posted: QueryDict, past: Past) -> None:
        self.posted = posted
        self.past = past
        self.began = _read_digests(posted.get(STARTED_WITH, ""))
        self.rebased = Rebased(posted.copy())

    def lay(self, form: forms.ModelForm, *, was: str, now: str, label: str = "") -> bool:
        """Lay one form; whether others changed it. `was` and `now` begin its names in what was posted and is made."""
        differs = []
        for name, each in _typed_fields(form):
            mine, began = self._mine(each, was + name)
            stored = sent(each, form.get_initial_for_field(each, name))
            touched = began != digest(mine)
            self.rebased.data.setlist(now + name, mine if touched else stored)
            if digest(mine) != digest(stored) and began != digest(stored):
                base = self._base(form, name, began)
                differs.append(self._difference(form, name, now, label, mine=mine, stored=stored, base=base))
        self.rebased.differences += differs
        return bool(differs)

    def _difference(
        self, form: forms.ModelForm, name: str, now: str, label: str, *, mine: Any, stored: Any, base: Any
    ) -> Difference:
        each = form.fields[name]
        touched = self.rebased.data.getlist(now + name) == mine
        merged = _merged(each, base, mine, stored) if touched else None
        offers = {THEIRS: stored} | ({} if merged is None else {MERGED: [merged]})
        return Difference(
            label=f"{label}{each.label or name}",
            yours=words(each, mine),
            theirs=words(each, stored),
            kept=YOURS if touched else THEIRS,
            anchor=f"id_{now}{name}",
            who=self.past.who_changed(form.instance, name),
            base=None if base is None else words(each, base),
            merged=merged,
            choice=Choice(now + name, mine, offers) if touched else None,
        )

    def _base(self, form: forms.ModelForm, name: str, began: str | None) -> list[str] | None:
        """The value that both began with, if the history knows one that was shown then."""
        each = form.fields[name]
        shown = (sent(each, value) for value in self.past.values(form.instance, name))
        return next((value for value in shown if digest(value) == began), None)

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
        for pk, row in old.items():
            at += self._lay_removed_row(formset, pk, row, at)
        for row in new:
            self._copy_row(formset, row, at)
            at += 1
        self.rebased.data[f"{formset.prefix}-TOTAL_FORMS"] = str(at)

    def _lay_stored_row(self, form: forms.ModelForm, row: int | None, formset: forms.BaseInlineFormSet) -> None:
        begins = f"{form.prefix}-"
        label = f"{_row_name(formset)} “{form.instance}”"
        for name in _keys_of(formset):
            value = sent(form.fields[name], form.get_initial_for_field(form.fields[name], name))
            self.rebased.data.setlist(begins + name, value)
        if row is None:
            for name, each in _typed_fields(form):
                self.rebased.data.setlist(begins + name, sent(each, form.get_initial_for_field(each, name)))
            who = self.past.who_added(formset.model, form.instance.pk)
            self.rebased.differences.append(Difference(label, "", "added", THEIRS, form.prefix, who))
            return
        was = f"{formset.prefix}-{row}-"
        changed = self.lay(form, was=was, now=begins, label=f"{label}: ")
        if not self.posted.get(was + DELETION_FIELD_NAME):
            return
        self.rebased.data[begins + DELETION_FIELD_NAME] = "on"
        if changed:
            keep = Choice(begins + DELETION_FIELD_NAME, ["on"], {THEIRS: []})
            self.rebased.differences.append(
                Difference(label, "deleted", "edited, as told above", YOURS, form.prefix, choice=keep)
            )

    def _lay_removed_row(self, formset: forms.BaseInlineFormSet, pk: str, row: int, at: int) -> bool:
        """Copy a row that others removed, if something was typed in it; says so if it was not given up here too."""
        was = f"{formset.prefix}-{row}-"
        if self.posted.get(was + DELETION_FIELD_NAME):
            return False
        typed = [(each, *self._mine(each, was + name)) for name, each in _typed_fields(formset.empty_form)]
        touched = any(began != digest(mine) for _, mine, began in typed)
        told = "; ".join(shown for each, mine, _ in typed if (shown := words(each, mine)) != EMPTY)
        leave = Choice(f"{formset.prefix}-{at}-{DELETION_FIELD_NAME}", [], {THEIRS: ["on"]})
        self.rebased.differences.append(
            Difference(
                label=_row_name(formset),
                yours=told,
                theirs="removed",
                kept=YOURS if touched else THEIRS,
                anchor=f"{formset.prefix}-group",
                who=self.past.who_removed(formset.model, pk),
                choice=leave if touched else None,
            )
        )
        if touched:
            self._copy_row(formset, row, at)
        return touched

    def _copy_row(self, formset: forms.BaseInlineFormSet, row: int, at: int) -> None:
        """Copy a row as it was typed, as one that is not stored."""
        for name, each in _typed_fields(formset.empty_form):
            mine, _ = self._mine(each, f"{formset.prefix}-{row}-{name}")
            self.rebased.data.setlist(f"{formset.prefix}-{at}-{name}", mine)

    def _mine(self, each: forms.Field, name: str) -> tuple[list[str], str | None]:
        return sent(each, each.widget.value_from_datadict(self.posted, {}, name)), self.began.get(name)

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


def _merged(each: forms.Field, base: list[str] | None, mine: list[str], stored: list[str]) -> str | None:
    """Both edits of a text in one; None where they touch, where it is no text, or where one says it all."""
    is_text = isinstance(each, forms.CharField) and not isinstance(each, forms.URLField)
    if base is None or not is_text or not len(base) == len(mine) == len(stored) == 1:
        return None
    # A browser sends line ends as CR LF; they are no edits.
    texts = [value[0].replace("\r\n", "\n") for value in (base, mine, stored)]
    merged = word_merge(*texts)
    return None if merged in (None, *texts) else merged


def _keys_of(formset: forms.BaseInlineFormSet) -> tuple[str, str]:
    return formset.model._meta.pk.name, formset.fk.name


def _typed_fields(form: forms.BaseForm) -> list[tuple[str, forms.Field]]:
    """The fields in which something can be typed or chosen."""
    hidden = {DELETION_FIELD_NAME}
    return [(name, each) for name, each in form.fields.items() if name not in hidden and not each.widget.is_hidden]


def _row_name(formset: forms.BaseInlineFormSet) -> str:
    return str(formset.model._meta.verbose_name).capitalize()


def _read_digests(text: str) -> dict[str, str]:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"[0-9]{1,6}", text) else 0
