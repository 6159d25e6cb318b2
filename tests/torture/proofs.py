"""The proofs themselves, in any size: what is asked of the ledger, the feed, the export and the published tables."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from contextlib import closing
from typing import Any

from django.db import connection

from claims.ledger.apply import all_tables
from claims.ledger.models import Entry, Head
from claims.ledger.publish import publish_many
from claims.ledger.published import PublishedClaim, PublishedRecord, PublishedStatement
from claims.ledger.rebuild import rebuild_published
from claims.models import Claim
from tests.benchmarks.generator import generate
from tests.torture.following import Follower, exported, is_committed, replay
from tests.torture.processes import all_done, serving, start_publisher

PATIENCE = 3_600


def publish_and_follow(*, processes: int, entries: int, claims: int) -> Counter[str]:
    """Several processes publish at once while a reader follows over HTTP; then everything is compared.

    Returns how often the publishers did what.
    """
    generate(claims=claims)
    own, shared = _divided(processes)
    with serving() as port, closing(Follower(port)) as follower, closing(Follower(port)) as afterwards:
        follower.start()
        publishers = [
            start_publisher(own=part, shared=shared, seed=seed, upto=entries) for seed, part in enumerate(own)
        ]
        done = all_done(publishers, timeout=PATIENCE)
        followed = follower.finish()
        head = Head.objects.get().seq
        assert head >= entries
        assert [change["seq"] for change in followed] == list(range(1, head + 1))
        assert all(is_committed(change) for change in followed)
        while afterwards.poll():
            pass
        assert afterwards.changes == followed
        assert exported(replay(followed)) == afterwards.get("/api/v1/claims.jsonl")
    _prove_rebuilt()
    return done


def _divided(processes: int) -> tuple[list[list[int]], list[int]]:
    """Claims of its own for each process, in turn, so that they meet on the same events; and some for all."""
    ids = list(Claim.objects.order_by("id").values_list("pk", flat=True))
    shared = ids[:: max(2, len(ids) // 20)]
    rest = [pk for pk in ids if pk not in set(shared)]
    return [rest[number::processes] for number in range(processes)], shared


def kill_and_resume(*, claims: int, batch: int) -> None:
    """A process that publishes in bulk is killed in the middle; what it left is whole, and another completes it."""
    generate(claims=claims)
    publisher = start_publisher(batch=batch)
    _await(lambda: PublishedClaim.objects.count() >= claims // 3, of=publisher)
    os.kill(publisher.pid, signal.SIGKILL)
    publisher.communicate()
    _await_no_other_connection()
    published = PublishedClaim.objects.count()
    assert 0 < published < claims
    _prove_whole()

    publish_many(records=Claim.objects.order_by("id"), by=None)

    assert PublishedClaim.objects.current().count() == claims
    firsts = Entry.objects.filter(type="claim", action="published")
    assert firsts.count() == firsts.values("key").distinct().count() == claims
    _prove_whole()
    _prove_rebuilt()


def _prove_whole() -> None:
    """No gap, no entry without its record, no claim without its statements."""
    seqs = list(Entry.objects.order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, Head.objects.get().seq + 1))
    assert set(PublishedRecord.objects.values_list("key", flat=True)) == set(
        Entry.objects.values_list("key", flat=True)
    )
    stored = Counter(PublishedStatement.objects.values_list("seq", flat=True))
    told = {claim.seq: claim.document.count('"stance":') for claim in PublishedClaim.objects.all()}
    assert stored == Counter({seq: number for seq, number in told.items() if number})


def _prove_rebuilt() -> None:
    """The published tables made anew from the ledger are the same, row by row."""
    before = table_rows()
    rebuild_published()
    after = table_rows()
    differing = [before.get(digest) or after[digest] for digest in before.keys() ^ after.keys()]
    assert not differing, sorted(differing)[:20]


def table_rows() -> dict[str, tuple[str, str, int]]:
    """Table, public id and position of every published row, by the digest of all of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT md5('{table}' || row::text), '{table}', whole->>'slug', (whole->>'seq')::bigint"
                f' FROM "{table}" AS row, to_jsonb(row) AS whole'
                for table in (model._meta.db_table for model in all_tables())
            )
        )
        return {digest: (table, slug, seq) for digest, table, slug, seq in cursor.fetchall()}


def _await(condition: Any, *, of: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert of.poll() is None, "the publisher ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _await_no_other_connection() -> None:
    """Until the server has noticed that the killed process is gone, and rolled back what it had begun."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            (others,) = cursor.fetchone()
        if not others:
            return
        time.sleep(0.02)
    raise TimeoutError("the killed process's connection stays")
