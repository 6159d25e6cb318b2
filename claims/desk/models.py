"""Open forms and what is typed in them. Rows come and go with the work; records are elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class OpenForm(models.Model):
    """That an editor has a record open."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Who has it open."
    )
    model = models.CharField(max_length=40, help_text="What sort of record it is, as Django names its model.")
    row = models.BigIntegerField(help_text="Which record of these.")
    opened_at = models.DateTimeField(help_text="Since when.")
    seen_at = models.DateTimeField(help_text="When its page was last heard of.")
    beats = models.BooleanField(default=False, help_text="Whether the page reports by itself, with a script.")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["model", "row", "user"], name="desk_open_once")]
        indexes = [models.Index(fields=["seen_at"], name="desk_open_seen")]

    def __str__(self) -> str:
        return f"{self.user}: {self.model} {self.row}"


class TypedQuerySet(models.QuerySet[Any]):
    """What was typed, by whose it is: there is no way to another's."""

    def of(self, user: Any, form: str) -> TypedQuerySet:
        return self.filter(user=user, form=form, done=False).order_by("-typed_at")


class TypedForm(models.Model):
    """What somebody typed in a form and has not saved. Private to them, dropped when it is saved."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Whose.")
    form = models.CharField(max_length=80, help_text="Which form: the model and the record's number, or `add`.")
    token = models.CharField(max_length=32, help_text="Which page: an editor may have a form open twice.")
    values = models.TextField(help_text="Names and values, as JSON text: also what no other column could hold.")
    typed_at = models.DateTimeField(help_text="When it was last kept.")
    done = models.BooleanField(default=False, help_text="Saved or given up: what its page still sends comes too late.")

    objects = TypedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="desk_typed_once")]
        indexes = [models.Index(fields=["user", "form", "-typed_at"], name="desk_typed_of_form")]

    def __str__(self) -> str:
        return f"{self.user}: {self.form}"
