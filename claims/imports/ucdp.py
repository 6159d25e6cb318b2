"""UCDP-style event rows: CSV with a heading, as the Georeferenced Event Dataset has it, or JSON lines of the same.

An event a row, and what UCDP counts of it as claims that UCDP asserts: all deaths, and those of each side by itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from claims.imports.foreign import Foreign, Opened, Row, Unfit, is_date, mark, one_line, prose, text_of
from claims.imports.texts import json_lines, lines_of
from claims.registry_file.nodes import FileError, Mapping
from factreg.text import fold

ADDRESS = "https://ucdp.uu.se/"
_OTHER_NAMES = {
    "side_a": "side_a_name",
    "side_b": "side_b_name",
    "deaths_a": "deaths_side_a",
    "deaths_b": "deaths_side_b",
    "deaths_civilians": "deaths_civilian",
    "low": "deaths_low",
    "high": "deaths_high",
    "where_coordinates": "location_where_name",
    "adm_2": "location_adm2_name",
    "adm_1": "location_adm1_name",
    "country": "location_root_name",
    "date_start": "start_date",
    "date_end": "end_date",
}
_NEEDED = ("id", "side_a", "side_b", "date_start", "low", "high")
_NO_SIDE = {"", "civilians", "civilian"}


@dataclass(frozen=True, slots=True)
class _Toll:
    """One of the counts of a row."""

    name: str
    what: str
    low: int
    high: int
    population: str
    side: str | None


def read(file: Opened, *, event: str = "", skipped: dict[int, str] | None = None) -> Foreign:
    """An event a row, part of `event` where that is given, with its claims."""
    foreign = Foreign(skipped=skipped)
    for line, given in _rows(file):
        with foreign.row(line=line, name=given.get("id", "")[:40]) as row:
            _add(row, given, part_of=event)
    return foreign


def _rows(file: Opened) -> Iterator[tuple[int, dict[str, str]]]:
    begin = file.read(1)
    file.seek(0)
    found = _of_lines(file) if begin == b"{" else _of_table(file)
    return ((line, _named_alike(given)) for line, given in found)


def _of_lines(file: Opened) -> Iterator[tuple[int, dict[str, str]]]:
    for line, value in json_lines(file):
        if isinstance(value, Mapping):
            yield line, {name: text_of(inner) for name, inner in value.values.items()}
        else:
            raise FileError("each line must be one object.", line=line)


def _of_table(file: Opened) -> Iterator[tuple[int, dict[str, str]]]:
    rows = csv.reader((f"{text}\n" for _, text in lines_of(file)), strict=True)
    heading: list[str] = []
    before = 0
    try:
        for cells in rows:
            line, before = before + 1, rows.line_num
            if not heading:
                heading = [cell.strip() for cell in cells]
            elif any(cells):
                yield line, dict(zip(heading, cells, strict=False))
    except csv.Error as error:
        raise FileError(f"not CSV: {error}.", line=rows.line_num) from error


def _named_alike(given: dict[str, str]) -> dict[str, str]:
    """The row under the names of the Georeferenced Event Dataset."""
    return {
        **given,
        **{name: given[other] for name, other in _OTHER_NAMES.items() if name not in given and other in given},
    }


def _add(row: Row, given: dict[str, str], *, part_of: str) -> None:
    if lacking := [name for name in _NEEDED if not given.get(name, "").strip()]:
        raise Unfit(f"{', '.join(lacking)}: missing")
    if not re.fullmatch("[0-9]{1,12}", given["id"]):
        raise Unfit(f"id: {given['id'][:40]!r} is no number")
    slug = f"ucdp-{given['id']}"
    row.once("events", slug)
    sides = [_side(row, given[name]) for name in ("side_a", "side_b")]
    _add_ucdp(row)
    occurred = _occurred(given)
    where = [given.get(name, "").strip() for name in ("where_coordinates", "adm_1", "country")]
    place = one_line(", ".join(dict.fromkeys(name for name in where if name)), "place")
    title = f"Reported violence: {given['side_a'].strip()} and {given['side_b'].strip()}" + (
        f", {place}" if place else ""
    )
    row.add("events", slug, title=one_line(title, "title"), place=place, occurred=occurred, part_of=part_of)
    for toll in _tolls(given, sides):
        _add_claim(row, given, toll, event=slug, place=place, occurred=occurred, sides=sides)


def _add_ucdp(row: Row) -> None:
    row.add("publishers", "ucdp", name="Uppsala Conflict Data Program", kind="organisation", homepage=ADDRESS)
    row.add("actors", "ucdp", name="Uppsala Conflict Data Program", kind="organisation", publisher="ucdp")
    row.add(
        *("sources", "ucdp-events"),
        publisher="ucdp",
        kind="report",
        title="UCDP event data",
        url=ADDRESS,
        language="en",
    )


def _side(row: Row, name: str) -> str | None:
    """The actor; none where the row counts civilians as a side."""
    name = one_line(name, "side")
    if name.lower() in _NO_SIDE:
        return None
    kind = "state" if name.startswith("Government of") else "armed_force"
    return row.add("actors", f"ucdp-{mark(fold(name))}", name=name, kind=kind)


def _occurred(given: dict[str, str]) -> str:
    start, end = (given.get(name, "").strip().split(" ")[0].split("T")[0] for name in ("date_start", "date_end"))
    occurred = start if not end or end == start else f"{start}/{end}"
    if not is_date(occurred):
        raise Unfit(f"date_start, date_end: {occurred[:40]!r} is no date like 2020-09-27")
    return occurred


def _tolls(given: dict[str, str], sides: list[str | None]) -> Iterator[_Toll]:
    low, high = _count(given, "low"), _count(given, "high")
    if low > high:
        raise Unfit(f"low, high: {low} is above {high}")
    yield _Toll("killed", "people killed in all", low, high, "unspecified", "all")
    of_sides = (("deaths_a", "side_a", sides[0]), ("deaths_b", "side_b", sides[1]))
    for name, side, actor in of_sides:
        if actor and (killed := _count(given, name)):
            words = f"fighters of {given[side].strip()} killed"
            yield _Toll(name.replace("_", "-"), words, killed, killed, "unspecified", actor)
    if civilians := _count(given, "deaths_civilians"):
        yield _Toll("deaths-civilians", "civilians killed", civilians, civilians, "civilian", None)


def _count(given: dict[str, str], name: str) -> int:
    text = given.get(name, "").strip() or "0"
    if not re.fullmatch("[0-9]{1,9}(\\.0)?", text):
        raise Unfit(f"{name}: {text[:40]!r} is no count")
    return int(text.removesuffix(".0"))


def _add_claim(
    row: Row, given: dict[str, str], toll: _Toll, *, event: str, place: str, occurred: str, sides: list[str | None]
) -> None:
    number = str(toll.low) if toll.low == toll.high else f"{toll.low} to {toll.high}"
    about: list[Any] = [{"actor": side, "as": "other"} for side in dict.fromkeys(sides) if side]
    row.add(
        "claims",
        f"{event}-{toll.name}",
        event=event,
        text=prose(f"{toll.what.capitalize()}{f' at {place}' if place else ''}, {occurred}: {number}.", "text"),
        language="en",
        kind="casualties",
        about=about,
        occurred=occurred,
        figure={
            "measure": "killed",
            "population": toll.population,
            "side": toll.side,
            "area": place,
            "low": str(toll.low),
            "high": str(toll.high),
            "basis": "single_event",
        },
        internal_notes=prose(_notes(given), "notes"),
        statements=[{"actor": "ucdp", "stance": "asserts", "source": "ucdp-events", "locator": f"event {given['id']}"}],
    )


def _notes(given: dict[str, str]) -> str:
    """The row as it stands, for editors; UCDP's own sources are in it."""
    known = [f"{name}: {' '.join(value.split())}" for name, value in given.items() if value.strip()]
    return "\n".join(["From a UCDP-style row.", *known])
