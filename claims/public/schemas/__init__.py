"""What each published document holds: the components of the OpenAPI schema and of the data dictionary.

Shapes only; documents are composed in claims/ledger/. A test holds every real document to these.
"""

from __future__ import annotations

from functools import cache

from claims.public.describing import Schema, listed, or_null, ref, shape, stored, text, time, whole
from claims.public.schemas.exports import exports
from claims.public.schemas.parts import parts
from claims.public.schemas.records import records
from claims.public.schemas.references import identifier, references
from claims.public.schemas.webhooks import webhooks


@cache
def components() -> dict[str, Schema]:
    """The schemas by name."""
    return {**references(), **parts(), **records(), **webhooks(), "Changes": _changes(), **exports()}


def _changes() -> Schema:
    documents = [ref(name) for name in records()]
    entry = shape(
        "An entry of the ledger.",
        seq=whole("Position."),
        at=time("When it was entered (UTC)."),
        action=stored("ledger.Entry.action"),
        type=text("Type of the record."),
        key=text("The record's key.", format="uuid"),
        id=or_null(identifier()),
        version=whole("The version that it made or was about."),
        cause=or_null(whole("The entry because of which it was made.")),
        reason=or_null(text("The public reason.")),
        legal_basis=or_null(text("The law or order by which it was taken down.")),
        merged_into=or_null(identifier("Public id of the record that it was merged into.")),
        document={
            "anyOf": [*documents, {"type": "null"}],
            "description": "Null where the entry has none, or it may not be served.",
        },
        commitment=or_null(text("SHA-256 of nonce and document, hexadecimal.")),
        nonce=or_null(text("32 bytes, hexadecimal. Null where the document is.")),
        format=whole("Format of the entry's leaf in the public log; in 1 there is no `stub_commitment`."),
        stub_commitment=or_null(
            text(
                "SHA-256 of stub_nonce and the canonical JSON of id, legal_basis, merged_into and reason, hexadecimal."
            )
        ),
        stub_nonce=or_null(text("32 bytes, hexadecimal. Null where id or reason may not be told any more.")),
    )
    return shape(
        "Entries of the ledger in order.",
        results=listed(entry, "The entries."),
        head=whole("The ledger's last position."),
        next_after=whole("Where to go on."),
    )
