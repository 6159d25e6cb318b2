"""`forget_senders`: deletes who sent reports, and from where they came, once they are too old to be kept."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.inbox.forgetting import forget


class Command(BaseCommand):
    help = "Deletes who sent reports 30 days ago or earlier, and from which (hashed) addresses reports came a day ago."

    def handle(self, **options: Any) -> None:
        forgotten = forget()
        if options["verbosity"]:
            self.stdout.write(
                f"Forgot who sent {forgotten.senders} reports, and where {forgotten.arrivals} reports came from."
            )
