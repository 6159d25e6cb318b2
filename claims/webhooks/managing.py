"""What the owner of a key may do with its endpoints, over the public side's own connection and role.

All of it is for one key: another's endpoints are not there. Raises ValidationError where what is given is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from claims.ledger.published import PublishedEntry
from claims.webhooks.models import Delivery, Endpoint, Secret
from claims.webhooks.signing import new_secret
from claims.webhooks.vocabulary import ACTIONS, ALL, RECORDS, DeliveryState, EndpointState

__all__ = ["ACTIONS", "ALL", "RECORDS", "Delivery", "Endpoint", "EndpointState"]

PUBLIC = "public"
MOST_ENDPOINTS = 20
MOST_SHOWN = 100
LONGEST_OVERLAP = timedelta(days=7)


def endpoints_of(key: int, *, using: str = PUBLIC) -> list[Endpoint]:
    return list(Endpoint.objects.using(using).listed().filter(key=key).order_by("created_at", "pk"))


def endpoint_of(key: int, endpoint: UUID, *, using: str = PUBLIC) -> Endpoint | None:
    return Endpoint.objects.using(using).listed().filter(key=key, pk=endpoint).first()


def make(
    *, key: int, url: str, types: Sequence[str] = (ALL,), description: str = "", using: str = PUBLIC
) -> tuple[Endpoint, str]:
    """An endpoint that is told of what is entered from now on, and its secret, which is shown now and never again."""
    if Endpoint.objects.using(using).listed().filter(key=key).count() >= MOST_ENDPOINTS:
        raise ValidationError({"url": f"A key has {MOST_ENDPOINTS} endpoints at the most."})
    endpoint = Endpoint(
        key_id=key,
        url=url,
        types=list(types),
        description=description,
        created_at=timezone.now(),
        position=_head(using),
    )
    _check(endpoint)
    with transaction.atomic(using=using):
        endpoint.save(using=using, force_insert=True)
        return endpoint, _add_secret(endpoint, using)


def change(*, endpoint: Endpoint, using: str = PUBLIC, **given: object) -> None:
    """Set address, types, description or state. To enable one is to begin anew with all that could not be delivered."""
    for name, value in given.items():
        setattr(endpoint, name, value)
    _check(endpoint)
    if "state" in given:
        endpoint.reason = "" if endpoint.state == EndpointState.ACTIVE else "Switched off by its owner."
        endpoint.failures, endpoint.failing_since, endpoint.resume_at = 0, None, None
        given |= dict.fromkeys(("reason", "failures", "failing_since", "resume_at"))
    with transaction.atomic(using=using):
        endpoint.save(using=using, update_fields=list(given))
        if "state" in given and endpoint.state == EndpointState.ACTIVE:
            missed = Delivery.objects.using(using).filter(endpoint=endpoint).exclude(state=DeliveryState.DELIVERED)
            send_again(missed)


def rotate(*, endpoint: Endpoint, overlap: timedelta, using: str = PUBLIC) -> str:
    """Give it a new secret, shown now and never again; those that it has sign as well until the overlap is over."""
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise ValidationError({"overlap_hours": f"between 0 and {LONGEST_OVERLAP // timedelta(hours=1)}."})
    ends = timezone.now() + overlap
    with transaction.atomic(using=using):
        Secret.objects.using(using).filter(endpoint=endpoint, expires_at=None).update(expires_at=ends)
        return _add_secret(endpoint, using)


def replay(*, endpoint: Endpoint, after: int, upto: int | None = None, using: str = PUBLIC) -> None:
    """Have everything that was entered after a position sent again, or up to another; with the same message ids."""
    head = _head(using)
    if not 0 <= after <= head:
        raise ValidationError({"after": f"between 0 and the ledger's last position, which is {head}."})
    if upto is not None and not after < upto <= head:
        raise ValidationError({"upto": f"after `after`, and at most the ledger's last position, which is {head}."})
    endpoint.replay_after, endpoint.replay_upto = after, upto
    endpoint.save(using=using, update_fields=["replay_after", "replay_upto"])


def remove(*, endpoint: Endpoint, using: str = PUBLIC) -> None:
    """Tell it nothing more; it is deleted with all that belongs to it, by those who may delete."""
    endpoint.state = EndpointState.REMOVED
    endpoint.save(using=using, update_fields=["state"])


def send_again(deliveries: QuerySet[Delivery]) -> int:
    """Have these sent again as if they were new; how many they are."""
    return deliveries.update(state=DeliveryState.PENDING, attempts=0, next_at=timezone.now())


def last_deliveries(endpoint: Endpoint, *, using: str = PUBLIC) -> Iterable[Delivery]:
    return Delivery.objects.using(using).filter(endpoint=endpoint).order_by("-seq")[:MOST_SHOWN]


def _check(endpoint: Endpoint) -> None:
    """What the fields demand that an owner may set."""
    theirs = ("url", "types", "description", "state")
    endpoint.clean_fields(exclude=[field.name for field in endpoint._meta.fields if field.name not in theirs])
    if not endpoint.types:
        raise ValidationError({"types": "name at least one."})


def _add_secret(endpoint: Endpoint, using: str) -> str:
    secret = new_secret()
    Secret.objects.using(using).create(endpoint=endpoint, secret=secret, created_at=timezone.now())
    return secret


def _head(using: str) -> int:
    return PublishedEntry.objects.using(using).aggregate(last=Max("seq"))["last"] or 0
