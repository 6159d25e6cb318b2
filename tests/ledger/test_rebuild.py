"""The published tables follow from the ledger alone; documents follow from the last published own parts alone."""

from typing import Any

import orjson

from claims.actions import save
from claims.ledger import documents
from claims.ledger.apply import all_tables
from claims.ledger.door import republish
from claims.ledger.models import Entry, Head
from claims.ledger.own_parts import own_part
from claims.ledger.publish import publish, publish_many
from claims.ledger.published import PublishedClaim
from claims.ledger.rebuild import rebuild_published
from claims.ledger.takedown import quarantine, restore, withdraw
from tests.factories import make_actor, make_claim, make_contradiction, make_denial, make_statement


def contents() -> dict[str, list[Any]]:
    return {model.__name__: sorted(map(repr, model.objects.values())) for model in all_tables()}


def make_history() -> None:
    """Publications, corrections and takedowns of every sort, so that every branch of applying is gone through."""
    state = make_actor(slug="state")
    voice = make_actor(slug="voice", speaks_for=state)
    claims = [make_claim(slug=f"claim-{number}") for number in range(3)]
    for claim in claims:
        make_statement(claim=claim, actor=voice, stance="asserts")
    make_denial(claim=claims[0])
    publish_many(records=claims, by=None)
    publish(record=make_contradiction(first_claim=claims[0], second_claim=claims[1]), by=None)
    withdraw(record=claims[0], by=None, reason="Withdrawn")
    quarantine(record=claims[1], by=None)
    restore(record=claims[0], by=None, reason="Restored")
    restore(record=claims[1], by=None, reason="Restored")
    quarantine(record=claims[2], by=None, reason="For now")
    state.refresh_from_db()
    state.name = "Renamed"
    save(record=state, by=None)
    publish(record=state, by=None)


def test_rebuilding_gives_identical_tables():
    make_history()
    before = contents()

    rebuild_published()

    assert contents() == before


def test_own_parts_survive_their_documents():
    make_history()

    for entry in Entry.objects.exclude(document=None):
        document = orjson.loads(entry.document)
        around = documents.Neighbourhood()
        around.overlay(document["type"], document["id"], own_part(document), first_published=1)
        around.load_for(document["type"], [document["id"]])
        composed = documents.Composer(around).compose(document["type"], document["id"])
        assert own_part({**composed}) == own_part(document)


def test_republishing_without_a_change_appends_nothing():
    make_history()
    before = Head.objects.get().seq

    assert republish(by=None) == 0
    assert Head.objects.get().seq == before


def test_republishing_in_a_newer_format_touches_no_updated_at(monkeypatch):
    make_history()
    old = PublishedClaim.objects.current().get(slug="claim-0")
    monkeypatch.setattr(documents, "FORMAT", 2)

    republish(by=None)

    new = PublishedClaim.objects.current().get(slug="claim-0")
    assert (orjson.loads(new.document)["format"], new.version) == (2, old.version + 1)
    assert (new.updated_at, new.updated_seq) == (old.updated_at, old.updated_seq)
    assert Entry.objects.get(seq=new.seq).action == "reformatted"
