"""`load`: a registry file into the registry, all of it or nothing, with a report of each record."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.management.publishing import publish_all
from claims.management.terminal import progress_bar, show, user_named
from claims.registry_file.describing import describe
from claims.registry_file.loader import Loading, load
from claims.registry_file.nodes import FileError, Mapping
from claims.registry_file.reader import read
from claims.registry_file.report import Outcome, ReportRow, as_table
from claims.registry_file.states import to_publish


class Command(BaseCommand):
    help = (
        "Load a registry file (YAML or JSON; `-` is standard input). Nothing is stored unless the whole file is right. "
        "What a key means is in docs/registry-file.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="The registry file, or - for standard input.")
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
        by = user_named(options["by"])
        document = self._read(options["file"])
        with progress_bar() as bar:
            task = bar.add_task("Loading", total=None)
            loading = load(
                document=document,
                by=by,
                dry_run=options["dry_run"],
                publishing=options["publish"],
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        self._report(loading, options)
        if loading.report.failed:
            raise CommandError("Nothing was stored: the file is not right.")
        if options["publish"] and not options["dry_run"]:
            records = list(to_publish(loading.entries))
            told = publish_all(records, by=by, reason=options["reason"])
            if options["format"] == "table":
                self.stdout.write(told)

    def _read(self, path: str) -> Mapping:
        try:
            return read(path)
        except FileError as error:
            raise CommandError(f"{path}: {error}") from error
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error

    def _report(self, loading: Loading, options: dict[str, Any]) -> None:
        """Everything in a dry run or as JSON; else what an editor should look at."""
        report = loading.report
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            everything = options["dry_run"] or options["verbosity"] > 1
            rows = [row for row in report.rows if everything or _is_to_look_at(row)]
            fine = [row for row in rows if row.outcome is not Outcome.REFUSED]
            if fine:
                show(self.stdout, as_table(fine))
            undone = options["dry_run"] or report.failed
            self.stdout.write(f"{'Would be: ' if undone else ''}{report.summary() or 'nothing'}.")
        if report.failed:
            show(self.stderr, as_table(report.refusals))


def _is_to_look_at(row: ReportRow) -> bool:
    return row.outcome in (Outcome.CHANGED, Outcome.KEPT, Outcome.REFUSED) or bool(row.message)
