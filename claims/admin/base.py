"""What every admin class of the workbench shares: saving through the actions, never over another's edit.

A form carries the revision that it began with. What a record's page looks like is for the module of that record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from claims.actions import StaleRevision, lock, save
from claims.admin.choices import chosen
from claims.admin.conflicts import STARTED_FROM, STARTED_WITH, Rebased, digests, rebase
from claims.admin.deleting import deleted_with, held_by_many
from claims.admin.desks import DeskViews
from claims.admin.faults import faults_of, forms_of
from claims.admin.forms import RecordField, RecordForm, Rows, TableForm
from claims.admin.history import HistoryViews
from claims.admin.labels import label_of
from claims.admin.lists import SortedList
from claims.admin.past import past_of
from claims.admin.refusals import REFUSED, Refusal, refusals_of
from claims.admin.searching import FoldedSearch
from claims.admin.unsaved import FIND, MORE, PICK, WithoutSaving, only_show
from claims.admin.widgets import MomentInput, RecordSelect
from factreg.records import PublicState, Record, Revised

CONFLICT = (
    "Someone else saved while you were editing; nothing of yours was saved yet and nothing of it is lost. "
    "Compare below, change what you like, and save again."
)


class Choosing:
    """For admin classes and inlines: a search box for every foreign key, and plain widgets."""

    # Related records that labels and boxes show, fetched with the rows.
    joined: tuple[str, ...] = ()
    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput},
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        found = super().get_queryset(request)  # type: ignore[misc]
        return found.select_related(*self.joined) if self.joined else found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name not in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        kwargs["form_class"] = RecordField
        kwargs["widget"] = RecordSelect(db_field, self.admin_site)  # type: ignore[attr-defined]
        chosen_from = self.admin_site._registry[db_field.remote_field.model]  # type: ignore[attr-defined]
        field = super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, queryset=chosen_from.get_queryset(request), **kwargs
        )
        field.label_from_instance = label_of
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As the stock one, without the links to delete or look at what is chosen: they are on its own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class SafeAdmin(DeskViews, HistoryViews, WithoutSaving, FoldedSearch, Choosing, admin.ModelAdmin):
    """A model whose saves go through the actions and are refused when they started from an older revision."""

    form = RecordForm
    show_full_result_count = False
    save_on_top = True
    actions = ["delete_selected"]
    change_form_template = "admin/factreg/change_form.html"
    delete_confirmation_template = "admin/factreg/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/factreg/delete_selected_confirmation.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[SortedList]:
        return SortedList

    def record_of(self, obj: Any) -> Any:
        """The record whose revision covers the object."""
        return obj

    # Saving

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        self.take_up_typed(request, object_id)
        if request.method == "POST":
            request.POST = chosen(request.POST)
        if request.method == "POST" and not {MORE, FIND, PICK}.isdisjoint(request.POST):
            if answer := self.answer_unsaved(request):
                return answer
            return super().changeform_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with transaction.atomic():
                if object_id is not None:
                    self._rebase_if_stale(request, unquote(object_id))
                return super().changeform_view(request, object_id, form_url, extra_context)
        except StaleRevision:
            refused: list[Refusal] = [(None, CONFLICT)]
        except REFUSED as error:
            refused = refusals_of(error)
        request.refusals = refused
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _rebase_if_stale(self, request: Any, object_id: str) -> None:
        """Lock the record; where it was saved since, lay what was typed on what is stored and refuse the save."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_change_permission(request, obj):
            return
        record = self.record_of(obj)
        if not isinstance(record, Record | Revised):
            return
        try:
            lock(record=record, started_from=revision_in(request.POST, STARTED_FROM))
        except StaleRevision:
            # Read again: what was read before the lock was waited for is older than what is stored now.
            request.rebased = self._rebased(request, self.get_object(request, object_id))
            request.POST = request.rebased.data
            request.refusals = [*getattr(request, "refusals", ()), (None, CONFLICT)]

    def _rebased(self, request: Any, obj: Any) -> Rebased:
        form = self.get_form(request, obj, change=True)(instance=obj)
        formsets = [
            formset(instance=obj, prefix=formset.get_default_prefix(), queryset=inline.get_queryset(request))
            for formset, inline in self.get_formsets_with_inlines(request, obj)
        ]
        return rebase(posted=request.POST, form=form, formsets=formsets, past=past_of(self.record_of(obj)))

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusals = tuple(getattr(request, "refusals", ()))
        if obj is None and form.base_fields:
            next(iter(form.base_fields.values())).widget.attrs["autofocus"] = True
        return form

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: a record and its parts are saved together, in save_related."""

    def save_related(self, request: Any, form: Any, formsets: Iterable[Any], change: bool) -> None:
        changed, removed = [], []
        for formset in formsets:
            changed += [(formset.fk.name, part) for part in formset.save(commit=False)]
            removed += formset.deleted_objects
        if change and not (form.has_changed() or changed or removed):
            # No edit: it would send back what was found ready, and make stale what others have open.
            return
        save(
            record=form.instance,
            by=request.user,
            parts=self.parts_of(request, form.instance, changed),
            removed=removed,
            started_from=revision_in(request.POST, STARTED_FROM) if change else None,
        )

    def parts_of(self, request: Any, record: Any, changed: Iterable[tuple[str, Any]]) -> Iterator[Any]:
        """The parts one by one, each told of its record again: a new one had no id when they were made."""
        for name, part in changed:
            setattr(part, name, record)
            yield part

    # Showing

    def render_change_form(self, request: Any, context: Any, *args: Any, **kwargs: Any) -> Any:
        obj = kwargs.get("obj")
        record = None if obj is None else self.record_of(obj)
        rebased = getattr(request, "rebased", None)
        if request.method == "POST" and rebased is None:
            # What was typed is still an edit of what was shown first, whatever is stored by now.
            started_from, started_with = request.POST.get(STARTED_FROM), request.POST.get(STARTED_WITH, "")
        else:
            started_from, started_with = getattr(record, "revision", None), digests(_forms_in(context))
        if getattr(request, "only_shown", False):
            only_show(context, (form for _, form in forms_of(context)))
        context |= {
            "faults": faults_of(context) if request.method == "POST" else [],
            "started_from_name": STARTED_FROM,
            "started_with_name": STARTED_WITH,
            "started_from": started_from,
            "started_with": started_with,
            "rebased": rebased,
            "record": record,
            "show_delete": not was_published(obj),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # Deleting

    def get_deleted_objects(self, objs: Any, request: Any) -> Any:
        refused = [words for obj in objs for words in self._refuses_deletion(request, obj)]
        refused = refused or list(held_by_many(list(objs)))
        if refused:
            return [str(obj) for obj in objs], {}, set(), refused
        return deleted_with(objs, request, self.admin_site)

    def _refuses_deletion(self, request: Any, obj: Any) -> Iterator[str]:
        if was_published(obj):
            yield f"“{obj}” has been published: it can be withdrawn, not deleted."
        record = self.record_of(obj)
        if "post" not in request.POST or not isinstance(record, Record | Revised):
            return
        try:
            lock(record=record, started_from=revision_in(request.POST, f"{STARTED_FROM}-{obj.pk}"))
        except StaleRevision:
            yield f"“{obj}” was edited since you were asked; go back and look at it again."

    def delete_view(self, request: Any, object_id: str, extra_context: Any = None) -> HttpResponseBase:
        obj = self.get_object(request, unquote(object_id))
        context = {"revision": getattr(self.record_of(obj), "revision", 0) if obj else 0, **(extra_context or {})}
        try:
            return super().delete_view(request, object_id, context)
        except REFUSED as error:
            for _, message in refusals_of(error):
                self.message_user(request, f"Not deleted. {message}", messages.ERROR)
            return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    @admin.action(permissions=["delete"], description="Delete selected %(verbose_name_plural)s")
    def delete_selected(self, request: Any, queryset: Any) -> Any:
        try:
            with transaction.atomic():
                return delete_selected(self, request, queryset)
        except REFUSED as error:
            for _, message in refusals_of(error):
                self.message_user(request, f"Nothing was deleted. {message}", messages.ERROR)
            return None


class PartStack(Choosing, admin.StackedInline):
    """Parts of a record on its page, each with labels; no empty ones until one asks for them."""

    extra = 0
    form = RecordForm


class PartTable(Choosing, admin.TabularInline):
    """Parts of a record on its page, one a line."""

    extra = 0
    form = TableForm
    formset = Rows

    class Media:
        js = ["admin/js/jquery.init.js", "workbench/labels.js"]


class AddOnly:
    """For inlines of records that have a page of their own: new ones are added here, stored ones are not shown."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).none()  # type: ignore[misc]


def was_published(obj: Any) -> bool:
    return isinstance(obj, Record) and obj.public_state != PublicState.NEVER


def _forms_in(context: Any) -> Iterator[forms.BaseForm]:
    yield context["adminform"].form
    for inline in context["inline_admin_formsets"]:
        yield from inline.formset.initial_forms


def revision_in(posted: Any, name: str) -> int:
    """The revision that a form names; 0, which no row has, where it names none."""
    text = posted.get(name)
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
