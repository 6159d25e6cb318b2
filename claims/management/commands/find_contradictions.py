"""`find_contradictions`: pairs of claims that may contradict each other, or that charge two parties with the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.table import Table

from claims.finder import Proposed, Search
from claims.management.terminal import progress_bar, show
from claims.models import Claim
from claims.proposing import Queued, fill_queue
from claims.registry_file.report import did_you_mean

COLUMNS = ("claim", "claim", "type", "kind", "element", "reason", "certain")


class Command(BaseCommand):
    help = (
        "Look through all claims, or those of one claim's events, for pairs that may contradict each other, and for "
        "counter-accusations. Pairs that were settled or rejected are left out. Prints them and changes nothing, or "
        "puts them into the workbench's queue (--queue). Formats are in docs/workbench.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--claim", metavar="SLUG", help="Only pairs of which this claim is one.")
        parser.add_argument(
            "--format",
            choices=["table", "json", "jsonl"],
            default="table",
            help="A table, one JSON array, or a JSON object a line.",
        )
        parser.add_argument("--certain", action="store_true", help="Only those that leave nothing to settle.")
        parser.add_argument(
            "--queue", action="store_true", help="Bring the workbench's queue up to date, and print what changed in it."
        )

    def handle(self, **options: Any) -> None:
        claim = _named(options["claim"])
        if options["queue"]:
            if options["certain"] or options["format"] != "table":
                raise CommandError("--queue takes no --certain and no --format: it prints what changed in the queue.")
            self.stdout.write(_told(self._queue(claim)))
            return
        search = Search(claim=claim)
        found = (each for each in self._found(search) if each.found.certain or not options["certain"])
        getattr(self, f"_as_{options['format']}")(found)
        for slug, number in sorted(search.left_off.items()):
            self.stderr.write(f"{slug}: {number} more pairs; what it says is too broad to list them all.")

    def _queue(self, claim: Claim | None) -> Queued:
        with progress_bar() as bar:
            task = bar.add_task("Comparing claims", total=None if claim else Claim.objects.count())
            return fill_queue(claim=claim, progress=lambda done: bar.advance(task, done))

    def _found(self, search: Search) -> Iterator[Proposed]:
        with progress_bar() as bar:
            task = bar.add_task("Comparing claims", total=None if search.claim else Claim.objects.count())
            for _, proposed in search.batches(lambda done: bar.advance(task, done)):
                yield from proposed

    def _as_jsonl(self, found: Iterator[Proposed]) -> None:
        for each in found:
            self.stdout.write(json.dumps(as_json(each), ensure_ascii=False))

    def _as_json(self, found: Iterator[Proposed]) -> None:
        """One array, written as it is found."""
        separator = "[\n"
        for each in found:
            self.stdout.write(separator + json.dumps(as_json(each), ensure_ascii=False), ending="")
            separator = ",\n"
        self.stdout.write("[]" if separator == "[\n" else "\n]")

    def _as_table(self, found: Iterator[Proposed]) -> None:
        table = Table(*COLUMNS)
        for each in found:
            row = as_json(each)
            claims = (row["claims"][0], row["claims"][1])
            told = "certain" if row["certain"] else f"for a person: {row['to_settle']}"
            table.add_row(*claims, row["type"], row["kind"], row["element"], row["reason"], told)
        if table.row_count:
            show(self.stdout, table)
        self.stdout.write(f"{table.row_count} pairs proposed.")


def as_json(proposed: Proposed) -> dict[str, Any]:
    found = proposed.found
    return {
        "claims": [proposed.first_slug, proposed.second_slug],
        "type": found.type.value,
        "kind": found.kind.value if found.kind else None,
        "element": found.element.value if found.element else None,
        "reason": found.reason,
        "certain": found.certain,
        "to_settle": found.to_settle or None,
    }


def _named(slug: str | None) -> Claim | None:
    if slug is None:
        return None
    claim: Claim | None = Claim.objects.filter(slug=slug).first()
    if claim is None:
        raise CommandError(
            f"There is no claim {slug}{did_you_mean(slug, list(Claim.objects.values_list('slug', flat=True)))}"
        )
    return claim


def _told(queued: Queued) -> str:
    return (
        f"{queued.found} pairs proposed: {queued.new} new in the queue, {queued.changed} changed; "
        f"{queued.gone} left it, since they are not found any more."
    )
