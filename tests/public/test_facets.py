"""Counts of facets: each is the number of rows that the list has with that value in place of the chosen ones."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.ledger.models import Head
from claims.ledger.publish import publish, publish_many
from claims.ledger.published import PublishedClaim
from claims.models import Claim
from claims.public import facet_counts, reading
from claims.public.facet_counts import Counts, counts
from claims.public.facets import FACETS, Facet, YearFacet
from claims.public.lists import Listing
from claims.public.reading import Snapshot
from claims.public.resources import RESOURCES
from tests.benchmarks.generator import generate
from tests.factories import make_actor, make_claim, make_event, make_statement
from tests.forgetting import forget_answers
from tests.ledger.reading import edit

Parameters = dict[str, list[str]]


@pytest.fixture(scope="module")
def generated(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Forty generated claims, published; undone with the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        generate(claims=40, seed=7)
        publish_many(records=list(Claim.objects.order_by("id")), by=None)
        yield
        transaction.set_rollback(True)


def read(name: str, parameters: Parameters, at: Snapshot) -> Listing:
    return Listing.read(RESOURCES[name], parameters, at=at)


def asked_for(facet: Facet, value: str) -> Parameters:
    """The parameters that choose a value and no other."""
    if isinstance(facet, YearFacet):
        after, before = facet.parameters
        return {after: [f"{value}-01-01"], before: [f"{int(value) + 1:04}-01-01"]}
    return {facet.name: [value]}


def reference(name: str, parameters: Parameters, found: Counts, at: Snapshot) -> dict[str, dict[str, int]]:
    """The same values, each counted by reading the list with it."""
    expected = {}
    for facet in FACETS[name]:
        others = {known: values for known, values in parameters.items() if known not in facet.parameters}
        expected[facet.name] = {
            counted.value: read(name, others | asked_for(facet, counted.value), at).rows(at).count()
            for counted in found.values[facet.name]
        }
    return expected


def as_numbers(found: Counts) -> dict[str, dict[str, int]]:
    return {name: {counted.value: counted.rows for counted in values} for name, values in found.values.items()}


def some(name: str, facet: str, at: Snapshot, *, number: int = 1) -> list[str]:
    """Values of a facet that there are."""
    return [counted.value for counted in counts(read(name, {}, at)).values[facet][:number]]


def test_counts_are_those_of_an_earlier_state() -> None:
    state, other = make_actor(slug="state"), make_actor(slug="other")
    speaker = make_actor(slug="speaker", speaks_for=state)
    publish(record=make_claim(event=make_event(slug="war"), statements=[{"actor": speaker}]), by=None)
    then = Head.objects.get()
    publish(record=other, by=None)
    publish(record=edit(speaker, speaks_for=other), by=None)
    publish(record=make_claim(statements=[{"actor": other}]), by=None)

    before = as_numbers(counts(read("claims", {}, reading.snapshot(then.at))))
    after = as_numbers(counts(read("claims", {}, reading.snapshot())))

    assert (before["asserted_by"], after["asserted_by"]) == ({"state": 1}, {"other": 2})
    assert before["event"] == {"war": 1}


def test_two_voices_of_a_party_on_a_claim_count_once() -> None:
    state = make_actor(slug="state")
    claim = make_claim(statements=[{"actor": make_actor(speaks_for=state)}, {"actor": make_actor(speaks_for=state)}])
    publish(record=claim, by=None)

    assert as_numbers(counts(read("claims", {}, reading.snapshot())))["asserted_by"] == {"state": 1}


def test_statement_that_no_longer_stands_counts_for_nobody() -> None:
    actor = make_actor(slug="actor")
    claim = make_claim(statements=[{"actor": actor, "said": "2020-09-29"}])
    make_statement(claim=claim, actor=actor, stance="denies", said="2020-09-30")
    claim.refresh_from_db()
    publish(record=claim, by=None)

    found = as_numbers(counts(read("claims", {}, reading.snapshot())))

    assert (found["asserted_by"], found["denied_by"]) == ({}, {"actor": 1})


def test_long_list_is_counted_as_far_as_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facet_counts, "MOST_COUNTED", 2)
    for kind in ("attack", "losses", "losses", "losses"):
        publish(record=make_claim(kind=kind), by=None)

    found = counts(read("claims", {}, reading.snapshot()))

    assert (found.total, found.exact) == (3, False)
    assert as_numbers(found)["kind"] == {"losses": 3}


CHOSEN = [
    ("claims", []),
    ("claims", ["asserted_by", "denied_by", "standing"]),
    ("claims", ["about", "about", "measure"]),
    ("claims", ["event", "occurred"]),
    ("claims", ["language", "has_contradiction"]),
    ("disputes", ["asserted_by"]),
    ("statements", ["stance", "actor", "element", "said"]),
    ("denials", ["event", "publisher"]),
    ("events", ["part_of"]),
    ("actors", ["kind", "speaks_for", "country"]),
    ("sources", ["publisher", "published", "kind"]),
    ("publishers", ["kind"]),
]


@pytest.mark.parametrize(("name", "chosen"), CHOSEN)
def test_count_is_what_the_list_has_with_that_value(generated: None, name: str, chosen: list[str]) -> None:
    at = reading.snapshot()
    parameters: Parameters = {}
    for facet in FACETS[name]:
        if number := chosen.count(facet.name):
            for value in some(name, facet.name, at, number=number):
                for parameter, values in asked_for(facet, value).items():
                    parameters.setdefault(parameter, []).extend(values)

    found = counts(read(name, parameters, at))

    assert as_numbers(found) == reference(name, parameters, found, at)
    assert found.total == read(name, parameters, at).rows(at).count()


def test_no_value_with_rows_is_missing(generated: None) -> None:
    at = reading.snapshot()

    found = counts(read("claims", {}, at))

    kept = PublishedClaim.objects.current()
    for name in ("standing", "kind"):
        assert {counted.value for counted in found.values[name]} == set(kept.values_list(name, flat=True))


@pytest.mark.parametrize(
    "statement", [{"said_after": ["2014-06-01"]}, {"source": ["test-article-1"]}, {"said_before": ["2020-01-01"]}]
)
def test_actors_are_counted_by_statements_that_meet_the_other_filters(generated: None, statement: Parameters) -> None:
    at = reading.snapshot()
    parameters = {"denied_by": some("claims", "denied_by", at), "undated": ["include"], **statement}

    found = counts(read("claims", parameters, at))

    assert as_numbers(found) == reference("claims", parameters, found, at)


def test_counting_asks_once_however_much_is_chosen(generated: None) -> None:
    at = reading.snapshot()
    listing = read("claims", {"kind": ["attack", "losses"], "standing": ["disputed"], "q": ["test"]}, at)

    with CaptureQueriesContext(connections["public"]) as asked:
        counts(listing)

    # One, and four that limit its time.
    assert len(asked) == 1 + 4


def test_where_counting_is_slow_values_are_told_without_numbers(
    generated: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_answers()
    whole = client.get("/claims/")
    forget_answers()
    monkeypatch.setattr(facet_counts, "PATIENCE", 0.001)

    slow = client.get("/claims/")

    assert (slow.status_code, slow["Cache-Control"]) == (200, "no-store")
    text = slow.content.decode()
    assert "Counting took too long: the values are those of the newest entries, without numbers." in text
    assert 'href="/claims/?kind=attack"' in text
    assert ('class="number"' in whole.content.decode(), 'class="number"' in text) == (True, False)


def test_a_list_that_can_not_be_counted_at_all_has_its_rows(
    generated: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_answers()
    monkeypatch.setattr(facet_counts, "PATIENCE", 0.001)
    monkeypatch.setattr(facet_counts, "BRIEFLY", 0.001)

    slow = client.get("/claims/?kind=attack")

    assert slow.status_code == 200
    assert "Test claim" in slow.content.decode()
