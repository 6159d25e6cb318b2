"""Words marked in text as it was written, by what folding makes of them: in any script, and safe to put into a page."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from factreg.search_terms import Form
from factreg.spelling import words_of
from factreg.text import fold

SNIPPET = 240  # characters
_ELLIPSIS = "…"


@cache
def _word() -> re.Pattern[str]:
    """A word as it is written: letters and numbers with their accents, points and joiners."""
    joined = "".join(
        re.escape(chr(code))
        for code in range(0x80, sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me") or chr(code) in "\u00ad\u200c\u200d"
    )
    return re.compile(f"[^\\W_](?:[^\\W_]|[{joined}])*", re.UNICODE)


class Marker:
    """Marks the words of some forms. `seen` gathers them as they were written, the first first."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.seen: dict[str, str] = {}
        self._exact: set[str] = set()
        self._begun: set[str] = set()
        self._phrases: set[tuple[str, ...]] = set()
        for form in forms:
            if len(form.words) > 1:
                self._phrases.add(form.words)
            else:
                (self._begun if form.begun else self._exact).add(form.words[0])

    def mark(self, text: str) -> SafeString:
        """The text, escaped, with `<mark>` around what was sought."""
        parts, last = [], 0
        for start, end in self.spans(text):
            written = text[start:end]
            self.seen.setdefault(fold(written), written)
            parts += [escape(text[last:start]), SafeString("<mark>"), escape(written), SafeString("</mark>")]
            last = end
        parts.append(escape(text[last:]))
        return mark_safe("".join(parts))  # noqa: S308 - of escaped parts

    def snippet(self, text: str, *, length: int = SNIPPET) -> SafeString:
        """What is around the first of the words, marked; empty where the text has none of them."""
        spans = self.spans(text)
        if not spans:
            return SafeString("")
        if len(text) <= length:
            return self.mark(text)
        begin = max(0, min(spans[0][0] - length // 3, len(text) - length))
        end = min(len(text), begin + length)
        if begin and (space := text.find(" ", begin, spans[0][0])) > 0:
            begin = space + 1
        if end < len(text) and (space := text.rfind(" ", spans[0][1], end)) > 0:
            end = space
        before, after = _ELLIPSIS if begin else "", _ELLIPSIS if end < len(text) else ""
        return mark_safe(f"{before}{self.mark(text[begin:end])}{after}")  # noqa: S308 - marked and escaped

    def holds(self, text: str) -> bool:
        return bool(self.spans(text))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where in the text the words are, in order, none within another."""
        runs = [(found.start(), found.end(), words_of(fold(found.group()))) for found in _word().finditer(text)]
        found = [(start, end) for start, end, words in runs if any(map(self._is_sought, words))]
        for phrase in self._phrases:
            found += _sequences(runs, phrase)
        return _merged(sorted(set(found)))

    def _is_sought(self, word: str) -> bool:
        return word in self._exact or any(map(word.startswith, self._begun))


def _sequences(runs: Sequence[tuple[int, int, list[str]]], phrase: tuple[str, ...]) -> Iterable[tuple[int, int]]:
    """Where the words of a phrase follow each other."""
    flat = [(word, start, end) for start, end, words in runs for word in words]
    for place in range(len(flat) - len(phrase) + 1):
        if all(flat[place + ahead][0] == word for ahead, word in enumerate(phrase)):
            yield flat[place][1], flat[place + len(phrase) - 1][2]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
