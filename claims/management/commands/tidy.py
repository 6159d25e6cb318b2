"""`tidy`: deletes what programs were counted by and what they were sent, once it is of no use any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.access.forgetting import forget_counts
from claims.webhooks.forgetting import forget_deliveries


class Command(BaseCommand):
    help = "Deletes counts of requests and old deliveries of webhooks. `manage.py serve` runs it every hour."

    def handle(self, **options: Any) -> None:
        counts, deliveries = forget_counts(), forget_deliveries()
        if options["verbosity"]:
            self.stdout.write(f"Deleted {counts} counts of requests and {deliveries} deliveries.")
