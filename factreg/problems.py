"""Errors of the API as RFC 9457 problem documents: what they say, not where they are raised."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.http import HttpResponse
from django.http.response import HttpResponseBase

ERRORS_PATH = "/developers/errors/"
CONTENT_TYPE = "application/problem+json"
TITLES = {
    "unknown-parameter": "Unknown parameter",
    "repeated-parameter": "Parameter given more than once",
    "malformed-parameter": "Malformed parameter",
    "unknown-record": "No such record",
    "not-found": "Not found",
    "gone": "No longer public",
    "unavailable-for-legal-reasons": "Unavailable for legal reasons",
    "malformed-body": "Malformed body",
    "key-required": "A key is needed here",
    "wrong-key": "Wrong or revoked key",
    "method-not-allowed": "Method not allowed",
    "not-acceptable": "Not available in that format",
    "too-many-requests": "Too many requests",
    "withheld": "Withheld for now",
    "too-many-downloads": "Too many downloads at once",
    "too-slow": "The request took too long",
    "cannot-wait": "Waiting is not possible now",
    "server-error": "Something went wrong here",
}


class Problem(Exception):
    """An error to be sent as a problem document; pages show its title and detail instead."""

    def __init__(self, status: int, code: str, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.members = members
        self.headers: dict[str, str] = {}

    @property
    def title(self) -> str:
        return TITLES[self.code]

    def document(self) -> dict[str, Any]:
        """The problem document, members of its own behind those of the RFC."""
        return {
            "type": f"{ERRORS_PATH}{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            **{name: value for name, value in self.members.items() if value is not None},
        }

    def response(self) -> HttpResponse:
        body = orjson.dumps(self.document())
        response = HttpResponse(body, status=self.status, content_type=CONTENT_TYPE)
        add_headers(response, {"Cache-Control": "no-store", **self.headers})
        return response


def add_headers(response: HttpResponseBase, headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        response.headers[name] = value


def malformed(parameter: str, why: str, *, suggestion: str | None = None) -> Problem:
    """A value that can't be read; `why` is a sentence of its own."""
    detail = f"{parameter}: {why}"
    return Problem(400, "malformed-parameter", detail, parameter=parameter, suggestion=suggestion)


def repeated(parameter: str) -> Problem:
    detail = f"{parameter}: takes one value and was given more than once."
    return Problem(400, "repeated-parameter", detail, parameter=parameter)


def unknown_parameter(parameter: str, known: Iterable[str]) -> Problem:
    """A parameter that there is not, with the nearest one that there is."""
    shown = parameter if len(parameter) <= 60 else f"{parameter[:60]}…"
    suggestion = nearest(parameter, known)
    hint = f"did you mean {suggestion}?" if suggestion else f"known are {', '.join(sorted(known))}."
    detail = f"{shown}: is no parameter here; {hint}"
    return Problem(400, "unknown-parameter", detail, parameter=shown, suggestion=suggestion)


def too_slow(seconds: int, *, given: Iterable[str], filters: Iterable[str]) -> Problem:
    """A query that was stopped at its budget, and how to ask for less: by what was given and what could have been."""
    asked = set(given)
    ways = ["leave out count=true"] if "count" in asked else []
    if "q" in asked:
        ways.append("search for rarer words, or for a phrase in quotation marks")
    if unused := [name for name in filters if name not in asked and name != "q"]:
        ways.append(f"add a filter, such as {', '.join(unused[:4])}")
    ways.append("page by cursor, or take the bulk files, which are ready")
    detail = f"It took longer than the {seconds} seconds that a query may take. To narrow it: {'; '.join(ways)}."
    problem = Problem(503, "too-slow", detail, budget_seconds=seconds)
    problem.headers["Retry-After"] = "10"
    return problem


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that resembles this one most, if any does."""
    found = difflib.get_close_matches(word[:100].casefold(), list(known), n=1, cutoff=0.5)
    return found[0] if found else None
