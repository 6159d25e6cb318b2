"""The form of a source: its publisher is chosen, or named and made together with it."""

from __future__ import annotations

from itertools import count
from typing import Any

from anyascii import anyascii
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import slugify

from claims.admin.forms import RecordForm
from claims.admin.refusals import refusals_of
from factreg.fields import ADDRESS_LENGTH, LINE_LENGTH
from factreg.records import Record
from sources.models import Publisher, Slug, Source
from sources.vocabulary import PublisherKind

_WORDS_OF_A_SLUG = 80
NEW_PUBLISHER = ("new_publisher", "new_kind", "new_homepage")


class SourceForm(RecordForm):
    """A source; where its publisher is not on record yet, with the publisher's name, kind and homepage."""

    new_publisher = forms.CharField(
        label="New publisher",
        required=False,
        max_length=LINE_LENGTH,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Where it is not on record yet: its name, as it writes it. It is made together with the source.",
    )
    new_kind = forms.ChoiceField(
        label="Its kind", required=False, choices=PublisherKind.choices, initial=PublisherKind.OUTLET
    )
    new_homepage = forms.CharField(
        label="Its homepage",
        required=False,
        max_length=ADDRESS_LENGTH,
        widget=forms.URLInput(attrs={"class": "vURLField"}),
        help_text="Sources from the same host are known as its own by it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.made_publisher: Publisher | None = None
        if self.instance.pk is None and "slug" in self.fields:
            self.fields["slug"].required = False
        if self.instance.pk is not None:
            for name in NEW_PUBLISHER:
                del self.fields[name]
        elif "publisher" in self.fields:
            self.fields["publisher"].required = False

    def clean(self) -> Any:
        super().clean()
        given = self.cleaned_data
        if self.instance.pk is None and given.get("title") and not given.get("slug") and "slug" not in self.errors:
            given["slug"] = free_slug(Source, f"{given['title']} {(given.get('published') or '')[:10]}")
        if self.instance.pk is not None or "publisher" not in self.fields or "publisher" in self.errors:
            return given
        if given.get("publisher") is None:
            self._name_publisher(given)
        return given

    def _name_publisher(self, given: dict[str, Any]) -> None:
        name = given.get("new_publisher")
        if not name:
            self.add_error("publisher", "Choose who published it, or name a new publisher.")
            return
        if known := Publisher.objects.of_page(host="", names=[name]):
            words = f"“{known}” is on record already: choose it above. Another of the same name is added with the plus."
            self.add_error("new_publisher", words)
            return
        publisher = Publisher(
            name=name,
            kind=given.get("new_kind") or PublisherKind.OUTLET,
            homepage=given.get("new_homepage", ""),
            slug=free_slug(Publisher, name),
        )
        try:
            publisher.full_clean()
        except ValidationError as error:
            for field, message in refusals_of(error):
                self.add_error(_OF_PUBLISHER.get(field or "", "new_publisher"), message)
        else:
            self.made_publisher = publisher


_OF_PUBLISHER = {"homepage": "new_homepage", "kind": "new_kind"}


class SourceBox:
    """For forms with a box for a source: beside it, the way to a new one from an address or a text.

    The stock admin's script opens it as it opens its own look-ups, and puts what was saved into the box.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if box := self.fields.get("source"):  # type: ignore[attr-defined]
            box.help_text = format_html(
                '{} New: <a class="related-lookup from-page" id="lookup_{}" target="_blank" href="{}">'
                "from an address or a text</a>.",
                box.help_text,
                # A bound field is made once, with the help text of that moment.
                f"id_{self.add_prefix('source')}",  # type: ignore[attr-defined]
                reverse("admin:sources_source_capture"),
            )


def free_slug(model: type[Record], text: str) -> str:
    """A slug made of a text that no record of the type has or had; a suggestion, for an editor to better."""
    stem = slugify(anyascii(text))
    if len(stem) > _WORDS_OF_A_SLUG:
        stem = stem[:_WORDS_OF_A_SLUG].rpartition("-")[0] or stem[:_WORDS_OF_A_SLUG]
    stem = stem.strip("-_").replace("_", "-") or model.type
    records = model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True)
    taken = {*records, *Slug.objects.filter(type=model.type, slug__startswith=stem).values_list("slug", flat=True)}
    return next(slug for number in count(1) if (slug := stem if number == 1 else f"{stem}-{number}") not in taken)
