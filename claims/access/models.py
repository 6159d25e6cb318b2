"""Keys of newsrooms, the day on which each was last used, and counts of requests and of guesses for the limits;
sessions of staff, and their second factors.

The public side's role may read the keys' hashes and write the counts; names and contacts it can't read.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
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


class StaffSession(AbstractBaseSession):
    """A session, and whose it is, so that all of one account can be ended at once."""

    session_data = models.TextField(help_text="What it holds, signed.")
    expire_date = models.DateTimeField(db_index=True, help_text="When its cookie is over (UTC).")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Whose it is; nobody's until a log-in.",
    )

    class Meta:
        default_permissions = ()


class SecondFactor(models.Model):
    """What an authenticator app and the registry both know of one account (TOTP, RFC 6238)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="second_factor",
        help_text="Whose it is.",
    )
    sealed = models.TextField(help_text="The secret, encrypted with a key that is derived from SECRET_KEY.")
    last_step = models.BigIntegerField(
        help_text="The step of time whose code was used last: no code of it, or of an earlier one, is right again."
    )
    made_at = models.DateTimeField(help_text="Since when (UTC).")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"second factor of account {self.user_id}"


class RecoveryCode(models.Model):
    """What is good once in the place of a code, for who has lost the device."""

    factor = models.ForeignKey(
        SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes", help_text="In whose place it is good."
    )
    digest = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the code, whose 120 random bits need no slow hash."
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


# What the public side's role may do here: docs/decisions has why.
PUBLIC_GRANTS: dict[type[models.Model], str] = {
    Key: "SELECT (id, digest, revoked_at)",
    KeyUse: "INSERT, SELECT, UPDATE",
    RequestCount: "INSERT, SELECT, UPDATE",
}
