"""The form by which a reader or actor reports something: its fields, and what is said where one can't be taken.

What is typed is shown again whatever was wrong with it. Where a report goes is for claims.inbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.inbox.receiving import LONGEST_LINE, LONGEST_TEXT, ReportKind
from claims.public.pages.words import definition_of, label_of
from factreg.languages import language_of, prefix_of
from factreg.text import LONGEST_URL, TextError, clean, readable, validate_http_url, validate_public_url

TRAP = "homepage"
TOKEN = "form"  # noqa: S105 - a name

_TOO_LONG = gettext_lazy("At most %(limit_value)d characters are taken, and this has %(show_value)d. Shorten it.")
_NOT_TEXT = gettext_lazy(
    "This held a control character that nobody can see. It has been left out: look at the text and send it again."
)
_NOT_AN_ADDRESS = gettext_lazy(
    "Write the whole address of a page that others can open as well, beginning with https://."
)
_PATH = re.compile(r"/[^\s\\]*")


class _Text(forms.CharField):
    """Text as the registry takes it, on one line unless told."""

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        messages = {"max_length": _TOO_LONG, **kwargs.pop("error_messages", {})}
        super().__init__(error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> Any:
        try:
            return clean(value or "", multiline=self.multiline)
        except TextError as error:
            raise ValidationError(_NOT_TEXT, code="text") from error


class ReportForm(forms.Form):
    """What is sent. `TRAP` is for programs that fill in whatever there is."""

    kind = forms.ChoiceField(
        choices=ReportKind.choices,
        error_messages={
            "required": gettext_lazy("Choose what it is about."),
            "invalid_choice": gettext_lazy("Choose what it is about."),
        },
    )
    about = _Text(required=False, max_length=LONGEST_LINE)
    text = _Text(
        multiline=True,
        max_length=LONGEST_TEXT,
        error_messages={"required": gettext_lazy("Say what is wrong or missing.")},
    )
    source = _Text(required=False, max_length=LONGEST_URL)
    speaks_for = _Text(required=False, max_length=LONGEST_LINE)
    name = _Text(required=False, max_length=LONGEST_LINE)
    contact = _Text(required=False, max_length=LONGEST_LINE)

    def clean_about(self) -> str:
        return page_in(self.cleaned_data["about"])

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        try:
            for validate in (validate_http_url, validate_public_url) if source else ():
                validate(source)
        except ValidationError as error:
            raise ValidationError(_NOT_AN_ADDRESS, code="url") from error
        return source

    def clean(self) -> Any:
        if self.data.get(TRAP):
            raise ValidationError(
                _("A field that is to stay empty was filled in, perhaps by a program. It is empty now: send it again.")
            )
        return super().clean()


def page_in(text: str) -> str:
    """The path, without a language, of a page of ours that somebody named; other words as they are.

    >>> page_in("https://registry.example.org/tr/claims/su-25-downing/")
    '/claims/su-25-downing/'
    """
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return text
    if host and host != urlsplit(settings.SITE_URL).hostname:
        return text
    path = parts.path if host else text
    if not _PATH.fullmatch(path):
        return text
    return path.removeprefix(prefix_of(language_of(path))) or "/"


def fields_of(form: ReportForm, wrong: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    """Each field as it is shown: name, words, what was typed, what is wrong with it."""
    for name, label, hint, options in _words():
        errors = wrong.get(name, ())
        yield {
            "name": name,
            "label": label,
            "hint": hint,
            "value": typed(form, name),
            "error": " ".join(map(str, errors)),
            "longest": form.fields[name].max_length,
            "described_by": " ".join([f"hint-{name}"] * bool(hint) + [f"error-{name}"] * bool(errors)),
            **options,
        }


def _words() -> list[tuple[str, str, str, dict[str, Any]]]:
    return [
        (
            "about",
            _("Which page is it about?"),
            _("Its address, or empty if it is about none."),
            {"optional": True},
        ),
        (
            "text",
            _("What is wrong, or what is missing?"),
            _("In any language. Say which sentence, name or date you mean, and what it ought to say."),
            {"multiline": True},
        ),
        (
            "source",
            _("Where can one read it?"),
            _("The address of a source: an article, a post, a record. It is what an editor needs most."),
            {"optional": True, "type": "url"},
        ),
        (
            "speaks_for",
            _("Do you speak for somebody of whom the page speaks?"),
            _("Then say for whom, and where that body publishes its answer. Only what is published goes on record."),
            {"optional": True},
        ),
        ("name", _("Your name"), "", {"optional": True, "autocomplete": "name"}),
        (
            "contact",
            _("How can we ask you back?"),
            _("An e-mail address, say."),
            {"optional": True, "autocomplete": "email"},
        ),
    ]


def kinds_of(form: ReportForm) -> list[dict[str, Any]]:
    """What a report can be about, each with its definition."""
    chosen = typed(form, "kind")
    return [
        {
            "value": kind,
            "word": label_of(ReportKind, kind),
            "definition": definition_of(ReportKind, kind),
            "chosen": kind == chosen,
        }
        for kind in ReportKind.values
    ]


def typed(form: ReportForm, name: str) -> str:
    """What was typed, less what no page can show."""
    return readable(str(form[name].value() or ""))
