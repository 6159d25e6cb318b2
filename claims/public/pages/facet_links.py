"""The facets of a list as plain links: each adds a value to the address or takes it out again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import pgettext

from claims.public.facet_counts import MOST_COUNTED, Counted, Counts
from claims.public.facets import FACETS, Facet, RecordFacet, YearFacet
from claims.public.lists import Listing
from claims.public.pages.filter_form import address, label, word
from claims.public.pages.names import Names
from factreg.filters import StrictFilter
from factreg.pagination import NOT_OF_THE_LIST
from factreg.parameters import Parameters

# Of the values of a facet so many stand in the open, the rest are folded away.
IN_THE_OPEN = 6

Group = dict[str, Any]


def number_words(number: int) -> str:
    """`12,345`, grouped as the reader's language does."""
    return str(number_format(number, use_l10n=True, force_grouping=True))


def at_least(number: int) -> str:
    """`340+`: so many, or more."""
    return pgettext("count", "{number}+").format(number=number_words(min(number, MOST_COUNTED)))


def named_in(listing: Listing, found: Counts) -> Mapping[str, set[str]]:
    """The records of each type that the list's facets and filters name."""
    named: dict[str, set[str]] = {}
    for facet in FACETS[listing.resource.name]:
        if isinstance(facet, RecordFacet):
            named.setdefault(facet.of, set()).update(counted.value for counted in found.values[facet.name])
    for name, filter_ in listing.filters.filters.items():
        if of := getattr(filter_, "of", ""):
            named.setdefault(of, set()).update(listing.parameters[name])
    return named


def groups(listing: Listing, found: Counts, names: Names, path: str) -> list[Group]:
    """The facets in which there is something to choose, or something chosen."""
    made = [_group(facet, listing, found, names, path) for facet in FACETS[listing.resource.name]]
    return [group for group in made if group["chosen"] or len(group["values"]) + len(group["more"]) > 1]


def _group(facet: Facet, listing: Listing, found: Counts, names: Names, path: str) -> Group:
    chosen = _chosen(facet, listing.parameters)
    counted = {one.value: one for one in found.values[facet.name]}
    # What is chosen comes first, found or not, so that it can be taken away again.
    first = [counted.get(value) or Counted(value, 0) for value in chosen]
    values = [
        {
            "id": f"facet-{facet.name}-{one.value}",
            "label": _value_words(facet, listing, one.value, names),
            "number": _number(one, found),
            "chosen": one.value in chosen,
            "url": _with(facet, listing, one.value, chosen, path),
        }
        for one in [*first, *(one for one in counted.values() if one.value not in chosen)]
    ]
    return {
        "name": facet.name,
        "title": label(facet.name),
        "chosen": bool(chosen),
        "values": values[: max(IN_THE_OPEN, len(chosen))],
        "more": values[max(IN_THE_OPEN, len(chosen)) :],
    }


def _number(one: Counted, found: Counts) -> str:
    if not found.whole:
        return ""
    return number_words(one.rows) if found.exact else at_least(one.rows)


def _chosen(facet: Facet, parameters: Parameters) -> list[str]:
    """The values that are chosen. Bounds that are no year choose none."""
    if not isinstance(facet, YearFacet):
        return [value.lower() if facet.name == "language" else value for value in parameters.get(facet.name, [])]
    (after,), (before,) = (parameters.get(name, [""]) for name in facet.parameters)
    year = after[:4]
    return (
        [year]
        if year.isdigit() and _year(facet, year) == {facet.parameters[0]: [after], facet.parameters[1]: [before]}
        else []
    )


def _year(facet: Facet, year: str) -> dict[str, list[str]]:
    after, before = facet.parameters
    return {after: [f"{int(year):04}-01-01"], before: [f"{int(year) + 1:04}-01-01"]}


def _with(facet: Facet, listing: Listing, value: str, chosen: list[str], path: str) -> str:
    """The list with a value more; without it where it is chosen already."""
    kept = {
        name: values
        for name, values in listing.parameters.items()
        if name not in facet.parameters and name not in NOT_OF_THE_LIST
    }
    if isinstance(facet, YearFacet):
        return address(path, kept if value in chosen else kept | _year(facet, value))
    filter_: Any = listing.resource.filters.base_filters[facet.name]
    others = [other for other in listing.parameters.get(facet.name, []) if not _same(filter_, other, value)]
    if value not in chosen:
        others = [*others, value] if filter_.several else [value]
    return address(path, kept | {facet.name: others} if others else kept)


def _same(filter_: StrictFilter, one: str, other: str) -> bool:
    return one == other or (filter_.field_name == "language" and one.lower() == other)


def _value_words(facet: Facet, listing: Listing, value: str, names: Names) -> str:
    if isinstance(facet, YearFacet):
        return str(int(value))
    if isinstance(facet, RecordFacet):
        return names.name(facet.of, value)
    return word(listing.resource.filters.base_filters[facet.name], value)
