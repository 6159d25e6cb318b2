"""Strict filter sets: only the filters a request names are built, and a wrong value is a 400.

The kinds of filters that know no claim live here; which filters a list has is for claims/public/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any, Self

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.utils.functional import cached_property
from django_filters import Filter, FilterSet

from factreg.choices import DefinedChoices
from factreg.filter_fields import (
    LanguageTagField,
    MomentField,
    OneWordField,
    SearchField,
    SetField,
    SlugField,
    TrueFalseField,
)
from factreg.parameters import Parameters, single
from factreg.problems import malformed


class AnyOf(Func):
    """`column = ANY(array)`: one statement to prepare, however many values."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, values: Iterable[str]) -> None:
        array = Value(list(values), output_field=ArrayField(TextField()))
        super().__init__(F(column), array)


def equals_any(column: str, values: Sequence[Any]) -> Any:
    """That a column has one of the values. Equality where there is one: indexes then give the order."""
    return Q(**{column: values[0]}) if len(values) == 1 else AnyOf(column, values)


class StrictFilter(Filter):
    """A filter of one value unless `several`, which are then alternatives.

    `modifies` marks one that narrows nothing itself but is read by others.
    """

    each: type[forms.Field] = forms.CharField

    def __init__(self, *args: Any, several: bool = False, modifies: bool = False, **kwargs: Any):
        self.several = several
        self.modifies = modifies
        super().__init__(*args, **kwargs)

    @cached_property
    def field(self) -> forms.Field:
        """Reads a value. One for all requests: it keeps nothing of what it reads."""
        field = self.each(**self.extra)
        if self.several:
            return SetField(each=field, required=False, help_text=self.help_text)
        return field

    @property
    def help_text(self) -> str:
        return str(self.extra.get("help_text", ""))

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        """What holds of the rows that are kept. `asked` has the values of all filters."""
        return equals_any(self.field_name, value if self.several else [value])


class WordFilter(StrictFilter):
    """Words of a vocabulary, `WordFilter("standing", vocabulary=StandingValue, several=True)`, or other `choices`."""

    each = OneWordField

    def __init__(self, *args: Any, vocabulary: type[DefinedChoices] | None = None, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        if vocabulary:
            kwargs["choices"] = vocabulary.choices
        super().__init__(*args, **kwargs)


class SlugFilter(StrictFilter):
    """Public ids of records. `of` is their type; `tree` how those below them are found, if so."""

    each = SlugField

    def __init__(self, *args: Any, of: str, tree: str | None = None, **kwargs: Any) -> None:
        self.of = of
        self.tree = tree
        super().__init__(*args, several=True, **kwargs)


class FacetFilter(SlugFilter):
    """Public ids, found by the tokens `<facet>:<id>` of the row; the facet is the filter's name."""

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        return Q(facets__overlap=[f"{self.field_name}:{slug}" for slug in value])


class TrueFalseFilter(StrictFilter):
    each = TrueFalseField


class CountryFilter(StrictFilter):
    """ISO 3166 codes."""

    each = forms.CharField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pattern = RegexValidator(r"^[A-Z]{2}$", "is two capital letters of ISO 3166, such as AM.")
        super().__init__(*args, several=True, validators=[pattern], **kwargs)


class LanguageFilter(StrictFilter):
    """BCP 47 ranges: `en` keeps `en` and `en-GB` (RFC 4647, basic filtering)."""

    each = LanguageTagField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, several=True, **kwargs)

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        kept = Q()
        for tag in value:
            kept |= Q(**{f"{self.field_name}__iexact": tag})
            kept |= Q(**{f"{self.field_name}__istartswith": f"{tag}-"})
        return kept


class SearchFilter(StrictFilter):
    """Words, found in the folded text of the row (factreg/search_terms.py)."""

    each = SearchField

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        return Q(search=value.query)


class MomentFilter(StrictFilter):
    """A bound on a moment that is always known; `after` is inclusive, `before` is not."""

    each = MomentField

    def __init__(self, *args: Any, after: bool, **kwargs: Any) -> None:
        self.after = after
        super().__init__(*args, **kwargs)

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        return Q(**{f"{self.field_name}__{'gte' if self.after else 'lt'}": value})


class SpanFilter(MomentFilter):
    """A bound on a date as exact as its source: keeps what may lie on that side of it.

    An open end may be any moment. What has no date at all is kept with `undated=include` alone.
    """

    def condition(self, value: Any, asked: Mapping[str, Any]) -> Any:
        undated = asked.get("undated") == "include"
        return may_lie(self.field_name, value, after=self.after, undated=undated)


def may_lie(column: str, moment: datetime, *, after: bool, undated: bool) -> Q:
    """Rows whose span `<column>_earliest` to `<column>_latest` may lie on that side of a moment."""
    earliest, latest = f"{column}_earliest", f"{column}_latest"
    if after:
        kept = Q(**{f"{latest}__gte": moment}) | Q(**{f"{latest}__isnull": True, f"{earliest}__isnull": False})
    else:
        kept = Q(**{f"{earliest}__lt": moment}) | Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": False})
    if undated:
        kept |= Q(**{f"{earliest}__isnull": True, f"{latest}__isnull": True})
    return kept


class StrictFilterSet(FilterSet):
    """Filters a query by the parameters that name one of its filters; wrong values are a 400.

    `cleaned` holds the values, by name. Parameters that are none of its own are the caller's.
    """

    def __init__(self, parameters: Parameters, **context: Any) -> None:
        # Not the parent's: that copies every filter there is, for each request.
        self.is_bound = True
        self.data = parameters
        self.request = None
        self.form_prefix = None
        self.context = context
        self.filters = {name: self.base_filters[name] for name in parameters if name in self.base_filters}
        self.cleaned = {name: self._read(name, parameters) for name in self.filters}
        self.resolve()

    def _read(self, name: str, parameters: Parameters) -> Any:
        filter_ = self.filters[name]
        value = parameters[name] if filter_.several else single(parameters, name)
        try:
            return filter_.field.clean(value)
        except ValidationError as error:
            raise malformed(name, " ".join(error.messages)) from error

    def resolve(self) -> None:
        """Look up what the values name. A subclass's part."""

    def without(self, names: Iterable[str]) -> Self:
        """The same without some of its filters."""
        other = copy(self)
        other.cleaned = {name: value for name, value in self.cleaned.items() if name not in set(names)}
        return other

    def narrow(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that all the filters keep."""
        return queryset.filter(*self.conditions())

    def conditions(self) -> Iterator[Any]:
        for name, value in self.cleaned.items():
            if not self.filters[name].modifies:
                yield self.filters[name].condition(value, self.cleaned)

    @classmethod
    def whole_form(cls, parameters: Parameters) -> forms.Form:
        """A form of all the filters, filled with the parameters, for a page to show."""
        fields = {name: filter_.field for name, filter_ in cls.base_filters.items()}
        form_class = type(f"{cls.__name__}Form", (forms.Form,), fields)
        initial = {
            name: parameters.get(name, []) if filter_.several else "".join(parameters.get(name, []))
            for name, filter_ in cls.base_filters.items()
        }
        return form_class(initial=initial)

    @classmethod
    def names(cls) -> Sequence[str]:
        return list(cls.base_filters)
