"""Who says what of which claim: rows are claims, columns actors or their parties, cells statements.

Pure. The table of a page, the CSV and the JSON are made of one `Matrix`, so that they can't disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from claims.public.pages.languages import here
from claims.public.pages.standings import standing_words
from claims.public.pages.words import Document, capital, elements_words, lang, standing_word

PARTIES, ACTORS = "parties", "actors"
COLUMNS = (PARTIES, ACTORS)

_WORDS = {
    "asserts": pgettext_lazy("cell of a table: it", "asserts"),
    "denies": pgettext_lazy("cell of a table: it", "denies"),
    "declines": pgettext_lazy("cell of a table: it", "declines"),
    "withdraws": pgettext_lazy("cell of a table: it", "withdrew"),
}
# Before the columns' own in the CSV.
_HEADER = ("claim", "text", "question", "event", "standing", "label")


@dataclass(frozen=True, slots=True)
class Column:
    """An actor, or the party for which several speak; `party` is named where it is another than the actor."""

    id: str
    name: str
    party: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one actor or party says of one claim, in the document's order."""

    statements: tuple[Document, ...] = ()

    @property
    def now(self) -> list[Document]:
        """The statements that stand; of none, all."""
        return [said for said in self.statements if said["stands"]] or list(self.statements)

    @property
    def earlier(self) -> list[Document]:
        """Those that no longer stand, and took another stance than any that does."""
        stances = {said["stance"] for said in self.now}
        return [said for said in self.statements if said not in self.now and said["stance"] not in stances]

    @property
    def code(self) -> str:
        """In the vocabulary's words: `denies (agent, means)`, `denies; earlier asserts`; empty: nothing on record."""
        earlier = dict.fromkeys(f"earlier {_code(said)}" for said in self.earlier)
        return "; ".join([*dict.fromkeys(map(_code, self.now)), *earlier])


@dataclass(frozen=True, slots=True)
class Matrix:
    """The claims in the order given; columns by first appearance in them, whatever their names."""

    by: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Document, tuple[Cell, ...]], ...]


def matrix_of(claims: Sequence[Document], *, by: str = PARTIES) -> Matrix:
    columns: dict[str, Column] = {}
    for claim in claims:
        for said in claim["statements"]:
            column = _column(said, by)
            columns.setdefault(column.id, column)
    rows = []
    for claim in claims:
        said_by: dict[str, list[Document]] = {}
        for said in claim["statements"]:
            said_by.setdefault(_column(said, by).id, []).append(said)
        rows.append((claim, tuple(Cell(tuple(said_by.get(column, ()))) for column in columns)))
    return Matrix(by, tuple(columns.values()), tuple(rows))


def _column(said: Document, by: str) -> Column:
    actor, party = said["actor"], said["party"]
    if by == PARTIES:
        return Column(party["id"], party["name"] or party["id"])
    return Column(
        actor["id"], actor["name"] or actor["id"], "" if actor["id"] == party["id"] else party["name"] or party["id"]
    )


def _code(said: Document) -> str:
    elements = f" ({', '.join(said['elements'])})" if said["elements"] else ""
    return f"{said['stance']}{elements}"


def matrix_view(matrix: Matrix) -> dict[str, Any]:
    """What templates/public/matrix.html asks for."""
    return {
        "by": matrix.by,
        "columns": [
            {"name": column.name, "party": column.party, "url": here(f"/actors/{column.id}/")}
            for column in matrix.columns
        ],
        "rows": [
            {
                **_row_head(claim),
                "cells": [
                    {"column": column.name, "words": _cell(claim, cell)}
                    for column, cell in zip(matrix.columns, cells, strict=True)
                ],
            }
            for claim, cells in matrix.rows
        ],
    }


def _row_head(claim: Document) -> dict[str, Any]:
    """The claim that a row is of, with who says what of it: it never stands bare."""
    return {
        "url": here(f"/claims/{claim['id']}/"),
        "heading": claim["question"] or claim["text"],
        "lang": lang(claim["language"]),
        "standing": capital(standing_word(claim["standing"]["value"])),
        "label": standing_words(claim).lede,
    }


def _cell(claim: Document, cell: Cell) -> list[dict[str, Any]]:
    """The words of a cell, each with its statement's address; the same words of one actor once."""
    words: dict[tuple[str, str], dict[str, Any]] = {}
    for said in [*cell.now, *cell.earlier]:
        earlier = said in cell.earlier
        address = here(f"/claims/{claim['id']}/#statement-{said['number']}")
        word = words.setdefault(
            (_code(said), str(earlier)),
            {"words": _words(said), "stance": said["stance"], "earlier": earlier, "url": address, "again": []},
        )
        if word["url"] != address:
            word["again"].append(address)
    return list(words.values())


def _words(said: Document) -> str:
    stance = str(_WORDS.get(said["stance"], said["stance"]))
    if not said["elements"]:
        return stance
    return _("%(stance)s (%(elements)s)") % {"stance": stance, "elements": elements_words(said["elements"])}


def matrix_header(matrix: Matrix) -> list[str]:
    """Of the CSV: columns of actors are headed by their public ids."""
    return [*_HEADER, *(column.id for column in matrix.columns)]


def matrix_lines(matrix: Matrix) -> list[list[str]]:
    """The rows of the CSV."""
    return [
        [
            *(claim["id"], claim["text"], claim["question"] or "", claim["event"]["id"]),
            *(claim["standing"]["value"], claim["standing"]["label"]),
            *(cell.code for cell in cells),
        ]
        for claim, cells in matrix.rows
    ]


def matrix_data(matrix: Matrix) -> dict[str, Any]:
    """The same as JSON; a cell lists all statements, those that no longer stand as well."""
    return {
        "columns_are": matrix.by,
        "columns": [{"id": column.id, "name": column.name} for column in matrix.columns],
        "rows": [
            {
                "claim": {
                    **{name: claim[name] for name in ("id", "url", "text", "question")},
                    "event": claim["event"],
                    **{name: claim["standing"][name] for name in ("label", "asserted_by", "denied_by")},
                    "standing": claim["standing"]["value"],
                },
                "cells": {
                    column.id: {"code": cell.code, "statements": [_statement(said) for said in cell.statements]}
                    for column, cell in zip(matrix.columns, cells, strict=True)
                    if cell.statements
                },
            }
            for claim, cells in matrix.rows
        ],
    }


def _statement(said: Document) -> dict[str, Any]:
    names = ("id", "stance", "elements", "stands", "said")
    return {**{name: said[name] for name in names}, "actor": said["actor"]["id"]}
