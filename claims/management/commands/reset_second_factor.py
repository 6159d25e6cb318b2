"""`reset_second_factor`: for an administrator who has lost the device and whom no other administrator can help."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.access.second_factor import reset


class Command(BaseCommand):
    help = "Forget an account's second factor and end its sessions. At the next log-in it sets up another."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the name of the log-in")
        parser.add_argument("--reason", required=True, help="for the history of the account")

    def handle(self, *, name: str, reason: str, **options: Any) -> None:
        users: Any = get_user_model()
        try:
            user = users.objects.get(username=name)
        except users.DoesNotExist as error:
            raise CommandError(f"There is no log-in {name}.") from error
        had = reset(user=user, by=user, reason=f"{reason} (by command)")
        told = "Its second factor is forgotten" if had else "It had no second factor"
        self.stdout.write(f"{told}, its sessions are ended. At the next log-in {name} sets up another.")
