"""Publishing in bulk: batches, what is recomposed after them, and what a crash in between leaves."""

import pytest

from claims.actions import save
from claims.ledger import door, publish
from claims.ledger.door import recompose_pending
from claims.ledger.models import Entry, PendingRecomposition
from claims.ledger.publish import publish_many
from claims.ledger.published import PublishedClaim
from claims.models import Actor, Claim, Event
from tests.factories import make_actor, make_claim, make_event, make_source, make_statement


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(door, "BATCH", 2)
    monkeypatch.setattr(publish, "BATCH", 2)


def make_claims(*, event: Event, number: int, actor: Actor | None = None) -> list[Claim]:
    claims = [make_claim(event=event) for _ in range(number)]
    for claim in claims:
        make_statement(claim=claim, stance="asserts", source=make_source(), actor=actor or make_actor())
    return claims


def test_all_claims_of_an_event_say_the_same_was_read_after_publication_in_batches(small_batches):
    records = make_claims(event=make_event(), number=5)

    entered = publish_many(records=records, by=None)

    assert entered == Entry.objects.filter(cause=None).count()
    assert set(PublishedClaim.objects.current().values_list("read_count", flat=True)) == {5}
    assert not PendingRecomposition.objects.exists()


def test_claims_of_one_event_are_published_together_where_they_fit(small_batches):
    one, other = make_event(), make_event()
    first, second = make_claims(event=one, number=2), make_claims(event=other, number=2)
    mixed = [first[0], second[0], first[1], second[1]]

    publish_many(records=mixed, by=None)

    assert set(PublishedClaim.objects.values_list("version", flat=True)) == {1}


def test_publishing_again_after_a_crash_recomposes_what_was_left(small_batches, monkeypatch):
    records = make_claims(event=make_event(), number=3)
    with monkeypatch.context() as patch:
        patch.setattr(publish, "recompose_pending", lambda *, by: 0)
        publish_many(records=records, by=None)
    assert set(PublishedClaim.objects.current().values_list("read_count", flat=True)) == {2, 3}

    publish_many(records=records, by=None)

    assert set(PublishedClaim.objects.current().values_list("read_count", flat=True)) == {3}
    assert not PendingRecomposition.objects.exists()


def test_too_many_dependents_are_recomposed_after_their_cause(
    small_batches, monkeypatch, django_capture_on_commit_callbacks
):
    actor = make_actor(name="State")
    publish_many(records=make_claims(event=make_event(), number=5, actor=actor), by=None)
    monkeypatch.setattr(door, "AT_ONCE", 4)
    actor.refresh_from_db()
    actor.name = "Republic"
    save(record=actor, by=None)

    with django_capture_on_commit_callbacks() as callbacks:
        entry = publish.publish(record=actor, by=None)
    assert PendingRecomposition.objects.count() == 5
    for callback in callbacks:
        callback()

    labels = {document.partition(".")[0] for document in _labels()}
    assert labels == {"Claimed by Republic"}
    assert set(Entry.objects.filter(cause=entry.seq).values_list("type", flat=True)) == {"claim"}


def _labels() -> list[str]:
    rows = PublishedClaim.objects.current().values_list("document", flat=True)
    return [row.partition('"label":"')[2] for row in rows]


def test_nothing_pending_makes_no_entry():
    assert recompose_pending(by=None) == 0
