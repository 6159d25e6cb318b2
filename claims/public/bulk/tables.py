"""Documents as a table in CSV and in Parquet, both by the registry of columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from claims.public.bulk.outputs import Output
from claims.public.columns import Column, Document, Kind, header, values

# So many rows at a time become columns, and so many are a row group: what readers skip or read as one.
_ROWS, ROWS_OF_GROUP = 1_000, 32_000

_TEXT = pa.string()
ARROW: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: _TEXT,
    Kind.LIST: pa.list_(_TEXT),
    Kind.WHOLE: pa.int64(),
    Kind.DECIMAL: pa.decimal128(12, 6),
    Kind.YES_OR_NO: pa.bool_(),
    Kind.TIME: pa.timestamp("us", tz="UTC"),
}
# What documents write as text, and Parquet has a type for.
_READ_FROM_TEXT = (Kind.DECIMAL, Kind.TIME)


class CSVTable:
    """Rows of CSV to an output; no cell opens as a formula."""

    def __init__(self, columns: Sequence[Column], output: Output) -> None:
        self._columns = columns
        self._output = output
        self._write([header(columns)])

    def add(self, found: Sequence[Sequence[Any]]) -> None:
        """Rows, given by column."""
        self._write(zip(*map(Column.safe_cells, self._columns, found), strict=True))

    def _write(self, rows: Iterable[Sequence[Any]]) -> None:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        self._output.write(text.getvalue().encode())


class ParquetTable:
    """Rows of Parquet to a file."""

    def __init__(self, columns: Sequence[Column], path: Path) -> None:
        self.schema = schema_of(columns)
        self._kinds = [column.kind for column in columns]
        self._writer = pq.ParquetWriter(path, self.schema, compression="zstd")
        self._batches: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, found: Sequence[Sequence[Any]]) -> None:
        """Rows, given by column."""
        arrays = list(map(_array, self._kinds, found))
        self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
        self._rows += len(found[0])
        if self._rows >= ROWS_OF_GROUP:
            self._write()

    def close(self) -> None:
        self._write()
        self._writer.close()

    def _write(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches), row_group_size=ROWS_OF_GROUP)
            self._batches, self._rows = [], 0


class Table:
    """The same rows in both."""

    def __init__(self, columns: Sequence[Column], output: Output, path: Path) -> None:
        self._columns = columns
        self._csv = CSVTable(columns, output)
        self._parquet = ParquetTable(columns, path)
        self._rows: list[Sequence[Any]] = []

    def add(self, document: Document) -> None:
        self._rows.append(values(self._columns, document))
        if len(self._rows) == _ROWS:
            self._pass_on()

    def close(self) -> None:
        self._pass_on()
        self._parquet.close()

    def _pass_on(self) -> None:
        if self._rows:
            found = list(zip(*self._rows, strict=True))
            self._rows = []
            self._csv.add(found)
            self._parquet.add(found)


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    return pa.schema(
        [pa.field(column.name, ARROW[column.kind], metadata={"description": column.help}) for column in columns]
    )


def _array(kind: Kind, column: Sequence[Any]) -> pa.Array:
    if kind in _READ_FROM_TEXT:
        return pa.array(column, _TEXT).cast(ARROW[kind])
    return pa.array(column, ARROW[kind])
