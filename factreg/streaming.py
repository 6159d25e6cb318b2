"""Bulk answers straight from PostgreSQL's COPY: stored text to the client in blocks, memory flat."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from django.db import connections, transaction
from django.db.models import QuerySet
from psycopg import ClientCursor

BLOCK = 64 * 1024
# A download may take long; a connection is not lent for ever.
LONGEST_DOWNLOAD = "30min"
# JSON has no control characters of its own, so nothing is ever quoted or doubled.
_PLAIN = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
# What a spreadsheet may take for a formula, also behind the quotation mark that CSV adds.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the full-width signs count too


def copied(query: QuerySet[Any], *, before: str, using: str) -> Iterator[bytes]:
    """The one column of a query, a line a row, in blocks; the first line is what `before` selects.

    Both are read in one statement, so `before` can tell the state that the rows are of. An error
    of the database is raised, never swallowed: the caller's answer must break off with it.
    """
    statement = _copy_statement(query, before, using)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_DOWNLOAD}'")
        with cursor.copy(statement) as rows:
            yield from _blocks(rows)


def _copy_statement(query: QuerySet[Any], before: str, using: str) -> str:
    """COPY takes no parameters, so they are written into it by psycopg."""
    sql, params = query.query.get_compiler(using).as_sql()
    connection = connections[using]
    connection.ensure_connection()
    select = ClientCursor(connection.connection).mogrify(sql, params)
    return f"COPY ({before} UNION ALL ({select})) TO STDOUT {_PLAIN}"


def _blocks(rows: Iterable[Any]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row)
        if size >= BLOCK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def first_line(blocks: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first line, and the blocks without it. Reads the first block."""
    line, _, rest = next(blocks).partition(b"\n")

    def remaining() -> Iterator[bytes]:
        with closing(blocks):  # type: ignore[type-var]
            if rest:
                yield rest
            yield from blocks

    return line, remaining()


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of blocks, without their ends."""
    held = b""
    for block in blocks:
        *whole, held = (held + block).split(b"\n")
        yield from whole
    if held:
        yield held


def csv_blocks(rows: Iterable[Sequence[str]], *, header: Sequence[str], safe: bool) -> Iterator[bytes]:
    """CSV (RFC 4180) in blocks. `safe`: no cell can be taken for a formula."""
    guard: Callable[[str], str] = guarded if safe else str
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow([guard(cell) for cell in row])
        if text.tell() >= BLOCK:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet might run it.

    >>> guarded("=1+1")
    "'=1+1"
    """
    start = cell.lstrip(" ")[:1]
    return f"'{cell}" if start and start in FORMULA else cell
