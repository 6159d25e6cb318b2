"""`tidy`: deletes what programs were counted by and what they were sent, once it is of no use any more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.access.forgetting import forget_counts, forget_guesses, forget_sessions
from claims.history.viewings import forget_viewings
from claims.webhooks.forgetting import forget_deliveries


class Command(BaseCommand):
    help = (
        "Deletes counts of requests, sessions that are over, old guesses at passwords and old deliveries of webhooks. "
        "`manage.py serve` runs it every hour."
    )

    def handle(self, **options: Any) -> None:
        counts, guesses, deliveries = forget_counts(), forget_guesses(), forget_deliveries()
        forget_sessions()
        viewings = forget_viewings()
        if options["verbosity"]:
            self.stdout.write(f"Deleted {counts} counts of requests, {guesses} guesses and {deliveries} deliveries.")
            self.stdout.write(f"Deleted {viewings} rows of who opened what.")
