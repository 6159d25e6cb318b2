"""Saving: whole or not at all, never over another's edit, and never over what the door wrote."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from claims.actions import StaleRevision, save
from claims.ledger.publish import publish
from claims.models import Claim, Statement
from factreg.records import PublicState
from tests.factories import make_actor, make_claim, make_source, make_statement


def read(claim: Claim) -> Any:
    return Claim.objects.get(pk=claim.pk)


def test_save_that_started_from_an_older_revision_is_refused() -> None:
    claim = make_claim(text="As it was.")
    mine, theirs = read(claim), read(claim)
    theirs.text = "Theirs."
    save(record=theirs, by=None)
    mine.text = "Mine."

    with pytest.raises(StaleRevision, match="revision 1, and revision 2 is stored"):
        save(record=mine, by=None)

    assert read(claim).text == "Theirs."


def test_edit_of_a_part_makes_an_edit_of_the_record_stale() -> None:
    claim = make_claim()
    mine = read(claim)
    make_statement(claim=claim)

    with pytest.raises(StaleRevision):
        save(record=mine, by=None)


def test_record_is_not_saved_without_its_parts() -> None:
    claim = make_claim(text="As it was.")
    claim.text = "Edited."
    wrong = Statement(claim=claim, actor=make_actor(), source=make_source(), stance="shrugs")

    with pytest.raises(ValidationError):
        save(record=claim, by=None, parts=[wrong])

    assert read(claim).text == "As it was."


def test_edit_begun_before_publication_keeps_what_the_door_wrote() -> None:
    claim = make_claim()
    begun = read(claim)
    publish(record=claim, by=None)

    begun.text = "Edited since."
    save(record=begun, by=None)

    stored = read(claim)
    assert (stored.text, stored.public_state) == ("Edited since.", PublicState.PUBLISHED)


def test_address_can_be_changed_before_publication() -> None:
    claim = make_claim(slug="as-drafted")
    claim.slug = "as-thought-over"

    save(record=claim, by=None)

    assert read(claim).slug == "as-thought-over"
