"""How long the workbench's pages take on a large registry: `python -m tests.benchmarks.workbench --claims 200000`.

Pages are asked in this process, through all middleware, by an editor, each many times and for other records each time.
Fails where a page's 95th percentile is over its limit, or where it asks the database too often.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
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
from django.urls import reverse

from claims.models import Actor, Claim, Contradiction, CounterAccusation, Denial, Event, Place, Statement
from claims.roles import EDITOR, make_groups
from factreg.embedded import start_postgres
from sources.models import Publisher, Source
from tests.benchmarks import database
from tests.factories import make_claim

MILLISECONDS, QUERIES = 500, 12
STATEMENTS = 40
_FULL = "claim-with-many-statements"
_LINE = "{:60} {:>7} {:>8} {:>8} {:>8}"
_LISTED = (Claim, Denial, Source, Actor, Event, Publisher, Place, Contradiction, CounterAccusation)
_BOXES = {
    Claim: ("claims.claimrest", "rests_on"),
    Source: ("claims.statement", "source"),
    Actor: ("claims.statement", "actor"),
    Event: ("claims.claim", "event"),
    Publisher: ("sources.source", "publisher"),
}
# Nothing is collected for it.
_STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A word that all records have, one that many have, two at once, one that none has.
_TERMS = ("test", "test 12", "claim 1999", "no such word", "te")


def main() -> int:
    options = _options()
    start_postgres(BENCH_DIR / "postgres")
    if options.stored:
        call_command("migrate", verbosity=0)
    else:
        database.provide(claims=options.claims, progress=lambda what: lambda done: None)
    console = Console(width=110)
    console.print(_LINE.format("page", "queries", "fastest", "median", "p95 ms"))
    over = 0
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False, STORAGES=_STORAGES):
        client = _editor()
        for name, address in _pages(Random(1)):
            if options.only not in name:
                continue
            asked, taken = _measure(client, address, options.times)
            ninety_fifth = quantiles(taken, n=20)[-1]
            bad = ninety_fifth > MILLISECONDS or asked > QUERIES
            over += bad
            times = (f"{taken:.0f}" for taken in (min(taken), median(taken), ninety_fifth))
            console.print(_LINE.format(name, asked, *times), style="red" if bad else None)
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
    client.force_login(user)
    return client


def _pages(random: Random) -> Iterator[tuple[str, Callable[[], str]]]:
    """Each page's name, and what gives its next address."""
    yield "index", lambda: reverse("admin:index")
    for model in _LISTED:
        base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        name = str(model._meta.verbose_name_plural)
        yield f"{name}", lambda base=base: base
        for term in _TERMS:
            yield f"{name}, searched “{term}”", lambda base=base, term=term: f"{base}?q={term}"
    yield from _filtered()
    for model, (holder, field) in _BOXES.items():
        for term in _TERMS:
            yield f"box of {model._meta.verbose_name_plural}, “{term}”", _box(holder, field, term)
    yield from _changed(random)


def _filtered() -> Iterator[tuple[str, Callable[[], str]]]:
    claims = reverse("admin:claims_claim_changelist")
    for query in (
        "publication=never&kind__exact=attack",
        "kind__exact=legal_status&q=test",
        "o=-3",
        "o=4",
        "p=10",
        "work_state__exact=ready&o=-2",
    ):
        yield f"claims, {query}", lambda query=query: f"{claims}?{query}"
    denials = reverse("admin:claims_denial_changelist")
    for query in ("quoted=yes&element=agent", "claim__kind__exact=attack", "actor__kind__exact=person", "o=4"):
        yield f"denials, {query}", lambda query=query: f"{denials}?{query}"


def _box(holder: str, field: str, term: str) -> Callable[[], str]:
    app, model = holder.split(".")
    query = f"app_label={app}&model_name={model}&field_name={field}&term={term}"
    return lambda: f"{reverse('admin:autocomplete')}?{query}"


def _changed(random: Random) -> Iterator[tuple[str, Callable[[], str]]]:
    full = Claim.objects.filter(slug=_FULL).first() or make_claim(
        slug=_FULL, event=Event.objects.first(), statements=[_statement(number) for number in range(STATEMENTS)]
    )
    yield "new claim", lambda: reverse("admin:claims_claim_add")
    for model in (Claim, Source, Actor, Event, Contradiction):
        pks = list(model._default_manager.order_by("?").values_list("pk", flat=True)[:200])
        for view in ("change", "history"):
            base = f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}"
            yield (
                f"{model._meta.verbose_name}: {view}",
                lambda base=base, pks=pks: reverse(base, args=[random.choice(pks)]),
            )
    yield f"claim with {STATEMENTS} statements", lambda: reverse("admin:claims_claim_change", args=[full.pk])


def _statement(number: int) -> dict[str, Any]:
    stored = Statement.objects.select_related("actor", "source")[number]
    return {"actor": stored.actor, "source": stored.source, "stance": stored.stance, "quote": f"Test quote {number}."}


def _measure(client: Client, address: Callable[[], str], times: int) -> tuple[int, list[float]]:
    """How often a page asks the database, and the milliseconds of each time it was asked."""
    client.get(address())
    with CaptureQueriesContext(connection) as queries:
        _get(client, address())
    return len(queries), [_timed(client, address()) for _ in range(times)]


def _timed(client: Client, address: str) -> float:
    started = time.perf_counter()
    _get(client, address)
    return (time.perf_counter() - started) * 1000


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:
        sys.exit(f"{address} was answered with {response.status_code}.")


if __name__ == "__main__":
    sys.exit(main())
