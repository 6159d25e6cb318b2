"""What each type of error means, with an example and the way out. Their names and titles are in factreg/problems.py.

The examples are requests to the demo and what comes back; a test makes each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from factreg.problems import ERRORS_PATH, TITLES


@dataclass(frozen=True, slots=True)
class Example:
    """A request and the members of the problem document that comes back, but for type and title."""

    path: str
    answer: Mapping[str, Any]
    options: str = ""  # of curl, before the address

    def document(self, code: str) -> dict[str, Any]:
        return {"type": f"{ERRORS_PATH}{code}", "title": TITLES[code], **self.answer}


@dataclass(frozen=True, slots=True)
class ErrorType:
    """A type of error as its page tells it. `ways_out`: what to do, the likeliest first."""

    meaning: str
    ways_out: tuple[str, ...]
    example: Example
    again: str = "No: the same request gets the same answer."


_AGAIN_LATER = "Yes, after the seconds that `Retry-After` says, and each time later."

ERRORS: Mapping[str, ErrorType] = {
    "unknown-parameter": ErrorType(
        "The address has a parameter that is none here. It is refused and not left out, since a filter that is "
        "misspelt would otherwise give you every row as if they had been filtered.",
        (
            "`parameter` names it, and `suggestion` the nearest that there is.",
            "The parameters of each list are in the reference at /api/v1/docs/.",
        ),
        Example(
            "/api/v1/claims/?denied-by=turkey",
            {
                "status": 400,
                "detail": "denied-by: is no parameter here; did you mean denied_by?",
                "parameter": "denied-by",
                "suggestion": "denied_by",
            },
        ),
    ),
    "repeated-parameter": ErrorType(
        "A parameter that takes one value was given more than once, and which is meant can't be known.",
        (
            "Give it once.",
            "Filters that make sense as a set may be repeated, and their values are alternatives: kind, standing.",
        ),
        Example(
            "/api/v1/claims/?page_size=10&page_size=20",
            {
                "status": 400,
                "detail": "page_size: takes one value and was given more than once.",
                "parameter": "page_size",
            },
        ),
    ),
    "malformed-parameter": ErrorType(
        "The value of a parameter can't be read: not one of its words, no date, out of its range, too long, or no "
        "cursor that was given out here.",
        (
            "`detail` says what the value should be, and of words the nearest that there is.",
            "Take cursors from `next` and `previous` as they are; they are no numbers to count up.",
        ),
        Example(
            "/api/v1/claims/?kind=atack",
            {
                "status": 400,
                "detail": "kind: atack is none of its values; did you mean attack?",
                "parameter": "kind",
            },
        ),
    ),
    "unknown-record": ErrorType(
        "A filter names a record that was never public. An empty list would hide a typing error, so this is one.",
        (
            "`suggestion` is the nearest public id.",
            "Search for the record's name with `q` in its list, and take its `id`.",
            "The id of a record that was merged is no error: it stands for its survivor.",
        ),
        Example(
            "/api/v1/claims/?actor=turky",
            {
                "status": 400,
                "detail": "actor: turky is no public id here; did you mean turkey?",
                "parameter": "actor",
                "suggestion": "turkey",
            },
        ),
    ),
    "not-found": ErrorType(
        "Nothing is, or ever was, public at this address. What was public and is not any more answers 410.",
        (
            "Records keep their addresses for good, so look for a typing error.",
            "/api/v1/ lists what there is.",
        ),
        Example("/api/v1/claims/no-such-claim/", {"status": 404, "detail": "There is no claim no-such-claim."}),
    ),
    "gone": ErrorType(
        "The record was public and has been taken down: withdrawn, quarantined or erased. What may still be said of "
        "it stands in `record`, with the public reason and the time.",
        (
            "Take it down in your copy as well, and tell your readers the reason.",
            "Who follows the change feed gets the same as an entry without a document.",
            "What was withdrawn can be read as it was, with `as_of` of an earlier day; what was quarantined can't.",
        ),
        Example(
            "/api/v1/claims/a-withdrawn-claim/",
            {
                "status": 410,
                "detail": "a-withdrawn-claim is withdrawn.",
                "record": {
                    "id": "a-withdrawn-claim",
                    "type": "claim",
                    "public_state": "withdrawn",
                    "reason": "Recorded by mistake.",
                    "at": "2026-11-26T09:30:00.000000Z",
                },
            },
        ),
        "No. The record may come back; the change feed would tell.",
    ),
    "unavailable-for-legal-reasons": ErrorType(
        "The record was public and has been taken down because a law or an order demands it (RFC 7725). The rest is as "
        "for a record that is gone; `legal_basis` says which it is, and the `Link` header who blocks it.",
        (
            "Take it down in your copy as well if you are bound by the same law, and tell your readers the reason.",
            "Who follows the change feed gets the same as an entry without a document.",
        ),
        Example(
            "/api/v1/claims/a-forbidden-claim/",
            {
                "status": 451,
                "detail": "a-forbidden-claim is quarantined.",
                "record": {
                    "legal_basis": "Order of a test court.",
                    "id": "a-forbidden-claim",
                    "type": "claim",
                    "public_state": "quarantined",
                    "reason": "A court forbids it.",
                    "at": "2026-11-26T09:30:00.000000Z",
                },
            },
        ),
        "No. The record may come back; the change feed would tell.",
    ),
    "malformed-body": ErrorType(
        "The body of the request is no JSON, or no object. Only webhooks take one.",
        ('Send a JSON object, such as `{"url": "https://cms.example.org/hook"}`, of at most 64 KiB.',),
        Example(
            "/api/v1/webhooks/",
            {"status": 400, "detail": "The body is to be a JSON object."},
            "-X POST -H 'Authorization: Bearer fr_…' -d '[]' ",
        ),
    ),
    "key-required": ErrorType(
        "Webhooks belong to a newsroom's key, and no key was sent. All else can be read without one.",
        (
            "Send the key with the request: `Authorization: Bearer fr_…`.",
            "Ask those who run the registry for a key.",
        ),
        Example(
            "/api/v1/webhooks/",
            {"status": 401, "detail": "Webhooks belong to a key: send Authorization: Bearer fr_…"},
        ),
    ),
    "wrong-key": ErrorType(
        "The key in the header `Authorization` was never made here, or was revoked. It is not read as none, so "
        "that a typing error is found.",
        (
            "Leave `Authorization` out: reading needs no key.",
            "See that all of the key was copied: it begins with `fr_`.",
            "Ask those who run the registry for another one.",
        ),
        Example(
            "/api/v1/claims/",
            {
                "status": 401,
                "detail": "The key is wrong or was revoked. Reading needs none: leave out Authorization, or ask for "
                "another.",
            },
            "-H 'Authorization: Bearer fr_wrong' ",
        ),
    ),
    "method-not-allowed": ErrorType(
        "The address reads and nothing else.",
        ("Ask by GET or HEAD. The header `Allow` names the methods.",),
        Example("/api/v1/claims/", {"status": 405, "detail": "POST is not possible here."}, "-X POST "),
    ),
    "not-acceptable": ErrorType(
        "The address does not send what the header `Accept` asks for.",
        (
            "`available` lists what it sends. Send no `Accept`, or `*/*`, for the first of it.",
            "Ask for a format by its suffix: /api/v1/claims.csv, /api/v1/claims.jsonl, /claims/<id>.jsonld.",
        ),
        Example(
            "/api/v1/claims/",
            {
                "status": 406,
                "detail": "This address sends application/json, application/jsonl, text/csv; Accept asks for "
                "image/png.",
                "available": ["application/json", "application/jsonl", "text/csv"],
            },
            "-H 'Accept: image/png' ",
        ),
    ),
    "too-many-requests": ErrorType(
        "More requests came from your network, or with your key, than the limit allows. `violated-policies` names the "
        "limit, and the headers `RateLimit` and `RateLimit-Policy` of every answer say how near you are.",
        (
            "Wait for the seconds that `Retry-After` says.",
            "Take larger pages (`page_size=200`), a download, or the change feed instead of asking for each record.",
            "Send `If-None-Match`, and let a cache of your own answer what has not changed.",
            "Ask for a key: it allows more.",
        ),
        Example(
            "/api/v1/claims/",
            {
                "status": 429,
                "detail": "More than 3000 requests in 60 seconds; again in 42 seconds. Bulk files, the change feed and "
                "larger pages need fewer requests, and a key allows more.",
                "violated-policies": ["address"],
            },
        ),
        "Yes, after the seconds that `Retry-After` says.",
    ),
    "withheld": ErrorType(
        "Something was withdrawn, quarantined or erased after the bulk files were built, so none of them is given out "
        "until they are built anew.",
        (
            "Wait for the seconds that `Retry-After` says; `withheld` in /api/v1/exports/ says how it stands.",
            "Lists, records and the change feed are never withheld: take these if you can't wait.",
        ),
        Example(
            "/api/v1/exports/claims.jsonl",
            {
                "status": 503,
                "detail": "Something was taken down since these files were built; they are being built anew.",
            },
        ),
        "Yes, after the seconds that `Retry-After` says.",
    ),
    "too-many-downloads": ErrorType(
        "Whole lists and bulk files are sent to so many at a time that pages and the rest of the API are answered "
        "meanwhile, and to one network fewer than to all.",
        (
            "Take one download after the other, and read each as fast as it comes.",
            "Wait for the seconds that `Retry-After` says.",
            "A range of a bulk file goes on where a download broke off.",
        ),
        Example(
            "/api/v1/claims.jsonl",
            {
                "status": 503,
                "detail": "As many downloads as may be sent at once are being sent to your network. One after the "
                "other is fastest.",
            },
        ),
        "Yes, after the seconds that `Retry-After` says.",
    ),
    "too-slow": ErrorType(
        "The answer took longer than any request may, and was given up so that others are served.",
        (
            "Narrow it by a filter: an event, a day, an actor.",
            "Leave `count=true` out: counting reads every row.",
            "For all of a list take a download, such as /api/v1/claims.jsonl, which is not held to that time.",
        ),
        Example(
            "/api/v1/claims/?count=true",
            {
                "status": 503,
                "detail": "It took longer than the 5 seconds that a query may take. To narrow it: leave out "
                "count=true; page by cursor, or take the bulk files, which are ready.",
                "budget_seconds": 5,
            },
        ),
        _AGAIN_LATER,
    ),
    "cannot-wait": ErrorType(
        "A client asked to be kept waiting for changes, and can't be now: as many wait as may, or the registry is not "
        "set up for it.",
        (
            "Ask for changes without `wait`, now and then: nothing is missed by that.",
            "Try waiting again after the seconds that `Retry-After` says.",
        ),
        Example(
            "/api/v1/changes/?after=132&wait=30",
            {
                "status": 503,
                "detail": "As many clients wait as this registry has room for. Ask /api/v1/changes/ without wait now "
                "and then.",
            },
        ),
        _AGAIN_LATER,
    ),
    "server-error": ErrorType(
        "Something is wrong on our side, and not with your request. It has been noted with its time.",
        (
            "Ask again in a moment, and each time later.",
            "If it stays, report it with the address that you asked for.",
        ),
        Example(
            "/api/v1/claims/",
            {"status": 500, "detail": "The error has been logged. Please try again later."},
        ),
        "Yes, in a moment, and each time later.",
    ),
}
