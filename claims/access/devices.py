"""Device cookies: a browser that has logged in to an account before is known by one, and guesses on its own allowance.

It opens nothing (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

LASTS = 365 * 86_400
_SALT = "claims.access.devices"
# Stands on the request that has logged somebody in, until the answer carries the cookie.
_TO_KNOW = "_device_of"


def remember(request: HttpRequest, name: str) -> None:
    """Have the answer to this request make the browser one that is known for the account of that name."""
    setattr(request, _TO_KNOW, name)


def is_known(request: HttpRequest, name: str) -> bool:
    """Whether this browser has logged in to the account of that name."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        shown = signing.TimestampSigner(salt=_SALT).unsign(cookie, max_age=LASTS)
    except signing.BadSignature:
        return False
    return constant_time_compare(shown, _digest(name))


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give the cookie to a browser that is to be remembered."""
    name = getattr(request, _TO_KNOW, None)
    if name is not None:
        response.set_cookie(
            settings.DEVICE_COOKIE_NAME,
            signing.TimestampSigner(salt=_SALT).sign(_digest(name)),
            max_age=LASTS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Strict",
        )


def _digest(name: str) -> str:
    return salted_hmac(_SALT, name, algorithm="sha256").hexdigest()[:32]
