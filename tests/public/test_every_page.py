"""The list of pages that every proof walks is whole, and each page on it answers with HTML that nests as it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.public.every_page import ERRORS, PAGES, in_language, publish_every_page, route_of, routes
from tests.public.well_formed import faults_in


@pytest.fixture(scope="module")
def registry(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        publish_every_page()
        yield
        transaction.set_rollback(True)


@pytest.mark.no_database
def test_no_route_is_forgotten() -> None:
    assert {route_of(path) for path in PAGES} == set(routes())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_answers_and_nests(registry: None, client: Client, language: str) -> None:
    answers = {path: client.get(in_language(path, language), follow=True) for path in [*PAGES, *ERRORS]}

    assert {path: answer.status_code for path, answer in answers.items()} == {**dict.fromkeys(PAGES, 200), **ERRORS}
    faults = {path: faults_in(answer.content.decode()) for path, answer in answers.items()}
    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("html", "faults"),
    [
        ("<!DOCTYPE html><p>A<br>b</p>", []),
        ("<p></p>", ["no doctype"]),
        ("<!DOCTYPE html><div><span></div></span>", ["1:26 </div> where ['span'] is open", "<div> is not closed"]),
        ("<!DOCTYPE html><p><ul></ul></p>", ["1:18 <ul> in <p>"]),
        ("<!DOCTYPE html><ul><div></div></ul>", ["1:19 <div> in <ul>"]),
        ("<!DOCTYPE html><a href='/'><button></button></a>", ["1:27 <button> in <a>"]),
        ("<!DOCTYPE html><p class='a' class='b'></p>", ["1:15 an attribute twice on <p>"]),
        ("<!DOCTYPE html><p id='a'></p><p id='a'></p>", ['id="a" 2 times']),
        ("<!DOCTYPE html><label for='none'></label>", ['for="none" leads nowhere']),
    ],
)
def test_faults_are_found(html: str, faults: list[str]) -> None:
    assert faults_in(html) == faults
