"""Serves the registry; the processes are factreg/serving.py."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from factreg.chores import Chores, managed
from factreg.health import unapplied_migrations
from factreg.postgres import EmbeddedPostgres
from factreg.serving import WebServer, port_is_taken, serve


class Command(BaseCommand):
    help = "Serves the registry with granian, and keeps the embedded PostgreSQL alive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options: Any) -> None:
        if port_is_taken(host, port):
            raise CommandError(f"Port {port} of {host} is taken: choose another, as in PORT=8001.")
        self._refuse_missing_migrations()
        connections.close_all()
        postgres = EmbeddedPostgres(settings.POSTGRES_DIR) if settings.EMBEDDED_POSTGRES else None

        def announce() -> None:
            self.stdout.write(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)")
            self.stdout.flush()

        web = WebServer(host=host, port=port)
        chores = Chores([managed(name) for name in settings.HOURLY_COMMANDS])
        if code := serve(web=web, postgres=postgres, chores=chores, when_ready=announce):
            sys.exit(code)

    def _refuse_missing_migrations(self) -> None:
        try:
            missing = unapplied_migrations()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        if missing:
            raise CommandError(
                f"{len(missing)} migrations are not applied, such as {missing[0]}: "
                "run `manage.py migrate` and `manage.py sync_roles`, or `make run`."
            )
