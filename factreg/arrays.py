"""Lists of values for a query: one array instead of a placeholder each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.expressions import RawSQL

from factreg.copying import array


def among(values: Iterable[Any], kind: str) -> RawSQL:
    """For `__in`, as one array: a list of a thousand values takes Django longer than reading the rows."""
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [array(values)])  # noqa: S611 - `kind` is a word of ours
