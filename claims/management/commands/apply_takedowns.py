"""`apply_takedowns`: takes down again what a restored backup has forgotten; `serve` runs it before it serves."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.ledger.reapplying import reapply


class Command(BaseCommand):
    help = "Takes down again what the list of takedowns has and the database has not: after a backup was restored."

    def handle(self, **options: Any) -> None:
        for one in reapply():
            self.stdout.write(f"{one.type} {one.key}: {one.done}.")
