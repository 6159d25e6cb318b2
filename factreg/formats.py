"""The formats that an address sends, and which of them a client wants (RFC 9110, content negotiation).

Knows names of formats, not how anything is written in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from factreg.problems import Problem


@dataclass(frozen=True, slots=True)
class Format:
    """A format by the suffix of its addresses and its media type."""

    suffix: str
    media_type: str


JSON = Format("json", "application/json")
JSON_LINES = Format("jsonl", "application/jsonl")
CSV = Format("csv", "text/csv")
JSON_LD = Format("jsonld", "application/ld+json")
EVENT_STREAM = Format("", "text/event-stream")

_RANGE = re.compile(r"\s*([^\s;/,]+)/([^\s;/,]+)\s*", re.ASCII)
_WEIGHT = re.compile(r"\s*q\s*=\s*(\d+(?:\.\d*)?)\s*", re.ASCII | re.IGNORECASE)


def chosen(accept: str | None, formats: Sequence[Format]) -> Format:
    """The format that the client likes best, of equals the first; `Problem` 406 that names them if it likes none.

    >>> chosen("text/csv, */*;q=0.1", [JSON, CSV]).suffix
    'csv'
    """
    ranges = list(_ranges(accept or "*/*"))
    best = max(formats, key=lambda one: _weight(one, ranges))
    if _weight(best, ranges) > 0:
        return best
    available = [one.media_type for one in formats]
    detail = f"This address sends {', '.join(available)}; Accept asks for {(accept or '')[:100]}."
    raise Problem(406, "not-acceptable", detail, available=available)


def _ranges(accept: str) -> Iterator[tuple[str, str, float]]:
    """Type, subtype and weight of each range that can be read."""
    for part in accept.lower().split(","):
        name, *parameters = part.split(";")
        if found := _RANGE.fullmatch(name):
            weights = (match for one in parameters if (match := _WEIGHT.fullmatch(one)))
            weight = next(weights, None)
            yield found[1], found[2], float(weight[1]) if weight else 1.0


def _weight(one: Format, ranges: Sequence[tuple[str, str, float]]) -> float:
    """What the most specific range that fits says of a format; 0 where none does."""
    type_, subtype = one.media_type.split("/")
    for wanted in ((type_, subtype), (type_, "*"), ("*", "*")):
        said = [weight for *names, weight in ranges if tuple(names) == wanted]
        if said:
            return max(said)
    return 0.0
