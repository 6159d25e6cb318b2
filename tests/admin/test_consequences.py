"""What is said to become public with a record is what becomes public with it."""

from __future__ import annotations

import pytest

from claims.admin.consequences import also_published
from claims.ledger.freeze import RECORDS
from claims.ledger.publish import publish
from tests.factories import (
    make_actor,
    make_assessment,
    make_claim,
    make_contradiction,
    make_event,
    make_figure,
    make_publisher,
    make_response_search,
    make_source,
    make_statement,
)

pytestmark = pytest.mark.django_db


def public() -> set[tuple[str, str]]:
    return {
        (type_, slug)
        for type_, model in RECORDS.items()
        for slug in model.objects.published().values_list("slug", flat=True)
    }


def test_it_is_all_that_a_claim_and_its_parts_name_and_what_that_names() -> None:
    claim = make_claim(
        event=make_event(part_of=make_event()),
        about=[make_actor(part_of=make_actor())],
        rests_on=[make_claim(statements=[{}])],
    )
    make_figure(claim=claim, side=make_actor())
    make_response_search(claim=claim, actor=make_actor())
    make_assessment(claim=claim, organisation=make_publisher())
    make_statement(
        claim=claim,
        actor=make_actor(speaks_for=make_actor(), publisher=make_publisher()),
        source=make_source(derived_from=make_source(publisher=make_publisher())),
        primary_source=make_source(),
    )
    make_contradiction(first_claim=claim)
    make_statement()

    said = {(record.type, record.slug) for record in also_published([claim])}
    publish(record=claim, by=None)

    assert said == public() - {("claim", claim.slug)}
    assert len(said) > 15


def test_what_is_public_already_is_not_said_nor_followed() -> None:
    event = make_event(part_of=make_event())
    publish(record=event, by=None)

    assert not [record for record in also_published([make_claim(event=event)]) if record.type == "event"]


def test_pair_takes_no_claim_along() -> None:
    assert also_published([make_contradiction()]) == []
