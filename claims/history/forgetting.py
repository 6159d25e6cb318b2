"""Forgetting what records held before: when the door erases a record, and then alone. That it was edited stays."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from claims.history.models import Change
from claims.history.triggers import KEPT


def parts_of(model: Any) -> list[tuple[Any, str]]:
    """The tables of a record's parts, each with the column that names the record."""
    return [(part, column) for part, (record, column) in KEPT.items() if record is model and part is not model]


def forget_values(model: Any, pks: Collection[int]) -> int:
    """Empty what is kept of earlier states of records and their parts; how many changes lost their words."""
    label = model._meta.concrete_model._meta.label_lower
    of = Q(record__in=list(pks)) | Q(left_record__in=list(pks))
    return Change.objects.filter(of, record_model=label).update(before=None, after=None)
