"""The balance report: what was read and of whom, as a page, as CSV and as JSON of the same tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from psycopg.errors import QueryCanceled

from claims.public.balance import Counted, Row, tables
from claims.public.pages import errors
from claims.public.pages.asking import asked_by, readable
from claims.public.pages.known import Asked
from claims.public.pages.language_names import language_name
from claims.public.pages.serving import CONTENT_TYPE, rendered, serve
from claims.public.pages.words import lang
from factreg.streaming import csv_blocks

PATH = "/about/balance/"
CSV_HEADER = ("table", "key", "name", "measure", "count")
KEYS = {
    "countries": "country",
    "languages": "language",
    "datelines": "dateline",
    "sources": "source",
    "parties": "party",
}


@require_safe
@readable
def balance_page(request: HttpRequest) -> HttpResponse:
    return _served(request, "html", _html, content_type=CONTENT_TYPE)


@require_safe
@readable
def balance_json(request: HttpRequest) -> HttpResponse:
    return _served(request, "json", _json, content_type="application/json")


@require_safe
@readable
def balance_csv(request: HttpRequest) -> HttpResponse:
    return _served(request, "csv", _csv, content_type="text/csv; charset=utf-8")


def _served(request: HttpRequest, form: str, render: Callable[[Asked], str], *, content_type: str) -> HttpResponse:
    """The tables of the state that is asked for: counted once at each position of the ledger."""
    asked = asked_by(request)
    identity = (PATH, form, *asked.identity)
    try:
        return serve(request, identity=identity, render=lambda: render(asked), content_type=content_type, asked=asked)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return _too_slow()


def _too_slow() -> HttpResponse:
    """503: every claim and statement is counted, which a busy machine may not do in the time that a reader is given."""
    response = errors.error_page(
        503, _("Not counted in time"), [_("The registry is busy. Please try again in a minute.")]
    )
    response.headers["Retry-After"] = "60"
    return response


def _html(asked: Asked) -> str:
    page = {
        "title": _("Balance: what was read, and of whom"),
        "description": _("Sources by country and language; claims, denials and searches for an answer, by party."),
        "canonical": PATH,
        "json": "/about/balance.json",
        "section": "about",
    }
    shown = [_shown(counted) for counted in tables(asked.at)]
    return rendered("public/balance.html", page, tables=shown, position=asked.at.position)


def _json(asked: Asked) -> str:
    told: dict[str, Any] = {"position": asked.at.position, "as_of": asked.as_of or None}
    for counted in tables(asked.at):
        told[counted.name] = {
            "total": counted.total,
            "rows": [
                {KEYS[counted.name]: row.key or None, "name": row.name or None, **dict(_measures(counted, row))}
                for row in counted.rows
            ],
        }
    return orjson.dumps(told).decode()


def _csv(asked: Asked) -> str:
    rows = [
        (counted.name, row.key, row.name, measure, str(count))
        for counted in tables(asked.at)
        for row in counted.rows
        for measure, count in _measures(counted, row)
    ]
    return b"".join(csv_blocks(rows, header=CSV_HEADER, safe=True)).decode()


def _measures(counted: Counted, row: Row) -> Iterator[tuple[str, int]]:
    return zip(counted.columns, row.counts, strict=True)


# In words


def _shown(counted: Counted) -> dict[str, Any]:
    words = _words()[counted.name]
    return {
        "id": counted.name,
        **words,
        "columns": [_columns()[name] for name in counted.columns],
        "rows": [
            {
                "key": row.key,
                "name": _name(counted.name, row),
                "lang": lang(row.language) if counted.name == "sources" else None,
                "url": _url(counted.name, row),
                "counts": row.counts,
            }
            for row in counted.rows
        ],
        "total": counted.total,
        "left_out": counted.total - len(counted.rows),
    }


def _words() -> dict[str, dict[str, Any]]:
    return {
        "countries": {
            "title": _("Sources by country"),
            "intro": _(
                "The country of the publisher, as ISO 3166 writes it. It is not the place a report is sent from."
            ),
            "row": _("Country"),
        },
        "languages": {
            "title": _("Sources by language"),
            "intro": _("The language in which a source was published."),
            "row": _("Language"),
        },
        "datelines": {
            "title": _("Sources by dateline"),
            "intro": _("The place that a report is dated from, as it writes that itself. Few sources name one."),
            "row": _("Dateline"),
        },
        "sources": {
            "title": _("Statements by source"),
            "intro": _("What was read in each source: by whomever it was said, and wherever it was said first."),
            "row": _("Source"),
        },
        "parties": {
            "title": _("Claims, denials and searches by party"),
            "intro": _(
                "The words of those who speak for a party count as its own. Acts claimed of it are claims that it did "
                "something: on each it has spoken itself, or its response was looked for and none found, or nobody has "
                "looked yet."
            ),
            "row": _("Party"),
        },
    }


def _columns() -> dict[str, str]:
    return {
        "sources": _("Sources"),
        "publishers": _("Publishers"),
        "assertions": _("Assertions"),
        "denials": _("Denials"),
        "other_statements": _("Other statements"),
        "claims_asserted": _("Claims it asserts"),
        "claims_denied": _("Claims it denies"),
        "acts_claimed": _("Acts claimed of it"),
        "answered": _("of which it has spoken on"),
        "denied": _("of which it denies"),
        "sought": _("of which a response was looked for, none found"),
        "not_sought": _("of which nobody has looked for a response"),
    }


def _name(table: str, row: Row) -> str:
    if table == "languages" and row.key:
        return _language(row.key)
    return row.name or row.key


def _language(tag: str) -> str:
    """The language's name in that of the page, beside the tag; the tag alone where it has none here."""
    name = language_name(tag)
    return f"{name} ({tag})" if name else tag


def _url(table: str, row: Row) -> str:
    address = {"sources": "sources", "parties": "actors"}.get(table)
    return f"/{address}/{row.key}/" if address and row.name else ""
