"""An event's matrix, figures and timeline on pages of their own, and the first two as CSV and JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.ledger.published import PublishedEvent
from claims.public import reading
from claims.public.pages import errors, event
from claims.public.pages.absence import absent_at
from claims.public.pages.asking import asked_in, known_parameters
from claims.public.pages.figures import HEADER, figure_data, figure_lines, figures_view
from claims.public.pages.languages import here
from claims.public.pages.matrix import (
    COLUMNS,
    PARTIES,
    matrix_data,
    matrix_header,
    matrix_lines,
    matrix_of,
    matrix_view,
)
from claims.public.pages.records import PAGES
from claims.public.pages.serving import rendered, serve
from claims.public.pages.timeline import timeline_view
from claims.public.pages.words import Document
from claims.public.reading import Snapshot
from claims.vocabulary import Measure
from factreg.http import encoding_for, etag, is_current, not_modified, respond
from factreg.parameters import Parameters, single, whole_number, written
from factreg.problems import Problem, malformed
from factreg.streaming import csv_blocks

# What a file has at most; JSON and the Link header tell where the rest begins.
MOST_ROWS = 2_000
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Asked:
    """An event, the events within it, the state that is read and what was asked of it."""

    event: Document
    events: list[str]
    at: Snapshot
    parameters: Parameters

    def query(self, **changed: str | None) -> str:
        """The query string of another page of the same, with its question mark."""
        return f"?{written(self.parameters, **changed)}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an event's page: its words, what it may be asked, what its page shows and its files hold."""

    title: Any
    parameters: tuple[str, ...]
    context: Callable[[Asked], dict[str, Any]]
    table: Callable[[Asked], tuple[list[str], list[list[str]], int | None]] | None = None
    data: Callable[[Asked], tuple[dict[str, Any], int | None]] | None = None


def _columns(asked: Asked) -> str:
    by = single(asked.parameters, "columns") or PARTIES
    if by not in COLUMNS:
        raise malformed("columns", "is either parties or actors.")
    return by


def _after(asked: Asked) -> int:
    return whole_number(asked.parameters, "after", least=0, most=2**63 - 1, unless_told=0)


def _matrix(asked: Asked) -> dict[str, Any]:
    by = _columns(asked)
    claims, rest = event.claims_after(asked.events, asked.at, after=_after(asked), most=event.MATRIX_PAGE)
    return {
        "matrix": matrix_view(matrix_of(claims, by=by)),
        "choices": [
            {"name": name, "url": asked.query(columns=None if choice == PARTIES else choice), "chosen": choice == by}
            for choice, name in ((PARTIES, _("Parties")), ("actors", _("Actors")))
        ],
        "next": asked.query(after=str(rest)) if rest else "",
        "first": asked.query(after=None) if _after(asked) else "",
    }


def _matrix_table(asked: Asked) -> tuple[list[str], list[list[str]], int | None]:
    by = _columns(asked)
    claims, rest = event.claims_after(asked.events, asked.at, after=_after(asked), most=MOST_ROWS)
    matrix = matrix_of(claims, by=by)
    return matrix_header(matrix), matrix_lines(matrix), rest


def _matrix_data(asked: Asked) -> tuple[dict[str, Any], int | None]:
    by = _columns(asked)
    claims, rest = event.claims_after(asked.events, asked.at, after=_after(asked), most=MOST_ROWS)
    return matrix_data(matrix_of(claims, by=by)), rest


def _measure(asked: Asked) -> str | None:
    measure = single(asked.parameters, "measure")
    if measure and measure not in Measure.values:
        raise malformed("measure", f"is one of {', '.join(Measure.values)}.")
    return measure


def _figures(asked: Asked) -> dict[str, Any]:
    measure = _measure(asked)
    figures = event.figures_of(asked.events, asked.at, measure=measure)
    return {
        "figures": figures_view(figures, mirrored=get_language_bidi()),
        "bounded": len(figures) >= event.MOST_FIGURES,
        "choices": [{"name": _("All measures"), "url": asked.query(measure=None), "chosen": False}] if measure else [],
    }


def _figures_table(asked: Asked) -> tuple[list[str], list[list[str]], int | None]:
    return list(HEADER), figure_lines(event.figures_of(asked.events, asked.at, measure=_measure(asked))), None


def _figures_data(asked: Asked) -> tuple[dict[str, Any], int | None]:
    figures = event.figures_of(asked.events, asked.at, measure=_measure(asked))
    return {"figures": figure_data(figures)}, None


def _timeline(asked: Asked) -> dict[str, Any]:
    claims, rest = event.claims_after(asked.events, asked.at, after=0, most=event.MOST_CLAIMS)
    events = event.events_of(asked.events, asked.at)
    return {
        "timeline": timeline_view(claims, events=events, mirrored=get_language_bidi(), shown=event.MOST_CLAIMS),
        "bounded": rest is not None,
    }


PARTS: Mapping[str, Part] = {
    "matrix": Part(
        gettext_lazy("Who says what"), ("columns", "after", "as_of"), _matrix, table=_matrix_table, data=_matrix_data
    ),
    "figures": Part(
        gettext_lazy("Figures over time"), ("measure", "as_of"), _figures, table=_figures_table, data=_figures_data
    ),
    "timeline": Part(gettext_lazy("Timeline"), ("as_of",), _timeline),
}


def _asked(slug: str, parameters: Parameters, at: Snapshot) -> Asked | None:
    found = reading.find(PublishedEvent, slug, at)
    if found is None:
        return None
    return Asked(orjson.loads(found.document), event.events_within(slug, at), at, parameters)


@require_safe
def event_part_page(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """One part of an event's page, as far as it goes."""
    shown, path = PARTS[part], f"/events/{slug}/{part}/"
    try:
        parameters = known_parameters(request, shown.parameters)
        time = asked_in(parameters)
    except Problem as problem:
        return errors.malformed(here(path), problem.detail)

    def render() -> str | HttpResponse:
        asked = _asked(slug, parameters, time.at)
        if asked is None:
            return absent_at(PAGES["events"], slug, time, suffix=f"/{part}/")
        try:
            return _part_html(asked, part, path)
        except Problem as problem:
            return errors.malformed(here(path), problem.detail)

    return serve(request, identity=(path, written(parameters), *time.identity), render=render, asked=time)


def _part_html(asked: Asked, part: str, path: str) -> str:
    shown, title = PARTS[part], asked.event["title"]
    query = written(asked.parameters, after=None)
    file = path.removesuffix("/")
    data = [
        {"url": f"{file}.{suffix}?{query}" if query else f"{file}.{suffix}", "name": name}
        for suffix, name, made in (("csv", _("As CSV"), shown.table), ("json", _("As JSON"), shown.data))
        if made
    ]
    page = {
        "title": f"{shown.title} — {title}",
        "description": _("%(event)s: who claims what about it, who denies it, with the sources.") % {"event": title},
        "canonical": f"{path}{asked.query(as_of=None)}".removesuffix("?"),
        "robots": "noindex, follow" if asked.parameters else "index, follow",
        "section": "events",
    }
    return rendered(
        "public/event_part.html",
        page,
        part=part,
        part_title=shown.title,
        event=asked.event,
        event_url=here(f"/events/{asked.event['id']}/"),
        data=data,
        **shown.context(asked),
    )


@require_safe
def event_part_file(request: HttpRequest, slug: str, part: str, suffix: str) -> HttpResponse:
    """The same as a file: `matrix.csv`, `figures.json`. Its words are those of the vocabulary, in no language."""
    shown, path = PARTS[part], f"/events/{slug}/{part}.{suffix}"
    try:
        parameters = known_parameters(request, (*shown.parameters, "dialect"))
        time = asked_in(parameters)
        encoding = encoding_for(request)
        tag = etag(path, written(parameters), *time.identity, encoding=encoding)
        if is_current(request, tag):
            return not_modified(tag)
        asked = _asked(slug, parameters, time.at)
        if asked is None:
            return absent_at(PAGES["events"], slug, time, suffix=f"/{part}.{suffix}")
        body, rest = part_json(asked, shown) if suffix == "json" else _csv(asked, shown)
    except Problem as problem:
        return errors.malformed(path, problem.detail)
    response = respond(request, body, content_type=CONTENT_TYPES[suffix], tag=tag, encoding=encoding)
    response.headers["Access-Control-Allow-Origin"] = "*"
    if rest:
        response.headers["Link"] = f'<{path}{asked.query(after=str(rest))}>; rel="next"'
    return response


def _csv(asked: Asked, part: Part) -> tuple[bytes, int | None]:
    dialect = single(asked.parameters, "dialect")
    if dialect not in (None, "spreadsheet", "raw"):
        raise malformed("dialect", "is either spreadsheet or raw.")
    header, lines, rest = part.table(asked) if part.table else ([], [], None)
    return b"".join(csv_blocks(lines, header=header, safe=dialect != "raw")), rest


def part_json(asked: Asked, part: Part) -> tuple[bytes, int | None]:
    """The part as JSON, and from where the rest goes on if there is more."""
    data, rest = part.data(asked) if part.data else ({}, None)
    subject = {name: asked.event[name] for name in ("id", "title", "url")}
    return orjson.dumps({"event": subject, **data, "next_after": rest, "position": asked.at.position}), rest
