"""Imports in the workbench: upload or paste, say what the columns are, look at what would be done, confirm, undo."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.admin.import_forms import ColumnsForm, UploadForm, saved_map
from claims.imports.steps import TABLE, NotWaiting, as_kept, confirm, preview, set_columns, upload
from claims.models import ColumnMap, Import, ImportedRecord, ImportState
from claims.registry_file.nodes import FileError
from claims.registry_file.report import Report
from claims.registry_file.shape import SECTION_OF
from claims.registry_file.undoing import undo

PER_PAGE = 100


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin):
    """The imports there were, each on a page of its own that says what became of it and what to do next."""

    list_display = ["name", "format", "state", "told", "by", "at"]
    list_filter = ["state", "format"]
    list_select_related = ["by"]
    search_fields = ["name"]
    show_full_result_count = False
    actions = None
    autocomplete_fields = ["by"]

    @admin.display(description="rows")
    def told(self, of: Import) -> str:
        counts = of.report.get("counts", {})
        return ", ".join(f"{number} {outcome}" for outcome, number in counts.items() if number)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/columns/", wrap(self.columns_view), name="claims_import_columns"),
            path("<int:pk>/preview/", wrap(self.preview_view), name="claims_import_preview"),
            path("<int:pk>/undo/", wrap(self.undo_view), name="claims_import_undo"),
        ]
        return [*own, *super().get_urls()]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is not loaded yet may be thrown away by whoever uploaded it; the rest stays on record."""
        return obj is not None and obj.state == ImportState.UPLOADED and self._is_theirs(request, obj)

    def _is_theirs(self, request: Any, of: Import) -> bool:
        return of.by_id == request.user.pk or request.user.has_perm("claims.delete_import")

    # Pages

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponseBase:
        if not self.has_add_permission(request):
            raise PermissionDenied("Your account may not import. Ask an administrator.")
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            name, data = form.source()
            given = form.cleaned_data
            try:
                made = upload(
                    data=data,
                    name=name,
                    format=given["format"],
                    section=given["list"],
                    event=given["event"],
                    by=request.user,
                )
            except FileError as error:
                form.add_error("file" if given["file"] else "rows", _at_row(error))
            else:
                step = "columns" if made.format == TABLE else "preview"
                return HttpResponseRedirect(_address(step, made))
        return self._page(request, "upload", form=form, title="Import rows")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied("Your account may not see imports. Ask an administrator.")
        of = self.get_object(request, unquote(object_id))
        if of is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if of.state == ImportState.UPLOADED:
            mapped = of.format != TABLE or of.options.get("mapped")
            return HttpResponseRedirect(_address("preview" if mapped else "columns", of))
        page = Paginator(of.records.all(), PER_PAGE).get_page(request.GET.get("p"))
        return self._page(
            request,
            "result",
            of=of,
            title=of.name,
            page=page,
            records=_linked(page.object_list),
            may_undo=self._is_theirs(request, of) and of.state == ImportState.LOADED,
        )

    def columns_view(self, request: Any, pk: int) -> HttpResponseBase:
        """Say what the columns of a table are."""
        of = self._waiting(request, pk)
        if of.format != TABLE or of.state != ImportState.UPLOADED:
            return HttpResponseRedirect(_address("change", of))
        section, headings = of.options["list"], of.options["headings"]
        columns = saved_map(section, headings, request.GET.get("map", ""))
        known = of.options["columns"] if columns is None else columns
        form = ColumnsForm(
            request.POST or None, section=section, headings=headings, columns=known, initial=of.options["constants"]
        )
        if request.method == "POST" and form.is_valid():
            set_columns(of=of, columns=form.columns(), constants=form.constants())
            if name := form.cleaned_data["save_as"].strip():
                saved = {"section": section, "columns": form.columns(), "by": request.user}
                ColumnMap.objects.update_or_create(name=name, defaults=saved)
            return HttpResponseRedirect(_address("preview", of))
        maps = ColumnMap.objects.filter(section=section)
        return self._page(request, "columns", of=of, form=form, maps=maps, title=f"Columns of {of.name}")

    def preview_view(self, request: Any, pk: int) -> HttpResponseBase:
        """What would be done, and, once confirmed, doing it."""
        of = self._waiting(request, pk)
        if of.state != ImportState.UPLOADED:
            return HttpResponseRedirect(_address("change", of))
        confirmed = request.method == "POST"
        try:
            report = confirm(of=of, by=request.user) if confirmed else preview(of=of, by=request.user)
        except FileError as error:
            return self._page(request, "preview", of=of, title=f"Preview of {of.name}", fault=_at_row(error))
        except NotWaiting as refused:
            self.message_user(request, str(refused), messages.WARNING)
            return HttpResponseRedirect(_address("change", of))
        if confirmed and not report.failed:
            self.message_user(request, f"Imported: {report.summary()}.", messages.SUCCESS)
            return HttpResponseRedirect(_address("change", of))
        return self._page(request, "preview", of=of, title=f"Preview of {of.name}", **_told(report), refused=confirmed)

    def undo_view(self, request: Any, pk: int) -> HttpResponseBase:
        """What undoing would take back and what not, and, once confirmed, doing it."""
        of = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self._is_theirs(request, of):
            raise PermissionDenied("Only an editor can undo somebody else's import.")
        if of.state != ImportState.LOADED:
            return HttpResponseRedirect(_address("change", of))
        undone = undo(of=of, by=request.user, dry_run=request.method != "POST")
        _linked(item for item, _ in undone.refused[:PER_PAGE])
        if request.method == "POST":
            level = messages.WARNING if undone.refused else messages.SUCCESS
            self.message_user(
                request, f"{undone.taken_back} taken back, {len(undone.refused)} left as they are.", level
            )
        return self._page(
            request,
            "undo",
            of=of,
            title=f"Undo {of.name}",
            undone=undone,
            refused=undone.refused[:PER_PAGE],
            more=max(0, len(undone.refused) - PER_PAGE),
            done=request.method == "POST",
        )

    def _waiting(self, request: Any, pk: int) -> Import:
        """The import, for whoever uploaded it: others may read what became of it, but not confirm it."""
        of = get_object_or_404(Import, pk=pk)
        if not self._is_theirs(request, of):
            raise PermissionDenied("Somebody else uploaded this. Only they or an editor can go on with it.")
        return of

    def _page(self, request: Any, step: str, **context: Any) -> HttpResponseBase:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media, "step": step}
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/factreg/import/{step}.html", {**shared, **context})


def _address(step: str, of: Import) -> str:
    return reverse(f"admin:claims_import_{step}", args=[of.pk])


def _at_row(error: FileError) -> str:
    return f"Row {error.line}: {error.message}"


def _told(report: Report) -> dict[str, Any]:
    """The report for a page: what is wrong first, then what is to be looked at."""
    kept = as_kept(report)
    faults = report.refusals
    return {
        "faults": faults[:PER_PAGE],
        "more_faults": max(0, len(faults) - PER_PAGE),
        "summary": report.summary(),
        "rows": [row for row in kept["rows"] if row[3] != "refused"][:PER_PAGE] if not faults else [],
        "more": kept["more"] + max(0, len(kept["rows"]) - PER_PAGE) if not faults else 0,
        "nothing": not any(number for outcome, number in report.counts().items() if outcome in ("created", "changed")),
    }


def _linked(records: Iterable[ImportedRecord]) -> list[ImportedRecord]:
    """The records, each with the address of its admin page, if it is there still."""
    listed = list(records)
    by_type: dict[str, list[ImportedRecord]] = {}
    for record in listed:
        by_type.setdefault(record.type, []).append(record)
    for type_, of_type in by_type.items():
        model: Any = SECTION_OF[type_].model
        stored = set(model._default_manager.filter(pk__in=[one.row for one in of_type]).values_list("pk", flat=True))
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        for one in of_type:
            one.address = reverse(name, args=[one.row]) if one.row in stored else ""  # type: ignore[attr-defined]
    return listed
