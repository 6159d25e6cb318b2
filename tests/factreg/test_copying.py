"""Rows sent by COPY are what the ORM would have stored, and refused as it would have been."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms import model_to_dict

from claims.models import Claim, Statement
from factreg.copying import array, copy_instances
from tests.factories import make_actor, make_event, make_source

pytestmark = pytest.mark.django_db

_ODD = '{"a", \\N}\t\\.\n{,} \\"quoted\\" \u05d0'


def claim(slug: str, **values: object) -> Claim:
    return Claim(slug=slug, text=f"Test {slug}.", kind="attack", event=make_event(), **values)


def test_every_kind_of_value_comes_back_as_it_went() -> None:
    copied, saved = (claim(slug, note=_ODD, occurred="2020-09-27~") for slug in ("test-copied", "test-saved"))

    copy_instances(Claim, [copied])
    saved.save()

    without = ("id", "slug", "text", "event", "key")
    stored = Claim.objects.get(slug="test-copied")
    assert model_to_dict(stored, exclude=without) == model_to_dict(Claim.objects.get(pk=saved.pk), exclude=without)
    assert (stored.pk, stored.key, stored.note) == (copied.pk, copied.key, _ODD)
    assert not copied._state.adding


def test_arrays_come_back_as_they_went() -> None:
    of = claim("test-of")
    of.save()
    said = Statement(claim=of, actor=make_actor(), source=make_source(), stance="denies", elements=["agent", "means"])

    copy_instances(Statement, [said])

    assert Statement.objects.get(pk=said.pk).elements == ["agent", "means"]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], [_ODD, "a,b", "{}", "NULL", " "], ['"'], ["\\"]])
def test_literal_of_an_array_is_read_as_the_same_texts(texts: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", [array(texts)])

        assert cursor.fetchone() == (texts,)


def test_nul_does_not_make_two_texts_of_one() -> None:
    with pytest.raises(ValueError, match="no NUL"):
        array(["one\0two"])


def test_refused_row_is_told_as_the_orm_tells_it() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_instances(Claim, [claim("test-twice"), claim("test-twice")])

    assert not Claim.objects.filter(slug="test-twice").exists()
