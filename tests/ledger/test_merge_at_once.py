"""Merging at the very moment of something else: both are done, or one is refused in words; nothing is lost or stuck."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction

from claims.actions import StaleRevision, save
from claims.ledger.merge import NotMerged, merge
from claims.ledger.publish import NotPublishable, publish, publish_many
from claims.ledger.published import PublishedRecord
from claims.ledger.takedown import NotTakenDown, withdraw
from claims.ledger.unmerge import unmerge
from claims.models import Actor, Claim, ClaimRest, Denial, Merge, Statement
from factreg.merged import keep_merges_out
from tests.factories import make_actor, make_claim, make_source, make_statement
from tests.ledger.invariants import (
    check_addresses_lead_to_what_is_there,
    check_documents_are_up_to_date,
    check_nothing_names_what_was_merged,
    check_what_is_public,
)

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = (NotMerged, NotPublishable, NotTakenDown, StaleRevision, ValidationError, IntegrityError)


class Registry:
    """Three public claims with a statement each by the same actor, and another actor."""

    def __init__(self) -> None:
        self.actor, self.other = make_actor(slug="actor"), make_actor(slug="other")
        self.one, self.two, self.three = (
            make_claim(slug=slug, statements=[{"actor": self.actor}]) for slug in ("one", "two", "three")
        )
        publish_many(records=[self.one, self.two, self.three, self.other], by=None)


def fresh(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def edit_text(registry: Registry) -> None:
    claim = fresh(registry.one)
    claim.text = "Edited."
    save(record=claim, by=None)


def add_denial(registry: Registry) -> None:
    make_statement(claim=registry.one, actor=registry.actor, source=make_source(), stance="denies")


def rest(registry: Registry) -> None:
    save(record=fresh(registry.three), by=None, parts=[ClaimRest(claim=registry.three, rests_on=registry.one)])


def new_claim(registry: Registry) -> None:
    make_claim(slug="new", about=[registry.actor])


DEEDS: dict[str, Callable[[Registry], Any]] = {
    "edit": edit_text,
    "add denial": add_denial,
    "rest on it": rest,
    "enter new": new_claim,
    "publish": lambda registry: publish(record=fresh(registry.one), by=None),
    "withdraw": lambda registry: withdraw(record=fresh(registry.one), by=None, reason="Wrong"),
    "withdraw survivor": lambda registry: withdraw(record=fresh(registry.two), by=None, reason="Wrong"),
    "merge the other way": lambda registry: merge_claims(registry.two, registry.one),
    "merge on": lambda registry: merge_claims(registry.two, registry.three),
}
MERGES: dict[str, Callable[[Registry], Any]] = {
    "claims": lambda registry: merge_claims(registry.one, registry.two),
    "actors": lambda registry: merge_claims(registry.actor, registry.other),
}


def merge_claims(record: Any, into: Any) -> Merge:
    return merge(record=fresh(record), into=fresh(into), by=None, reason="The same")


def together(*deeds: Callable[[], Any]) -> list[Exception | None]:
    """Do things at the same time; what each was refused with."""
    ready = Barrier(len(deeds))

    def act(deed: Callable[[], Any]) -> Exception | None:
        ready.wait()
        try:
            deed()
        except REFUSED as refused:
            return refused
        finally:
            connections["default"].close()
        return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(act, deeds))


def check() -> None:
    check_what_is_public()
    check_addresses_lead_to_what_is_there()
    check_nothing_names_what_was_merged()
    check_documents_are_up_to_date()


@pytest.mark.parametrize(("what", "deed"), list(product(MERGES, DEEDS)))
def test_nothing_is_lost_or_stuck_when_a_merge_meets_another_deed(what: str, deed: str) -> None:
    registry = Registry()

    merged, done = together(lambda: MERGES[what](registry), lambda: DEEDS[deed](registry))

    assert merged is None or done is None, (merged, done)
    statements = 4 if deed == "add denial" and done is None else 3
    assert Statement.objects.count() == statements
    if deed == "edit" and done is None:
        assert "Edited." in set(Claim.objects.values_list("text", flat=True))
    if deed == "withdraw" and done is None:
        assert fresh(registry.one).public_state == "withdrawn"
    check()


def test_four_merges_at_once_leave_one_survivor_of_each_and_no_circle() -> None:
    registry = Registry()
    one, two, three = registry.one, registry.two, registry.three
    ways = [(one, two), (two, three), (three, one), (two, one)]

    refused = together(*((lambda pair=pair: merge_claims(*pair)) for pair in ways))

    assert sum(each is None for each in refused) in (1, 2)
    standing = Claim.objects.exclude(public_state="merged")
    assert Statement.objects.filter(claim__in=standing).count() == 3
    check()


def test_merge_does_not_wait_for_ever_for_a_load_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    monkeypatch.setattr("claims.ledger.merge.PATIENCE", "200ms")
    loading, refused = Barrier(2), Barrier(2)

    def load() -> None:
        try:
            with transaction.atomic():
                keep_merges_out()
                loading.wait()
                refused.wait()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(load)
        loading.wait()
        with pytest.raises(NotMerged, match="Others are saving just now"):
            merge_claims(registry.one, registry.two)
        refused.wait()
        under_way.result()

    assert merge_claims(registry.one, registry.two).pk


def test_merge_and_undo_at_once_end_whole() -> None:
    registry = Registry()
    done = merge_claims(registry.one, registry.two)

    together(
        lambda: unmerge(merge=done, by=None, reason="They differ"),
        lambda: merge_claims(registry.two, registry.three),
    )

    check()
    assert Statement.objects.count() == 3
    assert PublishedRecord.objects.filter(type="claim").count() == 3
    assert not Denial.objects.exists()
    assert Actor.objects.filter(public_state="merged").count() == 0
