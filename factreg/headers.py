"""Which middleware runs where: sessions, log-ins and messages under /admin/ alone.

The Content-Security-Policy and the other security headers are settings.
"""

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ADMIN = "/admin/"


class UnderAdmin:
    """Passes public requests by: they need no cookie, and the lists are served from this path."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(ADMIN):
            return super().__call__(request)  # type: ignore[misc]
        return self.get_response(request)  # type: ignore[attr-defined]


class AdminSessionMiddleware(UnderAdmin, SessionMiddleware):
    pass


class AdminAuthenticationMiddleware(UnderAdmin, AuthenticationMiddleware):
    pass


class AdminMessageMiddleware(UnderAdmin, MessageMiddleware):
    pass
