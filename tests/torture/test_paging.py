"""A reader pages through the claims by cursor while others edit, withdraw and restore them."""

import fcntl
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from claims.ledger.models import Entry, Head
from claims.ledger.publish import publish_many
from claims.ledger.published import PublishedClaim
from claims.models import Claim
from claims.public.bulk.building import LOCK
from tests.benchmarks.generator import generate
from tests.torture.following import Follower
from tests.torture.processes import all_done, environment, serving, start_publisher

# `PAGED_CLAIMS` makes a shorter run.
CLAIMS, PAGE = int(os.environ.get("PAGED_CLAIMS", "10000")), 50
# Entries that are made for each page that is read: in all some thousand edits, with what follows from them.
ENTRIES_A_PAGE = 30


@pytest.mark.parametrize("order", ["-updated", "published"])
def test_every_claim_that_was_there_throughout_is_seen_once(real_role: None, order: str) -> None:
    generate(claims=CLAIMS)
    publish_many(records=Claim.objects.order_by("id"), by=None)
    ids = list(Claim.objects.order_by("id").values_list("pk", flat=True))
    upto = Head.objects.get().seq + ENTRIES_A_PAGE * CLAIMS // PAGE
    with nobody_else_builds_files(), serving() as port, closing(Follower(port)) as reader:
        first = _page(reader, f"/api/v1/claims/?ordering={order}&page_size={PAGE}")
        position, began = first["position"], time.monotonic()
        there = set(PublishedClaim.objects.at(position).values_list("slug", flat=True))
        editors = [start_publisher(own=[], shared=ids[number::2], seed=number, upto=upto) for number in (0, 1)]
        seen = _followed(reader, first)
        done = all_done(editors, timeout=3_600)
    minutes = (time.monotonic() - began) / 60

    taken_down = set(
        Entry.objects.filter(seq__gt=position, type="claim", action="withdrawn").values_list("slug", flat=True)
    )
    print({**done, "edits a minute": round(done["edits"] / minutes)})  # noqa: T201
    assert len(there) == CLAIMS
    assert done["edits"] >= CLAIMS // 10, done
    assert set(seen) <= there
    assert {slug: seen[slug] for slug in there - taken_down} == dict.fromkeys(there - taken_down, 1)
    assert max(seen.values()) == 1


@contextmanager
def nobody_else_builds_files() -> Iterator[None]:
    """The server builds no bulk files meanwhile: with so many takedowns it would begin anew all the time."""
    directory = Path(environment()["EXPORT_DIR"])
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _followed(reader: Follower, page: dict[str, Any]) -> Counter[str]:
    """How often each claim was seen, page by page, each after some more edits."""
    position, pages = page["position"], 1
    seen = Counter(document["id"] for document in page["results"])
    while page["next"]:
        while Head.objects.get().seq < position + ENTRIES_A_PAGE * pages * 2 // 3:
            time.sleep(0.02)
        page = _page(reader, "/api/" + page["next"].partition("/api/")[2])
        assert page["position"] == position
        seen.update(document["id"] for document in page["results"])
        pages += 1
    return seen


def _page(reader: Follower, path: str) -> dict[str, Any]:
    page: dict[str, Any] = orjson.loads(reader.get(path))
    return page
