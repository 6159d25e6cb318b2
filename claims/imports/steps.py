"""An import in the workbench, step by step: uploaded, mapped, previewed, confirmed. Keyword-only; each says who.

Its bytes are kept until they are loaded, so that nothing is typed or uploaded twice. Undoing is registry_file's.
"""

from __future__ import annotations

import hashlib
import io
from typing import Any

from django.db import transaction

from claims.imports.bringing import bring_in
from claims.imports.columns import LISTS, TableMap, check_map, guess
from claims.imports.formats import FORMATS
from claims.imports.sheets import BEYOND, MOST_BYTES
from claims.imports.table import headings_of
from claims.imports.tables import load_table
from claims.models import Import, ImportState
from claims.registry_file.loader import Loading
from claims.registry_file.nodes import FileError
from claims.registry_file.report import Outcome, Report

TABLE = "csv"
MOST_SHOWN = 500


class NotWaiting(Exception):
    """The import has been loaded or undone already."""


def upload(*, data: bytes, name: str, format: str, section: str = "", event: str = "", by: Any) -> Import:  # noqa: A002
    """Keep bytes to be imported. Of a table, the columns are guessed from its headings. FileError where it is none."""
    if len(data) > MOST_BYTES:
        raise FileError(f"it has {len(data):,} bytes; at most {MOST_BYTES:,} can be uploaded: {BEYOND}.", line=1)
    options: dict[str, Any] = {"event": event}
    if format == TABLE:
        headings = headings_of(data)
        options |= {"list": section, "headings": headings, "columns": guess(headings, LISTS[section]), "constants": {}}
    digest = hashlib.sha256(data).hexdigest()
    made = Import(name=name[:500], format=format, options=options, content=data, sha256=digest, by=by)
    made.full_clean()
    made.save()
    return made


def set_columns(*, of: Import, columns: dict[str, str], constants: dict[str, str]) -> None:
    """Say what the columns of an uploaded table are. FileError where a key is none, or is given twice."""
    _refuse_loaded(of)
    check_map(TableMap(of.options["list"], columns, constants))
    of.options |= {"columns": columns, "constants": constants, "mapped": True}
    of.revisions = {}
    of.save(update_fields=["options", "revisions"])


def preview(*, of: Import, by: Any) -> Report:
    """What confirming would do, row by row. The revisions that it found are those on which confirming insists."""
    _refuse_loaded(of)
    loading = _load(of, by=by, dry_run=True)
    if loading.revisions is not None:
        of.revisions = loading.revisions.found
        of.save(update_fields=["revisions"])
    return loading.report


def confirm(*, of: Import, by: Any) -> Report:
    """Load what was previewed, all of it or nothing: what was edited since the preview is refused with its row."""
    with transaction.atomic():
        of = Import.objects.select_for_update().get(pk=of.pk)
        _refuse_loaded(of)
        of.state = ImportState.LOADED
        loading = _load(of, by=by, dry_run=False)
        if loading.report.failed:
            transaction.set_rollback(True)
            return loading.report
        of.content = None
        of.report = as_kept(loading.report)
        of.save()
    return loading.report


def as_kept(report: Report) -> dict[str, Any]:
    """The report as an import keeps it: the counts, and the rows that say something, as far as a page can show them."""
    saying = [row for row in report.rows if row.message or row.outcome is Outcome.CHANGED]
    rows = [[row.line, row.type, row.slug, row.outcome.value, row.message[:500]] for row in saying[:MOST_SHOWN]]
    return {"counts": report.counts(), "rows": rows, "more": max(0, len(saying) - MOST_SHOWN)}


def _load(of: Import, *, by: Any, dry_run: bool) -> Loading:
    data = bytes(of.content or b"")
    if of.format == TABLE:
        table_map = TableMap(of.options["list"], of.options["columns"], of.options["constants"])
        remembered = None if dry_run else of
        expected = {} if dry_run else of.revisions
        return load_table(data, table_map=table_map, by=by, dry_run=dry_run, revisions=expected, remembered=remembered)
    read, event = FORMATS[of.format].read, of.options.get("event", "")
    brought = bring_in(
        read=lambda skipped: read(io.BytesIO(data), event=event, skipped=skipped),
        by=by,
        dry_run=dry_run,
        remembered=None if dry_run else of,
    )
    return brought.loading


def _refuse_loaded(of: Import) -> None:
    if of.state != ImportState.UPLOADED:
        raise NotWaiting(f"“{of}” is {of.get_state_display()} already.")
