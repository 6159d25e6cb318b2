"""Form fields that read the values of filters, strictly: what they refuse says what is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from factreg.edtf_dates import EDTFError, parse
from factreg.fields import LANGUAGE_PATTERN
from factreg.problems import nearest
from factreg.records import SLUG_LENGTH
from factreg.search_terms import Sought, sought_in
from factreg.text import fold

LONGEST_QUERY = 300
_DAY_OR_TIME = re.compile(r"\d{4}-\d\d-\d\d(T.+)?", re.ASCII)
_LOST_PLUS = re.compile(r" (\d\d(:\d\d)?)$")
_SLUG = re.compile(r"[a-z0-9][a-z0-9.-]*", re.ASCII)

is_language = RegexValidator(LANGUAGE_PATTERN, "is a BCP 47 tag, for example en, hy or az-Cyrl.")


class MomentField(forms.CharField):
    """A day (its first moment, UTC) or a time with its offset."""

    def clean(self, value: Any) -> datetime:
        text = _LOST_PLUS.sub(r"+\1", super().clean(value))
        if not _DAY_OR_TIME.fullmatch(text):
            raise ValidationError("is a day such as 2020-09-29, or a time with its offset.")
        try:
            moment = parse(text).earliest
        except EDTFError as error:
            raise ValidationError(str(error)) from error
        if moment is None:
            raise ValidationError("is a day such as 2020-09-29.")
        return moment


class LastMomentField(MomentField):
    """A day (its last moment, UTC) or a time with its offset."""

    def clean(self, value: Any) -> datetime:
        moment = super().clean(value)
        return moment if "T" in value else moment + timedelta(days=1, microseconds=-1)


class SlugField(forms.CharField):
    """A public id. Whether there is such a record is asked later, for all of a request at once."""

    def clean(self, value: Any) -> str:
        slug: str = super().clean(value)
        if len(slug) > SLUG_LENGTH + 12 or not _SLUG.fullmatch(slug):
            raise ValidationError("is a public id such as su-25-downing.")
        return slug


class LanguageTagField(forms.CharField):
    default_validators = [is_language]


class SearchField(forms.CharField):
    """Words to search for."""

    def clean(self, value: Any) -> Sought:
        text = super().clean(value)
        if len(fold(text)) > LONGEST_QUERY:
            raise ValidationError(f"is at most {LONGEST_QUERY} characters long.")
        sought = sought_in(text)
        if not sought.terms:
            raise ValidationError("holds no word or number to search for.")
        return sought


class OneWordField(forms.ChoiceField):
    """One of the words of a vocabulary; the message names the nearest."""

    def __init__(self, *, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        self.words = choices
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: Any) -> Any:
        words = [str(word) for word, _label in self.words]
        if value not in words:
            close = nearest(str(value), words)
            hint = f"did you mean {close}?" if close else f"known are {', '.join(words)}."
            raise ValidationError(f"{value[:60]} is none of its values; {hint}")
        return value


class TrueFalseField(OneWordField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("true", "yes"), ("false", "no")], **kwargs)

    def clean(self, value: Any) -> bool:
        return bool(super().clean(value) == "true")


class SetField(forms.MultipleChoiceField):
    """Several values of another field."""

    def __init__(self, *, each: forms.Field, **kwargs: Any) -> None:
        self.each = each
        super().__init__(choices=getattr(each, "choices", ()), **kwargs)

    def clean(self, value: Any) -> list[Any]:
        return list(dict.fromkeys(self.each.clean(one) for one in value))
