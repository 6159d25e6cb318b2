"""Forgetting what was typed into the forms of a record: when the door erases the record, and then alone."""

from __future__ import annotations

from claims.desk.models import TypedForm


def forget_typed(label: str, pk: int) -> int:
    """Drop what anybody typed in a record's forms and has not saved."""
    return TypedForm.objects.filter(form=f"{label}/{pk}").delete()[0]
