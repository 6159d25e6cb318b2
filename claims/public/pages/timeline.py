"""The timeline of claims: what is said to have happened when, who said what when, when that was published and recorded.

Pure: documents in, a view out. `{% include "public/timeline.html" %}` needs the view as `timeline`, and the sheet
`public/charts.css` in the page's `styles` block. For a claim's page: `timeline_view([claim], mirrored=…)`, mirrored
where the page reads from the right. The heading is the includer's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.public.pages.languages import here
from claims.public.pages.standings import standing_words
from claims.public.pages.timeline_chart import Mark, lanes_chart
from claims.public.pages.words import Document, date_words, elements_words, lang, listed_apart
from factreg.edtf_dates import UNDATED, EDTFError, Span, parse

# In the order in which they stand below one another, whatever is in them.
HAPPENED, SAID, PUBLISHED, RECORDED = "happened", "said", "published", "recorded"
LANES: Mapping[str, Any] = {
    HAPPENED: gettext_lazy("Said to have happened"),
    SAID: gettext_lazy("Said"),
    PUBLISHED: gettext_lazy("Published"),
    RECORDED: gettext_lazy("Recorded here"),
}
_DOES = {
    "asserts": gettext_lazy("{actor} asserts it"),
    "denies": gettext_lazy("{actor} denies it"),
    "declines": gettext_lazy("{actor} neither confirms nor denies it"),
    "withdraws": gettext_lazy("{actor} takes its statement back"),
}
_DOES_IN_PART = {
    "asserts": gettext_lazy("{actor} asserts it as to {elements}"),
    "denies": gettext_lazy("{actor} denies it as to {elements}"),
    "declines": gettext_lazy("{actor} neither confirms nor denies it as to {elements}"),
    "withdraws": gettext_lazy("{actor} takes its statement back as to {elements}"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the timeline tells. `date` is EDTF; `when` the same in words.

    `by` tells that the date only bounds the time from above: what a source reports was said no later.
    """

    lane: str
    date: str
    when: str
    text: str
    url: str = ""
    lang: str = ""
    note: str = ""
    stance: str = ""
    by: bool = False
    number: int = 0
    span: Span = field(default=Span(None, None))

    @property
    def lane_words(self) -> str:
        return str(LANES[self.lane])


def timeline_view(
    claims: Sequence[Document], *, events: Sequence[Document] = (), mirrored: bool = False, shown: int = 200
) -> dict[str, Any]:
    """All that templates/public/timeline.html asks for; at most `shown` entries, `left` are not.

    Of a claim alone each statement is an entry. Of an event's, those that only a source dates stand with their source.
    """
    found = list(_entries(claims, events))
    dated = sorted((entry for entry in found if _has_bound(entry.span)), key=_order)
    undated = [entry for entry in found if not _has_bound(entry.span)]
    numbered = [replace(entry, number=number) for number, entry in enumerate([*dated, *undated][:shown], start=1)]
    entries = numbered[: len(dated)]
    return {
        "entries": entries,
        "undated": numbered[len(dated) :],
        "left": max(len(found) - shown, 0),
        "chart": lanes_chart(
            [(str(words), [_mark(entry) for entry in entries if entry.lane == lane]) for lane, words in LANES.items()],
            mirrored=mirrored,
        ),
    }


def _has_bound(span: Span) -> bool:
    return bool(span.earliest or span.latest)


def _order(entry: Entry) -> tuple[Any, ...]:
    """By the earliest moment, then the latest; what happened before what was said of it."""
    return entry.span.sort_key, entry.span.latest or UNDATED, list(LANES).index(entry.lane)


def _mark(entry: Entry) -> Mark:
    span = Span(None, entry.span.latest) if entry.by else entry.span
    return Mark(entry.number, span, entry.stance or entry.lane, approximate=entry.date[-1:] in {"?", "~", "%"})


def _entry(lane: str, date: str | None, text: str, **more: Any) -> Entry:
    """With its span; a date that an older format wrote otherwise stands with the undated, as it is."""
    try:
        span = parse(date) if date else Span(None, None)
    except EDTFError:
        span = Span(None, None)
    return Entry(lane, date or "", **{"when": date_words(date), **more}, text=text, span=span)


def _entries(claims: Sequence[Document], events: Sequence[Document]) -> Iterator[Entry]:
    for event in events:
        if event["occurred"]:
            yield _entry(HAPPENED, event["occurred"], event["title"], url=here(f"/events/{event['id']}/"))
    alone = len(claims) == 1 and not events
    for claim in claims:
        yield from _happened(claim, alone=alone)
        yield from _said(claim, alone=alone)
        yield from _looked_at(claim)
    yield from _published(claims)
    yield from _recorded(claims, alone=alone)


def _happened(claim: Document, *, alone: bool) -> Iterator[Entry]:
    if not claim["occurred"]:
        return
    if alone:
        yield _entry(HAPPENED, claim["occurred"], _("What this claim is about"))
    else:
        yield _entry(
            HAPPENED,
            claim["occurred"],
            _heading(claim),
            url=here(f"/claims/{claim['id']}/"),
            lang=lang(claim["language"]),
            note=standing_words(claim).lede,
        )


def _heading(claim: Document) -> str:
    return str(claim["question"] or claim["text"])


def _said(claim: Document, *, alone: bool) -> Iterator[Entry]:
    page = "" if alone else here(f"/claims/{claim['id']}/")
    for statement in claim["statements"]:
        said, published = statement["said"], statement["source"]["published"]
        if not said and not alone:
            continue
        reported = not said and bool(published)
        yield _entry(
            SAID,
            said or published,
            does(statement),
            **({"when": _("by %(date)s, when it was reported") % {"date": date_words(published)}} if reported else {}),
            url=f"{page}#statement-{statement['number']}",
            note="" if alone else _heading(claim),
            lang="" if alone else lang(claim["language"]),
            stance=statement["stance"],
            by=reported,
        )


def does(statement: Document, *, who: str = "actor") -> str:
    """The statement in a sentence, the name of its `actor` or `party` in its own direction."""
    sentences = _DOES_IN_PART if statement["elements"] else _DOES
    sentence = str(sentences.get(statement["stance"], "{actor}"))
    actor = format_html("<bdi>{}</bdi>", statement[who]["name"] or statement[who]["id"])
    return format_html(sentence, actor=actor, elements=elements_words(statement["elements"]))


def _looked_at(claim: Document) -> Iterator[Entry]:
    """Assessments of a claim, and the responses to it that were looked for."""
    for assessment in claim["assessments"]:
        organisation = assessment["organisation"]
        text = format_html(
            _("Assessment by {organisation}: {rating}"),
            organisation=format_html("<bdi>{}</bdi>", organisation["name"] or organisation["id"]),
            rating=format_html("“<bdi>{}</bdi>”", assessment["rating"]),
        )
        yield _entry(PUBLISHED, assessment["rated"], text)
    for search in claim["response_searches"]:
        actor = format_html("<bdi>{}</bdi>", search["actor"]["name"] or search["actor"]["id"])
        text = format_html(_("A response of {actor} was looked for; none found"), actor=actor)
        yield _entry(RECORDED, search["searched"], text)


def _published(claims: Sequence[Document]) -> Iterator[Entry]:
    """Every source once, with the parties whose statements were read or first made in it."""
    sources: dict[str, Document] = {}
    parties: dict[str, list[str]] = {}
    for claim in claims:
        for statement in claim["statements"]:
            for source in filter(None, (statement["primary_source"], statement["source"])):
                sources.setdefault(source["id"], source)
                party = statement["party"]
                parties.setdefault(source["id"], []).append(party["name"] or party["id"])
    for slug, source in sources.items():
        names = listed_apart(list(dict.fromkeys(parties[slug])))
        yield _entry(
            PUBLISHED,
            source["published"],
            source["title"] or slug,
            url=here(f"/sources/{slug}/"),
            lang=lang(source["language"]),
            note=format_html(_("with statements of {parties}"), parties=names),
        )


def _recorded(claims: Sequence[Document], *, alone: bool) -> Iterator[Entry]:
    """The days on which claims were first published here."""
    days: dict[str, int] = {}
    for claim in claims:
        days[claim["published_at"][:10]] = days.get(claim["published_at"][:10], 0) + 1
    for day, number in sorted(days.items()):
        if alone:
            text = _("The claim was first published in this registry")
        else:
            text = ngettext(
                "%(number)s of these claims was first published in this registry",
                "%(number)s of these claims were first published in this registry",
                number,
            ) % {"number": number}
        yield _entry(RECORDED, day, text)
