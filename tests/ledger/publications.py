"""A publication and a load of several records that belong together, to be killed in the midst (killed_steps.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Count

from claims.ledger.models import Entry
from claims.ledger.publish import publish_many
from claims.models import Claim, Contradiction
from claims.registry_file.loader import load
from claims.registry_file.reader import read
from factreg.records import PublicState, Record, WorkState
from tests.factories import make_actor, make_claim, make_contradiction, make_denial

CLAIMS = 3


def claims() -> list[Claim]:
    """Two, of one transaction, one of them denied."""
    one, other = (make_claim(statements=[{"actor": make_actor()}]) for _ in range(2))
    make_denial(claim=one, actor=make_actor())
    return [one, other]


def contradiction() -> list[Contradiction]:
    """One of two that are public: their documents change with it. Many are published in a transaction after theirs."""
    one, other = claims()
    publish_all([one, other])
    return [make_contradiction(first_claim=one, second_claim=other)]


def publish_all(records: Sequence[Record]) -> Any:
    return publish_many(records=records, by=None, as_operator=True)


def is_published(records: Sequence[Record]) -> bool:
    """All of them, clean and with an entry each; or none of it."""
    states = set()
    for record in records:
        record.refresh_from_db()
        entered = Entry.objects.filter(key=record.key, action="published").count()
        states.add((record.public_state == PublicState.PUBLISHED, record.work_state == WorkState.CLEAN, entered))
    assert len(states) == 1, states
    (public, _clean, entered) = states.pop()
    assert public == (entered == 1)
    return public


def files(place: Path) -> Callable[[], Path]:
    """Makes one registry file after another, each of an actor and some claims of its own."""
    numbers = count(1)

    def make() -> Path:
        n = next(numbers)
        said = {"actor": f"actor-{n}", "stance": "asserts", "source": f"source-{n}"}
        written = {
            "publishers": [{"slug": f"outlet-{n}", "name": f"Test outlet {n}", "kind": "outlet"}],
            "sources": [{"slug": f"source-{n}", "title": f"Test {n}", "publisher": f"outlet-{n}", "kind": "article"}],
            "actors": [{"slug": f"actor-{n}", "name": f"Testland {n}", "kind": "state"}],
            "events": [{"slug": f"event-{n}", "title": f"Test event {n}"}],
            "claims": [
                {
                    "slug": f"loaded-{n}-{m}",
                    "event": f"event-{n}",
                    "kind": "attack",
                    "text": f"Test {n} {m}.",
                    "statements": [dict(said)],
                }
                for m in range(CLAIMS)
            ],
        }
        path = place / f"{n}.yaml"
        path.write_text(yaml.safe_dump(written))
        return path

    return make


def load_file(path: Path) -> None:
    assert not load(document=read(str(path)), by=None).report.failed


def is_loaded(path: Path) -> bool:
    """All of its claims with what each says, or none."""
    found = list(Claim.objects.filter(slug__startswith=f"loaded-{path.stem}-").annotate(said=Count("statements")))
    assert [claim.said for claim in found] in ([], [1] * CLAIMS)
    return bool(found)
