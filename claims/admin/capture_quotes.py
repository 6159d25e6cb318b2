"""From a capture to a statement: words are selected, or typed, and become the quote of a new statement.

And the list of words that a later capture no longer has, on which an editor decides.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from claims.actions import StaleRevision, save
from claims.admin.base import STARTED_FROM, revision_in
from claims.admin.forms import StatementForm
from claims.admin.refusals import REFUSED, refusals_of
from claims.admin.source_forms import free_slug
from claims.admin.widgets import RecordSelect
from claims.models import Anchor, Claim, Event, Statement
from claims.quoting import anchor_at, keep_as_captured
from claims.rules.quotes import Place, find, successor
from claims.vocabulary import ClaimKind, Wording, Words
from factreg.fields import PROSE_LENGTH
from sources.models import Capture

# New words of a statement are an edit of its claim.
MAY_DECIDE = ("claims.change_statement", "claims.change_claim")
MAY_NOT_QUOTE = "Your account may read captures, but not add statements. Ask an editor."
MAY_NOT_DECIDE = "Your account may read this list, but not change statements. Ask an editor."
NOT_IN_CAPTURE = "The capture does not have these words, even when quotation marks, dashes and spaces are evened out."
SAVED_MEANWHILE = "Someone saved the claim at this very moment. Send it again."
ORPHANS_A_PAGE = 20


class QuoteForm(StatementForm):
    """A statement whose words stand in a capture, on a claim that is chosen or made with it."""

    words = forms.CharField(
        max_length=PROSE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField", "dir": "auto"}),
        help_text="As they stand in the text: select them there, or type or paste them here.",
    )
    start = forms.IntegerField(required=False, min_value=0, max_value=10**7, widget=forms.HiddenInput)
    kind_of_words = forms.ChoiceField(
        label="They are",
        choices=[(Words.QUOTE, "the actor's own words"), (Words.PASSAGE, "the source's words, private unless short")],
        initial=Words.QUOTE,
        widget=forms.RadioSelect,
    )
    wording = forms.ChoiceField(choices=Wording.choices, initial=Wording.ORIGINAL)
    new_claim = forms.CharField(
        label="Or a new claim",
        required=False,
        max_length=PROSE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="In neutral words of our own, that take nothing disputed for granted.",
    )
    new_kind = forms.ChoiceField(label="Its kind", required=False, choices=[("", "---------"), *ClaimKind.choices])
    new_event = forms.ModelChoiceField(label="Its event", required=False, queryset=Event.objects.all())

    required_css_class = "required"
    field_order = [
        *("words", "start", "kind_of_words", "wording", "actor", "stance", "elements"),
        *("claim", "new_claim", "new_kind", "new_event", "said", "locator"),
    ]

    class Meta:
        model = Statement
        fields = ["claim", "actor", "stance", "elements", "said", "locator"]

    def __init__(self, *args: Any, capture: Capture, **kwargs: Any) -> None:
        super().__init__(*args, instance=Statement(source=capture.source), **kwargs)
        self.capture = capture
        self.place: Place | None = None
        self.made_claim: Claim | None = None
        self.fields["claim"].required = False
        self.fields["claim"].help_text = "What the words assert or deny."

    def clean(self) -> Any:
        super().clean()
        self._take_words()
        if self.cleaned_data.get("claim") is None and "claim" not in self.errors:
            self._name_claim()
        elif self.cleaned_data.get("new_claim"):
            self.add_error("new_claim", "Choose a claim or name a new one, not both.")
        return self.cleaned_data

    def _take_words(self) -> None:
        words, as_ = self.cleaned_data.get("words", ""), self.cleaned_data.get("kind_of_words", "")
        if not words or not as_:
            return
        self.place = find(words, self.capture.text, near=self.cleaned_data.get("start") or 0)
        if self.place is None:
            self.add_error("words", NOT_IN_CAPTURE)
            return
        language = self.capture.source.language
        setattr(self.instance, as_, self.place.exact)
        setattr(self.instance, f"{as_}_language", "" if language == "und" else language)
        setattr(self.instance, f"{as_}_wording", self.cleaned_data.get("wording", ""))

    def _name_claim(self) -> None:
        text, kind, event = (self.cleaned_data.get(f"new_{name}") for name in ("claim", "kind", "event"))
        if not text:
            self.add_error("claim", "Choose the claim that the words are about, or name a new one.")
            return
        if not kind:
            self.add_error("new_kind", "Say what kind of claim it is.")
        if event is None:
            self.add_error("new_event", "Choose the event that it is about.")
        if kind and event is not None:
            self.made_claim = Claim(text=text, kind=kind, event=event, slug=free_slug(Claim, text))

    def kept(self, *, by: Any) -> Statement:
        """The statement, saved on its claim and anchored at the words that were meant."""
        claim = self.made_claim or Claim.objects.get(pk=self.instance.claim_id)
        with transaction.atomic():
            save(record=claim, by=by, parts=self._parts(claim))
            if self.place is not None:
                near, as_ = self.place.start, self.cleaned_data["kind_of_words"]
                anchor_at(statement=self.instance, words=as_, capture=self.capture, near=near)
        return self.instance

    def _parts(self, claim: Claim) -> Any:
        # One by one: a new claim has its id only when its parts are asked for.
        self.instance.claim = claim
        yield self.instance


class QuoteViews:
    """For the admin of captures: quoting from one, and deciding on what later ones lack."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("orphans/", wrap(self.orphans_view), name="sources_capture_orphans"),
            path("<path:object_id>/quote/", wrap(self.quote_view), name="sources_capture_quote"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def quote_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """The capture's text beside the form of a new statement."""
        capture = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if capture is None:
            return HttpResponseRedirect(reverse("admin:sources_capture_changelist"))
        if not request.user.has_perms(["claims.add_statement", "claims.change_claim", "sources.view_capture"]):
            raise PermissionDenied(MAY_NOT_QUOTE)
        chosen = request.GET.get("claim", "")
        form = self._quote_form(
            request,
            capture=capture,
            initial={"claim": chosen if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None},
        )
        if request.method == "POST" and form.is_valid() and (answer := self._save_quote(request, form)):
            return answer
        anchors = capture.anchors.select_related("statement__claim", "statement__actor").order_by("start")
        context = {"capture": capture, "form": form, "anchors": anchors, "media": self.media + form.media}  # type: ignore[attr-defined]
        return self._capture_page(request, "quote.html", f"Quote from {capture.source}", context)

    def _quote_form(self, request: Any, **given: Any) -> QuoteForm:
        form = QuoteForm(request.POST or None, **given)
        boxes = {"claim": Statement, "actor": Statement, "new_event": Claim}
        for name, model in boxes.items():
            named: Any = model._meta.get_field(name.removeprefix("new_"))
            box = RecordSelect(named, self.admin_site)  # type: ignore[attr-defined]
            box.choices = form.fields[name].widget.choices
            box.is_required = form.fields[name].required
            made = self.admin_site._registry[named.remote_field.model]  # type: ignore[attr-defined]
            # A claim is made in the form itself.
            may_add = name != "claim" and made.has_add_permission(request)
            form.fields[name].widget = RelatedFieldWidgetWrapper(
                box,
                named.remote_field,
                self.admin_site,
                can_add_related=may_add,  # type: ignore[attr-defined]
            )
        form.fields["said"].widget.attrs["class"] = "vTextField"
        form.fields["locator"].widget.attrs["class"] = "vTextField"
        return form

    def _save_quote(self, request: Any, form: QuoteForm) -> HttpResponseBase | None:
        if form.made_claim is not None and not request.user.has_perm("claims.add_claim"):
            raise PermissionDenied("Your account may not add claims. Choose one that is on record.")
        try:
            statement = form.kept(by=request.user)
        except StaleRevision:
            form.add_error(None, SAVED_MEANWHILE)
            return None
        except REFUSED as error:
            for name, message in refusals_of(error):
                form.add_error(name if name in form.fields else None, message)
            return None
        claim = statement.claim
        link = format_html(
            '<a href="{}">{}</a>', reverse("admin:claims_claim_change", args=[claim.pk]), form.made_claim or claim
        )
        words = format_html("{} {}: “{}”.", statement.actor.name, statement.get_stance_display(), link)
        self.message_user(request, words, messages.SUCCESS)  # type: ignore[attr-defined]
        self.log_change(request, form.capture.source, f"quoted for {claim.slug}")  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{request.path}?claim={claim.pk}")

    # Words that later captures lack

    def orphans_view(self, request: Any) -> HttpResponseBase:
        """Quotes and passages that the latest capture no longer has: the old text, the new one, and what to do."""
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied("Your account may not read captures. Ask an editor.")
        fault = ""
        if request.method == "POST":
            if not request.user.has_perms(MAY_DECIDE):
                raise PermissionDenied(MAY_NOT_DECIDE)
            fault = self._decide(request)
            if not fault:
                return HttpResponseRedirect(request.get_full_path())
        orphans = Anchor.objects.orphans().order_by("-missing_from__retrieved_at", "pk")
        source = request.GET.get("source", "")
        if source.isascii() and source.isdigit() and len(source) < 19:
            orphans = orphans.filter(capture__source=source)
        page = Paginator(orphans.for_deciding(), ORPHANS_A_PAGE).get_page(request.GET.get("p"))
        context = {
            "page": page,
            "rows": [_row(anchor, request.POST if fault else {}) for anchor in page],
            "fault": fault,
            "started_from_name": STARTED_FROM,
            "may_decide": request.user.has_perms(MAY_DECIDE),
        }
        return self._capture_page(request, "orphans.html", "Words that the latest capture no longer has", context)

    def _decide(self, request: Any) -> str:
        """Do what the editor decided; what stands against it."""
        number = request.POST.get("anchor", "")
        known = number.isascii() and number.isdigit() and len(number) < 19
        anchor = Anchor.objects.orphans().for_deciding().filter(pk=number).first() if known else None
        if anchor is None:
            return "Somebody has decided on these words already."
        try:
            if "keep" in request.POST:
                keep_as_captured(anchor=anchor)
            else:
                self._take(request, anchor)
        except StaleRevision:
            return "The claim was edited since you opened this page. Look again, and decide again."
        except REFUSED as error:
            return " ".join(message for _, message in refusals_of(error))
        self.message_user(request, f"Decided: {anchor}.", messages.SUCCESS)  # type: ignore[attr-defined]
        return ""

    def _take(self, request: Any, anchor: Anchor) -> None:
        """The words become those of the latest capture that the editor gives: an edit of the claim."""
        statement, latest = anchor.statement, anchor.missing_from
        place = find(request.POST.get("words", ""), latest.text)
        if place is None:
            raise ValidationError(f"{NOT_IN_CAPTURE} Nothing was changed.")
        setattr(statement, anchor.words, place.exact)
        started_from = revision_in(request.POST, STARTED_FROM)
        save(record=statement.claim, by=request.user, parts=[statement], started_from=started_from)

    def _capture_page(self, request: Any, template: str, title: str, context: dict[str, Any]) -> HttpResponseBase:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        common = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}  # type: ignore[attr-defined]
        return TemplateResponse(request, f"admin/factreg/capture/{template}", {**common, **context})


def _row(anchor: Anchor, typed: Any) -> dict[str, Any]:
    """An orphan with what stands in its place now, if that can be told."""
    place = Place(anchor.prefix, anchor.exact, anchor.suffix, anchor.start, anchor.end)
    now = successor(place, anchor.missing_from.text)
    offered = now.exact.strip() if now else ""
    mine = typed.get("anchor") == str(anchor.pk)
    return {"anchor": anchor, "now": now, "words": typed.get("words", "") if mine else offered}
