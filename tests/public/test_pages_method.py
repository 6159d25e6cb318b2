"""The method page: every word is defined where it is linked to, and what it says of review is what the settings say."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from claims.public.pages.information import VOCABULARIES
from claims.public.pages.words import capital

pytestmark = pytest.mark.no_database


def about(client: Client) -> str:
    return str(client.get("/about/").content.decode())


def test_every_word_of_every_vocabulary_is_defined_at_its_anchor(client: Client) -> None:
    defined = re.findall(r'<div id="([\w-]+)"><dt>(.*?)</dt><dd>(.*?)</dd></div>', about(client))

    assert [tuple(map(unescape, each)) for each in defined] == [
        (f"{anchor}-{choice.value}", capital(str(choice.label)), choice.definition)
        for anchor, _, _, choices in VOCABULARIES
        for choice in choices
    ]


def test_contents_lead_to_every_section(client: Client) -> None:
    page = about(client)

    linked = re.findall(r'<li><a href="#([\w-]+)">', page)

    assert linked == re.findall(r'<h2 id="([\w-]+)">', page)
    # The addresses that other pages link to.
    assert {"corrections", "privacy", "people-at-risk", "places", "licence", "standing", "stance", "element"} <= set(
        linked
    )


@pytest.mark.parametrize(
    ("second", "said"), [(True, "a second person looks at it first"), (False, "without that rule")]
)
def test_page_says_whether_a_second_person_looks(client: Client, settings: Any, second: bool, said: str) -> None:
    settings.REVIEW_BY_SECOND_PERSON = second

    assert said in about(client)
