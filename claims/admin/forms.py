"""Forms of the workbench: errors beside the field they are about, and boxes that know their record."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.utils import ErrorList
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.admin.examples import example_of, shown_example
from claims.admin.refusals import Refusal, split
from claims.admin.widgets import record_select
from claims.models import Denial, Statement
from claims.vocabulary import Element, Stance
from factreg.fields import LineField, ProseField
from factreg.lookalikes import doubts

# Names the texts that are to be saved although they may not be what they look like.
AS_TYPED = "_as_typed"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Errors(ErrorList):
    """As Django's, but none cost no template: a page of forty statements shows two thousand empty lists of them."""

    def render(self, *args: Any, **kwargs: Any) -> Any:
        return super().render(*args, **kwargs) if self.data else SafeString()

    __str__ = render
    __html__ = render


class RecordField(forms.ModelChoiceField):
    """A choice of a record that does not ask the database again for the one that it has."""

    known: Any = None

    def to_python(self, value: Any) -> Any:
        return self.known if self.known and str(value) == str(self.known.pk) else super().to_python(value)


class RecordForm(forms.ModelForm):
    """The form of a record or of one of its parts."""

    # What was refused when this form was sent before: set on the class made for one request.
    refusals: tuple[Refusal, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_class = Errors
        self.doubtful: dict[str, str] = {}
        for name, field in self.fields.items():
            known = self.instance._state.fields_cache.get(name)
            if box := record_select(field):
                box.known = known
            if isinstance(field, RecordField):
                field.known = known
            self._add_example(name, field)

    def _add_example(self, name: str, field: forms.Field) -> None:
        model = str(self._meta.model._meta.model_name)
        field.help_text = format_html("{}{}", field.help_text, shown_example(model, name))

    def clean(self) -> Any:
        for field, message in self.refusals:
            self._say(field, message)
        return super().clean()

    def _post_clean(self) -> None:
        """What is stored and stays as it is was checked then: Django would ask thirty times again for each row."""
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()  # type: ignore[misc]

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.errors:
            self._ask_about_doubts()

    def _ask_about_doubts(self) -> None:
        """Have names confirmed that may not be what they look like."""
        confirmed = set(self.data.getlist(AS_TYPED)) if hasattr(self.data, "getlist") else set()
        for name in self.changed_data:
            text = self.cleaned_data.get(name)
            if not isinstance(text, str) or not self._is_a_name(name):
                continue
            said, digest = doubts(text), _digest(text)
            if said and digest not in confirmed:
                self.doubtful[name] = digest
                self.add_error(name, f"{' '.join(said)} Mend it, or confirm it at the top of the page.")

    def _is_a_name(self, name: str) -> bool:
        stored = {field.name: field for field in self._meta.model._meta.concrete_fields}.get(name)
        return isinstance(stored, LineField) or (isinstance(stored, ProseField) and name == "text")

    def add_error(self, field: str | None, error: Any) -> None:
        """As Django's, but what a constraint words as `field: reason` goes to the field."""
        if field is not None:
            super().add_error(field, error)
            return
        error = ValidationError(error)
        by_field = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
        for name, errors in by_field.items():
            for each in errors:
                if name == NON_FIELD_ERRORS:
                    self._say(*split(each.messages[0]))
                else:
                    self._say(name, each)

    def _say(self, field: str | None, message: Any) -> None:
        if field in self.fields:
            super().add_error(field, message)
        elif field is None:
            super().add_error(None, message)
        else:
            words = message.messages[0] if isinstance(message, ValidationError) else message
            super().add_error(None, f"{field.replace('_', ' ').capitalize()}: {words}")


class TableForm(RecordForm):
    """A row of a table, whose fields have no label but the column's head."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = str(field.label or name)

    def _add_example(self, name: str, field: forms.Field) -> None:
        """In plain words: a table's help stands in a tooltip."""
        if example := example_of(str(self._meta.model._meta.model_name), name):
            field.help_text = f"{field.help_text} Good: {example[0]}. Not: {example[1]}."


class Parts(forms.BaseInlineFormSet):
    """The parts of a record."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        name = self.model._meta.pk.name
        field = form.fields[name]
        if form.instance.pk and not isinstance(field, RecordField):
            form.fields[name] = RecordField(
                field.queryset, initial=field.initial, required=field.required, widget=field.widget
            )
            form.fields[name].known = form.instance


class Rows(Parts):
    """The rows of a table, whose boxes to delete have no label but the column's head."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if box := form.fields.get(DELETION_FIELD_NAME):
            box.widget.attrs["aria-label"] = "Delete"


class StatementForm(RecordForm):
    """A statement, its elements as boxes to tick."""

    elements = forms.MultipleChoiceField(
        choices=Element.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=Statement._meta.get_field("elements").help_text,
    )

    class Meta:
        model = Statement
        fields: list[str] = []

    def clean(self) -> Any:
        """Words without a language are in that of their source, where that is known."""
        super().clean()
        given = self.cleaned_data
        known = getattr(given.get("source"), "language", "und")
        for words in ("quote", "passage"):
            language = f"{words}_language"
            if given.get(words) and language in self.fields and not given.get(language) and known != "und":
                given[language] = known
            elif words in self.changed_data and not given.get(words):
                # Mostly given with the words and not by a person: they go with them.
                given |= {name: "" for name in (language, f"{words}_wording") if name not in self.changed_data}
        return given


class DenialForm(StatementForm):
    """A denial: a statement whose stance is given."""

    class Meta:
        model = Denial
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.stance = Stance.DENIES


class PairForm(RecordForm):
    """Two claims; the address is made of theirs unless one is given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Made of the two claims' slugs where empty. Frozen at first publication."

    def clean(self) -> Any:
        super().clean()
        claims = [self.cleaned_data.get(name) for name in ("first_claim", "second_claim")]
        if "slug" in self.fields and not self.cleaned_data.get("slug") and all(claims):
            self.cleaned_data["slug"] = "--".join(claim.slug for claim in claims)
        return self.cleaned_data
