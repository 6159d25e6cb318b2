"""Bodies larger than anything here takes are refused before anything reads them.

Else the parts of a form that are files would be put on disk whole, of whomever. What each form takes is its own.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from factreg.headers import ADMIN

# The workbench takes forms of up to 20 MB and tables of up to 5 MB; elsewhere a report is the longest.
IN_THE_WORKBENCH, ELSEWHERE = 30_000_000, 1_000_000
TITLE = "More was sent than is taken"


class BodyMiddleware:
    """Looks at the length that is told; where none is, Django reads nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        told = request.META.get("CONTENT_LENGTH") or ""
        most = IN_THE_WORKBENCH if request.path_info.startswith(ADMIN) else ELSEWHERE
        if not told.isdecimal() or int(told) <= most:
            return self.get_response(request)
        return _too_large(request, most)


def _too_large(request: HttpRequest, most: int) -> HttpResponse:
    detail = f"At most {most:,} bytes are taken here; nothing was stored."
    if request.path_info.startswith("/api/"):
        problem = {"type": "about:blank", "title": TITLE, "status": 413, "detail": detail}
        response: HttpResponse = JsonResponse(problem, status=413, content_type="application/problem+json")
    else:
        response = HttpResponse(f"{TITLE}. {detail}\n", status=413, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    # Django would log each; who sends too much would fill the log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
