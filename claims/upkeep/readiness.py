"""What stands against serving a database that was restored by halves: words that are down, no grants to the public."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import connections

from claims.ledger.published import PublishedRecord
from claims.ledger.reapplying import unapplied

# A takedown is listed just before it is committed.
COMMITTED_WITHIN = timedelta(seconds=10)


def problem() -> str | None:
    """Why the registry may not be served yet, with the way on; None if nothing stands against it."""
    with connections["public"].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [PublishedRecord._meta.db_table])
        (may_read,) = cursor.fetchone()
    if not may_read:
        return (
            f"The public side ({settings.PUBLIC_ROLE}) may not read what is published. Where a restore was not "
            "finished, run it again; else run `manage.py sync_roles`."
        )
    if number := unapplied(older_than=COMMITTED_WITHIN):
        return f"{number} records are public that the list of takedowns has down: run `manage.py apply_takedowns`."
    return None
