"""Whether two HTML pages are the same page: element by element with their attributes, and word by word."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import zip_longest


def elements(html: str) -> list[str]:
    """The tags of a page with their attributes in order of name, and its texts, white space apart."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [one for one in reader.found if one]


def differences(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Where the second page has something else than the first, from the first such place on."""
    pairs = zip_longest(elements(one), elements(other), fillvalue="")
    return ((first, second) for first, second in pairs if first != second)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = "".join(f' {name}="{value or ""}"' for name, value in sorted(attrs))
        self.found += [f"<{tag}{named}>", ""]

    def handle_endtag(self, tag: str) -> None:
        self.found += [f"</{tag}>", ""]

    def handle_data(self, data: str) -> None:
        words = f"{self.found[-1]} {data}" if self.found[-1] else data
        self.found[-1] = " ".join(words.split())
