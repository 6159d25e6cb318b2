"""Figures as their claimants state them: by measure, and within it by what is counted and over what.

Pure. Nothing is added up, averaged or joined across claimants. The table of a page, its charts, the CSV and the JSON
are made of the same rows: one of each party that claims a figure, and one of a figure that nobody claims any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from claims.public.pages.claimed_figure import number_words
from claims.public.pages.figures_chart import Point, figures_chart, shape_of
from claims.public.pages.languages import here
from claims.public.pages.standings import standing_words
from claims.public.pages.words import Document, capital, date_words, lang, listed_apart, names
from claims.vocabulary import Basis, Measure, Population
from factreg.edtf_dates import EDTFError, Span, parse

Reference = Document

_MEASURES = {
    "killed": gettext_lazy("People killed"),
    "wounded": gettext_lazy("People wounded"),
    "missing": gettext_lazy("People missing"),
    "captured": gettext_lazy("People captured"),
    "displaced": gettext_lazy("People displaced"),
    "deployed": gettext_lazy("People sent or stationed"),
    "aircraft_lost": gettext_lazy("Aircraft lost"),
    "vehicles_lost": gettext_lazy("Vehicles lost"),
    "other": gettext_lazy("Other figures"),
}
_POPULATIONS = {
    "civilian": gettext_lazy("civilians"),
    "military": gettext_lazy("members of armed forces"),
    "irregular": gettext_lazy("fighters outside regular armed forces"),
    "mixed": gettext_lazy("civilians and fighters together"),
    "unspecified": pgettext_lazy("of what sort of people", "not stated"),
}
_BASES = {
    "cumulative": gettext_lazy("running totals"),
    "increment": gettext_lazy("added in a period"),
    "single_event": gettext_lazy("of one event alone"),
    "unstated": gettext_lazy("over what it counts is not stated"),
}
_FIELDS = (
    *("measure", "population", "area", "basis", "low", "high"),
    *("quantifier", "as_worded", "counted_from", "as_of"),
)
HEADER = (
    *("claim", "party", "party_name", "side", "side_name", *_FIELDS),
    *("standing", "denied_by", "contradicted_by_claims", "text"),
)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A claim's figure as one party claims it; `party` is None where no assertion of the claim stands."""

    claim: Document
    party: Reference | None

    @property
    def figure(self) -> Document:
        figure: Document = self.claim["figure"]
        return figure

    @property
    def panel(self) -> tuple[str, str, str, str]:
        """What has to agree for two figures to stand in one chart."""
        figure = self.figure
        area = (figure["area"] or "").strip()
        return (figure["measure"], figure["population"], area, figure["basis"])

    @property
    def series(self) -> tuple[str, str]:
        """The line that it is on: its claimant, and whose the figure is."""
        side = self.figure["side"]
        return (self.party["id"] if self.party else "", side["id"] if side else "")

    @property
    def as_of(self) -> Span | None:
        """When the number held, if it is stated in a way that can be read."""
        return _span(self.figure["as_of"])


def figure_rows(claims: Iterable[Document]) -> list[FigureRow]:
    """In the order of measures, populations and bases, then of first appearance, then by date."""
    rows = [
        FigureRow(claim, party)
        for claim in claims
        if claim["figure"]
        for party in claim["standing"]["asserted_by"] or [None]
    ]
    areas = _first_seen(row.panel[2] for row in rows)
    series = _first_seen(row.series for row in rows)
    orders = [_order_of(Measure), _order_of(Population), areas, _order_of(Basis)]

    def place(row: FigureRow) -> tuple[Any, ...]:
        panel = (order.get(value, len(order)) for order, value in zip(orders, row.panel, strict=True))
        as_of = row.as_of
        return (*panel, series[row.series], as_of is None, as_of.sort_key if as_of else None)

    return sorted(rows, key=place)


def _first_seen(values: Iterable[Any]) -> dict[Any, int]:
    return {value: number for number, value in enumerate(dict.fromkeys(values))}


def _order_of(choices: Any) -> dict[str, int]:
    return {value: number for number, value in enumerate(choices.values)}


def _span(date: str | None) -> Span | None:
    try:
        return parse(date) if date else None
    except EDTFError:
        return None


def figures_view(rows: Sequence[FigureRow], *, mirrored: bool = False) -> list[dict[str, Any]]:
    """By measure, what templates/public/figures.html asks for."""
    heads = {row.claim["id"]: _heading(row.claim) for row in rows}
    measures: dict[str, list[dict[str, Any]]] = {}
    for key in dict.fromkeys(row.panel for row in rows):
        of_panel = [row for row in rows if row.panel == key]
        panels = measures.setdefault(key[0], [])
        place = sum(map(len, measures.values())) + 1
        panels.append(_panel(key, of_panel, heads, place=place, mirrored=mirrored))
    return [
        {"measure": measure, "title": str(_MEASURES.get(measure, measure)), "panels": panels}
        for measure, panels in measures.items()
    ]


def _panel(
    key: tuple[str, ...], rows: Sequence[FigureRow], heads: dict[str, str], *, place: int, mirrored: bool
) -> dict[str, Any]:
    _measure, population, area, basis = key
    words = [str(_POPULATIONS.get(population, population)), area, str(_BASES.get(basis, basis))]
    if population == Population.UNSPECIFIED and not area:
        words = words[2:]
    lines = _first_seen(row.series for row in rows)
    points = [_point(row, lines[row.series]) for row in rows if row.party]
    return {
        "id": f"figures-{place}",
        "title": capital(" · ".join(word for word in words if word)),
        "lines": [
            {**_line(next(row for row in rows if row.series == line)), **shape_of(number)}
            for line, number in lines.items()
            if line[0]
        ],
        "chart": figures_chart(points, joined=basis == Basis.CUMULATIVE, mirrored=mirrored),
        "rows": [_row(row, heads) for row in rows],
        "undated": any(row.as_of is None for row in rows),
    }


def _point(row: FigureRow, line: int) -> Point:
    figure = row.figure
    return Point(
        claim=row.claim["id"],
        line=line,
        as_of=row.as_of,
        low=figure["low"],
        high=figure["high"],
        quantifier=figure["quantifier"] or "",
        start=figure["counted_from"],
        denied=bool(row.claim["standing"]["denied_by"]),
        contradicts=tuple(rival["id"] for rival in row.claim["contradicts"]),
    )


def _line(row: FigureRow) -> dict[str, str]:
    """A line of the chart in words: who claims, and whose the figure is."""
    return {"party": _party_name(row), "side": _side_name(row)}


def _party_name(row: FigureRow) -> str:
    return str(row.party["name"] or row.party["id"]) if row.party else ""


def _side_name(row: FigureRow) -> str:
    side = row.figure["side"]
    return str(side["name"] or side["id"]) if side else ""


def _heading(claim: Document) -> str:
    return str(claim["question"] or claim["text"])


def _row(row: FigureRow, heads: dict[str, str]) -> dict[str, Any]:
    claim, figure = row.claim, row.figure
    return {
        "party": _party_name(row),
        "party_url": here(f"/actors/{row.party['id']}/") if row.party else "",
        "side": _side_name(row),
        "number": number_words(figure["low"], figure["high"], figure["quantifier"]),
        "as_worded": figure["as_worded"] or "",
        "as_of": date_words(figure["as_of"]),
        "counted_from": date_words(figure["counted_from"]),
        "denied_by": listed_apart(names(claim["standing"]["denied_by"])) if claim["standing"]["denied_by"] else "",
        "contradicted_by": [
            {
                "url": here(f"/claims/{rival['id']}/"),
                "heading": heads.get(rival["id"]) or rival["question"] or rival["text"] or rival["id"],
            }
            for rival in claim["contradicts"]
        ],
        "url": here(f"/claims/{claim['id']}/"),
        "heading": _heading(claim),
        "lang": lang(claim["language"]),
        "label": standing_words(claim).lede,
    }


def figure_lines(rows: Sequence[FigureRow]) -> list[list[str]]:
    """The rows of the CSV, under `HEADER`."""
    return [["" if value is None else str(value) for value in _flat(row)] for row in rows]


def _flat(row: FigureRow) -> Iterable[Any]:
    claim, side = row.claim, row.figure["side"]
    party = row.party or {"id": None, "name": None}
    yield from (claim["id"], party["id"], party["name"])
    yield from (side["id"], side["name"]) if side else (None, None)
    yield from (row.figure[name] for name in _FIELDS)
    yield claim["standing"]["value"]
    yield "; ".join(denier["id"] for denier in claim["standing"]["denied_by"])
    yield "; ".join(rival["id"] for rival in claim["contradicts"])
    yield claim["text"]


def figure_data(rows: Sequence[FigureRow]) -> list[dict[str, Any]]:
    """The same as JSON."""
    return [
        {
            "claim": {name: row.claim[name] for name in ("id", "url", "text", "question")},
            "party": row.party,
            "figure": row.figure,
            "standing": row.claim["standing"]["value"],
            "denied_by": row.claim["standing"]["denied_by"],
            "contradicts": [rival["id"] for rival in row.claim["contradicts"]],
        }
        for row in rows
    ]
