"""What the editor is told of a claim's words: whether quotes stand in their captures, and figures in the words.

How that is found is in claims/rules/quotes.py and numerals.py; here it is put into sentences, with links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.models import Figure, Statement
from claims.rules.numerals import unsupported
from claims.vocabulary import QuoteResult, Stance, Words
from sources.models import Source


@dataclass(frozen=True)
class Unfound:
    """Words of a statement that do not stand where they should."""

    statement: Statement
    words: str
    result: QuoteResult

    @property
    def text(self) -> str:
        return str(getattr(self.statement, self.words))


@dataclass
class Checks:
    """What came of looking for a claim's words; truthy where there is anything to tell."""

    found: int = 0
    unfound: list[Unfound] = field(default_factory=list)
    uncaptured: dict[int, Source] = field(default_factory=dict)
    figure: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.found or self.unfound or self.uncaptured or self.figure)


_FIGURE = {
    "low": "its low, {0.low}, stands in none of them, in digits or in words",
    "high": "its high, {0.high}, stands in none of them, in digits or in words",
    "as_worded": "“{0.as_worded}” stands in none of them",
}


def checks_of(claim: Any, inlines: Iterable[Any]) -> Checks:
    """The checks of a stored claim, of the rows that its page has read already."""
    checks = Checks()
    if claim is None:
        return checks
    rows = {inline.opts.model: list(inline.formset.get_queryset()) for inline in inlines}
    statements = rows.get(Statement, [])
    for statement in statements:
        _check(statement, checks)
    for figure in rows.get(Figure, []):
        checks.figure += _of_figure(figure, statements)
    return checks


def _check(statement: Statement, checks: Checks) -> None:
    for words in Words.values:
        result = getattr(statement, f"{words}_result")
        if result == QuoteResult.NO_CAPTURE:
            checks.uncaptured[statement.source_id] = statement.source
        elif result in (QuoteResult.NOT_FOUND, QuoteResult.CHANGED):
            checks.unfound.append(Unfound(statement, words, QuoteResult(result)))
        elif result:
            checks.found += 1


def _of_figure(figure: Figure, statements: list[Statement]) -> Iterator[str]:
    asserting = [statement for statement in statements if statement.stance == Stance.ASSERTS]
    texts = [
        (getattr(statement, words), getattr(statement, f"{words}_language") or statement.source.language)
        for statement in asserting
        for words in Words.values
    ]
    missing = unsupported(low=figure.low, high=figure.high, as_worded=figure.as_worded, texts=texts)
    return (_FIGURE[name].format(figure) for name in missing)


class WordsFilter(admin.SimpleListFilter):
    """Statements by what came of looking for their words in the captures of their sources."""

    title = "words in the captures"
    parameter_name = "words"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in QuoteResult.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.whose_words_are(self.value()) if self.value() in QuoteResult.values else queryset
