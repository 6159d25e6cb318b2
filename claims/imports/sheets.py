"""Tables as rows of texts: CSV and TSV, pasted or in a file, and XLSX. What is no plain table is refused in words.

Nothing is guessed silently: formulas, macros, other encodings and what is too large are named with row and column.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from claims.registry_file.nodes import FileError
from claims.registry_file.reader import as_text
from factreg.fields import PROSE_LENGTH

MOST_BYTES = 5_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 100
MOST_UNPACKED = 20_000_000
MOST_PARTS = 1_000
BEYOND = "load larger files with the command `manage.py load FILE --as csv --map MAP`"
_MACROS = ("vbaproject.bin", "xl/macrosheets/", "xl/activex/", "xl/embeddings/", "xl/externallinks/")


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a table with the line, or row, on which it begins."""

    line: int
    texts: list[str]


def is_workbook(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def rows_of(data: bytes, *, limited: bool = True) -> Iterator[Cells]:
    """The rows that are not empty, the heading first. FileError where it is no table, or, `limited`, too large."""
    if limited and len(data) > MOST_BYTES:
        raise FileError(f"it has {len(data):,} bytes; at most {MOST_BYTES:,} can be uploaded: {BEYOND}.", line=1)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileError(
            "it is an old or protected Excel workbook; save it as .xlsx without a password, or as CSV.", line=1
        )
    rows = _of_workbook(data) if is_workbook(data) else _of_text(data)
    number = 0
    for cells in rows:
        if any(cells.texts):
            number += 1
            if limited and number > MOST_ROWS + 1:
                raise FileError(f"it has more than {MOST_ROWS:,} rows: {BEYOND}.", line=cells.line)
            _check(cells)
            yield cells
    if number == 0:
        raise FileError("there is nothing in it.", line=1)


def _check(cells: Cells) -> None:
    if len(cells.texts) > MOST_COLUMNS:
        raise FileError(f"it has {len(cells.texts)} columns; at most {MOST_COLUMNS} are read.", line=cells.line)
    for column, text in enumerate(cells.texts, start=1):
        if len(text) > PROSE_LENGTH:
            where = f"column {get_column_letter(column)}"
            raise FileError(
                f"{where} holds {len(text):,} characters; at most {PROSE_LENGTH:,} can be stored.", line=cells.line
            )


# Text


def _of_text(data: bytes) -> Iterator[Cells]:
    text = _decoded(data)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    before = 0
    csv.field_size_limit(MOST_BYTES)
    try:
        for texts in rows:
            yield Cells(before + 1, [text.strip() for text in texts])
            before = rows.line_num
    except csv.Error as error:
        hint = " A cell's quotation mark is not closed, or text follows it." if "delimiter" in str(error) else ""
        raise FileError(f"not CSV: {error}.{hint}", line=rows.line_num) from error


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeError as error:
            raise FileError("the file says that it is UTF-16 and is not.", line=1) from error
    try:
        return as_text(data)
    except FileError as error:
        hint = (
            ' In Excel, save as "CSV UTF-8"; in LibreOffice, choose Unicode (UTF-8).'
            if "UTF-8" in error.message
            else ""
        )
        raise FileError(f"{error.message}{hint}", line=error.line) from error


def _delimiter(text: str) -> str:
    """Tab where the first line has one, as pasted cells do; else what it has more of."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    return "\t" if "\t" in first else max(",;", key=first.count)


# Workbooks


def _of_workbook(data: bytes) -> Iterator[Cells]:
    _refuse_unsafe(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            yield Cells(number, _trimmed([_text(cell, row=number) for cell in cells]))
    except (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, IndexError, TypeError) as error:
        raise FileError("it is no .xlsx workbook that can be read; save it anew, or as CSV.", line=1) from error


def _refuse_unsafe(data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise FileError("it is no .xlsx workbook that can be read; save it anew, or as CSV.", line=1) from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise FileError(
            f"it unpacks to {unpacked:,} bytes in {len(parts):,} parts; at most {MOST_UNPACKED:,} in {MOST_PARTS:,} "
            "are read. Save the sheet as CSV.",
            line=1,
        )
    for part in parts:
        if any(word in part.filename.lower() for word in _MACROS):
            raise FileError(f"it holds macros or embedded files ({part.filename}); save it as .xlsx without.", line=1)


def _text(cell: Any, *, row: int) -> str:
    value = cell.value
    if value is None:
        return ""
    where = f"column {get_column_letter(cell.column)}"
    if cell.data_type == "f":
        raise FileError(f"{where} holds a formula; paste its value instead.", line=row)
    if cell.data_type == "e":
        raise FileError(f"{where} holds the error {value}; mend it first.", line=row)
    return _plain(value).strip()


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _trimmed(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts
