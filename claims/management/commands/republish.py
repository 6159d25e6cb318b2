"""`republish`: public documents composed anew, where the format or a neighbour has changed since."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import Progress

from claims.ledger.apply import all_tables
from claims.ledger.door import recompose_pending, republish
from claims.ledger.published import RecordVersion


class Command(BaseCommand):
    help = (
        "Compose every public document anew and enter those that change as `reformatted`, in batches of 500. "
        "Recompositions that an interrupted publication left are done first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", metavar="USERNAME", help="Who does it; private.")

    def handle(self, **options: Any) -> None:
        by = None
        if options["by"]:
            users = get_user_model()
            try:
                by = users.objects.get_by_natural_key(options["by"])
            except users.DoesNotExist:
                raise CommandError(f"--by: there is no user {options['by']}.") from None
        recomposed = recompose_pending(by=by)
        versions = [model for model in all_tables() if issubclass(model, RecordVersion)]
        with Progress() as progress:
            task = progress.add_task("Composing", total=sum(model.objects.current().count() for model in versions))
            reformatted = republish(by=by, progress=lambda done: progress.advance(task, done))
        self.stdout.write(f"{reformatted} documents reformatted, {recomposed} recomposed.")
