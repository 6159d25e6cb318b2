"""Keys of newsrooms, the day on which each was last used, and counts of requests and of guesses for the limits.

The public side's role may read the keys' hashes and write the counts; names and contacts it can't read.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from factreg.fields import LineField

PREFIX_LENGTH = 11


class KeyQuerySet(models.QuerySet["Key"]):
    """Keys by whether they open anything."""

    def valid(self) -> Self:
        return self.filter(revoked_at=None)

    def with_use(self) -> Self:
        return self.select_related("use")


class Key(models.Model):
    """What a newsroom's programs show to be known by. The key itself is kept nowhere."""

    name = LineField(max_length=200, help_text="The newsroom or the project that uses it.")
    contact = LineField(
        max_length=300, help_text="Whom to write to when its programs misbehave, or when something will change."
    )
    prefix = models.CharField(
        max_length=PREFIX_LENGTH,
        editable=False,
        help_text="How the key begins, to know it by. The rest is kept nowhere.",
    )
    digest = models.CharField(max_length=64, unique=True, editable=False, help_text="SHA-256 of the key.")
    created_at = models.DateTimeField(editable=False, help_text="When it was made (UTC).")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Private: who made it.",
    )
    revoked_at = models.DateTimeField(
        null=True, editable=False, help_text="Since when it opens nothing any more; a revoked key stays so."
    )

    objects = KeyQuerySet.as_manager()

    class Meta:
        default_permissions = ["view", "add", "change"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(contact=""),
                name="access_key_says_whose_it_is",
                violation_error_message="name, contact: say whose key it is and whom to write to.",
            ),
            models.CheckConstraint(condition=Q(digest__regex="^[0-9a-f]{64}$"), name="access_key_is_hashed"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None


class KeyUse(models.Model):
    """The last day on which a key was used. Nothing of what was asked with it."""

    key = models.OneToOneField(
        Key, primary_key=True, on_delete=models.CASCADE, related_name="use", help_text="The key."
    )
    day = models.DateField(help_text="The day (UTC).")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class RequestCount(models.Model):
    """How many requests came from one place in one window of a limit: in memory first, here once a second.

    The table is unlogged: a crash of the database empties it, and costs nothing but a fresh allowance.
    """

    pk = models.CompositePrimaryKey("who", "starts_at")
    who = models.CharField(
        max_length=40, help_text="`key:` and a key's number, or `net:` and a network hashed with a secret of the day."
    )
    starts_at = models.BigIntegerField(help_text="When the window began, in seconds since 1970.")
    requests = models.BigIntegerField(help_text="How many came in it.")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.who}: {self.requests}"


class Guess(models.Model):
    """One try at a password or a code that was not right, or is still being looked at."""

    who = models.CharField(
        max_length=40, help_text="Whose tries it is counted with: a kind, and an account or a network, hashed."
    )
    at = models.DateTimeField(help_text="When (UTC).")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["who", "at"], name="access_guesses_of_one")]

    def __str__(self) -> str:
        return self.who


# What the public side's role may do here: docs/decisions has why.
PUBLIC_GRANTS: dict[type[models.Model], str] = {
    Key: "SELECT (id, digest, revoked_at)",
    KeyUse: "INSERT, SELECT, UPDATE",
    RequestCount: "INSERT, SELECT, UPDATE",
}
