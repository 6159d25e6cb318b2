"""A filtered list as one download: JSON Lines as stored, CSV by the registry of columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import orjson

from claims.ledger.published import PublishedEntry
from claims.public.columns import COLUMNS, header, rows
from claims.public.lists import Listing
from factreg.ordering import Order
from factreg.streaming import copied, csv_blocks, in_blocks, lines, signed_if_broken

_POSITION = f'SELECT coalesce(max(seq), 0)::text FROM "{PublishedEntry._meta.db_table}"'  # noqa: S608
# What follows where a download breaks off: neither JSON nor, for its open quotation, CSV.
BROKEN_JSON = b'\n{"incomplete":\n'
BROKEN_CSV = b'\r\n"incomplete: the download broke off here'


def json_lines(listing: Listing, each: Callable[[bytes], bytes] | None = None) -> tuple[int, Iterator[bytes]]:
    """The position of one state, and its documents, one a line, in the order of their public ids.

    As stored, or what `each` makes of each.
    """
    position, blocks = _documents(listing)
    if each:
        blocks = in_blocks(map(each, lines(blocks)))
    return position, signed_if_broken(blocks, BROKEN_JSON)


def comma_separated(listing: Listing, *, safe: bool, order: Order | None = None) -> tuple[int, Iterator[bytes]]:
    """The same as CSV; `safe` for spreadsheets, else lossless. In another order if one is given."""
    columns = COLUMNS[listing.resource.type]
    position, blocks = _documents(listing, order)
    found = rows(columns, map(orjson.loads, lines(blocks)), safe=safe)
    table = csv_blocks(found, header=header(columns), safe=False)
    return position, signed_if_broken(table, BROKEN_CSV)


def _documents(listing: Listing, order: Order | None = None) -> tuple[int, Iterator[bytes]]:
    rows = listing.in_order(order) if order else listing.rows(listing.at).order_by("slug")
    position, blocks = copied(rows.values_list("document"), first=_POSITION, using="public")
    return listing.at.position if listing.at.as_of else int(position), blocks
