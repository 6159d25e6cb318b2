"""Keys shown over plain http are refused, where the registry is served over https.

A redirect would hide from a program that everybody on its way reads its key. What shows none is led on as pages
are.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from claims.access.middleware import API

PROBLEM = {
    "type": "about:blank",
    "title": "A key was shown in the open",
    "status": 403,
    "detail": "It came by http, where others can read it. Send it to https alone, and have this key revoked.",
}


class PlainKeyMiddleware:
    """Stands before what redirects to https."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.HTTPS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        shown = "HTTP_AUTHORIZATION" in request.META and request.path_info.startswith(API)
        if not shown or request.is_secure():
            return self.get_response(request)
        response = JsonResponse(PROBLEM, status=403, content_type="application/problem+json")
        response.headers["Cache-Control"] = "no-store"
        # Django would log each; a program that does not listen would fill the log.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response
