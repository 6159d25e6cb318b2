"""Check constraints are asked of the database at once, and say the same as Django's own way, one by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from claims.models import Figure
from factreg.constraints import Checked
from tests.factories import make_claim

ASKED = 'AS "_check"'


@pytest.fixture
def figure(db: None) -> Figure:
    return Figure(claim=make_claim(), measure="killed", low=10, high=20)


def asked(figure: Figure) -> int:
    """How often the database is asked about a row's check constraints."""
    with CaptureQueriesContext(connection) as queries:
        messages(Checked.validate_constraints, figure)
    return sum(ASKED in query["sql"] for query in queries)


def messages(validate: Any, figure: Figure, **options: Any) -> dict[str, list[str]]:
    try:
        validate(figure, **options)
    except ValidationError as error:
        return error.message_dict
    return {}


def test_constraints_that_all_hold_are_asked_at_once(figure: Figure) -> None:
    assert asked(figure) == 1


def test_where_one_does_not_hold_each_is_asked(figure: Figure) -> None:
    figure.low = 30

    assert asked(figure) == 1 + len(Figure._meta.constraints)


@pytest.mark.parametrize(
    "fields",
    [
        {"low": 30},
        {"low": -2, "high": -3},
        {"low": None, "high": None},
        {"quantifier": "at_least"},
        {"low": 30, "measure": "x\0"},
    ],
)
def test_what_does_not_hold_is_said_as_django_says_it(figure: Figure, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(figure, name, value)

    said = messages(Checked.validate_constraints, figure)

    assert said
    assert said == messages(models.Model.validate_constraints, figure)
    # The transaction has taken no harm from a value that the database refuses to compare.
    assert Figure.objects.count() == 0


def test_constraint_on_an_excluded_field_is_left_to_the_database_and_the_others_are_asked(figure: Figure) -> None:
    figure.low, figure.high = -2, 1

    assert messages(Checked.validate_constraints, figure, exclude={"low"}) == {}
    figure.high = -1
    assert messages(Checked.validate_constraints, figure, exclude={"low"}) == messages(
        models.Model.validate_constraints, figure, exclude={"low"}
    )
    assert messages(Checked.validate_constraints, figure, exclude={"low"}) != {}


def test_unique_constraint_is_asked_for_beside_those_that_hold(db: None) -> None:
    claim, other = make_claim(), make_claim()
    rest = make_claim(rests_on=[claim]).rests_set.get()
    again = type(rest)(claim=rest.claim, rests_on=other)
    assert messages(Checked.validate_constraints, again) == {}

    again.rests_on = claim

    assert messages(Checked.validate_constraints, again) != {}
    assert messages(Checked.validate_constraints, again) == messages(models.Model.validate_constraints, again)


def test_every_model_with_a_check_constraint_that_people_write_asks_at_once() -> None:
    several = {
        model.__name__
        for model in apps.get_models()
        if sum(isinstance(each, models.CheckConstraint) for each in model._meta.constraints) > 1
        and not issubclass(model, Checked)
        and model._meta.app_label in ("sources", "claims")
    }

    assert several == set()
