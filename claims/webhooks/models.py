"""Endpoints, the secrets that their messages are signed with, and what became of each message.

The public side's role may make and change endpoints and make secrets; it can't read a secret, nor delete anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from claims.access.models import Key
from claims.webhooks.vocabulary import DeliveryState, EndpointState, is_pattern
from factreg.choices import one_of
from factreg.fields import AddressField, LineField

# A task that has not ended by then has died with its worker.
STALE = timedelta(minutes=2)
MOST_PATTERNS = 50


def validate_pattern(text: str) -> None:
    if not is_pattern(text):
        raise ValidationError(
            f"“{text[:60]}” names no events: write *, claim.*, *.withdrawn or claim.updated.", code="pattern"
        )


def all_types() -> list[str]:
    return ["*"]


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Endpoints by whether they are to be told anything."""

    def listed(self) -> Self:
        return self.exclude(state=EndpointState.REMOVED)

    def told(self) -> Self:
        """Active ones, whose key is valid still."""
        return self.filter(state=EndpointState.ACTIVE, key__revoked_at=None)

    def due(self, now: datetime) -> Self:
        """Those that something is to be sent to now, and that no task is at work for."""
        waiting = Delivery.objects.filter(endpoint=models.OuterRef("pk"), state=DeliveryState.PENDING, next_at__lte=now)
        return self.told().filter(
            models.Exists(waiting),
            Q(resume_at=None) | Q(resume_at__lte=now),
            Q(queued_at=None) | Q(queued_at__lte=now - STALE),
        )


class Endpoint(models.Model):
    """An address that is told of what happens in the registry."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False, help_text="Random.")
    key = models.ForeignKey(Key, on_delete=models.PROTECT, related_name="endpoints", help_text="The key that owns it.")
    url = AddressField(help_text="Where messages are sent: http or https, the ports 80 and 443, the public internet.")
    types = ArrayField(
        models.CharField(max_length=40, validators=[validate_pattern]),
        default=all_types,
        size=MOST_PATTERNS,
        help_text="Which events: * for all, claim.* or *.withdrawn for some, claim.updated for one. Commas between.",
    )
    description = LineField(max_length=200, blank=True, default="", help_text="What it is for, in its owner's words.")
    state = models.CharField(
        max_length=8, choices=EndpointState, default=EndpointState.ACTIVE, help_text="Whether it is told anything."
    )
    reason = LineField(max_length=300, blank=True, default="", help_text="Why it is disabled.")
    created_at = models.DateTimeField(help_text="When it was made (UTC).")
    position = models.BigIntegerField(help_text="Up to which position of the ledger its messages have been made.")
    replay_after = models.BigIntegerField(null=True, help_text="After which position everything is to be sent again.")
    replay_upto = models.BigIntegerField(null=True, help_text="Up to which position that is.")
    failures = models.PositiveIntegerField(default=0, help_text="Attempts that failed, one after the other, up to now.")
    failing_since = models.DateTimeField(null=True, help_text="Since when nothing has succeeded (UTC).")
    resume_at = models.DateTimeField(null=True, help_text="Until when nothing is tried, because it failed (UTC).")
    slow = models.BooleanField(default=False, help_text="It fails or takes long: it waits with its like alone.")
    queued_at = models.DateTimeField(null=True, help_text="Since when a task is at work for it (UTC).")

    objects = EndpointQuerySet.as_manager()

    class Meta:
        default_permissions = ["view", "add", "change"]
        constraints = [one_of("state", EndpointState, name="webhooks_endpoint_state_is_known")]
        indexes = [models.Index(fields=["key", "created_at"], name="webhooks_endpoint_of")]

    def __str__(self) -> str:
        return self.url


class Secret(models.Model):
    """What messages to an endpoint are signed with. Several while one takes the other's place."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False, help_text="Random.")
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="secrets", help_text="Whose messages it signs."
    )
    secret = models.CharField(max_length=80, help_text="whsec_ and 32 random bytes in base64.")
    created_at = models.DateTimeField(help_text="When it was made (UTC).")
    expires_at = models.DateTimeField(null=True, help_text="When it signs no more (UTC); empty for the newest.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"secret of {self.created_at:%Y-%m-%d}"


class Delivery(models.Model):
    """One entry of the ledger for one endpoint. What is sent is made of the entry when it is sent."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries", help_text="To whom.")
    seq = models.BigIntegerField(help_text="Position of the entry in the ledger.")
    state = models.CharField(
        max_length=9, choices=DeliveryState, default=DeliveryState.PENDING, help_text="What became of it."
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was tried.")
    next_at = models.DateTimeField(help_text="When it is tried next, if it is pending (UTC).")
    tried_at = models.DateTimeField(null=True, help_text="When it was tried last (UTC).")
    status = models.PositiveSmallIntegerField(null=True, help_text="The status that the endpoint answered with.")
    error = LineField(max_length=300, blank=True, default="", help_text="Why the last attempt failed.")

    class Meta:
        default_permissions = ["view", "change"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "seq"], name="webhooks_delivery_once"),
            one_of("state", DeliveryState, name="webhooks_delivery_state_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["endpoint", "next_at"], condition=Q(state=DeliveryState.PENDING), name="webhooks_delivery_due"
            ),
            models.Index(fields=["tried_at"], condition=~Q(state=DeliveryState.PENDING), name="webhooks_delivery_done"),
        ]

    def __str__(self) -> str:
        return f"position {self.seq} to {self.endpoint_id}"


# What the public side's role may do here: docs/decisions has why.
PUBLIC_GRANTS: dict[type[models.Model], str] = {
    Endpoint: "INSERT, SELECT, UPDATE (url, types, description, state, reason, replay_after, replay_upto, failures,"
    " failing_since, resume_at)",
    Secret: "INSERT, SELECT (id, endpoint_id, created_at, expires_at), UPDATE (expires_at)",
    Delivery: "SELECT, UPDATE (state, attempts, next_at)",
}
