"""The drawing of a timeline: marks in lanes over one axis of time, as places in an SVG. Pure.

Across, places are per cents of the width; down, they are pixels: the chart fills any screen and its letters stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from claims.public.pages.axis import TimeAxis, time_axis
from factreg.edtf_dates import Span

# What a mark takes of the width at least, with its number; narrower than a point, a span is drawn as one.
_MARK, _POINT = 9.0, 1.5
_AXIS, _LANE, _ROW, _GAP = 24, 22, 20, 10
# Beyond these a lane says how many it has left out.
_MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated entry, by its number in the list. `shape` names how its point looks, whoever it is of."""

    number: int
    span: Span
    shape: str
    approximate: bool = False


def lanes_chart(lanes: Sequence[tuple[str, Sequence[Mark]]], *, mirrored: bool) -> dict[str, Any] | None:
    """The lanes that have marks, one below another; None where nothing is dated."""
    axis = time_axis(
        (mark.span for _words, marks in lanes for mark in marks), start=2, end=91, cuts=3, mirrored=mirrored
    )
    if axis is None:
        return None
    drawn, y = [], _AXIS
    for words, marks in lanes:
        if marks:
            lane = _lane(words, marks, axis, y)
            drawn.append(lane)
            y += lane["height"]
    return {
        "height": y,
        "ticks": axis.ticks,
        "cuts": axis.cuts,
        "lanes": drawn,
        "edge": "100%" if mirrored else "0",
        "mirrored": mirrored,
    }


def _lane(words: str, marks: Sequence[Mark], axis: TimeAxis, y: int) -> dict[str, Any]:
    """Marks in as many rows as it takes that none covers another, in the order of the list."""
    rows: list[list[tuple[float, float]]] = []
    drawn: list[dict[str, Any]] = []
    for mark in marks:
        start, end = axis.between(mark.span)
        room = (min(start, end - _MARK), end) if axis.mirrored else (start, max(end, start + _MARK))
        row = next((row for row, taken in enumerate(rows) if _is_free(room, taken)), len(rows))
        if row == _MOST_ROWS:
            continue
        if row == len(rows):
            rows.append([])
        rows[row].append(room)
        drawn.append(_drawn(mark, start, end, y + _LANE + row * _ROW, axis))
    left = len(marks) - len(drawn)
    return {
        "words": words,
        "y": y,
        "base": y + _LANE - 8,
        "marks": drawn,
        "left": left,
        "height": _LANE + len(rows) * _ROW + _GAP,
    }


def _is_free(room: tuple[float, float], taken: Sequence[tuple[float, float]]) -> bool:
    return all(room[1] <= start or room[0] >= end for start, end in taken)


def _drawn(mark: Mark, start: float, end: float, y: int, axis: TimeAxis) -> dict[str, Any]:
    """Where a mark lies. `at` is where reading begins: its shape and number stand there."""
    point = end - start < _POINT and mark.span.earliest is not None and mark.span.latest is not None
    if point:
        start = end = round((start + end) / 2, 2)
    return {
        "number": mark.number,
        "shape": mark.shape,
        "point": point,
        "x": start,
        "width": round(end - start, 2),
        "y": y,
        "at": end if axis.mirrored else start,
        "to": start if axis.mirrored else end,
        "open_start": mark.span.earliest is None,
        "open_end": mark.span.latest is None,
        "approximate": mark.approximate,
    }
