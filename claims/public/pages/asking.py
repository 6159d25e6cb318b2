"""What a request asks of a page beside its address: parameters the page knows, and the time it is to show.

A page ignores parameters that it does not know; a known one that can't be read gets a 400 with words for people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse

from claims.public import reading
from claims.public.pages import errors
from claims.public.pages.known import AS_OF, Asked
from claims.public.reading import Snapshot
from factreg.parameters import Parameters, read, single
from factreg.problems import Problem

View = Callable[..., HttpResponse]


def known_parameters(request: HttpRequest, names: Sequence[str]) -> Parameters:
    """The parameters that the page knows, read as strictly as the API does.

    Left out: those it does not know (shared links carry some), and empty ones, which a form sends for empty fields.
    """
    pairs = []
    for pair in request.META.get("QUERY_STRING", "").split("&"):
        name, _, value = pair.partition("=")
        if name in names and unquote_plus(value).strip():
            pairs.append(pair)
    known = HttpRequest()
    known.META["QUERY_STRING"] = "&".join(pairs)
    return read(known)


def asked_in(parameters: Parameters, *, unless_told: Snapshot | None = None) -> Asked:
    """The state that these parameters ask for: the present, or `unless_told`, where they name no time."""
    as_of = single(parameters, AS_OF)
    if as_of is None:
        return Asked(unless_told or reading.snapshot())
    moment = reading.moment_of(as_of)
    return Asked(reading.snapshot(moment), as_of, moment)


def asked_by(request: HttpRequest, *, unless_told: Snapshot | None = None) -> Asked:
    """The same, for a page that knows no other parameter. `Problem` 400 for a time that can't be read."""
    return asked_in(known_parameters(request, [AS_OF]), unless_told=unless_told)


def readable(view: View) -> View:
    """The view; where it raises `Problem`, a page that says in words what can't be read."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Problem as problem:
            return errors.malformed(request.path, problem.detail)

    return answering
