"""Text as the registry stores and searches it: what is cleaned, what is refused, how it is folded for search.

Knows characters only. Which field takes text of several lines, and which address may be fetched, is decided elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from anyascii import anyascii
from django.core.exceptions import ValidationError

LONGEST_URL = 2000

# Controls (tab and line feed apart), bidi embeddings, overrides and isolates, lone surrogates, noncharacters. The
# marks LRM, RLM and ALM and the joiners ZWJ and ZWNJ stay: Arabic, Persian and Indic texts need them.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff" + _NONCHARACTERS + "]"
)
_LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
_NOT_IN_A_LINE = re.compile("[\t\n]")

_AROUND_TEXT = "\t\n\ufeff" + "".join(chr(code) for code in range(0x3001) if unicodedata.category(chr(code)) == "Zs")

# An address that leads into somebody's own network and to no page of the world: a bare name, a name for use inside, an
# IP address that is reserved, or one written otherwise than usual. Read by Python and by PostgreSQL alike.
INSIDE_PATTERN = (
    r"^https?://([^/?#]*@)?("
    r"[^][/?#:.@]+"
    r"|[^][/?#:@]*\.(localhost|local|internal|home\.arpa)"
    r"|(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){1,2}"
    r"|((0x[0-9a-f]*|[0-9]+)\.){0,3}(0x[0-9a-f]*|0[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}"
    r"|(0|10|127|22[4-9]|23[0-9]|24[0-9]|25[0-9])(\.[0-9]+){3}"
    r"|(192\.168|169\.254|172\.(1[6-9]|2[0-9]|3[01])|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])|198\.1[89])(\.[0-9]+){2}"
    r"|(192\.0\.[02]|192\.88\.99|198\.51\.100|203\.0\.113)\.[0-9]+"
    r"|\[((?![23][0-9a-f]{3}:)[^]]*|2001:(:|0*1?[0-9a-f]{1,2}:|db8:)[^]]*|(2002|3fff):[^]]*)\]"
    r")\.?(:[0-9]*)?([/?#]|$)"
)
_INSIDE = re.compile(INSIDE_PATTERN, re.IGNORECASE)

_UNFIT_FOR_URL = re.compile(r'[\s"<>\\^`]')
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?|\[[0-9a-f:.]+\]")


class TextError(ValueError):
    """Text that the registry does not take. The message names the character by its code point."""


def clean(text: str, *, multiline: bool = False) -> str:
    """The text as it is stored: line ends as ``\\n``, NFC, without white space around it.

    ``TextError`` where it holds a character that no honest text needs, or a tab or line break that one line can't have.
    """
    text = _LINE_BREAKS.sub("\n", text).strip(_AROUND_TEXT)
    _refuse(_REFUSED, text)
    if not multiline:
        _refuse(_NOT_IN_A_LINE, text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def readable(text: str) -> str:
    """Text from elsewhere as the registry can store it: what ``clean`` refuses is left out."""
    return clean(_REFUSED.sub("", _LINE_BREAKS.sub("\n", text)), multiline=True)


def validate_text(value: str) -> None:
    """Django validator for text of several lines: tab and line feed are fine, other controls are not."""
    try:
        _refuse(_REFUSED, value)
    except TextError as error:
        raise ValidationError(str(error), code="text") from error


def validate_line(value: str) -> None:
    """Django validator for text of one line."""
    validate_text(value)
    try:
        _refuse(_NOT_IN_A_LINE, value)
    except TextError as error:
        raise ValidationError(str(error), code="text") from error


def validate_http_url(value: str) -> None:
    """Django validator: an http or https address with a host, without credentials, of visible characters only.

    Says nothing on whether the address may be fetched.
    """
    if why := _url_fault(value):
        raise ValidationError(f"{why} Write it like https://example.org/report.", code="url")


def validate_public_url(value: str) -> None:
    """Django validator: an address whose host, as it is written, can be one of the public internet.

    Looks nothing up: what a name stands for is found out when it is fetched.
    """
    if _INSIDE.match(unicodedata.normalize("NFKC", value)):
        raise ValidationError(
            "The address leads into a network of its own, which no reader can reach. Give the public one.", code="url"
        )


def fold(text: str) -> str:
    """The text as it is searched: without case, marks and formatting, in Latin letters, single spaces between words.

    Latin variants, Cyrillic, Armenian, Arabic and Georgian become plain Latin letters; other scripts stay. Folding
    twice changes nothing. It is lossy on purpose and never shown.

    >>> fold("Ադրբեջան  Степанакерт Erdoğan")
    'adrbejan stepanakert erdogan'
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        text = text.replace(_ARMENIAN_U, "u").translate(_FOLDED)
    return " ".join(text.lower().split())


def _refuse(pattern: re.Pattern[str], text: str) -> None:
    found = pattern.search(text)
    if found:
        code = ord(found.group())
        name = unicodedata.name(found.group(), "") or _kind_of(code)
        raise TextError(
            f"The character U+{code:04X} ({name}) at place {found.start() + 1} can't be stored; take it out."
        )


def _kind_of(code: int) -> str:
    if 0xD800 <= code <= 0xDFFF:
        return "half of a surrogate pair"
    if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:
        return "not a character"
    return {0x00: "NUL", 0x09: "tab", 0x0A: "line break"}.get(code, "control character")


def _url_fault(value: str) -> str:
    if len(value) > LONGEST_URL:
        return f"The address is longer than {LONGEST_URL} characters."
    for character in value:
        unfit = _UNFIT_FOR_URL.match(character) or _REFUSED.match(character)
        if unfit or unicodedata.category(character) == "Cf":
            return f"The address holds the character U+{ord(character):04X}, which no address has."
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "The address has a host or port that can't be read."
    if parts.scheme not in ("http", "https"):
        return "The address does not begin with http:// or https://."
    if "@" in parts.netloc:
        return "The address holds a user name or password."
    bracketed = f"[{host}]" if ":" in host else host
    return "" if _HOST.fullmatch(bracketed) else "The address has no host that can be read."


class _Folded(dict[int, str]):
    """Each character's folded form, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


_FOLDED = _Folded()

_TRANSLITERATED = ("LATIN", "CYRILLIC", "ARMENIAN", "ARABIC", "GEORGIAN")
_ARMENIAN_U = "ու"
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}
_TATWEEL = "\u0640"
# Alef with its seats, waw and yeh with hamza, teh marbuta, final yeh: written with or without, at will.
_ARABIC_VARIANTS = str.maketrans(
    "\u0622\u0623\u0625\u0671\u0624\u0626\u0649\u06cc\u0629",
    "\u0627\u0627\u0627\u0627\u0648\u064a\u064a\u064a\u0647",
)


def _fold_character(character: str) -> str:
    if character in _QUOTES:
        return _QUOTES[character]
    if character.isascii():
        return character
    if unicodedata.category(character) == "Cf" or character == _TATWEEL or _is_mark(character):
        return ""
    if unicodedata.name(character, "").startswith(_TRANSLITERATED):
        bare = character.translate(_ARABIC_VARIANTS)
        return re.sub("['`]", "", anyascii(bare)).lower()
    bare = "".join(part for part in unicodedata.normalize("NFD", character) if not _is_mark(part))
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    """An accent or vowel point that writers leave out; not the signs of Indic or Japanese that spell the word."""
    place = unicodedata.combining(character)
    return 10 <= place <= 36 or place >= 200
