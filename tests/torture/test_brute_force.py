"""`TRIES` tries at passwords, 10,000 unless told, side by side before the real server and its workers.

Strangers come from a new address each time; a thief holds a copy of the cookie of a browser that is known.
"""

from __future__ import annotations

import base64
import itertools
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.contrib.auth.models import User

from claims.access.second_factor import enrol, new_secret, shown
from factreg.embedded import BASE_DIR
from tests.torture.processes import HOST, serving

TRIES = int(os.environ.get("TRIES", "10000"))
AT_ONCE = 8
RIGHT = "the right password"
WINDOW = 900
PATH, SECOND = "/admin/login/?next=/admin/", "/admin/second-factor/"
_addresses: Iterator[int] = itertools.count(1)


class Browser:
    """The cookies of a browser, and the token of its form; what several ask goes over one connection."""

    def __init__(self, connection: HTTPConnection, device: str = "") -> None:
        self.connection = connection
        self.cookies = {"device": device} if device else {}
        self.token = ""
        self._ask("GET", PATH, None, 0)

    def try_(self, name: str, password: str, address: int) -> tuple[int, str | None]:
        return self._send(PATH, address, username=name, password=password)

    def give(self, code: str) -> tuple[int, str | None]:
        self._ask("GET", SECOND, None, 0)
        return self._send(SECOND, 0, code=code)

    def _send(self, path: str, address: int, **fields: str) -> tuple[int, str | None]:
        return self._ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": self.token}), address)

    def _ask(self, method: str, path: str, body: str | None, address: int) -> tuple[int, str | None]:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}",
            "Origin": f"http://{HOST}:{self.connection.port}",
        }
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            self.cookies[name] = value
        if found := re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text):
            self.token = found[1]
        return answer.status, answer.headers["Retry-After"]


@pytest.mark.usefixtures("real_role")
def test_of_thousands_of_tries_ten_at_most_are_looked_at_for_an_account_and_the_owner_gets_in() -> None:
    # The server hashes as a server does; the tests' own hasher is not its.
    hashed = make_password(RIGHT, hasher=PBKDF2PasswordHasher())
    codes = {}
    for name in ("owner", "robbed"):
        user = User.objects.create(username=name, password=hashed, is_staff=True, is_superuser=True)
        codes[name] = _recovery_codes(user)
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=BASE_DIR, check=True)
    with serving(PROXIES="1") as port, closing(HTTPConnection(HOST, port, timeout=60)) as connection:
        owners, robbed = Browser(connection), Browser(connection)
        assert owners.try_("owner", RIGHT, next(_addresses))[0] == 302
        assert robbed.try_("robbed", RIGHT, next(_addresses))[0] == 302
        assert {owners.give(codes["owner"][0])[0], robbed.give(codes["robbed"][0])[0]} == {302}
        stolen = robbed.cookies["device"]
        began = time.monotonic()
        # An account, one that is not there, one whose known browser's cookie was copied, and with that cookie.
        looked_at = _tried(port, [("owner", ""), ("nobody", ""), ("robbed", ""), ("robbed", stolen)])
        took = time.monotonic() - began
        # The server has closed the first connection, which lay idle.
        with closing(HTTPConnection(HOST, port, timeout=60)) as another:
            known = Browser(another, owners.cookies["device"]).try_("owner", RIGHT, next(_addresses))

    assert took < WINDOW, "the figures are of one window"
    assert looked_at == {("owner", 200): 5, ("nobody", 200): 5, ("robbed", 200): 10}
    assert known[0] == 302


def _recovery_codes(user: User) -> list[str]:
    sealed = new_secret()
    secret = base64.b32decode(shown(sealed, user)["text"].replace(" ", ""))
    codes = enrol(user=user, sealed=sealed, code=TOTP(secret, 6, SHA1(), 30).generate(time.time()).decode())
    assert codes
    return codes


def _tried(port: int, attacks: list[tuple[str, str]]) -> Counter[tuple[str, int]]:
    """How often an answer to a try at an account was another than "too many tries"."""
    numbers = itertools.count()

    def attack(_: int) -> Counter[tuple[str, int]]:
        found: Counter[tuple[str, int]] = Counter()
        with closing(HTTPConnection(HOST, port, timeout=60)) as connection:
            browsers = [Browser(connection, device) for _, device in attacks]
            while (number := next(numbers)) < TRIES:
                name = attacks[number % len(attacks)][0]
                browser = browsers[number % len(attacks)]
                status, again = browser.try_(name, f"guess-{number}", next(_addresses))
                assert status == 200 or (status == 429 and 0 < int(again or 0) <= WINDOW)
                found[name, status] += status != 429
        return +found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(attack, range(AT_ONCE)), Counter())
