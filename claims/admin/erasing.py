"""Erasing and legal holds on the page of a record: what is asked for, and what would be destroyed, before one asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse

from claims.admin.door import CONFIRMED, ReasonForm
from claims.ledger.erasing import ERASABLE, would_destroy
from claims.ledger.holds import NotHeld, hold, hold_on, lift
from claims.ledger.models import Entry
from claims.ledger.neighbourhood import PUBLISHED
from claims.ledger.takedown import NotTakenDown
from claims.ledger.two_people import ask
from claims.models import LegalHold, Takedown, TakedownKind
from factreg.text import validate_text

ASK, ERASE, HOLD = "ledger.withdraw", "ledger.erase", "ledger.hold"
MOST_VERSIONS = 200


class ErasureForm(ReasonForm):
    """Which versions, why, and by which law, in public."""

    versions = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Versions with the same words go together. None ticked: the whole record.",
    )
    legal_basis = forms.CharField(
        required=False,
        max_length=1000,
        validators=[validate_text],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="The law or order that demands it, if one does. Public: the address answers with status 451 then.",
    )

    def __init__(self, *args: Any, versions: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, needed=True, **kwargs)
        self.fields["versions"].choices = versions  # type: ignore[attr-defined]
        self.fields["reason"].help_text = "Public, in the register of takedowns: it names nobody."


class HoldForm(forms.Form):
    """Why, for editors alone."""

    reason = forms.CharField(
        max_length=2000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="For editors alone: the case, who asked for it, until when.",
    )


class ErasingViews:
    """For the admin classes of the ledger's records: to ask for an erasure; to place and lift a legal hold."""

    opts: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path("<path:object_id>/erase/", wrap(self.erase_view), name=f"{name}_erase"),
            path("<path:object_id>/hold/", wrap(self.hold_view), name=f"{name}_hold"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def _to(self, name: str, record: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=[quote(record.pk)])

    def keeping(self, user: Any, record: Any) -> dict[str, Any]:
        """What the record's page says of holds and of what waits for a second person, with the ways to both."""
        waiting: Any = Takedown.objects
        asked = waiting.of(record).waiting().first()
        steps = []
        if record.public_state in ERASABLE and user.has_perm(ASK):
            steps.append(("Erase…", self._to("erase", record)))
        held = hold_on(record)
        if user.has_perm(HOLD):
            steps.append(("Lift the legal hold…" if held else "Legal hold…", self._to("hold", record)))
        return {"steps": steps, "held": held, "asked": asked}

    def erase_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """Ask for an erasure; a second person confirms it."""
        record = self._record(request, object_id, ASK, "ask for records to be erased")
        confirmed = request.method == "POST" and CONFIRMED in request.POST
        form = ErasureForm(request.POST if confirmed else None, versions=_versions(record))
        problems: list[str] = []
        if confirmed and form.is_valid():
            given = form.cleaned_data
            try:
                asked = ask(
                    record=record,
                    kind=TakedownKind.ERASE,
                    by=request.user,
                    reason=given["reason"],
                    legal_basis=given["legal_basis"],
                    versions=given["versions"],
                )
            except NotTakenDown as refused:
                problems = [str(refused)]
            else:
                self.log_change(request, record, "asked for an erasure")  # type: ignore[attr-defined]
                return HttpResponseRedirect(reverse("admin:claims_takedown_decide", args=[asked.pk]))
        told = would_destroy(record=record) if record.public_state in ERASABLE else None
        return self._shown(request, "admin/factreg/erase.html", record, form, problems, told=told, held=hold_on(record))

    def hold_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """Place a legal hold, or lift the one that stands."""
        record = self._record(request, object_id, HOLD, "place or lift legal holds")
        held = hold_on(record)
        confirmed = request.method == "POST" and CONFIRMED in request.POST
        form = HoldForm(request.POST if confirmed else None)
        problems: list[str] = []
        if confirmed and form.is_valid():
            problems = _hold_or_lift(record, held, request.user, form.cleaned_data["reason"])
            if not problems:
                done = "is free of its legal hold" if held else "is under legal hold"
                self.message_user(request, f"“{record}” {done}.", messages.SUCCESS)  # type: ignore[attr-defined]
                return HttpResponseRedirect(self._to("change", record))
        holds: Any = LegalHold.objects
        earlier = holds.of(record).select_related("placed_by", "lifted_by")
        return self._shown(request, "admin/factreg/hold.html", record, form, problems, held=held, holds=earlier)

    def _record(self, request: Any, object_id: str, permission: str, deed: str) -> Any:
        if not request.user.has_perm(permission):
            raise PermissionDenied(f"Your account may not {deed}. Ask an administrator.")
        record = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if record is None:
            raise PermissionDenied("There is no such record.")
        return record

    def _shown(
        self, request: Any, template: str, record: Any, form: forms.Form, problems: list[str], **context: Any
    ) -> HttpResponseBase:
        request.current_app = self.admin_site.name
        return TemplateResponse(
            request,
            template,
            {
                **self.admin_site.each_context(request),
                "title": f"{'Erase' if template.endswith('erase.html') else 'Legal hold'}: {record}",
                "opts": self.opts,
                "record": record,
                "form": form,
                "problems": problems,
                "confirmed_name": CONFIRMED,
                "media": self.media,  # type: ignore[attr-defined]
                **context,
            },
        )


def _hold_or_lift(record: Any, held: LegalHold | None, by: Any, reason: str) -> list[str]:
    try:
        if held:
            lift(held=held, by=by, reason=reason)
        else:
            hold(record=record, by=by, reason=reason)
    except NotHeld as refused:
        return [str(refused)]
    except ValidationError as error:
        return list(error.messages)
    return []


def _versions(record: Any) -> list[tuple[int, str]]:
    """The versions that are left, but for the last, as they are chosen among; newest first."""
    rows = PUBLISHED[record.type].objects.filter(key=record.key).order_by("-seq")[1 : MOST_VERSIONS + 1]
    rows = list(rows.values_list("seq", "version"))
    at = dict(Entry.objects.filter(seq__in=[seq for seq, _ in rows]).values_list("seq", "at"))
    return [(number, f"{number}, of {at[seq]:%Y-%m-%d %H:%M} UTC") for seq, number in rows]
