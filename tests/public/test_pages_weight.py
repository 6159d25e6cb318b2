"""What a claim's page costs a reader on a bad line: bytes and requests, with twenty statements on it."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.forgetting import forget_answers
from tests.public.registry import publish_long_dispute

MOST_HTML, MOST_CSS, MOST_SCRIPT, MOST_REQUESTS = 60_000, 25_000, 20_000, 6

_LOADED = re.compile(
    r'<(?:link rel="(?:stylesheet|icon)"|script|img|iframe|source|video|audio)[^>]*?(?:href|src)="([^"]*)"'
)


@pytest.fixture
def page(client: Client) -> str:
    forget_answers()
    publish_long_dispute()
    return client.get("/claims/long-dispute/").content.decode()


def weight(page: str, suffix: str) -> int:
    """The bytes of the files of a sort that the page loads, htmx apart."""
    paths = [address.removeprefix("/static/") for address in _LOADED.findall(page) if address.endswith(suffix)]
    return sum(Path(str(finders.find(path))).stat().st_size for path in paths if "htmx" not in path)


def test_a_claim_with_twenty_statements_is_light(page):
    assert page.count('class="statement"') == 20
    assert len(page.encode()) <= MOST_HTML
    assert weight(page, ".css") <= MOST_CSS
    assert weight(page, ".js") <= MOST_SCRIPT
    assert 1 + len(_LOADED.findall(page)) <= MOST_REQUESTS


def test_every_word_of_twenty_statements_is_on_the_page(page):
    for number in range(1, 21):
        for part in (
            f"<bdi>Party {number}</bdi>",
            f'mountains-{number}"',
            f'jet-{number}"',
            f"(at paragraph {number})",
        ):
            assert part in page
    assert page.count("Original words, in Arabic") == 5
