"""Bulk actions of the lists: one page to confirm on, with the consequences, for up to 10,000 records at once.

The page carries the chosen records and the revisions that were shown, signed: "select all" needs no field a row.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.admin.bulk_deeds import DEEDS, Chosen, Deed
from claims.admin.door import ReasonForm
from claims.admin.verbs import VERBS
from claims.models import Label, LabelledRecord

MOST = 10_000
MOST_LISTED = 100
MOST_FOLLOWED = 500
SALT = "factreg.bulk"
SELECTION = "selection"


class LabelFilter(admin.SimpleListFilter):
    """Records by the private labels that they carry."""

    title = "label"
    parameter_name = "label"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        carried = LabelledRecord.objects.filter(type=model_admin.model.type).values("label")
        return [(str(pk), name) for pk, name in Label.objects.filter(pk__in=carried).values_list("pk", "name")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value() or ""
        if not (value.isascii() and value.isdigit() and len(value) < 18):
            return queryset
        carrying = LabelledRecord.objects.filter(label=value, type=queryset.model.type)
        return queryset.filter(key__in=carrying.values("key"))


class BulkViews:
    """For the admin classes of records: the actions of their lists, and the page on which they are confirmed."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        own = [
            path(f"bulk/{deed.name}/", wrap(self.bulk_view), {"deed": deed}, name=self._bulk_name(deed))
            for deed in self._deeds()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def _deeds(self) -> list[Deed]:
        return [deed for deed in DEEDS.values() if deed.only in ("", self.model.type)]  # type: ignore[attr-defined]

    def _bulk_name(self, deed: Deed) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_bulk_{deed.name}"  # type: ignore[attr-defined]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_filter(request), LabelFilter]  # type: ignore[misc]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found = super().get_actions(request)  # type: ignore[misc]
        for deed in self._deeds():
            if not deed.door and request.user.has_perm(deed.permission_for(self.opts)):  # type: ignore[attr-defined]
                words = f"{deed.title} selected {self.opts.verbose_name_plural}"  # type: ignore[attr-defined]
                found[deed.name] = (_action(deed), deed.name, words)
        return found

    def choose(self, request: Any, deed: Deed, queryset: Any) -> HttpResponseBase | None:
        """The page to confirm on, for the chosen records as they are now."""
        pairs = list(queryset.order_by("pk").values_list("pk", "revision")[: MOST + 1])
        if len(pairs) > MOST:
            words = f"Select at most {MOST:,} at a time; nothing was {deed.done}."
            self.message_user(request, words, messages.ERROR)  # type: ignore[attr-defined]
            return None
        if not pairs:
            words = f"None of the chosen is in the list any more (merged, or deleted); nothing was {deed.done}."
            self.message_user(request, words, messages.ERROR)  # type: ignore[attr-defined]
            return None
        return self._confirm_all(request, deed, dict(pairs), form=self._form_of_deed(deed, None, dict(pairs)))

    def choose_for_the_door(self, request: Any, verb: str, queryset: Any) -> HttpResponseBase | None:
        """The same for more records than the door's own page lists."""
        return self.choose(request, DEEDS[f"{verb}-all"], queryset)

    def bulk_view(self, request: Any, deed: Deed) -> HttpResponseBase:
        """Do what was confirmed, with each record that is still as it was shown."""
        self._refuse_unpermitted(request, deed)
        home = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")  # type: ignore[attr-defined]
        revisions = self._selected(request)
        if revisions is None:
            self.message_user(request, "Choose records in the list first.", messages.WARNING)  # type: ignore[attr-defined]
            return HttpResponseRedirect(home)
        form = self._form_of_deed(deed, request.POST, revisions)
        if not form.is_valid():
            return self._confirm_all(request, deed, revisions, form=form)
        refused = deed.act(Chosen(self.model, revisions), form.cleaned_data, request.user)  # type: ignore[attr-defined]
        words = f"{len(revisions) - len(refused):,} of {len(revisions):,} {deed.outcome}."
        self.message_user(request, words, messages.WARNING if refused else messages.SUCCESS)  # type: ignore[attr-defined]
        if not refused:
            return HttpResponseRedirect(home)
        stored = self.model._default_manager.in_bulk(list(refused)[:MOST_LISTED])  # type: ignore[attr-defined]
        listed = [(stored.get(pk), pk, reason) for pk, reason in list(refused.items())[:MOST_LISTED]]
        more = max(0, len(refused) - MOST_LISTED)
        return self._bulk_page(request, deed, refused=listed, more=more, title=f"{len(refused)} left as they are")

    def _selected(self, request: Any) -> dict[int, int] | None:
        try:
            of, pairs = signing.loads(request.POST.get(SELECTION, ""), salt=SALT)
        except signing.BadSignature:
            return None
        return dict(pairs) if of == self.model.type else None  # type: ignore[attr-defined]

    def _refuse_unpermitted(self, request: Any, deed: Deed) -> None:
        if not request.user.has_perm(deed.permission_for(self.opts)):  # type: ignore[attr-defined]
            noun = self.opts.verbose_name_plural  # type: ignore[attr-defined]
            raise PermissionDenied(f"Your account may not have {noun} {deed.done}. Ask an editor.")

    def _form_of_deed(self, deed: Deed, data: Any, revisions: dict[int, int]) -> Any:
        if deed.form is not ReasonForm:
            return deed.form(data)
        records = self.model._default_manager.filter(pk__in=list(revisions)).only("public_state")  # type: ignore[attr-defined]
        return ReasonForm(data, needed=VERBS[deed.door].needs_reason(records))

    def _confirm_all(self, request: Any, deed: Deed, revisions: dict[int, int], *, form: Any) -> HttpResponseBase:
        self._refuse_unpermitted(request, deed)
        manager = self.model._default_manager  # type: ignore[attr-defined]
        listed = list(self.get_queryset(request).filter(pk__in=sorted(revisions)[:MOST_LISTED]))  # type: ignore[attr-defined]
        chosen = listed
        if len(revisions) > len(listed):
            chosen = list(manager.filter(pk__in=list(revisions)).only("public_state", "work_state", "revision"))
        notes = deed.notes(chosen)
        also: list[Any] = []
        if deed.door:
            followed = list(manager.filter(pk__in=sorted(revisions)[:MOST_FOLLOWED]))
            also = list(VERBS[deed.door].also(followed))
            if len(revisions) > MOST_FOLLOWED:
                notes = [*notes, f"What goes with them is worked out for the first {MOST_FOLLOWED}."]
        return self._bulk_page(
            request,
            deed,
            title=f"{deed.title} {self._counted(len(revisions))}",
            form=form,
            records=listed,
            more=max(0, len(revisions) - len(listed)),
            notes=notes,
            also=also[:MOST_LISTED],
            more_also=max(0, len(also) - MOST_LISTED),
            also_heading=VERBS[deed.door].also_heading if deed.door else "",
            selection=signing.dumps([self.model.type, list(revisions.items())], salt=SALT, compress=True),  # type: ignore[attr-defined]
        )

    def _counted(self, number: int) -> str:
        noun = self.opts.verbose_name if number == 1 else self.opts.verbose_name_plural  # type: ignore[attr-defined]
        return f"{number:,} {noun}"

    def _bulk_page(self, request: Any, deed: Deed, **context: Any) -> HttpResponseBase:
        shared = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "deed": deed,
            "address": reverse(f"admin:{self._bulk_name(deed)}"),
            "media": self.media,  # type: ignore[attr-defined]
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/factreg/bulk.html", {**shared, **context})


def _action(deed: Deed) -> Any:
    def act(made: BulkViews, request: Any, queryset: Any) -> HttpResponseBase | None:
        return made.choose(request, deed, queryset)

    return act


@admin.register(Label)
class LabelAdmin(admin.ModelAdmin):
    """The private words by which records are sorted; put on and taken off in their lists."""

    list_display = ["name"]
    search_fields = ["name"]
    show_full_result_count = False
