"""Text: what is cleaned, what is refused, how it is folded for search; which addresses are addresses."""
# ruff: noqa: RUF001 - the letters of other scripts are meant

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from factreg.text import TextError, clean, fold, validate_http_url, validate_line, validate_text

pytestmark = pytest.mark.no_database

CLEANED = {
    "spaces around it go": ("  Baku ", "Baku"),
    "a line break at the end goes": ("Baku\r\n", "Baku"),
    "a no-break space and a byte order mark around it go": ("\ufeff\u00a0Baku\u3000", "Baku"),
    "letters are composed": ("Erdog\u0306an", "Erdoğan"),
    "case and inner spaces stay": ("Nagorno  Karabakh", "Nagorno  Karabakh"),
    "Persian keeps its joiner": ("نیم\u200cفاصله", "نیم\u200cفاصله"),
    "direction marks stay": ("\u200fشوشا\u200e!", "\u200fشوشا\u200e!"),
    "a family stays joined": ("👩\u200d👧", "👩\u200d👧"),
    "nothing stays nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), CLEANED.values(), ids=CLEANED)
def test_cleaned(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_lines_end_in_one_way() -> None:
    assert clean("a\r\nb\rc\u2028d\n", multiline=True) == "a\nb\nc\nd"


@pytest.mark.parametrize("character", ["\n", "\t", "\r", "\u2029"])
def test_tabs_and_line_breaks_are_for_several_lines(character: str) -> None:
    assert clean(f"a{character}b", multiline=True) in ("a\nb", "a\tb")
    with pytest.raises(TextError, match=r"U\+00(09|0A)"):
        clean(f"a{character}b")


REFUSED = {
    "NUL": ("\x00", "U+0000 (NUL)"),
    "bell": ("\x07", "U+0007 (control character)"),
    "unit separator": ("\x1f", "U+001F (control character)"),
    "delete": ("\x7f", "U+007F (control character)"),
    "C1 control": ("\x85", "U+0085 (control character)"),
    "embedding": ("\u202a", "U+202A (LEFT-TO-RIGHT EMBEDDING)"),
    "override": ("\u202e", "U+202E (RIGHT-TO-LEFT OVERRIDE)"),
    "isolate": ("\u2066", "U+2066 (LEFT-TO-RIGHT ISOLATE)"),
    "end of isolate": ("\u2069", "U+2069 (POP DIRECTIONAL ISOLATE)"),
    "high surrogate": ("\ud800", "U+D800 (half of a surrogate pair)"),
    "low surrogate": ("\udfff", "U+DFFF (half of a surrogate pair)"),
    "noncharacter": ("\ufffe", "U+FFFE (not a character)"),
    "noncharacter of the Arabic block": ("\ufdd0", "U+FDD0 (not a character)"),
    "the last code point": ("\U0010ffff", "U+10FFFF (not a character)"),
}


@pytest.mark.parametrize(("character", "named"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("place", ["{}abc", "ab{}c", "abc{}"])
def test_refused_character_is_named(character: str, named: str, place: str) -> None:
    text = place.format(character)

    for multiline in (False, True):
        with pytest.raises(TextError) as refusal:
            clean(text, multiline=multiline)
        assert named in str(refusal.value)
    for validate in (validate_text, validate_line):
        with pytest.raises(ValidationError) as invalid:
            validate(text)
        assert named in invalid.value.messages[0]


def test_validators_tell_one_line_from_several() -> None:
    validate_text("one\n\ttwo")
    validate_line("one two")
    with pytest.raises(ValidationError):
        validate_line("one\ntwo")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())))
def test_cleaning_is_done_once(text: str) -> None:
    try:
        cleaned = clean(text, multiline=True)
    except TextError:
        return
    assert clean(cleaned, multiline=True) == cleaned
    validate_text(cleaned)
    assert cleaned.encode().decode() == cleaned


FOLDED = {
    "case": ("Su-25 DOWNING", "su-25 downing"),
    "white space": ("  a \n\t b  ", "a b"),
    "Turkish": ("Erdoğan Iğdır İstanbul", "erdogan igdir istanbul"),
    "Azerbaijani": ("Ağdərə Xankəndi", "agdere xankendi"),
    "Cyrillic": ("Сергей Лавров, Объект", "sergey lavrov, obekt"),
    "Armenian": ("Հայաստան, Շուշի", "hayastan, shushi"),
    "Georgian": ("საქართველო", "sakartvelo"),
    "German": ("Straße Köln", "strasse koln"),
    "Polish": ("Łódź", "lodz"),
    "ligatures and full width": ("ﬁre １２", "fire 12"),
    "curly quotation marks": ("O’Brien “x”", 'o\'brien "x"'),
    "Hebrew loses its points": ("שָׁלוֹם", "שלום"),
    "Hindi keeps its vowels": ("हिन्दी", "हिन्दी"),
    "Japanese keeps its marks": ("が", "が"),
    "soft hyphen and joiners": ("Kara\u00adbakh\u200d", "karabakh"),
}


@pytest.mark.parametrize(("text", "expected"), FOLDED.values(), ids=FOLDED)
def test_folded(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أذربيجان", "اذربيجان"),
        ("مُحَمَّد", "محمد"),
        ("علي", "علی"),
        ("كتاب", "کتاب"),
        ("قره\u200cباغ", "قرهباغ"),
        ("Степанакерт", "Stepanakert"),
        ("Şuşa", "Susa"),
        ("é", "e\u0301"),
    ],
)
def test_spellings_that_are_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@settings(deadline=None, max_examples=500)
@given(st.text(st.characters(codec="utf-8")))
def test_folding_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "HTTP://Example.org/A?b=c#d",
        "https://example.org:8443/report",
        "https://пример.рф/доклад",
        "http://[2001:db8::1]/",
        "https://example.org/a_(b)|c",
        "https://example.org./",
        "http://localhost/",
    ],
)
def test_http_address_is_taken(url: str) -> None:
    validate_http_url(url)


BAD_ADDRESSES = {
    "javascript:alert(1)": "begin with http",
    "ftp://example.org": "begin with http",
    "example.org": "begin with http",
    "//example.org": "begin with http",
    "": "begin with http",
    "http://": "no host",
    "http:///path": "no host",
    "http://..": "no host",
    "http://.example.org": "no host",
    "http://%65xample.org": "no host",
    "https://user:word@example.org/": "user name or password",
    "https://user@example.org/": "user name or password",
    "https://@example.org/": "user name or password",
    "https://example.org:99999/": "host or port",
    "https://example.org:x/": "host or port",
    "https://[::1": "host or port",
    "https://example.org/a b": "U+0020",
    "https://example.org/\n": "U+000A",
    " https://example.org/": "U+0020",
    "https://example.org/\x00": "U+0000",
    "https://example.org/\u202egpj": "U+202E",
    "https://example.org/\u200f": "U+200F",
    "https://exam\u00adple.org/": "U+00AD",
    "https://example.org/\u00a0": "U+00A0",
    "https://example.org/\ud800": "U+D800",
    "https://example.org\\@evil.example": "U+005C",
    'https://example.org/"><script>': "U+0022",
    "https://example.org/" + "a" * 1981: "longer than 2000",
}


@pytest.mark.parametrize(("url", "why"), BAD_ADDRESSES.items(), ids=[ascii(url)[:40] for url in BAD_ADDRESSES])
def test_bad_address_is_refused_with_a_right_example(url: str, why: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_http_url(url)

    assert why in refusal.value.messages[0]
    assert "https://example.org/report" in refusal.value.messages[0]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=())).map("http://".__add__))
def test_any_address_is_taken_or_refused(url: str) -> None:
    try:
        validate_http_url(url)
    except ValidationError:
        return
    assert not {unicodedata.category(character) for character in url} & {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
