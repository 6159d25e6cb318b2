"""`demo`: the annotated example, loaded and published, what the finder proposes of it, and log-ins to play with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from claims.demo import PASSWORD, make_log_ins
from claims.ledger.freeze import RECORDS
from claims.proposing import fill_queue

FILE = Path(__file__).resolve().parents[2] / "data" / "karabakh-2020.yaml"
REASON = "Loaded as a demonstration."


class Command(BaseCommand):
    help = (
        "Load and publish the demo data, and make the log-ins annotator, editor and admin "
        f"with the password {PASSWORD}. Run again, it changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where there is any record.")

    def handle(self, **options: Any) -> None:
        if options["if_empty"] and any(model.objects.exists() for model in RECORDS.values()):
            return
        if not settings.EMBEDDED_POSTGRES:
            self.stderr.write(
                self.style.WARNING(
                    f"DATABASE_URL is set: the log-ins that this makes, with the password {PASSWORD!r}, "
                    "open the workbench of that database to everybody who can reach it. Delete them before you go on."
                )
            )
        made = make_log_ins()
        call_command(
            "load",
            str(FILE),
            publish=True,
            by="editor",
            reason=REASON,
            stdout=self.stdout,
            stderr=self.stderr,
        )
        queued = fill_queue()
        self.stdout.write(f"{queued.found} pairs of claims proposed as contradictions, {queued.new} of them new.")
        told = f"Log-ins made: {', '.join(made)}." if made else "The log-ins were there already."
        self.stdout.write(f"{told} annotator, editor and admin: password {PASSWORD}, unless it was changed.")
