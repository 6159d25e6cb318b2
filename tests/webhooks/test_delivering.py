"""What an endpoint is told, how it is signed, what happens when it fails, and that nobody else waits for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from claims.access.keys import revoke
from claims.ledger.freeze import RECORDS
from claims.ledger.models import Action, Entry
from claims.ledger.publish import publish
from claims.ledger.takedown import quarantine, withdraw
from claims.webhooks import delivering, managing, sending, vocabulary
from claims.webhooks.dispatching import dispatch
from claims.webhooks.models import Delivery, Endpoint
from claims.webhooks.signing import new_secret
from claims.webhooks.tasks import PROMPT, SLOW
from tests.factories import make_actor, make_claim
from tests.webhooks.receiving import Receiver, deliver_all, head_of, is_signed, make_endpoint, receiving

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def the(endpoint: Endpoint) -> Endpoint:
    return Endpoint.objects.get(pk=endpoint.pk)


def publish_one(slug: str = "test-actor") -> Any:
    record = make_actor(slug=slug)
    publish(record=record, by=None)
    return record


def test_endpoint_is_told_thinly_and_signed_by_the_standard(receiver: Receiver, settings: Any) -> None:
    settings.SITE_URL = "https://registry.example.org"
    _, secret = make_endpoint(receiver.url)
    actor = publish_one()
    entry = Entry.objects.get()

    deliver_all()

    (request,) = receiver.server.asked
    head = head_of(request)
    assert request.startswith("POST /hook HTTP/1.1")
    assert (head["webhook-id"], head["content-type"]) == (f"evt_{entry.seq}", "application/json")
    assert is_signed(request, secret)
    assert not is_signed(request, new_secret())
    assert receiver.messages == [
        {
            "type": "actor.published",
            "timestamp": entry.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "data": {
                "seq": entry.seq,
                "action": "published",
                "type": "actor",
                "id": "test-actor",
                "key": str(actor.key),
                "version": 1,
                "cause": None,
                "merged_into": None,
                "url": "https://registry.example.org/api/v1/actors/test-actor/",
            },
        }
    ]
    assert Delivery.objects.get().state == "delivered"


def test_withdrawals_and_quarantines_arrive(receiver: Receiver) -> None:
    claim = make_claim(slug="test-claim", text="Words that are withdrawn.")
    publish(record=claim, by=None)
    make_endpoint(receiver.url, types=["claim.*"])

    withdraw(record=claim, by=None, reason="The source was misread.")
    quarantine(record=claim, by=None)
    deliver_all()

    assert receiver.told == ["claim.withdrawn test-claim", "claim.quarantined test-claim"]
    assert not any("misread" in request or "Words" in request for request in receiver.server.asked)


def test_only_what_was_asked_for_is_told_in_the_order_of_the_ledger(receiver: Receiver) -> None:
    make_endpoint(receiver.url, types=["actor.updated", "*.withdrawn"])
    first, second = publish_one("first"), publish_one("second")

    for record in (second, first):
        record.refresh_from_db()
        record.name = "Another name"
        record.save()
        publish(record=record, by=None)
    withdraw(record=first, by=None, reason="The test is over.")
    deliver_all()

    assert receiver.told == ["actor.updated second", "actor.updated first", "actor.withdrawn first"]


def test_new_endpoint_is_told_nothing_of_what_was_before(receiver: Receiver) -> None:
    publish_one()
    make_endpoint(receiver.url)

    deliver_all()

    assert receiver.messages == []


def test_nothing_that_was_rolled_back_is_told(receiver: Receiver) -> None:
    make_endpoint(receiver.url)
    with transaction.atomic():
        publish_one("rolled-back")
        transaction.set_rollback(True)
    publish_one("committed")

    deliver_all()

    assert receiver.told == ["actor.published committed"]


def test_publishing_asks_and_writes_nothing_for_webhooks(receiver: Receiver) -> None:
    make_endpoint(receiver.url)

    with CaptureQueriesContext(connection) as asked:
        publish_one()

    assert len(asked) > 5
    assert [query["sql"] for query in asked if "webhooks" in query["sql"]] == []


def test_both_secrets_sign_while_one_takes_the_others_place(
    receiver: Receiver, clock: time_machine.Coordinates
) -> None:
    endpoint, old = make_endpoint(receiver.url)
    clock.shift(1)
    new = managing.rotate(endpoint=endpoint, overlap=timedelta(hours=1))
    publish_one("during")
    deliver_all()
    clock.shift(timedelta(hours=1))
    publish_one("afterwards")
    deliver_all()

    during, afterwards = receiver.server.asked

    assert [is_signed(during, secret) for secret in (old, new)] == [True, True]
    assert [is_signed(afterwards, secret) for secret in (old, new)] == [False, True]


def test_message_is_tried_again_for_three_days_with_growing_pauses(
    receiver: Receiver, clock: time_machine.Coordinates
) -> None:
    make_endpoint(receiver.url)
    publish_one()
    receiver.answers(*["500 Internal Server Error"] * 9)
    pauses = []

    while Delivery.objects.filter(state="pending").count() or not pauses:
        deliver_all()
        delivery = Delivery.objects.get()
        pauses.append((delivery.next_at - timezone.now()).total_seconds())
        # What the endpoint's own rest would hold back is not what is looked at here.
        Endpoint.objects.update(resume_at=None, failing_since=None)
        clock.move_to(max(delivery.next_at, timezone.now()))

    assert Delivery.objects.get().state == "delivered"
    assert len(receiver.messages) == 10
    assert {head_of(request)["webhook-id"] for request in receiver.server.asked} == {f"evt_{Entry.objects.get().seq}"}
    for pause, least in zip(pauses, delivering.PAUSES, strict=False):
        assert least <= pause <= least * (1 + delivering.JITTER) + 1
    assert sum(delivering.PAUSES) >= timedelta(days=3).total_seconds()


def test_retry_after_is_heeded(receiver: Receiver, clock: time_machine.Coordinates) -> None:
    endpoint, _ = make_endpoint(receiver.url)
    publish_one()
    receiver.statuses.append(b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 900\r\nContent-Length: 0\r\n\r\n")

    deliver_all()
    clock.shift(899)
    deliver_all()
    assert len(receiver.messages) == 1
    clock.shift(1)
    deliver_all()

    assert len(receiver.messages) == 2
    assert the(endpoint).failures == 0


def test_gone_disables_and_says_why(receiver: Receiver) -> None:
    endpoint, _ = make_endpoint(receiver.url)
    publish_one("first")
    receiver.answers("410 Gone")
    deliver_all()
    publish_one("second")
    deliver_all()

    assert len(receiver.messages) == 1
    assert (the(endpoint).state, the(endpoint).reason[:20]) == ("disabled", "It answered 410 Gone")


def test_three_days_of_failure_disable_and_nothing_is_lost_by_it(
    receiver: Receiver, clock: time_machine.Coordinates
) -> None:
    endpoint, _ = make_endpoint(receiver.url)
    publish_one("first")
    receiver.answers(*["503 Service Unavailable"] * 200)
    for _ in range(100):
        deliver_all()
        clock.shift(3600)

    assert the(endpoint).state == "disabled"
    assert "three days" in the(endpoint).reason
    tried = len(receiver.messages)
    receiver.statuses.clear()
    publish_one("meanwhile")
    deliver_all()
    assert len(receiver.messages) == tried

    managing.change(endpoint=the(endpoint), state="active")
    clock.shift(timedelta(days=2))
    deliver_all()

    assert receiver.told[tried:] == ["actor.published first", "actor.published meanwhile"]


def test_endpoint_of_a_revoked_key_is_told_nothing(receiver: Receiver) -> None:
    endpoint, _ = make_endpoint(receiver.url)
    publish_one()
    dispatch()
    revoke(key=endpoint.key)

    deliver_all()

    assert receiver.messages == []


@pytest.mark.parametrize("first", ["301 Moved Permanently", "404 Not Found", "500 Internal Server Error"])
def test_anything_but_success_is_a_failure_and_no_redirect_is_followed(receiver: Receiver, first: str) -> None:
    make_endpoint(receiver.url)
    publish_one()
    receiver.statuses.append(f"HTTP/1.1 {first}\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n".encode())

    deliver_all()

    assert (receiver.server.accepted, Delivery.objects.get().state) == (1, "pending")


def test_message_that_alone_fails_does_not_hold_up_the_others(
    receiver: Receiver, clock: time_machine.Coordinates
) -> None:
    make_endpoint(receiver.url)
    for slug in ("poison", "second", "third"):
        publish_one(slug)
    receiver.answers("500 Internal Server Error")

    deliver_all()
    deliver_all()

    assert receiver.told[1:] == ["actor.published second", "actor.published third"]


def test_slow_endpoint_holds_up_nobody_else(receiver: Receiver, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """It is cut off in the end, waits in the other queue from then on, and a second one is served meanwhile."""
    monkeypatch.setattr(sending, "SECONDS", 0.2)
    released = threading.Event()

    def silent() -> Iterator[bytes]:
        released.wait(5)
        yield b""

    slow, _ = make_endpoint(receiver.url)
    with receiving(monkeypatch, settings) as other:
        quick, _ = make_endpoint(other.url)
        receiver.statuses += [silent] * 2
        publish_one("first")
        deliver_all()
        publish_one("second")
        Delivery.objects.filter(state="pending").update(next_at=timezone.now())
        Endpoint.objects.update(resume_at=None)
        dispatch()
        released.set()

        queues = dict(DBTaskResult.objects.order_by("enqueued_at").values_list("args_kwargs__args__0", "queue_name"))
        assert other.told == ["actor.published first"]
    assert queues == {str(slow.pk): SLOW, str(quick.pk): PROMPT}
    assert Delivery.objects.get(endpoint=slow, seq=1).error == "The page was not sent in time."


def test_worker_of_django_tasks_delivers(transactional_db: None, receiver: Receiver) -> None:
    make_endpoint(receiver.url)
    publish_one()
    assert dispatch() == 1
    assert dispatch() == 0

    Worker(
        queue_names=[PROMPT, SLOW],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()

    assert receiver.told == ["actor.published test-actor"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"


def test_task_that_died_with_its_worker_is_handed_out_again(
    receiver: Receiver, clock: time_machine.Coordinates
) -> None:
    make_endpoint(receiver.url)
    publish_one()
    assert [dispatch(), dispatch()] == [1, 0]
    clock.shift(121)

    assert dispatch() == 1


def test_replay_sends_again_under_the_same_ids(receiver: Receiver) -> None:
    endpoint, _ = make_endpoint(receiver.url)
    for slug in ("first", "second", "third"):
        publish_one(slug)
    deliver_all()
    seqs = list(Entry.objects.values_list("seq", flat=True))

    managing.replay(endpoint=the(endpoint), after=seqs[0], upto=seqs[1])
    deliver_all()
    managing.replay(endpoint=the(endpoint), after=seqs[1])
    deliver_all()

    ids = [head_of(request)["webhook-id"] for request in receiver.server.asked]
    assert ids == [f"evt_{seq}" for seq in (*seqs, seqs[1], seqs[2])]
    assert the(endpoint).replay_after is None


def test_removed_endpoint_is_deleted_with_all_that_is_its(receiver: Receiver) -> None:
    endpoint, _ = make_endpoint(receiver.url)
    publish_one()
    dispatch()
    managing.remove(endpoint=endpoint)

    deliver_all()

    assert (receiver.messages, Endpoint.objects.count(), Delivery.objects.count()) == ([], 0, 0)


def test_words_of_events_are_those_of_the_ledger() -> None:
    assert {name.replace("-", "_") for name in RECORDS} == set(vocabulary.RECORDS)
    assert set(Action.values) == set(vocabulary.ACTIONS)
