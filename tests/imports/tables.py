"""Tables of made-up rows, as pasted cells and as workbooks; and the steps of an import by an editor."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

from claims.imports.steps import confirm, preview, set_columns, upload
from claims.models import Import
from claims.registry_file.report import Report

HEADINGS = ("Claim", "Who", "Stance", "Source", "Said")
COLUMNS = {
    "Claim": "text",
    "Who": "statements.actor",
    "Stance": "statements.stance",
    "Source": "statements.source",
    "Said": "statements.said",
}
CONSTANTS = {"event": "fighting", "kind": "attack"}


def pasted(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    return "\n".join("\t".join(row) for row in (headings, *rows)).encode()


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def brought(
    data: bytes,
    *,
    by: Any,
    section: str = "claims",
    columns: dict[str, str] | None = None,
    constants: dict[str, str] | None = None,
) -> Import:
    """An uploaded table with its columns, to be previewed."""
    made = upload(data=data, name="rows.csv", format="csv", section=section, by=by)
    given = COLUMNS if columns is None and section == "claims" else columns or made.options["columns"]
    set_columns(
        of=made, columns=given, constants=(CONSTANTS if section == "claims" else {}) if constants is None else constants
    )
    return made


def imported(data: bytes, *, by: Any, **options: Any) -> tuple[Import, Report]:
    made = brought(data, by=by, **options)
    preview(of=made, by=by)
    report = confirm(of=made, by=by)
    made.refresh_from_db()
    return made, report


def faults(report: Report) -> list[tuple[int, str]]:
    return [(row.line, row.message) for row in report.refusals]
