"""Loads a table: its rows as one load, with errors in the table's own words, row and column."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from claims.imports.columns import LISTS, TableMap
from claims.imports.table import Table, read_table
from claims.registry_file.loader import Loading, load
from claims.registry_file.memory import Revisions
from claims.registry_file.report import Outcome, ReportRow

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


def load_table(
    data: bytes,
    *,
    table_map: TableMap,
    by: AbstractBaseUser | None,
    limited: bool = True,
    dry_run: bool = False,
    revisions: dict[str, int] | None = None,
    **options: Any,
) -> Loading:
    """Load the rows of a table, all or none; `revisions` are those on which a preview was built.

    The load's `revisions` say what it found. FileError where the table can't be read as a whole.
    """
    table = read_table(data, table_map=table_map, limited=limited)
    expected = Revisions({**(revisions or {}), **table.revisions})
    wrong = bool(table.faults)
    loading = load(document=table.document, by=by, dry_run=dry_run or wrong, revisions=expected, **options)
    # What a load finds in a row that was read wrongly says the same again, in other words.
    told = {line for line, _, _ in table.faults}
    loading.report.keep(lambda row: row.outcome is not Outcome.REFUSED or row.line not in told)
    for line, slug, message in table.faults:
        loading.report.refuse(line=line, type=LISTS[table_map.section].type, slug=slug, message=message)
    loading.report.reword(lambda row: _in_its_words(row, table))
    return loading


def _in_its_words(row: ReportRow, table: Table) -> ReportRow:
    """The same with the column's heading before what is wrong in it."""
    if row.outcome is not Outcome.REFUSED:
        return row
    for said, heading in table.headings.items():
        if row.message.startswith(f"{said}: "):
            return replace(row, message=f"column “{heading}”: {row.message.removeprefix(f'{said}: ')}")
    return row
