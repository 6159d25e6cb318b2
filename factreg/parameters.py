"""The query string, read strictly: what Django's QueryDict would mend in silence is refused here.

Which parameters there are, and what their values mean, is for filters and paging to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote_to_bytes, urlencode

from django.http import HttpRequest

from factreg.problems import malformed, repeated, unknown_parameter
from factreg.text import TextError, clean

Parameters = Mapping[str, list[str]]

LONGEST_VALUE = 1_000
MOST_VALUES = 100


def read(request: HttpRequest) -> dict[str, list[str]]:
    """The parameters of a request with their values, in the order given.

    `Problem` 400 where a value is not UTF-8, holds a character that no honest text needs, is
    empty or too long.
    """
    raw = request.META.get("QUERY_STRING", "")
    found: dict[str, list[str]] = {}
    for pair in raw.split("&") if raw else ():
        name, _, value = pair.partition("=")
        readable = _decode(name, "query")[:60]
        found.setdefault(readable, []).append(_value(readable, value))
    for name, values in found.items():
        if len(values) > MOST_VALUES:
            raise malformed(name, f"takes at most {MOST_VALUES} values.")
    return found


def only(parameters: Parameters, known: Iterable[str]) -> None:
    """`Problem` 400 for a parameter that is not known, naming the nearest that is."""
    names = set(known)
    for name in parameters:
        if name not in names:
            raise unknown_parameter(name, names)


def single(parameters: Parameters, name: str) -> str | None:
    """The one value of a parameter, None where it was not given."""
    values = parameters.get(name)
    if not values:
        return None
    if len(values) > 1:
        raise repeated(name)
    return values[0]


def flag(parameters: Parameters, name: str) -> bool:
    """Whether `true` was given; `Problem` 400 for anything but true and false."""
    value = single(parameters, name)
    if value not in (None, "true", "false"):
        raise malformed(name, "is either true or false.")
    return value == "true"


def whole_number(parameters: Parameters, name: str, *, least: int, most: int, unless_told: int) -> int:
    """The number given, within its bounds."""
    value = single(parameters, name)
    if value is None:
        return unless_told
    if not (value.isascii() and value.isdigit() and len(value) <= 19):
        raise malformed(name, f"is a whole number from {least} to {most}.")
    if not least <= int(value) <= most:
        raise malformed(name, f"is a whole number from {least} to {most}.")
    return int(value)


def written(parameters: Parameters, **changed: str | None) -> str:
    """A query string of the parameters in one order, whatever order they came in.

    >>> written({"kind": ["losses", "attack"]}, page_size="2")
    'kind=attack&kind=losses&page_size=2'
    """
    pairs = [(name, value) for name, values in parameters.items() for value in sorted(set(values))]
    pairs = [pair for pair in pairs if pair[0] not in changed]
    pairs += [(name, value) for name, value in changed.items() if value is not None]
    return urlencode(sorted(pairs))


def _decode(raw: str, name: str) -> str:
    try:
        return unquote_to_bytes(raw.replace("+", " ").encode("latin-1")).decode("utf-8")
    except UnicodeError:
        raise malformed(name, "is not valid UTF-8.") from None


def _value(name: str, raw: str) -> str:
    if len(raw) > 12 * LONGEST_VALUE:
        raise malformed(name, f"is longer than {LONGEST_VALUE} characters.")
    decoded = _decode(raw, name)
    if len(decoded) > LONGEST_VALUE:
        raise malformed(name, f"is longer than {LONGEST_VALUE} characters.")
    try:
        value = clean(decoded)
    except TextError as error:
        raise malformed(name, str(error)) from error
    if not value:
        raise malformed(name, "is empty; leave it out instead.")
    return value
