"""What a record lacks, with links to the fields: read from its form or its rows. Judged in claims.rules.missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse

from claims.models import Claim, ClaimAbout, ResponseSearch, Statement
from claims.rules.missing import Missing, missing
from factreg.records import Record

# Parts that a form shows as a group of rows: their link leads to the group.
_GROUPS = ("about_set", "figure", "response_searches", "statements")


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that a record lacks, and where it is filled in."""

    message: str
    must: bool
    url: str


def with_what_is_asked(records: Any) -> Any:
    """The rows of `lacks_of` in two queries, however many statements."""
    if records.model is not Claim:
        return records
    return (
        records.select_related("figure")
        .annotate(
            has_about=Exists(ClaimAbout.objects.filter(claim=OuterRef("pk"))),
            has_searches=Exists(ResponseSearch.objects.filter(claim=OuterRef("pk"))),
        )
        .prefetch_related(Prefetch("statements", queryset=Statement.objects.order_by("pk")))
    )


def lacks_of(record: Any) -> list[Lack]:
    """What a record lacks as it is stored; it was read with `with_what_is_asked`."""
    values = _values(record)
    if record.type == "claim":
        figure = getattr(record, "figure", None)
        values |= {
            "about": record.has_about,
            "response_searches": record.has_searches,
            "figure": figure and _values(figure),
            "statements": [_values(statement) for statement in record.statements.all()],
        }
    return _linked(record, missing(record.type, values), page=change_url(record))


def lacks_in(record: Any, formsets: Iterable[Any]) -> list[Lack]:
    """The same, of the rows that its form has read already."""
    values = _values(record)
    if record.type == "claim":
        rows = {str(formset.prefix): [_values(row) for row in formset.get_queryset()] for formset in formsets}
        figures = rows.get("figure", [])
        values |= {
            "about": rows.get("about_set", []),
            "response_searches": rows.get("response_searches", []),
            "statements": rows.get("statements", []),
            "figure": figures[0] if figures else None,
        }
    return _linked(record, missing(record.type, values), page="")


def change_url(record: Any) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def linked(record: Record, lacking: Iterable[Missing]) -> list[Lack]:
    """What was found to be missing, with links to the record's page."""
    return _linked(record, lacking, page=change_url(record))


def _linked(record: Record, lacking: Iterable[Missing], *, page: str) -> list[Lack]:
    return [
        Lack(
            message=lack.message,
            must=lack.must,
            url=f"{page}#{lack.field}-group" if lack.field in _GROUPS else f"{page}#id_{lack.field}",
        )
        for lack in lacking
    ]


def _values(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
