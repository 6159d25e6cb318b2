"""Addresses that lead into somebody's own network: refused in forms and files, and by the database itself."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from factreg.text import INSIDE_PATTERN, validate_public_url

INSIDE = [
    "http://localhost/",
    "https://LOCALHOST:8000/a",
    "http://a.localhost/",
    "http://intranet/",
    "http://printer.local/",
    "http://wiki.internal/a?b#c",
    "http://router.home.arpa",
    "http://127.0.0.1/",
    "http://127.0.0.1.:80/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0.0.0.0/",
    "http://10.1.2.3/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1:8080/",
    "http://198.18.0.1/",
    "http://203.0.113.9/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://user@127.0.0.1/",
    "http://example.org@10.0.0.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fd00::1]:80/",
    "http://[2001:db8::1]/",
    "http://[2001::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2002:7f00:1::]/",
]
PUBLIC = [
    "https://example.org",
    "https://example.org/localhost/127.0.0.1",
    "https://example.org?next=http://127.0.0.1/",
    "https://localhost.example.org/",
    "https://10.example.org/",
    "https://127.0.0.1.example.org/",
    "https://8.8.8.8/",
    "https://172.15.0.1/",
    "https://172.32.0.1/",
    "https://100.128.0.1/",
    "https://101.64.0.1:8443/",
    "https://192.169.0.1/",
    "https://example.internals/",
    "https://0x7f.org/",
    "https://пример.рф/доклад",
    "https://[2606:4700::1111]/",
    "https://[2a00:1450::1]/",
    "",
]


def refused(url: str) -> bool:
    try:
        validate_public_url(url)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(("url", "inside"), [*((url, True) for url in INSIDE), *((url, False) for url in PUBLIC)])
def test_forms_and_database_refuse_the_same(url: str, inside: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s ~* %s", [url, INSIDE_PATTERN])
        in_database = cursor.fetchone()[0]

    assert (refused(url), in_database) == (inside, inside)


@pytest.mark.no_database
def test_digits_of_other_scripts_hide_no_address() -> None:
    assert refused("http://①②⑦.⓪.⓪.①/")
    assert refused("http://\uff11\uff12\uff17.0.0.1/")
