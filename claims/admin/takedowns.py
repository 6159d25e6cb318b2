"""What waits for a second person to be taken down, legal holds, and the page that takes down what an address shows."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode

from claims.admin.door import ReasonForm
from claims.admin.erasing import ASK, ERASE
from claims.admin.fresh import FreshForm
from claims.ledger.erasing import would_destroy
from claims.ledger.freeze import RECORDS
from claims.ledger.takedown import NotTakenDown, quarantine
from claims.ledger.two_people import confirm, may_confirm, turn_down
from claims.models import LegalHold, Takedown, TakedownKind, TakedownState
from factreg.records import PublicState
from sources.models import Slug

# The button that does it; any other refuses.
CONFIRM = "confirm"
_OF_LIST = {
    **{f"{type_}s": type_ for type_ in RECORDS},
    **dict.fromkeys(("disputes", "statements", "denials", "assessments"), "claim"),
}
_ADDRESS = re.compile(rf"(?:/[a-z]{{2}})?/(?:embed/|api/v1/)?({'|'.join(_OF_LIST)})/([a-z0-9-]+)")


class _ToRead(admin.ModelAdmin):
    """A list to read: what is in it is made elsewhere."""

    show_full_result_count = False

    def get_queryset(self, request: Any) -> Any:
        """With the slug of each row's record, which may be of any type; empty once it is erased."""
        of_type = (model.objects.filter(key=OuterRef("key")).values("slug")[:1] for model in RECORDS.values())
        return super().get_queryset(request).annotate(slug=Coalesce(*map(Subquery, of_type), Value("")))

    @admin.display(description="record")
    def record(self, row: Any) -> str:
        return f"{row.type} {row.slug or row.key}"

    def has_add_permission(self, request: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


@admin.register(LegalHold)
class LegalHoldAdmin(_ToRead):
    """Placed and lifted on the records' own pages."""

    list_display = ["record", "placed_by", "placed_at", "lifted_by", "lifted_at"]
    list_filter = [("lifted_at", admin.EmptyFieldListFilter), "type"]
    list_select_related = ["placed_by", "lifted_by"]
    fields = ["record", "reason", "placed_by", "placed_at", "lifted_by", "lifted_at", "lifted_because"]
    readonly_fields = ["record"]


class DecisionForm(FreshForm):
    """The second person's word; for an erasure with what they log in with, at the very moment."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = "Yours, once more: what is erased can't be brought back."


@admin.register(Takedown)
class TakedownAdmin(_ToRead):
    """What somebody asked to have withdrawn or erased, and the page on which another decides."""

    list_display = ["kind", "record", "state", "requested_by", "requested_at", "decided_by", "decided_at"]
    list_filter = ["state", "kind", "type"]
    list_select_related = ["requested_by", "decided_by"]
    ordering = ["-state", "-id"]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.decide_view)
        return [path("<int:pk>/decide/", view, name="claims_takedown_decide"), *super().get_urls()]

    def change_view(self, request: Any, object_id: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not object_id.isdecimal():
            raise Http404
        return self.decide_view(request, int(object_id))

    def site_urls(self) -> list[Any]:
        """Addresses at the top of the site: see claims/workbench.py."""
        return [path("take-down/", self.admin_site.admin_view(self.take_down_view), name="take_down")]

    # Deciding

    def decide_view(self, request: Any, pk: int) -> HttpResponseBase:
        """Confirm or refuse what somebody else asked for."""
        asked = get_object_or_404(Takedown.objects.select_related("requested_by", "decided_by"), pk=pk)
        erases = asked.kind == TakedownKind.ERASE
        needed = ERASE if erases else ASK
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = DecisionForm(request.POST if erases and CONFIRM in request.POST else None, request=request)
        problems: list[str] = []
        if request.method == "POST":
            if not request.user.has_perm(needed if CONFIRM in request.POST else ASK):
                raise PermissionDenied("Your account may not decide that. Ask an administrator.")
            if not form.is_bound or form.is_valid():
                problems = self._done(request, asked, confirm if CONFIRM in request.POST else turn_down)
                if not problems:
                    return HttpResponseRedirect(request.path)
        may = request.user.has_perm(needed) and may_confirm(asked=asked, by=request.user)
        return self._decision(request, asked, form, problems, may=may)

    def _done(self, request: Any, asked: Takedown, deed: Any) -> list[str]:
        try:
            deed(asked=asked, by=request.user)
        except NotTakenDown as refused:
            return [str(refused)]
        done = "done" if deed is confirm else "refused"
        self.log_change(request, asked, done)
        self.message_user(request, f"It is {done}.", messages.SUCCESS)
        return []

    def _decision(
        self, request: Any, asked: Takedown, form: DecisionForm, problems: list[str], *, may: bool
    ) -> HttpResponseBase:
        record = RECORDS[asked.type].objects.filter(key=asked.key).first()
        told = None
        if record and asked.kind == TakedownKind.ERASE and asked.state == TakedownState.WAITING:
            try:
                told = would_destroy(record=record, versions=asked.versions or None)
            except NotTakenDown as refused:
                problems = [*problems, str(refused)]
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": f"{asked.get_kind_display().capitalize()}: {record or asked.key}",
            "opts": self.opts,
            "asked": asked,
            "record": record,
            "record_url": _change_url(record) if record else "",
            "waiting": asked.state == TakedownState.WAITING,
            "mine": asked.requested_by_id == request.user.pk,
            "may": may,
            "told": told,
            "form": form,
            "erases": asked.kind == TakedownKind.ERASE,
            "problems": problems,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/factreg/takedown.html", context)

    # Taking down what an address shows

    def take_down_view(self, request: Any) -> HttpResponseBase:
        """Quarantine at once what a public address shows: the one that is given, or that one came from."""
        if not request.user.has_perm(ASK):
            raise PermissionDenied("Your account may not take records down. Ask an editor.")
        url = request.GET.get("url") or _came_from(request)
        record = record_at(url)
        form = ReasonForm(request.POST if request.method == "POST" else None, needed=False)
        problems = [] if record or not url else ["No record has that address. Paste the address of a record's page."]
        if request.method == "POST" and record and form.is_valid():
            try:
                quarantine(record=record, by=request.user, reason=form.cleaned_data["reason"])
            except NotTakenDown as refused:
                problems = [str(refused)]
            else:
                messages.success(request, f"“{record}” is quarantined: nobody can read it now.")
                return HttpResponseRedirect(f"{request.path}?{urlencode({'url': url})}")
        request.current_app = self.admin_site.name
        down = (PublicState.PUBLISHED, PublicState.WITHDRAWN)
        context = {
            **self.admin_site.each_context(request),
            "title": "Take down",
            "opts": self.opts,
            "url": url,
            "record": record,
            "record_url": _change_url(record) if record else "",
            "possible": bool(record) and record.public_state in down,
            "restorable": bool(record) and record.public_state in (PublicState.WITHDRAWN, PublicState.QUARANTINED),
            "form": form,
            "problems": problems,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/factreg/take_down.html", context)


def record_at(url: str) -> Any:
    """The record that a public address is of, in whatever language or format; the survivor, if it was merged."""
    try:
        found = _ADDRESS.match(unquote(urlsplit(url.strip()).path))
    except ValueError:
        return None
    if found is None:
        return None
    type_, slug = _OF_LIST[found[1]], found[2]
    survivor = Slug.objects.filter(type=type_, slug=slug).values_list("merged_into", flat=True).first()
    of_it = {"key": survivor} if survivor else {"slug": slug}
    return RECORDS[type_].objects.filter(**of_it).first()


def _came_from(request: Any) -> str:
    """The public page from which one came, which a browser tells on the same site alone."""
    referred = request.headers.get("Referer", "")
    ours = referred.startswith((f"{settings.SITE_URL}/", f"{request.scheme}://{request.get_host()}/"))
    return referred if ours and not urlsplit(referred).path.startswith("/admin/") else ""


def _change_url(record: Any) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
