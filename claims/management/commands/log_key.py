"""`log_key`: makes a key that signs the public log."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.log.keys import default_name
from claims.log.notes import NotAKey, Signer


class Command(BaseCommand):
    help = "Make a key for LOG_KEY, and what verifies its signatures. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", help="the log's name; its address without https:// unless told")

    def handle(self, *, name: str | None, **options: Any) -> None:
        try:
            signer = Signer.made(name or default_name())
        except NotAKey as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"LOG_KEY={signer.secret()}")
        self.stdout.write(f"Its signatures are verified by, to be published: {signer.verifier}")
