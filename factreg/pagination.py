"""Cursors and pages: keyset paging pinned to a ledger position.

Knows no table: a query to page through, and the position it is read at, come from outside.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import orjson

from factreg.ordering import Key, Order
from factreg.parameters import Parameters, single, whole_number, written
from factreg.problems import malformed, nearest

PAGE_SIZE = 50
MOST_ROWS = 200
# What changes how a page is sent, and not which rows the list has.
NOT_OF_THE_LIST = frozenset({"cursor", "page_size", "count", "fields", "include"})


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: behind (or, `backward`, before) a row, at a position of the ledger."""

    position: int
    values: tuple[Any, ...]
    backward: bool = False

    def encode(self, digest: str) -> str:
        """Opaque text; holds nothing that the reader has not seen, so it needs no secret."""
        return base64.urlsafe_b64encode(self._written(digest)).decode().rstrip("=")

    def _written(self, digest: str) -> bytes:
        return orjson.dumps([digest, self.position, self.backward, *self.values])

    @classmethod
    def decode(cls, text: str, *, digest: str, order: Order) -> Cursor:
        """The cursor that this list made; `Problem` 400 for one that it did not."""
        try:
            padded = text.encode("ascii") + b"=" * (-len(text) % 4)
            found = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            made_for, position, backward, *values = found
            if made_for == digest and type(backward) is bool and len(values) == len(order.values):
                read = (key.read(value) for key, value in zip(order.values, values, strict=True))
                cursor = cls(Key("position").read(position), tuple(read), backward)
                if cursor.encode(digest) == text:
                    return cursor
        except (ValueError, TypeError, binascii.Error):
            pass
        why = "is no cursor of this list with these filters and this order; begin without one."
        raise malformed("cursor", why)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a request asks of a list beside its filters."""

    order: Order
    size: int
    cursor: Cursor | None
    digest: str

    @property
    def backward(self) -> bool:
        return self.cursor is not None and self.cursor.backward

    @classmethod
    def read(cls, parameters: Parameters, *, path: str, orders: Mapping[str, Order]) -> PageRequest:
        """From the parameters `ordering`, `page_size` and `cursor`; `Problem` 400 if malformed."""
        order = chosen_order(single(parameters, "ordering"), orders)
        size = whole_number(parameters, "page_size", least=1, most=MOST_ROWS, unless_told=PAGE_SIZE)
        digest = list_digest(path, parameters)
        text = single(parameters, "cursor")
        cursor = Cursor.decode(text, digest=digest, order=order) if text else None
        return cls(order, size, cursor, digest)


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of a page, each beginning with its document, and the cursors around them."""

    position: int
    rows: list[tuple[Any, ...]]
    next: str | None
    previous: str | None

    @property
    def documents(self) -> list[bytes]:
        return [row[0] for row in self.rows]


def chosen_order(name: str | None, orders: Mapping[str, Order]) -> Order:
    """The order of that name, the first one unless told; `Problem` 400 if there is none."""
    if name is None:
        return next(iter(orders.values()))
    if name not in orders:
        raise malformed("ordering", f"is one of {', '.join(orders)}.", suggestion=nearest(name, orders))
    return orders[name]


def list_digest(path: str, parameters: Parameters) -> str:
    """What ties a cursor to its list: path, filters and order."""
    kept = {name: values for name, values in parameters.items() if name not in NOT_OF_THE_LIST}
    return blake2b(f"{path}?{written(kept)}".encode(), digest_size=9).hexdigest()


def page_of(found: Sequence[tuple[Any, ...]], *, request: PageRequest, position: int) -> Page:
    """The page of rows read in the request's direction, one more than asked for if there are more.

    Each row is its document followed by the values of the order's keys.
    """
    cursor, size = request.cursor, request.size
    rows, more = list(found[:size]), len(found) > size
    if request.backward:
        rows.reverse()
    has_next, has_previous = (True, more) if request.backward else (more, cursor is not None)
    if not rows:
        return Page(position, [], None, None)

    def beside(row: tuple[Any, ...], *, before: bool) -> str:
        values = tuple(row[1 : 1 + len(request.order.values)])
        return Cursor(position, values, backward=before).encode(request.digest)

    return Page(
        position,
        rows,
        beside(rows[-1], before=False) if has_next else None,
        beside(rows[0], before=True) if has_previous else None,
    )


def link_header(links: Iterable[tuple[str, str | None]]) -> str:
    """RFC 8288: the links that there are, with their relations."""
    return ", ".join(f'<{url}>; rel="{relation}"' for relation, url in links if url)
