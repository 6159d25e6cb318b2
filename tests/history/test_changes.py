"""Every change of every editorial row is kept, whoever makes it and whatever way, with who and through what."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import Error, IntegrityError, connection, models, transaction

from claims.actions import save
from claims.bulk_actions import Batch, write
from claims.history.models import Change, Operation
from claims.history.triggers import KEPT, NOT_KEPT, NOT_KEPT_OF
from claims.ledger.merge import merge
from claims.ledger.publish import publish, publish_many
from claims.ledger.takedown import withdraw
from claims.models import Actor, Anchor, Claim, Denial, Proposal, Review, SavedView, Statement
from factreg.attribution import Via, attributed
from factreg.copying import columns
from tests.factories import (
    make_actor,
    make_claim,
    make_contradiction,
    make_counter_accusation,
    make_denial,
    make_place,
    make_rejected_pair,
    make_source,
)
from tests.test_completeness import EDITABLE


@pytest.fixture
def ann() -> User:
    return User.objects.create_user("ann")


# Where words stand in a capture, which follows from both; whose work a record is; what somebody likes to look at; what
# a machine proposes, of which the record or the rejected pair that an editor makes is kept.
WITHOUT_HISTORY = {Anchor, Proposal, Review, SavedView}


def test_no_editorial_table_is_forgotten() -> None:
    assert {model._meta.concrete_model for model in EDITABLE} == set(KEPT) | WITHOUT_HISTORY


def last(**of: Any) -> Change:
    return Change.objects.filter(**of).latest("id")


def told(change: Change) -> dict[str, Any]:
    return {
        name: getattr(change, name)
        for name in ("operation", "model", "row", "record_model", "record", "by_name", "via", "before", "after")
    }


def test_save_is_kept_with_what_changed_and_by_whom(ann: User) -> None:
    claim = make_claim(text="As it was.")
    claim.text = "As Ann has it."

    save(record=claim, by=ann)

    assert told(last()) == {
        "operation": "update",
        "model": "claims.claim",
        "row": claim.pk,
        "record_model": "claims.claim",
        "record": claim.pk,
        "by_name": "ann",
        "via": "action",
        "before": {"text": "As it was."},
        "after": {"text": "As Ann has it."},
    }


def test_part_is_kept_as_of_its_record_and_counting_the_revision_is_not(ann: User) -> None:
    claim = make_claim()
    before = Change.objects.count()

    denial = make_denial(claim=claim, actor=make_actor(), source=make_source(), by=ann, quote="Never.")

    made = Change.objects.filter(model="claims.statement")
    assert [(each.row, each.record_model, each.record, each.by_name) for each in made] == [
        (denial.pk, "claims.claim", claim.pk, "ann")
    ]
    assert made[0].after["quote"] == "Never."
    assert not Change.objects.filter(model="claims.claim", operation="update").exists()
    assert Change.objects.count() > before


WAYS: dict[str, Any] = {
    "update()": lambda claim: Claim.objects.filter(pk=claim.pk).update(note="Changed."),
    "bulk_update": lambda claim: Claim.objects.bulk_update([_noted(claim)], ["note"]),
    "raw SQL": lambda claim: _sql("UPDATE claims_claim SET note = 'Changed.' WHERE id = %s", claim.pk),
    "many at once": lambda claim: _many("UPDATE claims_claim SET note = %s WHERE id = %s", [("Changed.", claim.pk)]),
}


def _noted(claim: Claim) -> Claim:
    claim.note = "Changed."
    return claim


def _sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _many(statement: str, rows: Any) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_change_past_the_actions_is_kept(way: Any) -> None:
    claim = make_claim()

    way(claim)

    change = last()
    assert (change.record, change.before, change.after) == (claim.pk, {"note": ""}, {"note": "Changed."})
    assert (change.by_name, change.via) == ("", Via.SQL)


def test_rows_that_are_copied_in_are_kept() -> None:
    claim = make_claim(statements=[{}])
    names = [name for name in columns(Statement) if name not in ("id", "number")]
    listed = ", ".join(names)

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM claims_statement WHERE claim_id = %s", [claim.pk])
        row = cursor.fetchone()
        with cursor.copy(f"COPY claims_statement ({listed}) FROM STDIN") as copy:
            for _ in range(3):
                copy.write_row(["{}" if value == [] else value for value in row])

    kept = Change.objects.filter(model="claims.statement", record=claim.pk, operation=Operation.INSERT)
    assert {change.row for change in kept} == set(claim.statements.values_list("pk", flat=True))


def test_bulk_create_and_import_are_kept_with_who_imported(ann: User) -> None:
    rows = [Actor(slug=f"imported-{number}", name="Imported", kind="state") for number in range(20)]

    faults = write(batch=Batch(new=list(rows)), by=ann)

    kept = Change.objects.filter(model="claims.actor", operation=Operation.INSERT)
    assert faults == []
    assert [(change.by_name, change.via) for change in kept] == [("ann", "import")] * 20


def test_deleted_draft_stays_readable_with_its_parts(ann: User) -> None:
    claim = make_claim(text="Draft.", statements=[{"quote": "Words."}])
    pk = claim.pk

    with attributed(by=ann, via=Via.FORM, detail="/delete/"):
        claim.delete()

    kept = Change.objects.of_record(Claim, pk).filter(operation=Operation.DELETE)
    assert {(change.model, change.by_name, change.via, change.detail) for change in kept} == {
        ("claims.claim", "ann", "form", "/delete/"),
        ("claims.statement", "ann", "form", "/delete/"),
    }
    assert {change.before.get("text") or change.before.get("quote") for change in kept} == {"Draft.", "Words."}


def test_part_that_moves_is_in_the_history_of_both_records() -> None:
    first, second = make_claim(), make_claim()
    denial = make_denial(claim=first)

    Statement.objects.filter(pk=denial.pk).update(claim=second)

    assert Change.objects.of_record(Claim, first.pk)[0] == Change.objects.of_record(Claim, second.pk)[0] == last()


def test_publication_is_kept_and_numbers_are_not(ann: User) -> None:
    claim = make_claim(statements=[{}])

    publish(record=claim, by=ann)

    changes = Change.objects.of_record(Claim, claim.pk).filter(operation=Operation.UPDATE)
    assert [(change.after, change.by_name) for change in changes] == [
        ({"public_state": "published", "work_state": "clean"}, "ann")
    ]


@pytest.mark.parametrize(
    "make",
    [make_actor, make_place, make_source, make_contradiction, make_counter_accusation, make_rejected_pair],
)
def test_each_sort_of_record_is_kept_from_its_beginning(make: Any) -> None:
    record = make()

    changes = Change.objects.of_record(type(record), record.pk)

    assert [change.operation for change in changes][-1] == Operation.INSERT


def test_proxy_has_the_history_of_its_table() -> None:
    denial = make_denial()

    assert Change.objects.filter(model="claims.statement", row=denial.pk).exists()
    assert not Change.objects.filter(model=Denial._meta.label_lower).exists()


def test_change_that_is_rolled_back_leaves_nothing() -> None:
    claim = make_claim()
    before = Change.objects.count()

    with transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(note="Changed.")
        transaction.set_rollback(True)

    assert Change.objects.count() == before


@pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)
def test_table_with_a_history_is_not_truncated(model: type[models.Model]) -> None:
    with pytest.raises(Error, match="would leave no history"), transaction.atomic():
        _sql(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_attribution_ends_with_its_block_whatever_becomes_of_it(ann: User) -> None:
    claim = make_claim()
    with pytest.raises(IntegrityError), transaction.atomic(), attributed(by=ann):
        Claim.objects.filter(pk=claim.pk).update(text="")
    with pytest.raises(IntegrityError), attributed(by=ann), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(text="")

    Claim.objects.filter(pk=claim.pk).update(note="Changed.")

    assert last().by_name == ""


def test_attribution_within_another_keeps_what_it_does_not_say(ann: User) -> None:
    claim = make_claim()

    with attributed(via=Via.FORM, detail="/here/"), attributed(by=ann):
        Claim.objects.filter(pk=claim.pk).update(note="Changed.")
    Claim.objects.filter(pk=claim.pk).update(note="Changed again.")

    again, change = Change.objects.of_record(Claim, claim.pk)[:2]
    assert (change.by_name, change.via, change.detail) == ("ann", "form", "/here/")
    assert (again.by_name, again.via) == ("", "sql")


def replayed() -> dict[tuple[str, int], dict[str, Any]]:
    """All rows as the history alone has them."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    for change in Change.objects.order_by("id"):
        if change.operation == Operation.DELETE:
            del rows[change.model, change.row]
        else:
            rows[change.model, change.row] = rows.get((change.model, change.row), {}) | change.after
    return rows


def stored() -> dict[tuple[str, int], dict[str, Any]]:
    found = {}
    with connection.cursor() as cursor:
        for model in KEPT:
            left_out = (*NOT_KEPT, *NOT_KEPT_OF.get(model, ()))
            cursor.execute(f"SELECT id, to_jsonb(rows) FROM {model._meta.db_table} AS rows")
            for pk, row in cursor.fetchall():
                kept = {name: value for name, value in json.loads(row).items() if name not in left_out}
                found[model._meta.label_lower, pk] = kept
    return found


def test_history_alone_gives_every_row_as_it_is_stored(ann: User) -> None:
    twin, survivor = make_actor(), make_actor()
    claim = make_claim(statements=[{"actor": twin}, {}], figure={}, about=[twin], rests_on=[make_claim()])
    publish_many(records=[claim, survivor], by=None)
    merge(record=twin, into=survivor, by=ann, reason="The same.")
    Statement.objects.bulk_create(
        [Statement(claim=claim, actor=twin, stance="asserts", source=make_source()) for _ in range(2)]
    )
    save(record=Claim.objects.get(pk=claim.pk), by=ann, removed=[claim.statements.first()])
    withdraw(record=claim, by=ann, reason="Wrong.")
    make_claim().delete()

    assert not Statement.objects.filter(actor=twin).exists()
    assert replayed() == stored()
