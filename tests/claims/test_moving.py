"""What a merge moves is found by itself: no column that names a record is forgotten."""

from __future__ import annotations

import pytest
from django.apps import apps

from claims.models import Place
from claims.moving import relations_of
from factreg.records import Record

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


@pytest.mark.no_database
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_column_that_names_a_record_follows_a_merge(model: type[Record]) -> None:
    lacking = [
        f"{relation.model.__name__}.{relation.field}"
        for relation in relations_of(model)
        for trigger in ("names_survivors_on_insert", "names_survivors_on_update")
        if not any(
            each.name == trigger and f'"{relation.field}_id"' in each.func
            for each in getattr(relation.model._meta, "triggers", [])
        )
    ]

    assert lacking == []


@pytest.mark.no_database
def test_places_are_named_by_their_names_and_by_events() -> None:
    found = {(relation.model.__name__, relation.field) for relation in relations_of(Place)}

    assert found == {("PlaceName", "place"), ("Event", "place")}
