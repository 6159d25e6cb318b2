"""How long the workbench's pages take on a large registry: `python -m tests.benchmarks.workbench --claims 200000`.

Pages are asked in this process, through all middleware, by an editor, each many times and for other records each time.
Fails where a page's 95th percentile is over its limit, or where it asks the database too often.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from rich.console import Console

from tests.benchmarks.environment import BENCH_DIR  # isort: skip - sets Django up

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from claims.roles import EDITOR, make_groups
from factreg.embedded import start_postgres
from tests.benchmarks import database
from tests.benchmarks.workbench_pages import pages
from tests.logging_in import log_in_with_both_factors

MILLISECONDS, QUERIES = 500, 12
_LINE = "{:60} {:>7} {:>8} {:>8} {:>8} {:>8} {:>9}"
_TICKS = 100  # of a second, in which Linux counts a process' time
# Nothing is collected for it.
_STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def main() -> int:
    options = _options()
    start_postgres(BENCH_DIR / "postgres")
    if options.stored:
        call_command("migrate", verbosity=0)
    else:
        database.provide(claims=options.claims, progress=lambda what: lambda done: None)
    console = Console(width=120)
    console.print("Milliseconds. CPU is this process' and its PostgreSQL backend's, on average.")
    console.print(_LINE.format("page", "queries", "fastest", "median", "p95", "CPU here", "CPU there"))
    over = 0
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False, STORAGES=_STORAGES):
        for name, ask in pages(_editor(), Random(1)):
            if options.only in name:
                over += _measured(console, name, ask, options.times)
    return 1 if over else 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="tests.benchmarks.workbench", description=__doc__)
    parser.add_argument("--claims", type=int, default=200_000)
    parser.add_argument("--stored", action="store_true", help="measure what an earlier run has left, migrated")
    parser.add_argument("--only", default="", help="measure only pages whose name holds this")
    parser.add_argument("--times", type=int, default=40, help="how often each page is asked")
    return parser.parse_args()


def _editor() -> Client:
    user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
    user.groups.set([make_groups()[EDITOR]])
    client = Client()
    log_in_with_both_factors(client, user)
    return client


def _measured(console: Console, name: str, ask: Callable[[], Any], times: int) -> bool:
    """Print a page's line; whether it is over a limit."""
    _checked(name, ask)
    with CaptureQueriesContext(connection) as queries:
        _checked(name, ask)
        asked = len(queries)
    here, there = time.process_time(), _backend_seconds()
    taken = [_timed(name, ask) for _ in range(times)]
    used = (1000 * (time.process_time() - here) / times, 1000 * (_backend_seconds() - there) / times)
    ninety_fifth = quantiles(taken, n=20)[-1]
    bad = ninety_fifth > MILLISECONDS or asked > QUERIES
    figures = (f"{figure:.0f}" for figure in (min(taken), median(taken), ninety_fifth, *used))
    console.print(_LINE.format(name, asked, *figures), style="red" if bad else None)
    return bad


def _backend_seconds() -> float:
    """The processor time of the backend that serves this process; 0 where there is no /proc."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        file = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not file.exists():
        return 0.0
    user, system = file.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS


def _timed(name: str, ask: Callable[[], Any]) -> float:
    started = time.perf_counter()
    _checked(name, ask)
    return (time.perf_counter() - started) * 1000


def _checked(name: str, ask: Callable[[], Any]) -> None:
    response = ask()
    if response.status_code != 200:
        sys.exit(f"{name} was answered with {response.status_code} {response.headers.get('Location', '')}.")


if __name__ == "__main__":
    sys.exit(main())
