"""Records as JSON-LD in the words of schema.org: Claim, and ClaimReview where a named organisation rated.

Pure: a document in, linked data out. What a document does not say is left out, types of actors included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from django.utils.safestring import SafeString, mark_safe

from claims.public.jsonld.claims import claim_nodes, summary_nodes
from claims.public.jsonld.records import actor_nodes, event_nodes, publisher_nodes, source_nodes
from claims.public.pages.standings import Words, standing_words

CONTENT_TYPE = "application/ld+json"
CONTEXT = "https://schema.org"

Document = dict[str, Any]

NODES: Mapping[str, Callable[[Document], list[Document]]] = {
    "claim": claim_nodes,
    "event": event_nodes,
    "actor": actor_nodes,
    "source": source_nodes,
    "publisher": publisher_nodes,
}


def linked_data(document: Document) -> Document:
    """All that a record's document says and schema.org has a word for."""
    return {"@context": CONTEXT, "@graph": NODES[document["type"]](document)}


def summary(claim: Document, words: Words | None = None) -> Document:
    """The part of a claim's data that stands in the head of its page: who says what, without each statement.

    `words`: its standing's, where they have been found already.
    """
    return {"@context": CONTEXT, "@graph": summary_nodes(claim, words or standing_words(claim))}


def data_block(data: Document) -> SafeString:
    """Linked data as the content of a `<script type="application/ld+json">`, which no text in it can end."""
    text = orjson.dumps(data).decode()
    for letter in "<>&":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(text)  # noqa: S308 - nothing in it is markup any more
