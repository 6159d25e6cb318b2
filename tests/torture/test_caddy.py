"""Caddy as docs/deploy/ configures it: TLS, pages from one process, the workbench and who waits from two others."""

from __future__ import annotations

import http.client
import re
import ssl
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User

from claims.ledger.publish import publish
from claims.roles import EDITOR, make_groups
from tests.factories import make_claim
from tests.torture.processes import free_port, serving
from tests.torture.proxies import caddy

PASSWORD = "only-for-this-test-1"


def test_pages_log_in_and_waiting_come_through_by_tls(real_role: None, tmp_path: Path) -> None:
    publish(record=make_claim(slug="through-the-proxy", text="A test claim."), by=None)
    # By the hasher of the server; the tests' own is a quick one.
    password = PBKDF2PasswordHasher().encode(PASSWORD, "salt" * 6)
    user = User.objects.create(username="editor", password=password, is_staff=True)
    user.groups.set([make_groups()[EDITOR]])
    port, waiting, workbench = free_port(), free_port(), free_port()
    site = f"https://localhost:{port}"
    with (
        serving(stream_port=waiting, workbench_port=workbench, SITE_URL=site, STREAM_URL=site) as origin,
        caddy(tmp_path, port=port, before=origin, waiting=waiting, workbench=workbench) as signer,
    ):
        there = Site(port, signer)
        page = there.ask("/claims/through-the-proxy/")
        entries = there.ask("/api/v1/changes/?wait=1")
        stream = there.first_line("/api/v1/changes/stream/?after=0")
        form = there.ask("/admin/login/")
        fields = {
            "csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="(\w+)"', form.text)[1],  # type: ignore[index]
            "username": "editor",
            "password": PASSWORD,
        }
        logged_in = there.ask("/admin/login/", fields, cookies=form.cookies)

    assert (page.status, "A test claim." in page.text) == (200, True)
    assert page.headers["Strict-Transport-Security"]
    assert entries.status == 200
    assert stream
    assert logged_in.status == 302, logged_in.text
    # Browsers take these from a secure origin alone, for this host alone.
    assert logged_in.cookies
    assert all(name.startswith("__Host-") for name in {**form.cookies, **logged_in.cookies})
    for morsel in logged_in.cookies.values():
        assert (morsel["secure"], morsel["path"], morsel["domain"]) == (True, "/", "")


class Answered:
    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status, self.headers = answer.status, answer.headers
        self.text = answer.read().decode()
        self.cookies: SimpleCookie = SimpleCookie()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.load(line)


class Site:
    """One who trusts the signer of the certificate, and checks it."""

    def __init__(self, port: int, signer: Path) -> None:
        self._port, self._trusted = port, ssl.create_default_context(cafile=str(signer))

    def ask(self, path: str, fields: dict[str, str] | None = None, *, cookies: SimpleCookie | None = None) -> Answered:
        headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in (cookies or {}).items())}
        if fields:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"https://localhost:{self._port}",
                "Referer": f"https://localhost:{self._port}{path}",
            }
        with closing(self._connected()) as connection:
            connection.request("POST" if fields else "GET", path, urlencode(fields) if fields else None, headers)
            answered = Answered(connection.getresponse())
        if answered.status == 307 and not fields:
            return self.ask(answered.headers["Location"].removeprefix(f"https://localhost:{self._port}"))
        return answered

    def first_line(self, path: str) -> str:
        """Of an answer that does not end."""
        with closing(self._connected()) as connection:
            connection.request("GET", path)
            return connection.getresponse().readline().decode()

    def _connected(self) -> http.client.HTTPSConnection:
        return http.client.HTTPSConnection("localhost", self._port, timeout=30, context=self._trusted)
