"""Bodies that are too large for anything here."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from factreg.bodies import BodyMiddleware

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/report/", "1000000", 200),
        ("/report/", "1000001", 413),
        ("/admin/login/", "30000000", 200),
        ("/admin/login/", "30000001", 413),
        ("/api/v1/webhooks/", "9" * 40, 413),
        ("/report/", "", 200),
        ("/report/", "²", 200),
    ],
)
def test_body_that_is_too_large_is_refused_unread(rf: RequestFactory, path: str, length: str, status: int) -> None:
    request = rf.post(path, CONTENT_LENGTH=length)

    response = BodyMiddleware(lambda _: HttpResponse())(request)

    assert response.status_code == status
    assert request._read_started is False


def test_refusal_is_told_as_its_side_tells_things(rf: RequestFactory) -> None:
    def refused(path: str) -> HttpResponse:
        return BodyMiddleware(lambda _: HttpResponse())(rf.post(path, CONTENT_LENGTH="99999999"))

    assert refused("/admin/").content == (
        b"More was sent than is taken. At most 30,000,000 bytes are taken here; nothing was stored.\n"
    )
    assert refused("/api/v1/").headers["Content-Type"] == "application/problem+json"
