"""The n of a published part: given once, to one part of one claim, whoever writes to the tables."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims.ledger.publish import publish, publish_many
from claims.models import Claim, Statement
from tests.factories import make_assessment, make_claim, make_statement
from tests.ledger.reading import document


@pytest.fixture
def claim() -> Claim:
    """A public claim with the statements claim.1 and claim.2."""
    claim = make_claim(slug="claim", statements=[{}, {}])
    publish(record=claim, by=None)
    return claim


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def ids(parts: str = "statements") -> list[str]:
    return sorted(part["id"] for part in document("claim", "claim")[parts])


def test_number_of_a_deleted_statement_is_not_given_again(claim):
    claim.statements.get(number=2).delete()
    publish(record=claim, by=None)

    make_statement(claim=claim)
    publish(record=claim, by=None)

    assert ids() == ["claim.1", "claim.3"]


def test_number_is_not_given_again_after_all_parts_are_deleted(claim):
    claim.statements.all().delete()
    make_statement(claim=claim)
    make_assessment(claim=claim)

    publish(record=claim, by=None)

    assert (ids(), ids("assessments")) == (["claim.3"], ["claim.a4"])


def test_published_statement_is_not_moved_to_another_claim(claim):
    statement, other = claim.statements.get(number=1), make_claim()
    statement.claim = other

    with pytest.raises(IntegrityError, match="stays with its claim"), transaction.atomic():
        statement.save()
    with pytest.raises(IntegrityError, match="stays with its claim"):
        run(f"UPDATE claims_statement SET claim_id = {other.pk} WHERE number = 1")

    assert set(claim.statements.values_list("number", flat=True)) == {1, 2}


def test_statement_that_was_never_published_takes_the_next_number_where_it_is_moved(claim):
    statement = make_statement(claim=make_claim())
    statement.claim = claim
    statement.save()

    publish(record=claim, by=None)

    assert ids() == ["claim.1", "claim.2", "claim.3"]


@pytest.mark.parametrize("number", ["77", "NULL", "number + 5"])
def test_number_is_not_written_by_sql(claim, number):
    run(f"UPDATE claims_statement SET number = {number}")

    assert sorted(claim.statements.values_list("number", flat=True)) == [1, 2]


def test_number_is_not_chosen_by_who_inserts(claim):
    source = claim.statements.get(number=1)
    columns = [field.column for field in Statement._meta.concrete_fields if field.column not in ("id", "number")]
    names = ", ".join(f'"{column}"' for column in columns)

    run(f"INSERT INTO claims_statement (number, {names}) SELECT 99, {names} FROM claims_statement WHERE id={source.pk}")

    assert sorted(claim.statements.values_list("number", flat=True), key=lambda n: n or 0) == [None, 1, 2]


def test_count_of_numbers_given_never_falls(claim):
    run("UPDATE claims_claim SET numbers_given = 0")

    claim.refresh_from_db()
    assert claim.numbers_given == 2


def test_numbers_are_each_claims_own(claim):
    other = make_claim(slug="other", statements=[{}])

    publish_many(records=[claim, other], by=None)

    assert [statement["id"] for statement in document("claim", "other")["statements"]] == ["other.1"]
