"""The workbench on a host of its own, where ADMIN_HOST names one: nothing of it on the public host, nor of that here.

So its cookies never reach the public site, and a proxy can let only some networks come to it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from factreg.headers import ADMIN

# What checks and browsers ask of either host; static files are answered before.
ON_BOTH = ("/healthz", "/readyz", "/policy-reports")


class AdminHostMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.ADMIN_HOST:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        at_home = request.get_host() == settings.ADMIN_HOST
        is_workbench = f"{path}/".startswith(ADMIN)
        if at_home == is_workbench or path in ON_BOTH:
            return self.get_response(request)
        if at_home and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(ADMIN if path == "/" else f"{settings.SITE_URL}{request.get_full_path()}")
        raise Http404
