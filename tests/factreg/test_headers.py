"""The headers of every response, and which requests pay for sessions."""

from pathlib import Path
from typing import Any

import pytest
from csp.decorators import csp_update
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from factreg.headers import AdminSessionMiddleware, PolicyMiddleware

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "report-uri /policy-reports",
    "report-to policy",
}


def policy(response: HttpResponse) -> set[str]:
    return set(response.headers["Content-Security-Policy"].split("; "))


@pytest.mark.parametrize("path", ["/healthz", "/admin/login/", "/no/such/page/"])
def test_every_response_carries_the_strict_headers(client: Client, path: str) -> None:
    response = client.get(path)

    assert policy(response) == STRICT
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_static_files_carry_them_too_and_are_not_listed(client: Client, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "drawn.svg").write_text("<svg/>")
    settings.STATIC_ROOT = tmp_path

    response = client.get("/static/drawn.svg")
    response.close()

    assert response.status_code == 200
    assert "frame-ancestors 'none'" in policy(response)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/static/").status_code == 404


@pytest.mark.parametrize("path", ["/.git/config", "/.env", "/static/../manage.py", "/var/secret_key", "/log/../key"])
def test_files_of_the_checkout_are_at_no_address(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/claims.csv", "text/csv; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/", "text/html; charset=utf-8"),
    ],
)
def test_text_says_its_encoding(client: Client, path: str, content_type: str) -> None:
    # HEAD: a download that nobody takes would hold its connection.
    assert client.head(path).headers["Content-Type"] == content_type


@pytest.mark.parametrize("path", ["/healthz", "/no/such/page/"])
def test_public_side_sets_no_cookie_and_varies_on_none(client: Client, path: str) -> None:
    response = client.get(path)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_public_request_has_no_session_and_asks_no_log_in(rf: RequestFactory) -> None:
    seen: list[HttpRequest] = []

    AdminSessionMiddleware(lambda request: seen.append(request) or HttpResponse())(rf.get("/"))

    assert not hasattr(seen[0], "session")


def test_admin_keeps_its_log_in_and_messages(client: Client) -> None:
    user = get_user_model().objects.create_superuser("root", password="secret")

    response = client.post("/admin/login/?next=/admin/", {"username": "root", "password": "secret"}, follow=True)

    assert response.wsgi_request.user == user
    assert list(get_messages(response.wsgi_request)) == []


def test_post_without_token_is_refused_everywhere() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/admin/login/").status_code == 403
    assert strict.post("/healthz").status_code == 403


@pytest.mark.no_database
def test_view_that_changes_the_policy_gets_its_own(rf: RequestFactory) -> None:
    framed = csp_update({"frame-src": ["'self'"]})(lambda request: HttpResponse())
    request = rf.get("/")

    response = PolicyMiddleware(framed)(request)

    assert policy(response) == STRICT | {"frame-src 'self'"}
