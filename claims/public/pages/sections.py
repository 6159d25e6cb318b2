"""What the pages of actors, sources and publishers are made of: sections with rows, and links to other records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from claims.public.pages.languages import here
from claims.public.pages.now import SHOWN
from claims.public.pages.rows import Row
from claims.public.pages.words import Document

Context = dict[str, Any]
Link = dict[str, str]


def section(
    id_: str,
    title: str,
    kind: str,
    documents: Sequence[Document],
    row: Callable[[Document], Row],
    *,
    more: str = "",
    intro: str = "",
    empty: str = "",
) -> Context:
    """Rows of documents, of which there is one too many where the rest is to be found at `more`.

    A section with nothing in it stands on the page only if it has a sentence for that.
    """
    return {
        "id": id_,
        "title": title,
        "kind": kind,
        "rows": [row(document) for document in documents[:SHOWN]],
        "more": here(more) if more and len(documents) > SHOWN else "",
        "intro": intro,
        "empty": empty,
    }


def links(label: str, address: str, references: Iterable[Document | None]) -> Context:
    """The records that are named, by name or title."""
    return {
        "label": label,
        "links": [
            {
                "url": here(f"/{address}/{reference['id']}/"),
                "name": reference.get("name") or reference.get("title") or reference["id"],
            }
            for reference in references
            if reference
        ],
    }


def shown(sections: Iterable[Context]) -> list[Context]:
    """The sections that have something to say."""
    return [one for one in sections if one["rows"] or one["empty"]]
