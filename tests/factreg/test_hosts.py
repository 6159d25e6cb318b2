"""The workbench on a host of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from factreg.settings import ADMIN_HOST
from tests.factreg.test_settings import PRODUCTION, read

__all__ = ["read"]

PUBLIC, DESK = "registry.example.org", "desk.example.org"


@pytest.fixture
def apart(settings: Any) -> None:
    settings.ADMIN_HOST, settings.SITE_URL = DESK, f"https://{PUBLIC}"
    settings.ALLOWED_HOSTS = [PUBLIC, DESK]


def ask(path: str, host: str, method: str = "get") -> tuple[int, str | None]:
    answer = getattr(Client(headers={"Host": host}), method)(path)
    return answer.status_code, answer.headers.get("Location")


@pytest.mark.parametrize(
    ("path", "host", "answered"),
    [
        ("/admin/login/", DESK, (200, None)),
        ("/admin/", DESK, (302, "/admin/login/?next=/admin/")),
        ("/", DESK, (302, "/admin/")),
        ("/claims/?q=1", DESK, (302, f"https://{PUBLIC}/claims/?q=1")),
        ("/healthz", DESK, (200, None)),
        ("/", PUBLIC, (200, None)),
        ("/admin/login/", PUBLIC, (404, None)),
        ("/admin", PUBLIC, (404, None)),
        ("/admin/", "other.example.org", (400, None)),
    ],
)
def test_each_host_answers_its_own(apart: None, path: str, host: str, answered: tuple[int, str | None]) -> None:
    assert ask(path, host) == answered


def test_nothing_is_sent_to_the_wrong_host(apart: None) -> None:
    assert ask("/admin/login/", PUBLIC, "post") == ask("/report/", DESK, "post") == (404, None)


@pytest.mark.no_database
def test_setting_is_told_to_all_that_must_know(read: Any) -> None:
    found = read(**PRODUCTION, ADMIN_HOST=f"{DESK}:8443")

    assert ADMIN_HOST == ""
    assert DESK in found["ALLOWED_HOSTS"]
    assert found["CSRF_TRUSTED_ORIGINS"] == [f"https://{PUBLIC}", f"https://{DESK}:8443"]
    assert (found["ADMIN_URL"], found["PUBLIC_URL"]) == (f"https://{DESK}:8443", f"https://{PUBLIC}")
