"""Addresses within the site, in the language of the page; and the same page in the other languages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import get_language, get_language_info

from factreg.languages import prefix_of

# Of each language of the interface: its code, its name in itself, the direction that it is written in. The direction is
# that of the setting, as for whole pages: Django's `get_language_info` has Azerbaijani run from the right.
_NAMED = tuple(
    (code, get_language_info(code)["name_local"].capitalize(), "rtl" if code in settings.LANGUAGES_BIDI else "ltr")
    for code, _ in settings.LANGUAGES
)


def prefix() -> str:
    """What links of this page begin with."""
    return prefix_of(get_language() or settings.LANGUAGE_CODE)


def here(path: str) -> str:
    """The address of a page, `/claims/x/`, in the language that the reader reads."""
    return prefix() + path


def in_all_languages(path: str) -> list[dict[str, Any]]:
    """A page in each language of the interface, named in that language."""
    now = get_language()
    return [
        {"code": code, "name": name, "direction": direction, "url": prefix_of(code) + path, "current": code == now}
        for code, name, direction in _NAMED
    ]
