"""Marking: what was sought, in the text as it was written, in any script; nothing becomes markup."""

import pytest

from factreg.marking import Marker
from factreg.search_terms import Form, sought_in

pytestmark = pytest.mark.no_database


def marked(typed: str, text: str, **how: bool) -> str:
    return str(Marker(form for term in sought_in(typed, **how).wanted for form in term.forms).mark(text))


MARKED = {
    "case and accents": ("susa", "In Şuşa today", "In <mark>Şuşa</mark> today"),
    "another script": ("Степанакерт", "Stepanakert", "<mark>Stepanakert</mark>"),
    "Arabic with its vowel points": ("محمد", "قال مُحَمَّد أمس", "قال <mark>مُحَمَّد</mark> أمس"),
    "Armenian": ("yerevan", "Երեւան, Yerevan", "Երեւան, <mark>Yerevan</mark>"),
    "a phrase as one": ('"live blog"', "A live blog; blog live", "A <mark>live blog</mark>; blog live"),
    "what a hyphen joins": ("su-25", "the Su-25.", "the <mark>Su-25</mark>."),
    "written in one": ("su25", "the Su-25.", "the <mark>Su-25</mark>."),
    "whole words alone": ("art", "art and party", "<mark>art</mark> and party"),
    "markup is text": ("b", "<b> & 'b'", "&lt;<mark>b</mark>&gt; &amp; &#x27;<mark>b</mark>&#x27;"),
    "nothing of it": ("zebra", "A horse", "A horse"),
    "a soft hyphen within": ("karabakh", "Kara\u00adbakh", "<mark>Kara\u00adbakh</mark>"),
}


@pytest.mark.parametrize(("typed", "text", "expected"), MARKED.values(), ids=MARKED)
def test_marked(typed: str, text: str, expected: str) -> None:
    assert marked(typed, text) == expected


def test_beginnings_mark_the_whole_word() -> None:
    marker = Marker([Form(("pash",), begun=True)])

    assert marker.mark("Pashinyan said") == "<mark>Pashinyan</mark> said"
    assert marker.seen == {"pashinyan": "Pashinyan"}


def test_a_snippet_is_what_is_around_the_first_mark() -> None:
    text = f"{'before ' * 60}needle {'after ' * 60}".strip()

    snippet = str(Marker([Form(("needle",))]).snippet(text, length=80))

    assert snippet == ("…before before before <mark>needle</mark> after after after after after after after…")
    assert Marker([Form(("zebra",))]).snippet(text) == ""


SOUGHT = {
    "words": ("Live blog", "('live') & ('blog')"),
    "a phrase": ("“Live blog” three", "(('live' <-> 'blog')) & ('three')"),
    "left out": ("jet -pilot", "('jet') & !('pilot')"),
    "either": ("kyiv or kiev", "('kyiv' | 'kiev')"),
    "hyphens": ("su-25", "(('su' <-> '25') | 'su25')"),
    "a quotation mark that is not closed": ('"live blog', "(('live' <-> 'blog'))"),
    "what is no word": ("& | ! ( ' \\ :*", ""),
}


@pytest.mark.parametrize(("typed", "expected"), SOUGHT.values(), ids=SOUGHT)
def test_sought(typed: str, expected: str) -> None:
    assert " & ".join(term.query for term in sought_in(typed).terms) == expected
