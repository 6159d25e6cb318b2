"""The benchmarks' database: a generated registry kept as a template, and a copy of it to publish and read in.

The template is made again when the size, the seed, the generator or a migration changes.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from claims.ledger.models import Head
from claims.ledger.publish import publish_many
from claims.ledger.published import PublishedClaim
from claims.models import Claim, Contradiction, CounterAccusation
from factreg.embedded import BASE_DIR
from tests.benchmarks.generator import generate

SEED = 1
# Whatever decides what a generated registry holds.
_MAKERS = ("tests/benchmarks/*.py", "*/migrations/*.py", "claims/ledger/migrations/*.py")
_IN_MAKERS = ("words.py", "world.py", "generator.py", "copying.py")

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing the whole registry took."""

    claims: int
    entries: int
    seconds: float
    batches: list[float]

    @property
    def rate(self) -> float:
        """Claims a second, with all that was published with them."""
        return self.claims / self.seconds


def provide(*, claims: int, progress: Callable[[str], Progress]) -> bool:
    """Leave a registry of that many unpublished claims in the database; whether it had to be generated."""
    template = f"registry_{claims}_{_state()}"
    generated = not _exists(template)
    if generated:
        _recreate()
        call_command("migrate", verbosity=0)
        call_command("sync_roles", verbosity=0)
        generate(claims=claims, seed=SEED, progress=progress("Generating claims"))
        _run("VACUUM ANALYZE")
        _drop_templates(claims)
        _run_elsewhere(f'CREATE DATABASE "{template}" TEMPLATE "{_name()}"')
    else:
        _recreate(template)
    return generated


def publish_all(*, progress: Progress) -> Publication:
    """Publish every claim, first publication, in the order of recording; then the pairs, which do not count."""
    records = list(Claim.objects.order_by("id"))
    batches: list[float] = []
    last = started = time.perf_counter()

    def note(done: int) -> None:
        nonlocal last
        now = time.perf_counter()
        batches.append(done / (now - last))
        last = now
        progress(done)

    publish_many(records=records, by=None, progress=note)
    seconds = time.perf_counter() - started
    entries = Head.objects.get().seq
    publish_many(records=[*Contradiction.objects.order_by("id"), *CounterAccusation.objects.order_by("id")], by=None)
    _run("VACUUM ANALYZE")
    return Publication(len(records), entries, seconds, batches)


def published_claims() -> int:
    """How many claims an earlier run has left published."""
    return int(PublishedClaim.objects.current().count())


def _state() -> str:
    digest = hashlib.sha256(str(SEED).encode())
    for pattern in _MAKERS:
        for path in sorted(Path(BASE_DIR).glob(pattern)):
            if path.parent.name == "migrations" or path.name in _IN_MAKERS:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _exists(database: str) -> bool:
    return bool(_run_elsewhere("SELECT 1 FROM pg_database WHERE datname = %s", [database]))


def _drop_templates(claims: int) -> None:
    for (name,) in _run_elsewhere("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"registry_{claims}_%"]):
        _run_elsewhere(f'DROP DATABASE "{name}" WITH (FORCE)')


def _recreate(template: str = "template1") -> None:
    connections.close_all()
    _run_elsewhere(f'DROP DATABASE IF EXISTS "{_name()}" WITH (FORCE)')
    _run_elsewhere(f'CREATE DATABASE "{_name()}" TEMPLATE "{template}"')


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _run_elsewhere(statement: str, values: list[Any] | None = None) -> list[Any]:
    """In the cluster's own database, so that ours can be dropped and copied."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
