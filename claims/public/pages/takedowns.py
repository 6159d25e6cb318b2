"""`/takedowns/`: the register of all that was withdrawn, quarantined or erased, newest first, as a page, JSON and CSV.

Of what may not be read now neither words nor address are in it: the position in the ledger tells what is meant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from claims.public import reading
from claims.public.blocking import FOR_LEGAL_REASONS, GONE
from claims.public.pages.asking import known_parameters, readable
from claims.public.pages.changes import type_words
from claims.public.pages.languages import here
from claims.public.pages.latest import action_words
from claims.public.pages.records import PAGES
from claims.public.pages.serving import CONTENT_TYPE, rendered, serve
from claims.public.pages.words import moment_words
from factreg.http import rfc3339
from factreg.ordering import LARGEST
from factreg.parameters import whole_number
from factreg.streaming import csv_blocks

PATH = "/takedowns/"
SHOWN, IN_FILES = 100, 1000
COLUMNS = ("position", "at", "type", "action", "reason", "legal_basis", "status", "now", "record")

_ROWS = """
SELECT entry.seq, entry.at, entry.type, entry.action, entry.reason, entry.legal_basis, record.public_state,
       CASE WHEN record.public_state IN ('published', 'withdrawn', 'merged') THEN record.slug END
FROM ledger_publishedentry AS entry JOIN ledger_publishedrecord AS record ON record.key = entry.key
WHERE entry.action IN ('withdrawn', 'quarantined', 'erased') AND entry.cause IS NULL AND entry.seq < %s
ORDER BY entry.seq DESC LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One takedown: what was done to a record of which type, and what it is now. `slug`: where it may be told."""

    position: int
    at: datetime
    type: str
    action: str
    reason: str | None
    legal_basis: str | None
    now: str
    slug: str | None

    @property
    def status(self) -> int:
        """What its address answers since then, as long as it is down."""
        return FOR_LEGAL_REASONS if self.legal_basis else GONE

    def row(self) -> tuple[Any, ...]:
        """As files have it, in the order of COLUMNS."""
        told = (self.position, rfc3339(self.at), self.type, self.action, self.reason, self.legal_basis)
        return (*told, self.status, self.now, self.slug)


def steps(before: int, most: int) -> list[Step]:
    """The newest takedowns before a position."""
    with connections["public"].cursor() as cursor:
        cursor.execute(_ROWS, [before, most])
        return [Step(*row) for row in cursor.fetchall()]


@require_safe
@readable
def takedowns_page(request: HttpRequest) -> HttpResponse:
    return _served(request, "html", _html, content_type=CONTENT_TYPE)


@require_safe
@readable
def takedowns_json(request: HttpRequest) -> HttpResponse:
    return _served(request, "json", _json, content_type="application/json")


@require_safe
@readable
def takedowns_csv(request: HttpRequest) -> HttpResponse:
    return _served(request, "csv", _csv, content_type="text/csv; charset=utf-8")


def _served(request: HttpRequest, form: str, render: Callable[[int], str], *, content_type: str) -> HttpResponse:
    asked = known_parameters(request, ["before"])
    before = whole_number(asked, "before", least=1, most=LARGEST, unless_told=LARGEST)
    identity = (PATH, form, before, reading.head())
    response = serve(request, identity=identity, render=lambda: render(before), content_type=content_type)
    if form != "html":
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _html(before: int) -> str:
    found = steps(before, SHOWN + 1)
    shown = found[:SHOWN]
    page = {
        "title": _("Register of takedowns"),
        "description": _("What was withdrawn, quarantined or erased, when, and why."),
        "canonical": PATH,
        "json": "/takedowns.json",
        "section": "changes",
        "robots": "index, follow" if before == LARGEST else "noindex, follow",
    }
    older = here(f"{PATH}?before={shown[-1].position}") if len(found) > SHOWN else ""
    newest = here(PATH) if before != LARGEST else ""
    rows = [_shown(step) for step in shown]
    return rendered("public/known/takedowns.html", page, rows=rows, older=older, newest=newest)


def _json(before: int) -> str:
    found = steps(before, IN_FILES + 1)
    rows = [dict(zip(COLUMNS, step.row(), strict=True)) for step in found[:IN_FILES]]
    following = f"/takedowns.json?before={rows[-1]['position']}" if len(found) > IN_FILES else None
    return orjson.dumps({"results": rows, "next": following}).decode()


def _csv(before: int) -> str:
    rows = (["" if value is None else str(value) for value in step.row()] for step in steps(before, IN_FILES))
    return b"".join(csv_blocks(rows, header=COLUMNS, safe=True)).decode()


def _shown(step: Step) -> dict[str, Any]:
    return {
        "at": moment_words(step.at.isoformat()),
        "datetime": step.at.isoformat(timespec="seconds"),
        "type": type_words(step.type),
        "action": action_words(step.action),
        "reason": step.reason,
        "legal_basis": step.legal_basis,
        "position": step.position,
        "now": _now(step),
        "slug": step.slug,
        "history": _history(step),
    }


def _now(step: Step) -> str:
    """What has become of it since; nothing where it is as the step left it."""
    if step.now == step.action:
        return ""
    if step.action == "erased":
        return pgettext("takedown", "Of earlier versions alone")
    return {
        "published": pgettext("takedown", "Public again"),
        "withdrawn": pgettext("takedown", "Withdrawn now"),
        "quarantined": pgettext("takedown", "Out of view now"),
        "merged": pgettext("takedown", "Part of another record now"),
        "erased": pgettext("takedown", "Destroyed since"),
    }[step.now]


def _history(step: Step) -> str:
    kind = next((kind for kind in PAGES.values() if kind.record_type == step.type), None)
    return here(f"{kind.path(step.slug)}history/") if kind and step.slug else ""
