"""Bulk answers straight from PostgreSQL's COPY: stored text to the client in blocks, memory flat."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

from django.db import connections, transaction
from django.db.models import QuerySet
from psycopg import ClientCursor, Copy

BLOCK = 64 * 1024
# A download may take long; a connection is not lent for ever.
LONGEST_DOWNLOAD = "30min"
# Text goes out as it is stored: in the other formats PostgreSQL looks at every byte for what it has to quote or double,
# which is a third of its work. Before the first row stands a header of 19 bytes, before the one field of a row the
# number of fields and its length; two bytes alone say that there are no more.
_BINARY = "(FORMAT binary)"
_SIGNATURE, _HEADER, _BEFORE_FIELD, _END = b"PGCOPY\n\xff\r\n\0", 19, 6, 2
# What a spreadsheet may take for a formula, also behind the quotation mark that CSV adds.
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - the full-width signs count too
_SUSPECT = FORMULA | {" "}


def copied(query: QuerySet[Any], *, first: str, using: str) -> tuple[str, Iterator[bytes]]:
    """What `first` selects, and the one text column of a query as lines, in blocks.

    Both are read in one statement, so that `first` can tell the state that the rows are of. An
    error of the database is raised from the blocks.
    """
    blocks = _blocks(_statement(query, first, using), using)
    line, _, rest = next(blocks).partition(b"\n")
    return line.decode(), _following(rest, blocks)


def selected(sql: str, parameters: Mapping[str, Any], *, using: str) -> Iterator[bytes]:
    """The one text column that a statement selects, as lines, in blocks."""
    connection = connections[using]
    connection.ensure_connection()
    rows = ClientCursor(connection.connection).mogrify(sql, parameters)
    return _blocks(f"COPY ({rows}) TO STDOUT {_BINARY}", using)


def _following(rest: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    with closing(blocks):  # type: ignore[type-var]
        if rest:
            yield rest
        yield from blocks


def _statement(query: QuerySet[Any], first: str, using: str) -> str:
    """COPY takes no parameters, so they are written into it by psycopg."""
    connection = connections[using]
    connection.ensure_connection()
    sql, params = query.query.get_compiler(using).as_sql()
    rows = ClientCursor(connection.connection).mogrify(sql, params)
    return f"COPY ({first} UNION ALL ({rows})) TO STDOUT {_BINARY}"


def _blocks(statement: str, using: str) -> Iterator[bytes]:
    connection = connections[using]
    # Django does not know of COPY, and tells what is raised there by other names.
    with connection.wrap_database_errors, transaction.atomic(using=using), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_DOWNLOAD}'")
        with cursor.copy(statement) as rows:
            while block := rows.connection.wait(_block(rows)):
                yield block


def _block(rows: Copy) -> Generator[Any, Any, bytes]:
    """Rows enough for a block. Waiting for each by itself (`rows.read()`) takes twice the time."""
    held: list[Any] = []
    size = 0
    while size < BLOCK:
        row = yield from rows._read_gen()
        if not row:
            break
        if row[: len(_SIGNATURE)] == _SIGNATURE:
            row = row[_HEADER:]
        if len(row) > _END:
            held += (row[_BEFORE_FIELD:], b"\n")
            size += len(row)
    return b"".join(held)


def signed_if_broken(blocks: Iterable[bytes], sign: bytes) -> Iterator[bytes]:
    """The blocks; should they break off, a line that no parser of the format takes, and the error.

    A server may end a broken answer as if it were whole, and then only the sign tells.
    """
    try:
        yield from blocks
    except Exception:
        yield sign
        raise


def lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of blocks, without their ends."""
    held = b""
    for block in blocks:
        *whole, held = (held + block).split(b"\n")
        yield from whole
    if held:
        yield held


def in_blocks(rows: Iterable[bytes]) -> Iterator[bytes]:
    """Rows as lines, many in a block."""
    held: list[bytes] = []
    size = 0
    for row in rows:
        held += (row, b"\n")
        size += len(row)
        if size >= BLOCK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def csv_blocks(rows: Iterable[Sequence[str]], *, header: Sequence[str], safe: bool) -> Iterator[bytes]:
    """CSV (RFC 4180) in blocks. `safe`: no cell can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for row in rows:
        writer.writerow([guarded(cell) for cell in row] if safe else row)
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
    # Most cells begin with a letter, and are asked no more.
    if cell[:1] not in _SUSPECT:
        return cell
    return f"'{cell}" if cell.lstrip(" ")[:1] in FORMULA else cell
