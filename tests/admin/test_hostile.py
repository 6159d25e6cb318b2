"""Whatever is sent to whatever page of the workbench is answered, and never by a fault of the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import pytest
from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from claims.imports.steps import upload
from claims.ledger.models import Entry
from tests.admin.forms import Desk
from tests.factories import make_capture, make_claim, make_contradiction, make_denial, make_proposal

LEAVES = ("logout", "password_change")
# What pages read of what they are sent. Not how many rows: Django makes two thousand forms of a huge number.
NAMES = """
q p o e with after before queue type hands claim source url text typed similar map publication label state
element quoted language term app_label model_name field_name first_claim second_claim words event publisher to
do drop name query reason confirmed started_from action _selected_action selection other anchor start actor
decision accept-reason reject-note typed_as left discard rows format list _term select_across index keep-text
post started_with new_claim new_kind new_event figure-0-low about_set-0-actor column-0
"""
VALUES = ["²", "9" * 40, "a\0b"]


def addresses(patterns: Any, begins: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{begins}{pattern.pattern}")
        elif isinstance(pattern, URLPattern) and "(" not in str(pattern.pattern) and pattern.name not in LEAVES:
            yield f"{begins}{pattern.pattern}"


@pytest.fixture
def pages(annotator: Desk) -> list[str]:
    """Every address of the workbench, of a record where it is of one."""
    make_contradiction()
    make_denial(claim=make_claim(statements=[{}]))
    make_capture()
    make_proposal()
    upload(data=b"Claim\tWho\nIt fell.\tTestland", name="rows", format="csv", section="claims", by=annotator.user)
    newest = {
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/": model._default_manager.order_by("-pk").first()
        for model in admin.site._registry
    }
    found = []
    (site,) = (one for one in get_resolver().url_patterns if str(one.pattern) == "admin/")
    for address in addresses(site.url_patterns, "/admin/"):
        sample = next((one for begins, one in newest.items() if address.startswith(begins)), None)
        found.append(re.sub(r"<[^>]+>", str(sample.pk) if sample else "1", address))
    return found


def test_every_page_answers_what_it_can_not_read(annotator: Desk, pages: list[str]) -> None:
    """Names take the values in turn, from page to page with another at the first, so that every page gets each."""
    answers = {}
    for place, page in enumerate(pages):
        sent = dict(zip(NAMES.split(), islice(cycle(VALUES), place % len(VALUES), None), strict=False))
        for method in (annotator.client.get, annotator.client.post):
            answers[f"{method.__name__} {page}"] = method(page, sent).status_code

    assert len(pages) > 100
    assert {name: status for name, status in answers.items() if status >= 500} == {}
    assert not Entry.objects.exists()


@pytest.mark.parametrize("button", ["_find", "_pick", "_more", "_save", "_continue"])
def test_every_form_answers_buttons_that_it_can_not_read(annotator: Desk, pages: list[str], button: str) -> None:
    forms = [page for page in pages if page.endswith(("/add/", "/change/"))]

    answers = {page: annotator.client.post(page, {button: "x\0²"}).status_code for page in forms}

    assert {page: status for page, status in answers.items() if status >= 500} == {}
