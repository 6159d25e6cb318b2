"""Bytes of the ledger: canonical JSON, nonces, commitments and leaves. Nothing here knows what a document says."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

NONCE_BYTES = 32
LEAF_FORMAT = 2


def canonical(document: Any) -> str:
    """Canonical JSON: UTF-8, keys sorted, no spaces. Numbers are integers; decimals and coordinates come as strings.

    >>> canonical({"b": None, "a": "ş"})
    '{"a":"ş","b":null}'
    """
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, always in the same length: `2020-09-29T12:00:00.000000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_nonce() -> bytes:
    """32 random bytes, without which a commitment can't be searched for a guessed document."""
    return secrets.token_bytes(NONCE_BYTES)


def commitment(nonce: bytes, document: str) -> str:
    """Hexadecimal SHA-256 of the nonce followed by the document's bytes."""
    return hashlib.sha256(nonce + document.encode()).hexdigest()


def stub(*, slug: str | None, reason: str | None, legal_basis: str | None, merged_into: str | None) -> str:
    """What an entry says besides its document, as the change feed does: canonical JSON, committed to like that."""
    return canonical({"id": slug, "legal_basis": legal_basis, "merged_into": merged_into, "reason": reason})


def leaf(
    *,
    seq: int,
    at: datetime,
    action: str,
    type: str,  # noqa: A002 - the ledger's word
    key: UUID,
    version: int,
    commitment: str | None,
    cause: int | None,
    stub_commitment: str,
) -> bytes:
    """The bytes of an entry's leaf. No text, address or reason is in it, so nothing in it need ever be erased.

    Leaves of format 1 lack `stub_commitment`.
    """
    return canonical(
        {
            "format": LEAF_FORMAT,
            "seq": seq,
            "at": timestamp(at),
            "action": action,
            "type": type,
            "key": str(key),
            "version": version,
            "commitment": commitment,
            "cause": cause,
            "stub_commitment": stub_commitment,
        }
    ).encode()
