"""The published tables made anew from the ledger."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction

from claims.ledger.apply import all_tables, apply
from claims.ledger.door import BATCH
from claims.ledger.models import Entry, Head


@transaction.atomic
def rebuild_published(*, progress: Callable[[int], None] | None = None) -> int:
    """Empty the published tables and fill them from the ledger; readers see the old or the new ones.

    Returns the number of entries applied. Holds the head, so nothing is published meanwhile.
    """
    Head.objects.select_for_update().get()
    with connection.cursor() as cursor:
        for model in all_tables():
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
    return apply_all(progress=progress)


def apply_all(*, progress: Callable[[int], None] | None = None) -> int:
    """Fill the empty published tables from the ledger, a batch at a time; the number of entries applied."""
    head = Head.objects.get()
    for start in range(0, head.seq, BATCH):
        entries = list(Entry.objects.filter(seq__gt=start, seq__lte=start + BATCH).order_by("seq"))
        apply(entries)
        if progress:
            progress(len(entries))
    return head.seq
