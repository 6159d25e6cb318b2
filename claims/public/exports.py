"""A filtered list as one download: JSON Lines as stored, CSV by the registry of columns."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from claims.ledger.published import PublishedEntry
from claims.public.columns import COLUMNS, header, row
from claims.public.lists import Listing
from factreg.streaming import copied, csv_blocks, first_line, lines

_POSITION = f'SELECT coalesce(max(seq), 0)::text FROM "{PublishedEntry._meta.db_table}"'  # noqa: S608


def json_lines(listing: Listing) -> tuple[int, Iterator[bytes]]:
    """The position of the state, and the documents, one a line, in the order of their addresses.

    All of one state: the position is read in the statement that reads the documents.
    """
    rows = listing.rows(listing.at).order_by("slug").values_list("document")
    position, blocks = first_line(copied(rows, before=_POSITION, using="public"))
    return listing.at.position if listing.at.as_of else int(position), blocks


def comma_separated(listing: Listing, *, safe: bool) -> tuple[int, Iterator[bytes]]:
    """The same as CSV; `safe` for spreadsheets, else lossless."""
    columns = COLUMNS[listing.resource.type]
    position, blocks = json_lines(listing)
    rows = (row(columns, orjson.loads(line)) for line in lines(blocks))
    return position, csv_blocks(rows, header=header(columns), safe=safe)
