"""Serves the registry; the processes are factreg/serving.py."""

import sys
from argparse import ArgumentParser
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from django.utils.module_loading import import_string

from factreg.chores import AT_MOST_EVERY, Chores, kept_running, managed
from factreg.health import not_yet_served, unapplied_migrations, unfit_database
from factreg.postgres import EmbeddedPostgres
from factreg.serving import (
    port_for_waiting,
    port_is_taken,
    serve,
    tell_addresses,
    waiting_server,
    web_server,
    workbench_server,
)


class Command(BaseCommand):
    help = "Serves the registry with granian, and keeps the embedded PostgreSQL alive."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--stream-port",
            type=int,
            help="where clients wait for changes (unless told, 10000 beyond the other port if that is free)",
        )

        parser.add_argument(
            "--workbench-port",
            type=int,
            help="a port for /admin/ with a process of its own, so that readers keep no editor waiting; a proxy has to "
            "pass /admin/ on to it",
        )

    def handle(
        self,
        *,
        host: str,
        port: int,
        stream_port: int | None = None,
        workbench_port: int | None = None,
        **options: Any,
    ) -> None:
        if port_is_taken(host, port):
            raise CommandError(f"Port {port} of {host} is taken: choose another, as in PORT=8001.")
        for name, asked in (("--stream-port", stream_port), ("--workbench-port", workbench_port)):
            if asked and port_is_taken(host, asked):
                raise CommandError(f"Port {asked} of {host} is taken: choose another by {name}.")
        refuse_missing_files()
        try:
            self._prepare()
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        connections.close_all()
        postgres = EmbeddedPostgres(settings.POSTGRES_DIR) if settings.EMBEDDED_POSTGRES else None

        def announce() -> None:
            self.stdout.write(f"Serving on http://{host}:{port}/ (stop with Ctrl-C)")
            self.stdout.write(f"Clients wait for changes on http://{host}:{waiting.port}/")
            for one in workbench:
                self.stdout.write(f"Workbench on http://{host}:{one.port}/admin/")
            self.stdout.flush()

        waiting = waiting_server(host=host, port=stream_port or port_for_waiting(host, port))
        with TemporaryDirectory(prefix="factreg-counts-") as directory:
            counts = directory if settings.METRICS else ""
            web = web_server(host=host, port=port, counts=counts)
            workbench = [workbench_server(host=host, port=workbench_port, counts=counts)] if workbench_port else []
            if settings.EMBEDDED_POSTGRES:  # A deployment has set its own.
                tell_addresses(web=web, waiting=waiting)
            servers = [web, waiting, *workbench]
            code = serve(servers=servers, postgres=postgres, chores=self._chores(), when_ready=announce)
        if code:
            sys.exit(code)

    def _chores(self) -> list[Chores]:
        hourly = Chores([managed(name) for name in settings.HOURLY_COMMANDS])
        when_due = (_when_due(name, path) for name, path in settings.COMMANDS_WHEN_DUE.items())
        return [hourly, *when_due, *(kept_running(name) for name in settings.SERVICES)]

    def _prepare(self) -> None:
        """What has to be so, and what has to be done, before anything is served."""
        if missing := unapplied_migrations():
            raise CommandError(
                f"{len(missing)} migrations are not applied, such as {missing[0]}: "
                "run `manage.py migrate` and `manage.py sync_roles`, or `make run`."
            )
        refuse_unfit_database()
        for name in settings.COMMANDS_BEFORE_SERVING:
            call_command(name, stdout=self.stdout)
        if reason := not_yet_served():
            raise CommandError(reason)


def refuse_missing_files() -> None:
    """CommandError where the names of static files are not known, which would be an error of every page."""
    manifest = getattr(staticfiles_storage, "manifest_name", None)
    if manifest and not staticfiles_storage.exists(manifest):
        raise CommandError(
            f"{settings.STATIC_ROOT} holds no static files: run `manage.py collectstatic --noinput`, or `make run`."
        )


def refuse_unfit_database() -> None:
    """CommandError where the database may not be served, such as one that is behind what was published of it."""
    if reason := unfit_database():
        raise CommandError(reason)


def _when_due(name: str, path: str) -> Chores:
    """A command that is run when the function at a path says so."""
    asked = import_string(path)

    def is_due() -> bool:
        try:
            return bool(asked())
        finally:
            # What serves keeps none: it starts processes, and the database may be restarted.
            connections.close_all()

    return Chores([managed(name)], every=AT_MOST_EVERY, is_due=is_due)
