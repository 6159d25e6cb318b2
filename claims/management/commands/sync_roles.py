"""`sync_roles`: the public side's database role, what it may read, and the little that it may write."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection
from psycopg import sql

from claims.access.models import PUBLIC_GRANTS as ACCESS
from claims.inbox.models import PUBLIC_GRANTS as INBOX
from claims.ledger.apply import all_tables
from claims.ledger.models import Head
from claims.webhooks.models import PUBLIC_GRANTS as WEBHOOKS

# `readyz` tells whether all migrations are applied.
ALSO_READ = ("django_migrations",)


class Command(BaseCommand):
    help = (
        "Make the role of the public side, if there is none, and grant it the published tables, and what else it needs."
    )

    def handle(self, **options: Any) -> None:
        role = sql.Identifier(settings.PUBLIC_ROLE)
        tables = sorted([model._meta.db_table for model in (*all_tables(), Head)] + list(ALSO_READ))
        with connection.cursor() as cursor:
            self._make(cursor, role)
            cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
            cursor.execute(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(role))
            cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
            cursor.execute(
                sql.SQL("GRANT SELECT ON {} TO {}").format(sql.SQL(", ").join(map(sql.Identifier, tables)), role)
            )
            for model, grant in {**INBOX, **ACCESS, **WEBHOOKS}.items():
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(sql.SQL(f"GRANT {grant} ON {{}} TO {{}}").format(table, role))
        if options["verbosity"]:
            self.stdout.write(f"{settings.PUBLIC_ROLE} may read {len(tables)} tables and write reports and counts.")

    def _make(self, cursor: Any, role: sql.Identifier) -> None:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.PUBLIC_ROLE])
        try:
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
            if settings.PUBLIC_ROLE_IS_SET:
                cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
        except ProgrammingError as error:
            raise CommandError(
                f"The database's user may not make roles ({error}). Have its owner run: "
                f"CREATE ROLE {settings.PUBLIC_ROLE} LOGIN; then run sync_roles again."
            ) from error
