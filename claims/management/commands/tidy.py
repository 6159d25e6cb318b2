"""`tidy`: deletes what programs were counted by, once it is of no use any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.access.forgetting import forget_counts


class Command(BaseCommand):
    help = "Deletes counts of requests that are over. `manage.py serve` runs it every hour."

    def handle(self, **options: Any) -> None:
        counts = forget_counts()
        if options["verbosity"]:
            self.stdout.write(f"Deleted {counts} counts of requests.")
