"""Keys over plain http."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from claims.access.plain import PlainKeyMiddleware
from tests.factreg.test_observatory import https, read

__all__ = ["https", "read"]

pytestmark = pytest.mark.no_database
KEY = "Bearer fr_a-test-key"


def test_key_in_the_open_is_refused_and_not_led_on(https: Client) -> None:
    refused = Client().get("/api/v1/claims/", headers={"Authorization": KEY})

    assert refused.status_code == 403
    assert refused.json()["title"] == "A key was shown in the open"
    assert "Location" not in refused.headers


def test_what_shows_no_key_is_led_to_https(https: Client) -> None:
    for path, headers in (("/api/v1/claims/", {}), ("/claims/", {"Authorization": KEY})):
        led = Client().get(path, headers=headers)

        assert (led.status_code, led.headers["Location"]) == (301, f"https://testserver{path}")


def test_key_over_https_is_let_through(rf: RequestFactory, settings: Any) -> None:
    settings.HTTPS, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    shown = rf.get("/api/v1/claims/", headers={"Authorization": KEY, "X-Forwarded-Proto": "https"})

    assert PlainKeyMiddleware(lambda _: HttpResponse(status=204))(shown).status_code == 204
