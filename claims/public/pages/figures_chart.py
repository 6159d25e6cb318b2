"""The drawing of figures over time as places in an SVG. Pure.

Across, places are per cents of the width; down, pixels. A mark is as wide as its date is open and as high as its
number is. Points are joined only where one claimant gives running totals of one side from no other start.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from claims.public.pages.axis import TimeAxis, number_ticks, round_up, time_axis
from claims.vocabulary import Quantifier
from factreg.edtf_dates import Span

_TOP, _BOTTOM, _HEIGHT = 26, 226, 250
# Fewer dated numbers than this are told by the table alone.
_LEAST = 2
# Beyond these the numbers beside the marks would cover one another.
_MOST_WRITTEN = 12

# One a line, all as large as one another; then the same ones hollow.
SHAPES = (
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z",
    "M-4.5-4.5H4.5V4.5H-4.5Z",
    "M0-5.5 5.5 4.5H-5.5Z",
    "M0-6 6 0 0 6-6 0Z",
    "M0 5.5 5.5-4.5H-5.5Z",
    "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
    "M-6-2.5H6V2.5H-6Z",
    "M-2.5-6H2.5V6H-2.5Z",
)

_SIGNS = {
    Quantifier.ABOUT: "~",
    Quantifier.AT_LEAST: "≥",
    Quantifier.AT_MOST: "≤",
    Quantifier.MORE_THAN: ">",
    Quantifier.FEWER_THAN: "<",
}
_UPWARD = (Quantifier.AT_LEAST, Quantifier.MORE_THAN)
_DOWNWARD = (Quantifier.AT_MOST, Quantifier.FEWER_THAN)


@dataclass(frozen=True, slots=True)
class Point:
    """A figure to draw. `line`: the number of its claimant and side by first appearance, which decides the shape."""

    claim: str
    line: int
    as_of: Span | None
    low: int | None
    high: int | None
    quantifier: str = ""
    start: str | None = None
    denied: bool = False
    contradicts: tuple[str, ...] = ()

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """Lowest and highest as stated; None is unbounded. "About" is not widened: it is drawn as such."""
        if self.quantifier in _UPWARD:
            return (self.high if self.low is None else self.low, None)
        if self.quantifier in _DOWNWARD:
            return (None, self.low if self.high is None else self.high)
        return (self.low, self.high)

    @property
    def numbers(self) -> list[int]:
        return [bound for bound in self.bounds if bound is not None]

    @property
    def short(self) -> str:
        """`84`, `~200`, `≥11`, `10-20`: signs that need no language."""
        low, high = self.bounds
        sign = _SIGNS.get(self.quantifier, "")  # type: ignore[call-overload]
        if low is not None and high is not None and low != high:
            return f"{sign}{low:,}–{high:,}"  # noqa: RUF001 - a dash between two numbers
        sign = sign or ("≥" if high is None else "≤" if low is None else "")
        return f"{sign}{self.numbers[0]:,}"


def figures_chart(points: Sequence[Point], *, joined: bool, mirrored: bool) -> dict[str, Any] | None:
    """The chart of one panel; None where there are too few dated numbers to draw."""
    dated = [point for point in points if point.numbers and point.as_of]
    if len(dated) < _LEAST:
        return None
    axis = time_axis((point.as_of for point in dated if point.as_of), start=13, end=94, mirrored=mirrored)
    if axis is None:
        return None
    highest = round_up(max(number for point in dated for number in point.numbers))
    lines = max(point.line for point in dated) + 1
    drawn = [_drawn(point, axis, highest, lines) for point in dated]
    return {
        "height": _HEIGHT,
        "bottom": _BOTTOM,
        "mirrored": mirrored,
        "edge": "100%" if mirrored else "0",
        "ticks": axis.ticks,
        "numbers": [{"y": _y(number, highest), "words": f"{number:,}"} for number in number_ticks(highest)],
        "joins": list(_joins(dated, drawn)) if joined else [],
        "rivals": list(_rivals(dated, drawn)),
        "denied": any(point.denied for point in dated),
        "marks": drawn,
        "written": len(drawn) <= _MOST_WRITTEN,
    }


def shape_of(line: int) -> dict[str, Any]:
    """How the marks of a line look."""
    return {"path": SHAPES[line % len(SHAPES)], "hollow": line // len(SHAPES) % 2 == 1}


def _y(number: int, highest: int) -> float:
    return round(_BOTTOM - (_BOTTOM - _TOP) * number / highest, 1)


def _drawn(point: Point, axis: TimeAxis, highest: int, lines: int) -> dict[str, Any]:
    """Within the time that its date leaves open, each line has a place of its own, so that none covers another."""
    start, end = axis.between(point.as_of or Span(None, None))
    low, high = point.bounds
    share = (point.line + 1) / (lines + 1)
    ends = [_y(number, highest) for number in point.numbers]
    return {
        **shape_of(point.line),
        "x": round(end - (end - start) * share if axis.mirrored else start + (end - start) * share, 2),
        "from": start,
        "to": end,
        "y": ends[0],
        "top": ends[-1],
        "open_up": _TOP - 14 if high is None else None,
        "open_down": _BOTTOM if low is None else None,
        "about": point.quantifier == Quantifier.ABOUT,
        "denied": point.denied,
        "words": point.short,
    }


def _joins(points: Sequence[Point], drawn: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Between one total and the claimant's next, low to low and high to high. Dashed where a start is not stated."""
    pairs = list(zip(points, drawn, strict=True))
    for line in dict.fromkeys(point.line for point in points):
        on_line = sorted((pair for pair in pairs if pair[0].line == line), key=lambda pair: _when(pair[0]))
        for (before, here), (after, there) in pairwise(on_line):
            if not _is_before(before, after) or _starts_differ(before, after):
                continue
            ends = dict.fromkeys([(here["y"], there["y"]), (here["top"], there["top"])])
            for y1, y2 in ends:
                dashed = before.start is None or after.start is None
                yield {"x1": here["x"], "y1": y1, "x2": there["x"], "y2": y2, "dashed": dashed}


def _when(point: Point) -> Any:
    return (point.as_of or Span(None, None)).sort_key


def _is_before(before: Point, after: Point) -> bool:
    """Whether the one date surely lies before the other: numbers of one day are in no order."""
    first, second = before.as_of, after.as_of
    return bool(first and second and first.latest and second.earliest and first.latest < second.earliest)


def _starts_differ(before: Point, after: Point) -> bool:
    return bool(before.start and after.start and before.start != after.start)


def _rivals(points: Sequence[Point], drawn: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """A line between each two marks whose claims contradict each other."""
    for (one, here), (other, there) in combinations(zip(points, drawn, strict=True), 2):
        if other.claim in one.contradicts or one.claim in other.contradicts:
            yield {
                "x1": here["x"],
                "y1": here["y"],
                "x2": there["x"],
                "y2": there["y"],
                "x": round((here["x"] + there["x"]) / 2, 2),
                "y": round((here["y"] + there["y"]) / 2, 1),
            }
