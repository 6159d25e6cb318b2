"""Model fields of the registry: cleaned text, http addresses, languages, and dates kept as typed (EDTF)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.db import models

from factreg.edtf_dates import EDTFError, Span, parse
from factreg.text import TextError, clean, fold, validate_http_url, validate_public_url, validate_text

# BCP 47, well-formed: language, script, region, variants, extensions, private use; `und` where it is not known.
LANGUAGE_PATTERN = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
COUNTRY_PATTERN = r"^[A-Z]{2}$"

ADDRESS_LENGTH = 2000
LINE_LENGTH = 500
PROSE_LENGTH = 50_000


class _CleanedText:
    """Cleans the value before it is validated or saved, so that form, load and shell store the same bytes."""

    multiline = False

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)  # type: ignore[misc]
        if not isinstance(value, str):
            return value
        try:
            return clean(value, multiline=self.multiline)
        except TextError as error:
            raise ValidationError(str(error), code="text") from error

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = self.to_python(super().pre_save(instance, add))  # type: ignore[misc]
        setattr(instance, self.attname, value)  # type: ignore[attr-defined]
        return value


class LineField(_CleanedText, models.CharField):
    """One line of text in any script."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LINE_LENGTH)
        super().__init__(*args, **kwargs)


class ProseField(_CleanedText, models.TextField):
    """Text of several lines in any script."""

    multiline = True
    default_validators = [validate_text, MaxLengthValidator(PROSE_LENGTH)]


class AddressField(models.CharField):
    """An http or https address, as written one of the public internet. Whether it is fetched is another question."""

    default_validators = [validate_http_url, validate_public_url]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", ADDRESS_LENGTH)
        super().__init__(*args, **kwargs)


class LanguageField(models.CharField):
    """A BCP 47 language tag, `und` where it is not known."""

    default_validators = [
        RegexValidator(LANGUAGE_PATTERN, "Use a BCP 47 tag, for example en, hy, az-Cyrl, or und if not known.")
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 35)
        super().__init__(*args, **kwargs)


class CountryField(models.CharField):
    """An ISO 3166-1 alpha-2 country code."""

    default_validators = [RegexValidator(COUNTRY_PATTERN, "Use two capital letters of ISO 3166, for example AM.")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2)
        super().__init__(*args, **kwargs)


def validate_edtf(value: str) -> None:
    """Refuse what is not EDTF level 0 or 1, in the words of the parser."""
    try:
        parse(value)
    except EDTFError as error:
        raise ValidationError(str(error), code="edtf") from error


class EDTFField(models.CharField):
    """A date in EDTF, level 0 or 1, or a date-time with an offset, kept as typed. Empty: not stated."""

    default_validators = [validate_edtf]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value.strip() if isinstance(value, str) else value


class DerivedMoment(models.DateTimeField):
    """The earliest or latest moment, or the sort key, of the EDTF field beside it; computed whenever that is saved."""

    def __init__(self, *args: Any, of: str = "", part: str = "", **kwargs: Any) -> None:
        self.of, self.part = of, part
        kwargs.update(null=True, blank=True, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "part": self.part}

    def pre_save(self, instance: models.Model, add: bool) -> datetime | None:
        text = getattr(instance, self.of)
        span: Span | None = parse(text) if text else None
        moment = getattr(span, self.part) if span else None
        setattr(instance, self.attname, moment)
        return moment


class FoldedText(models.TextField):
    """Other text fields of the row, folded: what search boxes of the workbench look in. Computed at each save."""

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        kwargs.update(blank=True, default="", editable=False)
        kwargs.setdefault("help_text", "Derived, private: names and titles as the workbench searches them.")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def folded(self, instance: models.Model) -> str:
        return fold(" ".join(text for name in self.of if (text := getattr(instance, name))))

    def pre_save(self, instance: models.Model, add: bool) -> str:
        folded = self.folded(instance)
        setattr(instance, self.attname, folded)
        return folded


def moments_of(field: str) -> tuple[DerivedMoment, DerivedMoment, DerivedMoment]:
    """The three derived columns of an EDTF field: earliest, latest (UTC, empty where open) and the sort key."""
    return (
        DerivedMoment(of=field, part="earliest", help_text=f"Earliest moment of `{field}`; empty: open."),
        DerivedMoment(of=field, part="latest", help_text=f"Latest moment of `{field}`; empty: open."),
        DerivedMoment(of=field, part="sort_key", help_text=f"Sorts by `{field}`; empty only where that is."),
    )
