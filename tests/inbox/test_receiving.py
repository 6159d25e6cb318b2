"""Reports come in over the public side's role, which can't read them; floods are held back by all workers together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import ProgrammingError, connections

from claims.access.models import PUBLIC_GRANTS as ACCESS
from claims.inbox.models import PUBLIC_GRANTS, Arrival, Receipt, Report
from claims.inbox.receiving import A_FLOOD, FROM_ALL, FROM_ONE, TooMany, new_token, opened, receipt_of
from claims.webhooks.models import PUBLIC_GRANTS as WEBHOOKS
from tests.inbox.reports import ADDRESS, make_report, new_reference

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANOTHER = "192.0.2.2"


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def test_report_is_stored_with_all_that_was_said(clock: None) -> None:
    words = {
        "kind": "reply",
        "about": "/claims/claim-1/",
        "text": "We denied it.",
        "source": "https://example.org/denial",
        "speaks_for": "Testland",
        "name": "A Reader",
        "contact": "reader@example.org",
        "language": "hy",
    }

    report = make_report(**words)

    assert {name: getattr(report, name) for name in words} == words
    receipt = report.receipt
    assert (receipt.received_at, receipt.state, receipt.changed_at, receipt.answer) == (NOON, "received", None, "")


def test_reference_number_is_kept_nowhere() -> None:
    reference = new_reference()

    report = make_report(reference=reference)

    stored = [*Report.objects.values_list(), *Receipt.objects.values_list(), *Arrival.objects.values_list()]
    assert reference not in str(stored)
    assert receipt_of(reference) == report.receipt
    assert receipt_of(new_reference()) is None


def test_form_sent_again_with_other_words_has_another_reference_number() -> None:
    form = opened(new_token())
    assert form is not None
    sent = {"kind": "error", "text": "The test date is wrong."}

    assert form.reference_of(dict(reversed(sent.items()))) == form.reference_of(sent)
    assert form.reference_of({**sent, "text": "The test place is wrong."}) != form.reference_of(sent)


def test_form_sent_twice_is_one_report() -> None:
    reference = new_reference()

    first = make_report(reference=reference, text="Sent once.")
    second = make_report(reference=reference, text="Sent twice.")

    assert (second, second.text) == (first, "Sent once.")
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [(ADDRESS, ADDRESS), ("2001:db8:1:2::1", "2001:db8:1:ffff::9"), (ADDRESS, f"::ffff:{ADDRESS}")],
    ids=["one address", "one IPv6 network", "one address written as IPv6"],
)
def test_too_many_from_one_place_wait_until_the_oldest_is_an_hour_old(
    clock: time_machine.Coordinates, first: str, second: str
) -> None:
    make_report(address=first)
    clock.shift(600)
    for _ in range(FROM_ONE[0][1] - 1):
        make_report(address=first)

    with pytest.raises(TooMany) as refused:
        make_report(address=second)

    assert refused.value.seconds == 3000
    assert Report.objects.count() == FROM_ONE[0][1]
    assert make_report(address=ANOTHER).text
    clock.shift(3001)
    assert make_report(address=second).text


def test_limit_of_a_day_holds_over_midnight(clock: time_machine.Coordinates) -> None:
    clock.shift(timedelta(hours=4))
    for hour in range(4):
        for _ in range(FROM_ONE[0][1]):
            make_report()
        clock.shift(timedelta(hours=1 if hour < 3 else 5))

    with pytest.raises(TooMany) as refused:
        make_report()

    assert refused.value.seconds == timedelta(hours=16).total_seconds()


def test_in_a_flood_each_address_is_heard_once(clock: None) -> None:
    _arrive(A_FLOOD[1], senders=30)

    first = make_report()
    another = make_report(address=ANOTHER)

    assert [first.text, another.text] == ["The test date is wrong."] * 2
    with pytest.raises(TooMany):
        make_report()


def test_too_many_from_everywhere_wait_as_well(clock: None) -> None:
    _arrive(FROM_ALL[1] - 1, senders=FROM_ALL[1])
    make_report()

    with pytest.raises(TooMany):
        make_report(address=ANOTHER)


@pytest.mark.parametrize(("many", "other"), [("error", "danger"), ("danger", "reply")])
def test_flood_of_one_sort_leaves_room_for_the_other(clock: None, many: str, other: str) -> None:
    _arrive(FROM_ALL[1], senders=FROM_ALL[1], danger=many == "danger")

    with pytest.raises(TooMany):
        make_report(kind=many)
    assert make_report(kind=other).kind == other


def _arrive(many: int, *, senders: int, danger: bool = False) -> None:
    Arrival.objects.bulk_create(
        Arrival(sender=f"{number % senders:032}", at=NOON, danger=danger) for number in range(many)
    )


def test_hashed_address_is_another_every_day(clock: time_machine.Coordinates) -> None:
    make_report()
    clock.shift(timedelta(days=1))
    make_report()

    assert Arrival.objects.values("sender").distinct().count() == 2
    assert not Arrival.objects.filter(sender__contains="192").exists()


def test_senders_are_forgotten_after_thirty_days_and_arrivals_after_one(clock: time_machine.Coordinates) -> None:
    old = make_report(name="A Reader", contact="reader@example.org")
    clock.shift(timedelta(days=29))
    young = make_report(name="Another", contact="another@example.org")
    clock.shift(timedelta(days=1) - timedelta(seconds=1))
    assert old.sender == ("A Reader", "reader@example.org")
    call_command("forget_senders", verbosity=0)
    assert Report.objects.get(pk=old.pk).name == "A Reader"
    clock.shift(1)
    assert old.sender == ("", "")

    call_command("forget_senders", verbosity=0)

    assert list(Report.objects.order_by("receipt__received_at").values_list("name", "contact")) == [
        ("", ""),
        ("Another", "another@example.org"),
    ]
    assert Report.objects.get(pk=young.pk).text == "The test date is wrong."
    assert Arrival.objects.count() == 0


def test_public_role_puts_a_report_in_and_can_do_nothing_else_with_it(real_role: None) -> None:
    reference = new_reference()
    make_report(reference=reference, name="A Reader")
    asked = {
        "SELECT 1 FROM inbox_report",
        "UPDATE inbox_report SET note = ''",
        "DELETE FROM inbox_report",
        "UPDATE inbox_receipt SET answer = ''",
        "DELETE FROM inbox_receipt",
        "UPDATE inbox_arrival SET sender = ''",
        "DELETE FROM inbox_arrival",
    }

    assert {statement for statement in asked if _is_refused(statement)} == asked
    receipt = receipt_of(reference)
    assert receipt is not None
    assert receipt.state == "received"
    assert _written_by_public_role() == {
        (model._meta.db_table, verb)
        for model, grant in {**PUBLIC_GRANTS, **ACCESS, **WEBHOOKS}.items()
        for verb in grant.split(", ")
        if verb in ("INSERT", "UPDATE", "DELETE")
    }


def _is_refused(statement: str) -> bool:
    with connections["public"].cursor() as cursor:
        try:
            cursor.execute(statement)
        except ProgrammingError as error:
            return "permission denied" in str(error)
    return False


def _written_by_public_role() -> set[tuple[str, str]]:
    with connections["public"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = current_user AND privilege_type <> 'SELECT'"
        )
        return set(cursor.fetchall())
