"""The catalogues of the interface's languages: whole, current, and true to the names that the messages hold open."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog, Message
from django.test import Client
from django.utils.translation import ngettext, override

from scripts.messages import compiled, languages, missing, path_of, read, template
from tests.public.registry import publish_dispute

HELD_OPEN = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]|</?\w+[^>]*>")


def _texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, tuple | list) else [str(value)]


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _texts(message.id)[0]


@pytest.mark.no_database
@pytest.mark.parametrize("language", languages())
def test_catalogue_has_every_message_and_no_other(language: str) -> None:
    catalogue = read(language)

    assert {_key(message) for message in catalogue if message.id} == {
        _key(message) for message in template() if message.id
    }
    assert missing(catalogue) == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []


@pytest.mark.no_database
@pytest.mark.parametrize("language", languages())
def test_translations_keep_what_messages_hold_open(language: str) -> None:
    strayed = []
    for message in read(language):
        allowed = set(HELD_OPEN.findall(" ".join(_texts(message.id))))
        for text in _texts(message.string) if message.id else ():
            found = set(HELD_OPEN.findall(text))
            # A form for one may leave the number out; any other message names all that it holds open.
            if not found <= allowed or (isinstance(message.id, str) and found != allowed):
                strayed.append((message.id, text))

    assert strayed == []


@pytest.mark.no_database
@pytest.mark.parametrize("language", languages())
def test_every_plural_has_the_forms_of_its_language_and_is_compiled(language: str) -> None:
    catalogue = read(language)
    forms = Catalog(locale=language).num_plurals

    counts = {len(_texts(message.string)) for message in catalogue if isinstance(message.id, tuple)}

    assert counts == {forms}
    assert path_of(language).with_suffix(".mo").read_bytes() == compiled(catalogue)


@pytest.mark.no_database
def test_numbers_take_the_form_of_their_language() -> None:
    with override("ru"):
        words = [ngettext("{number} claim", "{number} claims", count) for count in (1, 2, 5, 21)]

    assert words[0] == words[3]
    assert len(set(words)) == 3


@pytest.mark.parametrize("language", languages())
def test_page_is_in_the_language_of_its_address_and_names_the_others(client: Client, language: str) -> None:
    publish_dispute()

    page = client.get(f"/{language}/claims/su-25-downing/")
    html = page.content.decode()

    assert page.headers["Content-Language"] == language
    assert "Vary" not in page.headers or "Language" not in page.headers["Vary"]
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html
    assert 'lang="en" dir="auto">Was an Armenian Su-25 shot down by a Turkish F-16?' in html
    assert f'href="/{language}/actors/' in html
    assert 'href="/actors/' not in html
    assert [code for code in ("en", *languages()) if f'hreflang="{code}" href="http' not in html] == []
    # Of the links to the other languages, Arabic alone is written from the right.
    links = dict(re.findall(r'<li><a href="[^"]*" hreflang="(\w+)"[^>]* dir="(\w+)"', html))
    assert links == dict.fromkeys(("en", *languages()), "ltr") | {"ar": "rtl"}
