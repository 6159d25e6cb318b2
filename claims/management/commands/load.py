"""`load`: a registry file or others' data into the registry, all of it or nothing, with a report of each record."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.imports.bringing import Brought, bring_in
from claims.imports.columns import TableMap, read_map
from claims.imports.formats import FORMATS
from claims.imports.tables import load_table
from claims.management.publishing import publish_all
from claims.management.terminal import progress_bar, show, user_named
from claims.models import Import, ImportState
from claims.registry_file.describing import describe
from claims.registry_file.loader import Loading, load
from claims.registry_file.nodes import FileError
from claims.registry_file.reader import read_stream
from claims.registry_file.report import Outcome, Report, ReportRow, as_table
from claims.registry_file.states import to_publish

REGISTRY, TABLE = "registry", "csv"
_FORMATS = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}


class Command(BaseCommand):
    help = (
        "Load a registry file (YAML or JSON; `-` is standard input), or others' data with --as. Nothing is stored "
        "unless the whole file is right; of others' data, the rows that can't be stored are named and left out. "
        "What a key means is in docs/registry-file.md, what the formats become in docs/imports.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="The file, or - for standard input.")
        parser.add_argument("--as", dest="data", choices=[*FORMATS, TABLE], default=REGISTRY, help="What it is.")
        parser.add_argument("--map", metavar="MAP", help="With --as csv: the list and what its columns are (JSON).")
        parser.add_argument("--event", default="", metavar="SLUG", help="With --as: the stored event it belongs to.")
        parser.add_argument("--keys", action="store_true", help="Print what each key of the file means, and end.")
        parser.add_argument("--dry-run", action="store_true", help="Report what would be done; change nothing.")
        parser.add_argument("--publish", action="store_true", help="Publish what the file names and is not published.")
        parser.add_argument("--by", metavar="USERNAME", help="Who loads it; private.")
        parser.add_argument("--reason", default="", help="With --publish: the public reason.")
        parser.add_argument("--format", choices=["table", "json"], default="table", help="How the report is written.")

    def handle(self, **options: Any) -> None:
        if options["keys"]:
            self.stdout.write(describe())
            return
        if not options["file"]:
            raise CommandError("Name the registry file, or - for standard input.")
        options["user"] = user_named(options["by"])
        try:
            with _opened(options["file"]) as file:
                loading, brought = self._load(file, options)
        except FileError as error:
            raise CommandError(f"{options['file']}: {error}") from error
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.") from error
        self._report(loading.report, brought, options)
        if loading.report.failed:
            raise CommandError("Nothing was stored: the file is not right.")
        if options["publish"] and not options["dry_run"]:
            records = brought.made() if brought else list(to_publish(loading.entries))
            told = publish_all(records, by=options["user"], reason=options["reason"])
            if options["format"] == "table":
                self.stdout.write(told)

    def _load(self, file: BinaryIO, options: dict[str, Any]) -> tuple[Loading, Brought | None]:
        name, format_ = options["file"], options["data"]
        with progress_bar() as bar:
            task = bar.add_task("Loading", total=None)
            shared: dict[str, Any] = {
                "by": options["user"],
                "dry_run": options["dry_run"],
                "publishing": options["publish"],
                "progress": lambda done, total: bar.update(task, completed=done, total=total),
                "remembered": _import_of(file, options),
            }
            if format_ in FORMATS:
                read, event = FORMATS[format_].read, options["event"]
                brought = bring_in(read=lambda skipped: read(_from_start(file), event=event, skipped=skipped), **shared)
                return brought.loading, brought
            if format_ == TABLE:
                return load_table(file.read(), table_map=_map_in(options["map"]), limited=False, **shared), None
            document = read_stream(file, format=_FORMATS.get(Path(name).suffix.lower(), ""))
            return load(document=document, **shared), None

    def _report(self, report: Report, brought: Brought | None, options: dict[str, Any]) -> None:
        """Everything in a dry run or as JSON; else what an editor should look at."""
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            everything = options["dry_run"] or options["verbosity"] > 1
            rows = [row for row in report.rows if everything or _is_to_look_at(row)]
            fine = [row for row in rows if row.outcome is not Outcome.REFUSED]
            if fine:
                show(self.stdout, as_table(fine))
            undone = options["dry_run"] or report.failed
            summary = brought.summary() if brought else report.summary()
            self.stdout.write(f"{'Would be: ' if undone else ''}{summary or 'nothing'}.")
        if report.failed:
            show(self.stderr, as_table(report.refusals))


def _opened(path: str) -> BinaryIO:
    return io.BytesIO(sys.stdin.buffer.read()) if path == "-" else Path(path).open("rb")


def _from_start(file: BinaryIO) -> BinaryIO:
    file.seek(0)
    return file


def _map_in(path: str | None) -> TableMap:
    if not path:
        raise CommandError("--as csv needs --map: a JSON file that says what the columns are; see docs/imports.md.")
    return read_map(Path(path).read_bytes())


def _import_of(file: BinaryIO, options: dict[str, Any]) -> Import:
    """What the load is remembered by."""
    digest = hashlib.file_digest(file, "sha256")  # type: ignore[arg-type]
    file.seek(0)
    return Import(
        name=Path(options["file"]).name[:500],
        format=options["data"],
        options={"command": True, "event": options["event"]},
        sha256=digest.hexdigest(),
        state=ImportState.LOADED,
        by=options["user"],
    )


def _is_to_look_at(row: ReportRow) -> bool:
    return row.outcome in (Outcome.CHANGED, Outcome.KEPT, Outcome.REFUSED) or bool(row.message)
