"""The lists that have a page: how their rows look, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, ngettext, pgettext

from claims.public.facet_counts import MOST_COUNTED
from claims.public.lists import PAGING
from claims.public.pages import rows
from claims.public.pages.disputes import with_folded
from claims.public.pages.facet_links import number_words
from claims.public.pages.rows import Row
from claims.public.pages.words import Document, capital
from claims.public.reading import Snapshot
from claims.public.resources import RESOURCES, Resource


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with a page. `row` makes a row of each document; `counted` tells a number of them in words."""

    name: str
    kind: str
    title: Any
    intro: Any
    row: Callable[[Document], Row]
    counted: Callable[[int], str]
    has_feed: bool = True

    @property
    def path(self) -> str:
        return f"/{self.name}/"

    @property
    def resource(self) -> Resource:
        return RESOURCES[self.name]

    @property
    def parameters(self) -> list[str]:
        """All that it may be asked: the parameters of the API."""
        return [*self.resource.filters.names(), *PAGING, "as_of"]

    def rows_of(self, documents: Sequence[Document], at: Snapshot) -> list[Row]:
        if self.kind == "dispute":
            return with_folded(documents, at)
        return [self.row(document) for document in documents]

    def number(self, total: int) -> str:
        """How many rows there are: `31 claims`, `More than 1,000 claims`."""
        if total <= MOST_COUNTED:
            return self.counted(total).format(number=number_words(total))
        number = pgettext("count", "more than {number}").format(number=number_words(MOST_COUNTED))
        return capital(self.counted(MOST_COUNTED).format(number=number))


LISTS: Mapping[str, ListPage] = {
    page.name: page
    for page in (
        ListPage(
            "disputes",
            "dispute",
            gettext_lazy("Disputes"),
            gettext_lazy(
                "Claims that one party asserts and another denies or contradicts. Claims that stand or fall with "
                "another are shown with it."
            ),
            rows.claim_row,
            lambda number: ngettext("{number} dispute", "{number} disputes", number),
        ),
        ListPage(
            "claims",
            "claim",
            gettext_lazy("Claims"),
            gettext_lazy("Every claim on record, each with who asserts it and who denies it."),
            rows.claim_row,
            lambda number: ngettext("{number} claim", "{number} claims", number),
        ),
        ListPage(
            "statements",
            "statement",
            gettext_lazy("Statements"),
            gettext_lazy("Who takes which stance on which claim, in which source."),
            rows.statement_row,
            lambda number: ngettext("{number} statement", "{number} statements", number),
            has_feed=False,
        ),
        ListPage(
            "denials",
            "statement",
            gettext_lazy("Denials"),
            gettext_lazy("Statements that deny a claim, or a part of one."),
            rows.statement_row,
            lambda number: ngettext("{number} denial", "{number} denials", number),
            has_feed=False,
        ),
        ListPage(
            "contradictions",
            "pair",
            gettext_lazy("Contradictions"),
            gettext_lazy("Pairs of claims that can't both be true. That they can't is the registry's own inference."),
            rows.contradiction_row,
            lambda number: ngettext("{number} contradiction", "{number} contradictions", number),
            has_feed=False,
        ),
        ListPage(
            "events",
            "plain",
            gettext_lazy("Events"),
            gettext_lazy("What the claims are about."),
            rows.event_row,
            lambda number: ngettext("{number} event", "{number} events", number),
        ),
        ListPage(
            "actors",
            "plain",
            gettext_lazy("Actors"),
            gettext_lazy("Those who assert and deny, and those whom claims are about."),
            rows.actor_row,
            lambda number: ngettext("{number} actor", "{number} actors", number),
        ),
        ListPage(
            "sources",
            "plain",
            gettext_lazy("Sources"),
            gettext_lazy("The documents in which statements were read or first made."),
            rows.source_row,
            lambda number: ngettext("{number} source", "{number} sources", number),
        ),
        ListPage(
            "publishers",
            "plain",
            gettext_lazy("Publishers"),
            gettext_lazy("Who publishes the sources."),
            rows.publisher_row,
            lambda number: ngettext("{number} publisher", "{number} publishers", number),
        ),
    )
}
