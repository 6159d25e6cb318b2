"""A good and a bad example for the fields of the workbench. Made up, all of them: Testland and its neighbours."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html

Example = tuple[str, str]

_DATE: Example = ("2020-09-28, 2020-09, 2020-09-28T14:05+04:00", "28/9/20, last Monday")
_LANGUAGE: Example = ("en, hy, az-Cyrl", "English")
_COUNTRY: Example = ("TL", "Testland")
_WORDING: Example = ("original: the very words; as relayed: the source's rendering", "original, for a translation")

_BY_NAME: dict[str, Example] = {
    "occurred": _DATE,
    "said": _DATE,
    "published": _DATE,
    "searched": _DATE,
    "rated": _DATE,
    "as_of": _DATE,
    "counted_from": _DATE,
    "language": _LANGUAGE,
    "quote_language": _LANGUAGE,
    "passage_language": _LANGUAGE,
    "country": _COUNTRY,
    "quote_wording": _WORDING,
    "passage_wording": _WORDING,
    "slug": ("test-bridge-collapse: the topic", "testland-blew-up-bridge: a finding; anna-tester: a private person"),
    "url": ("https://outlet.example/reports/7", "outlet.example, or a search result's address"),
    "archive_url": ("https://archive.example/2020/report-7", "the address of the report itself"),
    "homepage": ("https://outlet.example/", "https://outlet.example/reports/7"),
    "quote": ("We did not cross the border.", "The minister said they did not cross the border."),
    "quote_translation": ("We did not cross the border.", "He denied it."),
    "passage": ("Testland's army said it had taken the bridge.", "the whole article"),
    "passage_translation": ("Testland's army said it had taken the bridge.", "a summary"),
    "locator": ("paragraph 4; 12:30", "near the end"),
    "reason": ("Both name the one aircraft, and give it different fates.", "Testland is lying."),
    "searched_in": ("the ministry's press releases", "the internet"),
    "rating": ("Mostly false", "The registry finds it false."),
    "summary": ("No picture of the bridge is dated that day.", "It is well known."),
    "area": ("Test province", "there"),
    "as_worded": ("dozens", "about 36"),
}
_BY_FIELD: dict[tuple[str, str], Example] = {
    ("claim", "text"): (
        "Testland's army blew up the bridge at Testville.",
        "Testland's cowardly attack on the bridge: it judges, and says no one thing that can be true or false.",
    ),
    ("claim", "question"): (
        "Was the bridge at Testville blown up by Testland's army?",
        "Why did Testland blow up the bridge?",
    ),
    ("claim", "note"): ("“The bridge” is the one of 1932.", "We doubt this."),
    ("claim", "internal_notes"): ("Ask the ministry for the transcript.", "what the public should know"),
    ("actor", "name"): ("Ministry of Defence of Testland", "MoD; the regime"),
    ("actor", "role"): ("Spokeswoman of the Ministry of Defence", "notorious liar"),
    ("actoralias", "name"): ("Тестия", "that country"),
    ("publisher", "name"): ("Test Herald", "testherald.example"),
    ("source", "title"): ("Bridge at Testville collapses", "BREAKING!!! or an address"),
    ("event", "title"): ("Reported collapse of the bridge at Testville", "Terror attack on the bridge"),
    ("placename", "name"): ("Testville", "the disputed town"),
    ("place", "precision_km"): ("5", "0.01, for a position in use"),
}


def example_of(model: str, field: str) -> Example | None:
    """A good and a bad example for a field, if it needs any."""
    return _BY_FIELD.get((model, field)) or _BY_NAME.get(field)


def shown_example(model: str, field: str) -> Any:
    """The two as HTML, to stand behind the help of a field; shown once they are asked for at the top of the form."""
    example = example_of(model, field)
    if example is None:
        return ""
    return format_html('<span class="examples">Good: <bdi>{}</bdi><br>Not: <bdi>{}</bdi></span>', *example)
