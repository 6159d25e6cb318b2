"""Documents as a table in CSV and in Parquet, both by the registry of columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from claims.public.bulk.outputs import BLOCK, Output
from claims.public.columns import Column, Document, Kind, cell_writers, cells, header, values

# So many rows at a time become arrays, and so many are a row group: what readers skip or read as one.
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
        self._cells = cell_writers(columns, safe=True)
        self._output = output
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text)
        self._writer.writerow(header(columns))

    def add(self, found: Sequence[Any]) -> None:
        self._writer.writerow(cells(self._cells, found))
        if self._text.tell() >= BLOCK // 4:
            self.flush()

    def flush(self) -> None:
        self._output.write(self._text.getvalue().encode())
        self._text.seek(0)
        self._text.truncate()


class ParquetTable:
    """Rows of Parquet to a file."""

    def __init__(self, columns: Sequence[Column], path: Path) -> None:
        self.schema = schema_of(columns)
        self._kinds = [column.kind for column in columns]
        self._writer = pq.ParquetWriter(path, self.schema, compression="zstd")
        self._rows: list[Sequence[Any]] = []
        self._batches: list[pa.RecordBatch] = []

    def add(self, found: Sequence[Any]) -> None:
        self._rows.append(found)
        if len(self._rows) == _ROWS:
            self._to_arrays()

    def close(self) -> None:
        self._to_arrays()
        self._write()
        self._writer.close()

    def _to_arrays(self) -> None:
        if self._rows:
            arrays = [
                _array(kind, column) for kind, column in zip(self._kinds, zip(*self._rows, strict=True), strict=True)
            ]
            self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
            self._rows = []
        if len(self._batches) * _ROWS >= ROWS_OF_GROUP:
            self._write()

    def _write(self) -> None:
        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches), row_group_size=ROWS_OF_GROUP)
            self._batches = []


class Table:
    """The same rows in both."""

    def __init__(self, columns: Sequence[Column], output: Output, path: Path) -> None:
        self.columns = columns
        self._csv = CSVTable(columns, output)
        self._parquet = ParquetTable(columns, path)

    def add(self, document: Document) -> None:
        found = values(self.columns, document)
        self._csv.add(found)
        self._parquet.add(found)

    def close(self) -> None:
        self._csv.flush()
        self._parquet.close()


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    return pa.schema(
        [pa.field(column.name, ARROW[column.kind], metadata={"description": column.help}) for column in columns]
    )


def _array(kind: Kind, column: Sequence[Any]) -> pa.Array:
    if kind in _READ_FROM_TEXT:
        return pa.array(column, _TEXT).cast(ARROW[kind])
    return pa.array(column, ARROW[kind])
