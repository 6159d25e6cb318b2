"""The door as editors see it: one page to confirm on, for one record or many, and what to say when it stays shut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.actions import StaleRevision, lock
from claims.admin.base import revision_in
from claims.admin.conflicts import STARTED_FROM
from claims.admin.lists import publication
from claims.admin.verbs import VERBS, Verb
from claims.ledger.models import Head
from claims.ledger.publish import NotPublishable
from claims.ledger.takedown import NotTakenDown
from claims.ledger.takedown_list import struck_out_if_undone
from factreg.records import Record
from factreg.text import validate_text

AT_ONCE = 500
CONFIRMED = "confirmed"


class ReasonForm(forms.Form):
    """Why, in public."""

    reason = forms.CharField(
        max_length=1000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Public: it stands in the history and in the list of changes.",
    )

    def __init__(self, *args: Any, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class DoorViews:
    """For the admin classes of the ledger's records: the views and bulk actions of the door."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        own = [
            path(f"<path:object_id>/{name}/", wrap(self.door_view), {"verb": verb}, name=self._url_name(name))
            for name, verb in VERBS.items()
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def _url_name(self, name: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{name}"  # type: ignore[attr-defined]

    def door_url(self, name: str, record: Record) -> str:
        return reverse(f"admin:{self._url_name(name)}", args=[quote(record.pk)])

    def door_view(self, request: Any, object_id: str, verb: Verb) -> HttpResponseBase:
        """Do something at the door with one record, once it is confirmed."""
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if record is None:
            return HttpResponseRedirect(reverse(f"admin:{self._url_name('changelist')}"))
        page = self._confirm_at_the_door(request, verb, [record])
        return page or HttpResponseRedirect(reverse(f"admin:{self._url_name('change')}", args=[quote(record.pk)]))

    @admin.action(permissions=["publish"], description="Publish selected %(verbose_name_plural)s")
    def publish_selected(self, request: Any, queryset: Any) -> HttpResponseBase | None:
        return self._confirm_selected(request, VERBS["publish"], queryset)

    @admin.action(permissions=["withdraw"], description="Withdraw selected %(verbose_name_plural)s")
    def withdraw_selected(self, request: Any, queryset: Any) -> HttpResponseBase | None:
        return self._confirm_selected(request, VERBS["withdraw"], queryset)

    @admin.action(permissions=["withdraw"], description="Restore selected %(verbose_name_plural)s")
    def restore_selected(self, request: Any, queryset: Any) -> HttpResponseBase | None:
        return self._confirm_selected(request, VERBS["restore"], queryset)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VERBS["publish"].permission)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VERBS["withdraw"].permission)

    def panel(self, user: Any, record: Record) -> dict[str, Any]:
        """What the record's page says of its state, and the verbs that fit it."""
        fitting = [verb for verb in VERBS.values() if verb.fits(record)]
        allowed = [verb for verb in fitting if user.has_perm(verb.permission)]
        return {
            "state": publication(record),
            "verbs": [(verb, self.door_url(verb.name, record)) for verb in allowed],
            "refused": [verb for verb in fitting if verb not in allowed],
        }

    def _confirm_selected(self, request: Any, verb: Verb, queryset: Any) -> HttpResponseBase | None:
        if queryset.count() > AT_ONCE:
            if verb.name in ("publish", "withdraw"):
                return self.choose_for_the_door(request, verb.name, queryset)
            words = f"Select at most {AT_ONCE} at a time; nothing was {verb.done}."
            self.message_user(request, words, messages.ERROR)  # type: ignore[attr-defined]
            return None
        return self._confirm_at_the_door(request, verb, list(queryset))

    def _confirm_at_the_door(self, request: Any, verb: Verb, records: Sequence[Any]) -> HttpResponseBase | None:
        """The page to confirm on; None once it is confirmed and done."""
        if not request.user.has_perm(verb.permission):
            raise PermissionDenied(f"Your account may edit records, but not {verb.name} them. Ask an editor.")
        confirmed = request.method == "POST" and CONFIRMED in request.POST
        form = ReasonForm(request.POST if confirmed else None, needed=verb.needs_reason(records))
        problems = [
            f"“{record}” is {record.get_public_state_display()}: it can't be {verb.done}."
            for record in records
            if not verb.fits(record)
        ]
        if confirmed and not problems and form.is_valid():
            problems = self._act(request, verb, records, form.cleaned_data["reason"])
            if not problems:
                return None
            for record in records:
                record.refresh_from_db(fields=["revision", "public_state", "work_state"])
        return self._page(request, verb, records, form, problems)

    def _act(self, request: Any, verb: Verb, records: Sequence[Any], reason: str) -> list[str]:
        """Do it, if nothing was edited since it was shown; what stands against it."""
        try:
            with struck_out_if_undone(), transaction.atomic():
                # As the door itself does: first the head, then the records.
                Head.objects.select_for_update().get()
                for record in records:
                    lock(record=record, started_from=revision_in(request.POST, f"{STARTED_FROM}-{record.pk}"))
                verb.act(records=records, by=request.user, reason=reason)
                for record in records:
                    self.log_change(request, record, f"{verb.outcome}: {reason}")  # type: ignore[attr-defined]
        except StaleRevision as stale:
            return [f"“{stale.stored}” was edited since you opened this page. Look at it again before you confirm."]
        except NotPublishable as refused:
            return [str(problem) for problem in refused.problems]
        except NotTakenDown as refused:
            return [str(refused)]
        told = f"“{records[0]}” is" if len(records) == 1 else f"{len(records)} records are"
        self.message_user(request, f"{told} {verb.outcome}.", messages.SUCCESS)  # type: ignore[attr-defined]
        return []

    def _page(
        self, request: Any, verb: Verb, records: Sequence[Any], form: ReasonForm, problems: list[str]
    ) -> HttpResponseBase:
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": f"{verb.name.capitalize()}: {records[0] if len(records) == 1 else f'{len(records)} records'}",
            "opts": self.opts,  # type: ignore[attr-defined]
            "verb": verb,
            "records": records,
            "also": verb.also(records),
            "form": form,
            "problems": problems,
            "possible": all(verb.fits(record) for record in records),
            "confirmed_name": CONFIRMED,
            "started_from_name": STARTED_FROM,
            "action": request.POST.get("action", ""),
            "selected_name": ACTION_CHECKBOX_NAME,
            "media": self.media,  # type: ignore[attr-defined]
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/factreg/door.html", context)
