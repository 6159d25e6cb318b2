"""What our headers score by the published rules of the MDN HTTP Observatory (as of November 2026), over https.

https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring: 100, less penalties; where 90 are left, bonuses
are added. Not scored: redirection and certificates, which are the proxy's; the preload list.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.factreg.test_settings import PRODUCTION, read

__all__ = ["read"]

_OVER_HTTPS = re.compile(r"SECURE_\w+|(SESSION|CSRF|DEVICE|MESSAGES)_COOKIE_\w+|HTTPS|SITE_URL|CONTENT_SECURITY_POLICY")
HALF_A_YEAR = 15_768_000
UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"}


@pytest.fixture
def https(read: Any, settings: Any) -> Client:
    """A client of a deployment at an https address."""
    for name, value in read(**PRODUCTION).items():
        if _OVER_HTTPS.fullmatch(name):
            setattr(settings, name, value)
    settings.ALLOWED_HOSTS = ["testserver"]
    return Client(headers={"X-Forwarded-Proto": "https"})


def directives(response: Any) -> dict[str, list[str]]:
    written = response.headers.get("Content-Security-Policy", "")
    return {words[0]: words[1:] for part in written.split(";") if (words := part.split())}


def policy(response: Any) -> int:
    found = directives(response)
    if not found:
        return -25
    default = found.get("default-src", ["*"])
    if UNSAFE & {*found.get("script-src", default), *found.get("object-src", default)}:
        return -20
    if "http:" in found.get("img-src", default):
        return -10
    if UNSAFE & set(found.get("style-src", default)):
        return 0
    strict = default == ["'none'"] and found.get("form-action", ["*"]) in (["'none'"], ["'self'"])
    return 10 if strict else 5


def cookies(response: Any) -> int:
    given = list(response.cookies.values())
    if not given:
        return 0
    if not all(cookie["secure"] for cookie in given):
        return -40
    if not all(cookie["httponly"] for cookie in given):
        return -30
    return 5 if all(cookie["samesite"] in ("Lax", "Strict") for cookie in given) else -20


def framing(response: Any) -> int:
    ancestors = directives(response).get("frame-ancestors", ["*"])
    if not UNSAFE & set(ancestors):
        return 5
    return 0 if response.headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def transport(response: Any) -> int:
    age = re.search(r"max-age=(\d+)", response.headers.get("Strict-Transport-Security", ""))
    if age is None:
        return -20
    return 0 if int(age[1]) >= HALF_A_YEAR else -10


def referrer(response: Any) -> int:
    private = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    given = response.headers.get("Referrer-Policy")
    return (5 if given in private else -5) if given else 0


def sniffing(response: Any) -> int:
    return 0 if response.headers.get("X-Content-Type-Options") == "nosniff" else -5


def embedding(response: Any) -> int:
    given = response.headers.get("Cross-Origin-Resource-Policy", "cross-origin")
    return {"cross-origin": 0, "same-origin": 10, "same-site": 10}.get(given, -5)


def sharing(response: Any) -> int:
    everybody = response.headers.get("Access-Control-Allow-Origin", "") not in ("", "*")
    return -50 if everybody or "Access-Control-Allow-Credentials" in response.headers else 0


def scripts(response: Any) -> int:
    sources = re.findall(rb'<script[^>]* src="([^"]+)"', response.content)
    return 0 if all(source.startswith(b"/") and not source.startswith(b"//") for source in sources) else -50


RULES = (policy, cookies, framing, transport, referrer, sniffing, embedding, sharing, scripts)


def score(response: Any, *, without: Any = None) -> int:
    given = [rule(response) for rule in RULES if rule is not without]
    left = 100 + sum(points for points in given if points < 0)
    return left + sum(points for points in given if points > 0) if left >= 90 else left


@pytest.mark.parametrize(
    ("path", "points"),
    [
        ("/", 130),
        ("/claims/", 130),
        ("/about/", 130),
        ("/report/", 130),
        ("/no/such/page/", 130),
        ("/admin/login/", 135),
        ("/api/v1/claims/", 120),
        ("/api/v1/docs/", 130),
        ("/claims.json", 120),
        ("/healthz", 130),
    ],
)
def test_every_sort_of_answer_scores_more_than_a_hundred(https: Client, path: str, points: int) -> None:
    response = https.get(path)

    assert response.status_code in (200, 404)
    assert score(response) == points


def test_page_to_be_framed_scores_as_much_but_for_its_being_framed(https: Client) -> None:
    response = https.get("/embed/claims/no-such-claim/")

    assert framing(response) == -20, "any site may frame it: that is what it is for"
    assert score(response, without=framing) == 115


def test_cookies_of_staff_are_bound_to_the_host(https: Client) -> None:
    User.objects.create_superuser("root", password="a test password")
    https.get("/admin/login/")

    answer = https.post("/admin/login/", {"username": "root", "password": "a test password"})

    assert answer.status_code == 302
    assert {"__Host-sessionid", "__Host-csrftoken"} <= {*answer.cookies, *https.cookies}
    given = {cookie["path"] + str(cookie["domain"]) for cookie in https.cookies.values() if cookie.value}
    assert given == {"/"}
    assert cookies(answer) == 5
