"""`rebuild_published`: the published tables made anew from the ledger."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from rich.progress import Progress

from claims.ledger.models import Head
from claims.ledger.rebuild import rebuild_published


class Command(BaseCommand):
    help = "Empty the published tables and fill them again from the ledger, in one transaction."

    def handle(self, **options: Any) -> None:
        with Progress() as progress:
            task = progress.add_task("Applying entries", total=Head.objects.get().seq)
            entries = rebuild_published(progress=lambda done: progress.advance(task, done))
        self.stdout.write(f"The published tables are those of position {entries}.")
