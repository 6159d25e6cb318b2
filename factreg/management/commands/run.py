"""What `make run` does once the dependencies are there: everything from the database to serving."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from factreg.demo_log_ins import DEMO_PASSWORD, DEMO_USERS
from factreg.management.commands.serve import refuse_unfit_database
from factreg.static_files import collect_changed


class Command(BaseCommand):
    help = "Migrates, makes the roles, loads the demo into an empty embedded database, and serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        self.stdout.write("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        refuse_unfit_database()
        call_command("sync_roles", verbosity=0)
        if settings.EMBEDDED_POSTGRES:
            call_command("demo", if_empty=True, stdout=self.stdout)
        if collect_changed():
            self.stdout.write("Static files collected.")
        self._print_addresses(f"http://{host}:{port}")
        call_command("serve", host=host, port=port, stdout=self.stdout)

    def _print_addresses(self, address: str) -> None:
        for what, path in (("Pages", "/"), ("API", "/api/v1/docs/"), ("Workbench", "/admin/")):
            self.stdout.write(f"  {what:<10} {address}{path}")
        if users := self._demo_users():
            self.stdout.write(f"  {'Log-ins':<10} {', '.join(users)}; password {DEMO_PASSWORD}")
        self.stdout.flush()

    def _demo_users(self) -> list[str]:
        """The demo's log-ins that can still be used as they came."""
        users = get_user_model().objects.filter(username__in=DEMO_USERS, is_active=True)
        usable = {user.get_username() for user in users if user.check_password(DEMO_PASSWORD)}
        return [name for name in DEMO_USERS if name in usable]
