"""Languages by name, in the reader's language: Django's own list and its translations, and what that list lacks."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext, gettext_noop

# Of languages in which statements are likely to be quoted.
_MORE = {
    "ab": gettext_noop("Abkhaz"),
    "am": gettext_noop("Amharic"),
    "ce": gettext_noop("Chechen"),
    "fil": gettext_noop("Filipino"),
    "ku": gettext_noop("Kurdish"),
    "mt": gettext_noop("Maltese"),
    "os": gettext_noop("Ossetian"),
    "prs": gettext_noop("Dari"),
    "ps": gettext_noop("Pashto"),
    "so": gettext_noop("Somali"),
    "ti": gettext_noop("Tigrinya"),
    "yi": gettext_noop("Yiddish"),
    "zh": gettext_noop("Chinese"),
}


def language_name(tag: str | None) -> str:
    """The name of a language by its BCP 47 tag, subtags left out until one is known; empty for an unknown language.

    >>> language_name("hy-AM")
    'Armenian'
    """
    if not tag or tag == "und":
        return ""
    known = tag.lower()
    while known:
        if known in _MORE:
            return gettext(_MORE[known])
        if "name" in LANG_INFO.get(known, {}):
            return gettext(LANG_INFO[known]["name"])
        known = known.rpartition("-")[0]
    return tag
