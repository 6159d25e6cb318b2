"""Source first: from an address, or from a text without one, to a source's form filled in with what was found.

What a page says is read in sources/; here it is shown, confirmed and kept. Words are quoted in capture_quotes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.admin.refusals import refusals_of
from claims.admin.source_forms import free_slug
from claims.models import Anchor
from claims.quoting import add_capture
from factreg.fields import ADDRESS_LENGTH
from factreg.text import TextError, clean, validate_http_url
from sources.fetching import NotFetched, fetch
from sources.models import CAPTURE_LENGTH, Capture, Publisher, Source
from sources.reading import Found, PageRead, read_page
from sources.vocabulary import PublisherKind, SourceKind

FETCHING_IS_OFF = "This registry fetches no pages: copy the text of the page and paste it."
_KINDS = {
    PublisherKind.AGENCY: SourceKind.AGENCY_REPORT,
    PublisherKind.SOCIAL_PLATFORM: SourceKind.SOCIAL_POST,
    PublisherKind.GOVERNMENT: SourceKind.PRESS_RELEASE,
}


class ReadForm(forms.Form):
    """An address, or a text, or both."""

    url = forms.CharField(
        label="Address",
        required=False,
        max_length=ADDRESS_LENGTH,
        validators=[validate_http_url],
        widget=forms.URLInput(attrs={"class": "vLargeTextField", "autofocus": True, "autocomplete": "off"}),
        help_text="The page's http or https address, as in https://example.org/news/report.",
    )
    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "vLargeTextField", "dir": "auto"}),
        help_text="The words themselves, where there is no address or the page can't be read from here. "
        "With a text, nothing is fetched.",
    )

    def clean_text(self) -> str:
        try:
            text = clean(self.cleaned_data["text"], multiline=True)
        except TextError as error:
            raise ValidationError(str(error)) from error
        if len(text) > CAPTURE_LENGTH:
            raise ValidationError(f"Longer than {CAPTURE_LENGTH:,} characters: keep the part you read.")
        return text

    def clean(self) -> Any:
        if not self.errors and not self.cleaned_data["url"] and not self.cleaned_data["text"]:
            raise ValidationError("Give an address, or paste a text.")
        return self.cleaned_data


@dataclass
class Reading:
    """What an address or a text gave: the text, what was found and where, and why there is no more."""

    url: str
    text: str
    read: PageRead
    fault: str
    at: datetime
    publisher: Publisher | None = None
    same: list[Source] = field(default_factory=list)

    def initial(self) -> dict[str, Any]:
        """What the source's form begins with."""
        title, published = self.read.best("title"), self.read.best("published")
        kind = _KINDS.get(self.publisher.kind) if self.publisher else None
        return {
            "title": title,
            "publisher": self.publisher.pk if self.publisher else None,
            "new_publisher": "" if self.publisher else self.read.best("publisher"),
            "new_homepage": "" if self.publisher or not self.read.host else f"https://{self.read.host}/",
            "kind": kind or SourceKind.ARTICLE,
            "url": self.read.best("url") or self.url,
            "published": published,
            "language": self.read.best("language") or "und",
            "retrieved_at": self.at,
            "slug": free_slug(Source, f"{title} {published[:10]}") if title else "",
        }

    def marks(self) -> Iterator[tuple[str, SafeString]]:
        """What to say beside a field: where its value was found, and what else was."""
        told = {**self.read.found, "new_publisher": self.read.found.get("publisher", ())}
        for name in ("title", "publisher", "new_publisher", "published", "language", "url"):
            yield name, _mark(told.get(name, ()))


def _mark(found: Sequence[Found]) -> SafeString:
    if not found:
        return format_html("<strong>{}</strong>", "Not found on the page.")
    best, *others = found
    also = format_html_join("", "; {}: <bdi>{}</bdi>", ((other.where, other.value) for other in others))
    return format_html("<strong>Found:</strong> {} (<bdi>{}</bdi>){}.", best.where, best.value, also)


def read(*, url: str, text: str) -> Reading:
    """Fetch and read what an editor gave. A page that can't be had is a fault to be told, not an end."""
    found, fault, at = PageRead(), "", datetime.now(tz=UTC).replace(microsecond=0)
    if url and not text:
        if settings.CAPTURE_FETCH:
            try:
                found = read_page(fetch(url))
            except NotFetched as error:
                fault = str(error)
        else:
            fault = FETCHING_IS_OFF
    text = text or found.text
    names = [each.value for each in found.found.get("publisher", ())]
    same = Source.objects.same_as(url=url, text=text) | Source.objects.same_as(url=found.best("url"))
    return Reading(
        url=url,
        text=text,
        read=found,
        fault=fault,
        at=at,
        publisher=Publisher.objects.of_page(host=found.host, names=names) if found.host else None,
        same=list(same.select_related("publisher")[:5]),
    )


class CaptureViews:
    """For the admin of sources: a new source from an address or a text, and a new capture of one that there is."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("capture/", wrap(self.capture_view), name="sources_source_capture"),
            path("<path:object_id>/capture/", wrap(self.recapture_view), name="sources_source_recapture"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    # A new source

    def capture_view(self, request: Any) -> HttpResponseBase:
        """Ask for an address or a text; then the ordinary form of a new source, filled in."""
        if not self.has_add_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied("Your account may read sources, but not add them. Ask an editor.")
        form = ReadForm(request.POST or None, initial={"url": request.GET.get("url", "")})
        if request.method == "POST" and form.is_valid():
            return self._fill_in(request, read(**form.cleaned_data))
        return self._ask_for_page(request, form, title="Add a source from an address or a text")

    def _fill_in(self, request: Any, reading: Reading) -> HttpResponseBase:
        asked = copy(request)
        asked.method, asked.POST, asked.reading = "GET", QueryDict(), reading
        asked.GET = QueryDict(f"{IS_POPUP_VAR}=1" if IS_POPUP_VAR in request.POST else "")
        return self.changeform_view(  # type: ignore[attr-defined, no-any-return]
            asked, None, form_url=reverse("admin:sources_source_add"), extra_context={"reading": reading}
        )

    def get_changeform_initial_data(self, request: Any) -> dict[str, Any]:
        reading = getattr(request, "reading", None)
        if reading is None:
            return super().get_changeform_initial_data(request)  # type: ignore[misc, no-any-return]
        return reading.initial()  # type: ignore[no-any-return]

    def get_formset_kwargs(self, request: Any, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        given = super().get_formset_kwargs(request, obj, inline, prefix)  # type: ignore[misc]
        reading = getattr(request, "reading", None)
        if reading is not None and reading.text and inline.model is Capture:
            given["initial"] = [{"text": reading.text, "retrieved_at": reading.at}]
        return given  # type: ignore[no-any-return]

    def mark_found(self, form: Any, reading: Reading) -> None:
        """Say beside each field where its value was found."""
        for name, words in reading.marks():
            if name in form.fields and reading.read.found:
                form.fields[name].help_text = format_html("{} {}", words, form.fields[name].help_text)

    # A new capture of a source

    def recapture_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """Read a source's page again, or take a text, and keep it beside the earlier captures."""
        source = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if source is None:
            return HttpResponseRedirect(reverse("admin:sources_source_changelist"))
        if not request.user.has_perm("sources.add_capture"):
            raise PermissionDenied("Your account may read captures, but not add them. Ask an editor.")
        form = ReadForm(request.POST or None, initial={"url": source.url})
        if request.method == "POST" and form.is_valid():
            reading = read(**form.cleaned_data)
            if reading.text and (answer := self._keep_capture(request, source, reading, form)):
                return answer
            if not form.errors:
                form.add_error("url", reading.fault or "There are no words on the page.")
        return self._ask_for_page(request, form, title=f"Capture again: {source}", source=source)

    def _keep_capture(self, request: Any, source: Source, reading: Reading, form: ReadForm) -> HttpResponseBase | None:
        try:
            capture = add_capture(source=source, text=reading.text, retrieved_at=reading.at)
        except ValidationError as error:
            for _, message in refusals_of(error):
                form.add_error("text", message)
            return None
        if IS_POPUP_VAR in request.POST:
            return self.response_add(request, source)  # type: ignore[attr-defined, no-any-return]
        if capture is None:
            self.message_user(request, "The text is the same as in the latest capture; nothing was kept.")  # type: ignore[attr-defined]
            return HttpResponseRedirect(reverse("admin:sources_source_change", args=[quote(source.pk)]))
        self.log_change(request, source, f"captured: SHA-256 {capture.sha256}")  # type: ignore[attr-defined]
        if lost := Anchor.objects.orphans().filter(missing_from=capture).count():
            words = f"The text was kept. It no longer has the words of {lost} quotes or passages: decide on them here."
            self.message_user(request, words, messages.WARNING)  # type: ignore[attr-defined]
            return HttpResponseRedirect(f"{reverse('admin:sources_capture_orphans')}?source={source.pk}")
        self.message_user(request, "The text was kept.", messages.SUCCESS)  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("admin:sources_capture_change", args=[capture.pk]))

    def _ask_for_page(
        self, request: Any, form: ReadForm, *, title: str, source: Source | None = None
    ) -> HttpResponseBase:
        given = request.POST if request.method == "POST" else request.GET
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": title,
            "opts": self.opts,  # type: ignore[attr-defined]
            "form": form,
            "source": source,
            "is_popup": IS_POPUP_VAR in given,
            "is_popup_var": IS_POPUP_VAR,
            "off": "" if settings.CAPTURE_FETCH else FETCHING_IS_OFF,
        }
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        return TemplateResponse(request, "admin/factreg/capture/ask.html", context)
