"""Reading what is public, and editing what is stored, as the ledger's tests do."""

from typing import Any

import orjson

from claims.actions import save
from claims.ledger.neighbourhood import PUBLISHED


def document(type_: str, slug: str) -> dict[str, Any]:
    """The current document of a record."""
    found: dict[str, Any] = orjson.loads(PUBLISHED[type_].objects.current().get(slug=slug).document)
    return found


def edit(record: Any, **fields: Any) -> Any:
    """Save other values in fields of a record, as stored now."""
    record.refresh_from_db()
    for name, value in fields.items():
        setattr(record, name, value)
    return save(record=record, by=None)
